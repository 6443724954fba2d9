"""The chained audit trail: one event per service call, with the rows it changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.timezone import is_aware

from planapp.domain.audited import lines_of
from planapp.models import AuditedRows, AuditEvent, User
from planapp.services.bulk_changes import BulkChange
from planapp.services.chain import GENESIS, ChainCheck, check_chain, last_hash, seal
from planapp.services.kept_counts import touch_counted
from planapp.services.origin import current_origin
from planapp.services.search import keep_search

_LONG_TEXT = 500  # a document's text is not repeated in the trail; its checksum is
_BATCH = 1000

Snapshot = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after; `before` is None for a new row."""

    row: models.Model
    before: Snapshot | None
    after: Snapshot

    def as_json(self) -> dict[str, Any]:
        before = self.before or {}
        fields = {
            name: [before.get(name), value]
            for name, value in self.after.items()
            if self.before is None or before.get(name) != value
        }
        return {"model": self.row._meta.model_name, "pk": str(self.row.pk), "fields": fields}


def snapshot(row: models.Model) -> Snapshot:
    """The row's stored values as text, for the audit trail."""
    values: Snapshot = {}
    for field in row._meta.concrete_fields:
        text = _text(field.to_python(field.value_from_object(row)))
        if field.name == "password" or (text is not None and len(text) > _LONG_TEXT):
            text = hashlib.sha256((text or "").encode()).hexdigest()
        values[field.attname] = text
    return values


def _text(value: Any) -> str | None:
    """As the database would give it back: else what was saved again would look changed."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, dict | list):  # PostgreSQL gives the keys back in its own order
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    if isinstance(value, datetime) and is_aware(value):
        return str(value.astimezone(UTC))
    return str(value)


def created(*rows: models.Model) -> list[Change]:
    """Changes for rows that did not exist before."""
    return [Change(row, None, snapshot(row)) for row in rows]


def changed(row: models.Model, before: Snapshot) -> Change:
    """The change of one row since `before` was taken."""
    return Change(row, before, snapshot(row))


def write_audit(
    *,
    by: User | None,
    action: str,
    subject: object,
    at: datetime,
    changes: Iterable[Change | BulkChange] = (),
) -> AuditEvent:
    """Append one event to the chain, in the caller's transaction.

    `action` is "noun.verb_in_past_tense"; `by` is None for what a schedule does by itself. What the
    rows are found by is renewed with it, and what is counted of them counted again.
    """
    rows = [change.as_json() for change in changes]
    keep_search(rows)
    touch_counted(rows)
    digest = _digest(rows)
    previous = last_hash(AuditEvent)
    event = AuditEvent(
        at=at,
        actor=by,
        actor_name=str(by) if by else "系统",
        origin=current_origin.get(),
        action=action,
        subject=str(subject)[:300],
        changes=rows,
        digest=digest,
        previous_hash=previous,
    )
    event.hash = chain_hash(event)
    event.save()
    lines = [AuditedRows(event=event, model=model, first=first, last=last)
             for model, first, last in sorted(lines_of(rows))]  # fmt: skip
    AuditedRows.objects.bulk_create(lines, batch_size=_BATCH)
    return event


def chain_hash(event: AuditEvent) -> str:
    """The hash that ties an event to the one before it; it covers all that was recorded."""
    return seal(
        event.previous_hash,
        int(event.at.timestamp() * 1_000_000),
        event.actor_id,
        event.actor_name,
        event.origin,
        event.action,
        event.subject,
        event.digest,
    )


def check_audit_trail(*, from_id: int | None = None) -> ChainCheck:
    """Whether every event still fits, from the first or from that one on."""
    rows = AuditEvent.objects.prefetch_related("audited")
    if from_id is not None:
        rows = rows.filter(pk__gte=from_id)
    return check_chain(rows, previous=GENESIS if from_id is None else None, is_intact=_is_intact)


def find_flaws(events: Sequence[AuditEvent]) -> dict[int, list[str]]:
    """What does not fit of each event and its neighbours, in words, by its id. Four queries."""
    prefetch_related_objects(events, "audited")
    rows = AuditEvent.objects.order_by()
    before = set(rows.filter(hash__in=[each.previous_hash for each in events])
                 .values_list("hash", flat=True)) | {GENESIS}  # fmt: skip
    after = set(rows.filter(previous_hash__in=[each.hash for each in events])
                .values_list("previous_hash", flat=True))  # fmt: skip
    last = AuditEvent.objects.order_by("-pk").only("pk").first()
    return {
        event.pk: [
            words
            for words, fits in (
                ("内容与封存时不符", _is_intact(event)),
                ("与前一条不相接", event.previous_hash in before),
                ("与后一条不相接", event == last or event.hash in after),
            )
            if not fits
        ]
        for event in events
    }


def _is_intact(event: AuditEvent) -> bool:
    indexed = {(row.model, row.first, row.last) for row in event.audited.all()}
    return (
        event.digest == _digest(event.changes)
        and event.hash == chain_hash(event)
        and indexed == lines_of(event.changes)
    )


def _digest(rows: list[dict[str, Any]]) -> str:
    return hashlib.sha256(
        json.dumps(rows, ensure_ascii=False, sort_keys=True, default=str).encode()
    ).hexdigest()
