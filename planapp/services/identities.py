"""统一身份: who of us somebody is whom the identity service vouches for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from planapp.domain.terms import SecurityKind
from planapp.models import LinkedIdentity, User
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.security import record_security_event
from planapp.services.sessions import end_sessions

_ASK = "请联系本单位管理员或安全管理员"


@transaction.atomic
def identify_person(*, issuer: str, subject: str, account: str, at: datetime) -> User:
    """The person with this identity, linked to their account here at the first log-in.

    `account` is the name that the service calls them by: what an administrator wrote down for the
    person, or else the name of their account here. Nobody is created. Raises Refused where nobody
    is found, the account is closed, or it belongs to another identity.
    """
    known = LinkedIdentity.objects.select_related("user").filter(issuer=issuer, subject=subject)
    identity = known.first() or _link(issuer, subject, account, at=at)
    if not identity.user.is_active:
        raise Refused(f"您在本系统的账号已停用。{_ASK}恢复。")
    return identity.user


@transaction.atomic
def unlink_identity(*, user: User, by: User, at: datetime) -> None:
    """Forget whom a person was linked to, so that they link anew; ends their sessions."""
    require(Action.KEEP_PEOPLE, by=by, at=at, refusal="只有安全管理员可以解除统一身份的绑定。")
    if user.is_superuser and not by.is_superuser:
        raise Refused("此账号是系统安装时的管理员，只能由同类管理员解除绑定。")
    identity = LinkedIdentity.objects.filter(user=user).exclude(subject=None).first()
    if identity is None:
        raise Refused(f"“{user}”没有绑定统一身份。")
    before = snapshot(identity)
    identity.issuer, identity.subject, identity.linked_at = "", None, None
    identity.save()
    record_security_event(kind=SecurityKind.IDENTITY_UNLINKED, by=by, at=at, subject=identity)
    end_sessions(user=user, by=by, at=at)
    write_audit(
        by=by, action="identity.unlinked", subject=user, at=at, changes=[changed(identity, before)]
    )


def _link(issuer: str, subject: str, account: str, *, at: datetime) -> LinkedIdentity:
    identity = _row_for(account)
    if identity.subject is not None:
        raise Refused(f"账号“{account}”已绑定另一个统一身份。{_ASK}，核对身份后解除绑定。")
    before = snapshot(identity) if identity.pk else None
    identity.issuer, identity.subject, identity.linked_at = issuer, subject, at
    identity.save()
    user = identity.user
    record_security_event(kind=SecurityKind.IDENTITY_LINKED, by=user, at=at, subject=account)
    changes = created(identity) if before is None else [changed(identity, before)]
    write_audit(by=user, action="identity.linked", subject=user, at=at, changes=changes)
    return identity


def _row_for(account: str) -> LinkedIdentity:
    """What an administrator wrote down for this account, or a new row for its namesake here."""
    if not account:
        raise Refused(f"统一身份认证没有给出您的账号。{_ASK}，并说明这一句话。")
    registered = LinkedIdentity.objects.select_related("user").filter(account=account).first()
    if registered:
        return registered
    user = User.objects.filter(username=account).first()
    if user is None:
        raise Refused(
            f"您已通过统一身份认证（{account}），但在本系统还没有账号。{_ASK}开通，"
            "或把这个统一身份账号登记到您已有的账号上。"
        )
    if LinkedIdentity.objects.filter(user=user).exists():
        raise Refused(f"账号“{account}”登记了另一个统一身份账号。{_ASK}核对。")
    return LinkedIdentity(user=user, account=account)
