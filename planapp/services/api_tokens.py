"""接口令牌: keys by which another system reads what a person may see."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from planapp.domain.terms import SecurityKind
from planapp.models import ApiToken, User
from planapp.rights import Action, may
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused
from planapp.services.origin import current_origin
from planapp.services.security import record_security_event

LONGEST_DAYS = 366
MOST_TOKENS = 10  # of one person at a time
_MARK = "tk_"
_SHOWN = 9
_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def issue_token(*, user: User, name: str, days: int, at: datetime) -> tuple[ApiToken, str]:
    """Make a key that opens what its person may see, and nothing more; the key is shown once.

    Raises Refused without a purpose, for more than a year, and where there are enough.
    """
    day = timezone.localdate(at)
    name = name.strip()
    if not name:
        raise Refused("请写明用途，例如“省数据共享平台”。")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(f"有效期为1至{LONGEST_DAYS}天。")
    if ApiToken.objects.filter(user=user).valid_on(day).count() >= MOST_TOKENS:
        raise Refused(f"有效的令牌最多{MOST_TOKENS}个，请先停用不再使用的。")
    key = _MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        start=key[:_SHOWN],
        token_hash=_hash(key),
        made_at=at,
        expires_on=day + timedelta(days=days),
    )
    write_audit(by=user, action="api_token.issued", subject=token, at=at, changes=created(token))
    return token, key


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, at: datetime) -> None:
    """End a key at once: one's own, or as who keeps accounts anybody's. Raises Refused."""
    if token.user != by and not may(by, Action.KEEP_PEOPLE, on=timezone.localdate(at)):
        raise Refused("只能停用自己的令牌；安全管理员可以停用所有人的。")
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is not None:
        raise Refused("这个令牌已经停用。")
    before = snapshot(token)
    token.revoked_at, token.revoked_by = at, by
    token.save()
    changes = [changed(token, before)]
    write_audit(by=by, action="api_token.revoked", subject=token, at=at, changes=changes)


def person_by_token(key: str, *, at: datetime) -> User | None:
    """Whose key this is, if it is valid. The first use of a day goes on the security record.

    One query; another where the use is noted, which happens once a minute at most.
    """
    token = (
        ApiToken.objects.valid_on(timezone.localdate(at))
        .select_related("user")
        .filter(token_hash=_hash(key))
        .first()
    )
    if token is None:
        return None
    _note_use(token, at=at)
    return token.user


def _note_use(token: ApiToken, *, at: datetime) -> None:
    """Says when a key was used last; of many requests at once, one writes."""
    last = token.last_used_at
    due = Q(last_used_at=None) | Q(last_used_at__lt=at - _NOTED_EVERY)
    fresh = ApiToken.objects.filter(due, pk=token.pk)
    is_noted = last is not None and at - _NOTED_EVERY <= last <= at
    if is_noted or not fresh.update(last_used_at=at, last_used_from=current_origin.get()):
        return
    if last is None or timezone.localdate(last) != timezone.localdate(at):
        record_security_event(
            kind=SecurityKind.DOWNLOAD,
            by=token.user,
            at=at,
            subject=f"接口令牌“{token}”当日首次使用",
        )


def _hash(key: str) -> str:
    """Keys are 256 random bits: no salt and no slow hash is needed."""
    return hashlib.sha256(key.encode()).hexdigest()
