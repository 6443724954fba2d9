"""安全事件: who came in, who was turned away, what left the house; kept for a time, then purged."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction

from planapp.domain.terms import SecurityKind
from planapp.models import SecurityCheckpoint, SecurityEvent, User
from planapp.services.audit import created, write_audit
from planapp.services.chain import GENESIS, ChainCheck, Flaw, check_chain, last_hash, seal
from planapp.services.errors import Refused
from planapp.services.origin import current_origin

MINIMUM_DAYS = 183  # six months, whatever the installation chooses
_SIGNER = "planapp.security.checkpoint"


@transaction.atomic
def record_security_event(
    *, kind: SecurityKind, by: User | None, at: datetime, subject: object = "", name: str = ""
) -> SecurityEvent:
    """Append one event; `name` is the account's name as typed where nobody is known by it."""
    event = SecurityEvent(
        kind=kind,
        at=at,
        actor=by,
        actor_name=_kept(by.username if by else name, 150),
        origin=current_origin.get(),
        subject=_kept(str(subject), 300),
        previous_hash=last_hash(SecurityEvent),
    )
    event.hash = _chain_hash(event)
    event.save()
    return event


def _kept(text: str, most: int) -> str:
    """As much as there is room for, without the sign that PostgreSQL takes in no text."""
    return text.replace("\x00", "")[:most]


@transaction.atomic
def purge_security_events(
    *, before: datetime, by: User | None, at: datetime
) -> SecurityCheckpoint | None:
    """Delete the oldest events up to that instant and sign what was cut off; None if nothing was.

    Raises Refused for events of less than six months. The last event always stays: the chain goes
    on from it.
    """
    if before > at - timedelta(days=MINIMUM_DAYS):
        raise Refused(f"安全事件至少保存{MINIMUM_DAYS}天（6个月），不能清理更近的。")
    last_hash(SecurityEvent)  # nobody writes meanwhile
    events = SecurityEvent.objects.order_by("pk")
    kept = events.filter(at__gte=before).first() or events.last()
    rows = events.filter(pk__lt=kept.pk) if kept else events.none()
    last = rows.last()
    if last is None:
        return None
    checkpoint = SecurityCheckpoint(
        upto=last.pk, before=before, number=rows.count(), last_hash=last.hash, at=at, by=by
    )
    checkpoint.signature = _signer().signature(_stated(checkpoint))
    checkpoint.save()
    rows.purge()
    write_audit(
        by=by, action="security.purged", subject=checkpoint, at=at, changes=created(checkpoint)
    )
    return checkpoint


def check_security_events() -> ChainCheck:
    """Whether each signature and each event still fits, from the last checkpoint on."""
    checkpoint = None
    for checkpoint in SecurityCheckpoint.objects.order_by("upto"):
        if not _is_signed(checkpoint):
            return ChainCheck(0, None, Flaw(checkpoint, "签名不符"))
    return check_chain(
        SecurityEvent.objects.all(),
        previous=checkpoint.last_hash if checkpoint else GENESIS,
        is_intact=lambda event: event.hash == _chain_hash(event),
    )


def _chain_hash(event: SecurityEvent) -> str:
    return seal(
        event.previous_hash,
        event.kind,
        int(event.at.timestamp() * 1_000_000),
        event.actor_id,
        event.actor_name,
        event.origin,
        event.subject,
    )


def _signer() -> Signer:
    return Signer(salt=_SIGNER)


def _stated(checkpoint: SecurityCheckpoint) -> str:
    """What the signature covers."""
    instants = (checkpoint.before, checkpoint.at)
    before, at = (int(instant.timestamp() * 1_000_000) for instant in instants)
    return f"{checkpoint.upto}|{before}|{checkpoint.number}|{checkpoint.last_hash}|{at}"


def _is_signed(checkpoint: SecurityCheckpoint) -> bool:
    try:
        _signer().unsign(f"{_stated(checkpoint)}:{checkpoint.signature}")
    except BadSignature:
        return False
    return True
