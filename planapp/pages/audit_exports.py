"""Audit and security events as lines of a table, to be taken along."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from planapp.domain.actions import action_label
from planapp.domain.terms import SecurityKind
from planapp.models import AuditEvent, SecurityEvent
from planapp.pages.audit_words import rows_in_words
from planapp.queries.audit_trail import changes_of, names_of_rows
from planapp.reports.audit_export import Table

Lines = Iterator[list[object]]

_CHUNK = 100
_ROWS_AT_ONCE = 1000
_WHO = [("编号", 8), ("时间", 20), ("谁", 14), ("账号", 12), ("来源地址", 16)]
_SEAL = [("前一条哈希", 20), ("哈希", 20)]
AUDIT = [*_WHO, ("操作", 18), ("操作代码", 22), ("对象", 40), ("改动行数", 10)]
AUDIT_RAW = [*AUDIT, ("改动", 60), ("改动摘要", 20), *_SEAL]
_ROW = [("种类", 14), ("行", 40), ("行编号", 8), ("增改删", 8)]
_VALUES = [("字段", 16), ("原值", 30), ("新值", 30)]
CHANGES = [("编号", 8), ("时间", 20), ("谁", 14), ("操作", 18), *_ROW, *_VALUES]
SECURITY = [*_WHO, ("种类", 14), ("对象", 60), *_SEAL]


def audit_lines(events: QuerySet[AuditEvent]) -> Lines:
    """An event to a line, with its changes as they were sealed: digest and hash can be checked."""
    for event in events.defer(None).iterator(chunk_size=_CHUNK):
        changes = json.dumps(event.changes, ensure_ascii=False, sort_keys=True)
        yield [*_event(event), changes, event.digest, event.previous_hash, event.hash]


def audit_tables(events: QuerySet[AuditEvent]) -> list[Table]:
    """A sheet with an event to a row, another with a changed column to a row, in words."""
    rows = (_event(event) for event in events.iterator(chunk_size=_CHUNK))
    return [Table("操作", AUDIT, rows), Table("改动明细", CHANGES, _change_lines(events))]


def security_lines(events: QuerySet[SecurityEvent]) -> Lines:
    """An event to a line."""
    for event in events.iterator(chunk_size=_CHUNK):
        kind = SecurityKind(event.kind).label
        yield [*_who(event), kind, event.subject, event.previous_hash, event.hash]


def security_tables(events: QuerySet[SecurityEvent]) -> list[Table]:
    """A sheet with an event to a row."""
    return [Table("安全事件", SECURITY, security_lines(events))]


def _who(event: AuditEvent | SecurityEvent) -> list[object]:
    account = event.actor.username if event.actor else ""
    return [event.pk, _second(event), event.actor_name, account, event.origin]


def _event(event: AuditEvent) -> list[object]:
    # The number is counted by the query that the list is made of.
    number = getattr(event, "rows_changed", None) or 0
    return [*_who(event), action_label(event.action), event.action, event.subject, number]


def _change_lines(events: QuerySet[AuditEvent]) -> Lines:
    for batch in _batches(events):
        names = names_of_rows([change for event in batch for change in changes_of(event)])
        for event in batch:
            who = [event.pk, _second(event), event.actor_name, action_label(event.action)]
            for row in rows_in_words(changes_of(event), names):
                known = [*who, row.kind, row.name, row.pk, row.done]
                yield from ([*known, line.label, line.before, line.after] for line in row.lines)


def _batches(events: QuerySet[AuditEvent]) -> Iterator[list[AuditEvent]]:
    """As many as change a thousand rows: their names are looked up together."""
    batch: list[AuditEvent] = []
    number = 0
    for event in events.defer(None).iterator(chunk_size=_CHUNK):
        batch.append(event)
        number += len(event.changes)
        if number >= _ROWS_AT_ONCE:
            yield batch
            batch, number = [], 0
    if batch:
        yield batch


def _second(event: AuditEvent | SecurityEvent) -> str:
    return f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}"
