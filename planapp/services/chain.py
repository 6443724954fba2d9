"""Events chained by hash: each is sealed over itself and the hash of the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from planapp.models import AuditEvent, SecurityCheckpoint, SecurityEvent

GENESIS = "0" * 64
_BATCH = 2000

Event = AuditEvent | SecurityEvent


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first row that does not fit, and what does not fit in it."""

    row: Event | SecurityCheckpoint
    words: str


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What reading a chain from its beginning found."""

    number: int
    last: Event | None
    flaw: Flaw | None


def last_hash(model: type[Event]) -> str:
    """The hash that the next event is chained to; locks the chain until the transaction ends.

    Who writes to both chains writes the security event first.
    """
    # Locking the first event queues concurrent writers; only then is the last one certain.
    first = model.objects.select_for_update().order_by("pk").only("pk").first()
    if first is None:
        return GENESIS
    last = model.objects.order_by("-pk").only("hash").first()
    return str(last.hash) if last else GENESIS


def seal(*parts: object) -> str:
    """The hash over what was recorded, in this order."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def check_chain(
    rows: QuerySet[Any], *, previous: str | None, is_intact: Callable[[Any], bool]
) -> ChainCheck:
    """Read events in their order, a batch at a time, up to the first that does not fit.

    `previous` is the hash that the first must be chained to; None takes it as it is.
    """
    number, last = 0, None
    for event in rows.order_by("pk").iterator(chunk_size=_BATCH):
        if not is_intact(event):
            return ChainCheck(number, last, Flaw(event, "内容被改动"))
        if previous is not None and event.previous_hash != previous:
            return ChainCheck(number, last, Flaw(event, _why_not_chained(event)))
        number, last, previous = number + 1, event, event.hash
    return ChainCheck(number, last, None)


def _why_not_chained(event: Event) -> str:
    if type(event).objects.filter(hash=event.previous_hash).exists():
        return "次序被改动"
    return "它前面的一条被删除或改写"
