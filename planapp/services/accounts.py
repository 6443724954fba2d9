"""Accounts: their passwords, and what an administrator of a unit may do with those of the unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from axes.utils import reset as unlock
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from planapp.domain.terms import MemberRole, SecurityKind
from planapp.models import Membership, Unit, User
from planapp.queries.accounts import KEPT_ROLES, kept_accounts
from planapp.rights import Action, kept_units
from planapp.services.audit import Snapshot, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.passwords import temporary_password
from planapp.services.security import record_security_event
from planapp.services.sessions import end_sessions

_ONLY_UNIT_ADMINS = "只有单位管理员可以管理本单位账号。"


@transaction.atomic
def change_own_password(*, user: User, password: str, at: datetime, keep: str | None) -> None:
    """Set the password that a person chose; ends their other sessions.

    Raises Refused for the one they have: who opened or reset the account may know it.
    """
    if user.check_password(password):
        raise Refused("新密码与现在的密码相同，请换一个。", field="new_password1")
    before = snapshot(user)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record_security_event(kind=SecurityKind.PASSWORD_CHANGED, by=user, at=at)
    end_sessions(user=user, by=user, at=at, keep=keep)
    write_audit(
        by=user, action="user.password_changed", subject=user, at=at,
        changes=[changed(user, before)],
    )  # fmt: skip


@transaction.atomic
def password_was_set(*, user: User, before: Snapshot, by: User, at: datetime) -> None:
    """What follows when somebody else has set a person's password: they must choose their own.

    `before` is the account as it was until then.
    """
    user.must_change_password = not user.is_demo and user != by
    user.save(update_fields=["must_change_password"])
    unlock(username=user.username)
    record_security_event(
        kind=SecurityKind.PASSWORD_RESET, by=by, at=at, subject=f"{user}（{user.username}）"
    )
    if user != by:
        end_sessions(user=user, by=by, at=at)
    write_audit(
        by=by, action="user.password_set", subject=user, at=at, changes=[changed(user, before)]
    )


@transaction.atomic
def unlock_account(*, user: User, by: User, at: datetime) -> int:
    """Let somebody in again who failed too often; returns how many places were locked or counted.

    Their password stays: only who has forgotten it needs a new one.
    """
    refusal = "只有安全管理员可以解除登录锁定。"
    require(Action.KEEP_PEOPLE, by=by, at=at, refusal=refusal)
    number: int = unlock(username=user.username)
    if not number:
        raise Refused(f"“{user}”没有登录失败的记录，没有被锁定；忘记密码的，请重置密码。")
    write_audit(by=by, action="user.unlocked", subject=user, at=at, changes=[])
    return number


@transaction.atomic
def open_account(
    *, user: User, unit: Unit, role: MemberRole, by: User, at: datetime, office: str = ""
) -> str:
    """Save a new account of the unit's own staff; returns the temporary password, shown once."""
    require(Action.KEEP_ACCOUNTS, by=by, at=at, refusal=_ONLY_UNIT_ADMINS)
    day = timezone.localdate(at)
    if unit.pk not in kept_units(by, on=day):
        raise Refused("只能为本单位新增账号。")
    if role not in KEPT_ROLES:
        raise Refused("单位管理员只能新增填报人和单位负责人；其他角色请安全管理员办理。")
    if User.objects.filter(username=user.username).exists():
        raise Refused(f"账号“{user.username}”已有人使用，请换一个。")
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.save()
    membership = Membership.objects.create(
        user=user, unit=unit, role=role, office=office.strip(), valid_from=day
    )
    write_audit(
        by=by, action="user.created", subject=user, at=at, changes=created(user, membership)
    )
    return password


@transaction.atomic
def reset_password(*, user: User, by: User, at: datetime) -> str:
    """Give a person of the own unit a temporary password, which they must change at once."""
    _require_kept(user, by=by, at=at)
    password, before = temporary_password(), snapshot(user)
    user.set_password(password)
    user.save(update_fields=["password"])
    password_was_set(user=user, before=before, by=by, at=at)
    return password


@transaction.atomic
def set_offices(*, offices: Mapping[Membership, str], by: User, at: datetime) -> int:
    """Write down in which offices people of the own units work; returns how many changed."""
    require(Action.KEEP_ACCOUNTS, by=by, at=at, refusal=_ONLY_UNIT_ADMINS)
    kept = kept_units(by, on=timezone.localdate(at))
    changes = []
    for membership, office in offices.items():
        if membership.unit_id not in kept:
            raise Refused("只能登记本单位人员的处室。")
        if membership.office != office.strip():
            before = snapshot(membership)
            membership.office = office.strip()
            membership.save(update_fields=["office"])
            changes.append(changed(membership, before))
    if changes:
        subject = "、".join(str(change.row) for change in changes)
        write_audit(by=by, action="membership.office_set", subject=subject, at=at, changes=changes)
    return len(changes)


@transaction.atomic
def end_membership(*, membership: Membership, by: User, at: datetime) -> None:
    """End a person's part in the own unit; without any other part the account is closed, too."""
    require(Action.KEEP_ACCOUNTS, by=by, at=at, refusal=_ONLY_UNIT_ADMINS)
    day, user = timezone.localdate(at), membership.user
    if membership.unit_id not in kept_units(by, on=day):
        raise Refused("只能结束本单位的任职。")
    if membership.role not in KEPT_ROLES:
        raise Refused("单位管理员只能结束填报人和单位负责人的任职；其他角色请安全管理员办理。")
    others = Membership.objects.filter(user=user).valid_on(day).exclude(pk=membership.pk)
    rows: list[tuple[Model, Snapshot]] = [(membership, snapshot(membership))]
    yesterday = day - timedelta(days=1)
    membership.valid_to = max(yesterday, membership.valid_from or yesterday)
    membership.save(update_fields=["valid_to"])
    if not others.exists() and not user.is_superuser:
        rows.append((user, snapshot(user)))
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user=user, by=by, at=at)
    changes = [changed(row, before) for row, before in rows]
    write_audit(by=by, action="membership.ended", subject=membership, at=at, changes=changes)


def _require_kept(user: User, *, by: User, at: datetime) -> None:
    require(Action.KEEP_ACCOUNTS, by=by, at=at, refusal=_ONLY_UNIT_ADMINS)
    day = timezone.localdate(at)
    accounts = kept_accounts(kept_units(by, on=day), on=day)
    account = next((one for one in accounts if one.user == user), None)
    if account is None:
        raise Refused("只能重置本单位人员的密码。")
    if not account.is_kept:
        raise Refused("此人还在其他单位任职或有其他角色，请安全管理员重置密码。")
