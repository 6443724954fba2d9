"""两步验证: a person's authenticator app, its codes, and what stands in for a lost one."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import Enum, auto

from axes.utils import reset as unlock
from django.db import transaction
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from planapp.domain.terms import SecurityKind
from planapp.models import RecoveryCode, User
from planapp.rights import Action
from planapp.services.audit import changed, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.passwords import temporary_password
from planapp.services.security import record_security_event
from planapp.services.sessions import end_sessions

RECOVERY_CODES = 10
DIGITS = 6


class CodeCheck(Enum):
    """What became of a code that somebody typed."""

    RIGHT = auto()
    WRONG = auto()
    TOO_SOON = auto()  # after wrong ones an authenticator's code has to wait, ever longer


@transaction.atomic
def set_up_authenticator(
    *, user: User, key: str, code: str, at: datetime, keep: str | None
) -> list[str]:
    """Take the authenticator with this key into use; returns the recovery codes, shown once.

    `key` is hexadecimal, `code` what the app shows for it; that code is spent. Raises Refused for
    a wrong code or where there is an authenticator. Ends the person's other sessions.
    """
    if TOTPDevice.objects.filter(user=user).exists():
        raise Refused("已设置两步验证；更换设备请先停用原来的。")
    device = TOTPDevice(user=user, name="验证器", key=key, confirmed=True)
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits)
    typed = _plain(code)
    if not (typed.isdecimal() and clock.verify(int(typed), device.tolerance)):
        raise Refused("验证码不正确。请核对手机时间是否准确，输入当前显示的6位数字。")
    device.drift, device.last_t = clock.drift, clock.t()
    device.save()
    codes = _new_recovery_codes(user)
    _record(SecurityKind.SECOND_FACTOR_ON, user=user, by=user, at=at)
    end_sessions(user=user, by=user, at=at, keep=keep)
    # Without the row: the key must not stand in the trail.
    write_audit(by=user, action="second_factor.set_up", subject=user, at=at)
    return codes


@transaction.atomic
def check_code(*, user: User, code: str, at: datetime) -> CodeCheck:
    """Whether the code is the authenticator's or an unused recovery code; either is spent by it."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None:
        return CodeCheck.WRONG
    typed = _plain(code)
    if not (typed.isdecimal() and len(typed) == DIGITS):
        spent = _spend_recovery_code(user, typed, at=at)
        return CodeCheck.RIGHT if spent else CodeCheck.WRONG
    may_try, _ = device.verify_is_allowed()
    if not may_try:
        return CodeCheck.TOO_SOON
    return CodeCheck.RIGHT if device.verify_token(typed) else CodeCheck.WRONG


@transaction.atomic
def renew_recovery_codes(*, user: User, at: datetime) -> list[str]:
    """New recovery codes in place of all former ones; the caller has asked for a code."""
    codes = _new_recovery_codes(user)
    _record(SecurityKind.RECOVERY_CODES, user=user, by=user, at=at)
    write_audit(by=user, action="recovery_codes.renewed", subject=user, at=at)
    return codes


@transaction.atomic
def remove_own_authenticator(*, user: User, at: datetime) -> None:
    """Log in without a code from now on; the caller has asked for one."""
    _remove(user)
    _record(SecurityKind.SECOND_FACTOR_OFF, user=user, by=user, at=at)
    write_audit(by=user, action="second_factor.removed", subject=user, at=at)


@transaction.atomic
def reset_authenticator(*, user: User, by: User | None, at: datetime) -> None:
    """Remove the authenticator of somebody who lost it; ends their sessions and the lock.

    `by` is None for the operator at the server.
    """
    if by is not None:
        _require_reset(user, by=by, at=at)
    if not TOTPDevice.objects.filter(user=user).exists():
        raise Refused(f"“{user}”没有设置两步验证。")
    _remove(user)
    unlock(username=user.username)
    _record(SecurityKind.SECOND_FACTOR_OFF, user=user, by=by, at=at)
    end_sessions(user=user, by=by, at=at)
    write_audit(by=by, action="second_factor.reset", subject=user, at=at)


def _require_reset(user: User, *, by: User, at: datetime) -> None:
    require(Action.KEEP_PEOPLE, by=by, at=at, refusal="只有安全管理员可以重置他人的两步验证。")
    if user == by:
        raise Refused(
            "自己的两步验证请在“两步验证”页停用；手机和恢复码都没有的，请另一位安全管理员重置。"
        )
    if user.is_superuser and not by.is_superuser:
        raise Refused("此账号是系统安装时的管理员，只能由同类管理员重置。")


def _remove(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


def _new_recovery_codes(user: User) -> list[str]:
    codes = [temporary_password() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_hash=_hash(user, _plain(code))) for code in codes
    )
    return codes


def _spend_recovery_code(user: User, typed: str, *, at: datetime) -> bool:
    rows = RecoveryCode.objects.select_for_update().filter(user=user, used_at=None)
    row = rows.filter(code_hash=_hash(user, typed)).first()
    if row is None:
        return False
    before = snapshot(row)
    row.used_at = at
    row.save(update_fields=["used_at"])
    left = f"还剩{rows.count()}个"
    record_security_event(kind=SecurityKind.RECOVERY_CODE_USED, by=user, at=at, subject=left)
    write_audit(
        by=user, action="recovery_codes.used", subject=user, at=at, changes=[changed(row, before)]
    )
    return True


def _hash(user: User, plain: str) -> str:
    """A plain hash is enough for codes that nobody chose: there are 54¹² of them."""
    return hashlib.sha256(f"{user.pk}:{plain}".encode()).hexdigest()


def _plain(code: str) -> str:
    """The code without the gaps that people type."""
    return "".join(code.split()).replace("-", "")


def _record(kind: SecurityKind, *, user: User, by: User | None, at: datetime) -> None:
    record_security_event(kind=kind, by=by, at=at, subject=f"{user}（{user.username}）")
