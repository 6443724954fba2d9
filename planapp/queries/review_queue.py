"""审核: what waits for review, narrowed and in the order in which it is looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from planapp.domain.terms import ReportState
from planapp.models import Indicator, Plan, ProgressRecord, TaskReport, Unit
from planapp.queries.scope import within
from planapp.rights import Scope

RECORD, TASK = "record", "task"
Waiting = Mapping[str, QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What narrows the queue; None or empty leaves a dimension open."""

    kind: str = ""
    plan: int | None = None
    unit: int | None = None


class Key(NamedTuple):
    """Which report: a figure's or a task's, and its id."""

    kind: str
    pk: int


def waiting_for_review(chosen: ReviewFilter, *, scope: Scope) -> Waiting:
    """Submitted figures and task reports that lie in the scope, by kind. No query."""
    unit = Q(unit=chosen.unit) if chosen.unit else Q()
    records = ProgressRecord.objects.filter(unit, state=ReportState.SUBMITTED)
    reports = TaskReport.objects.filter(unit, state=ReportState.SUBMITTED)
    if chosen.plan:
        asked = Indicator.objects.filter(plan=chosen.plan)
        records = records.filter(series__in=asked.values("series"))
        reports = reports.filter(task__plan=chosen.plan)
    found: dict[str, QuerySet[Any]] = {
        RECORD: within(records, scope),
        TASK: within(reports, scope),
    }
    return {
        kind: rows if chosen.kind in ("", kind) else rows.none() for kind, rows in found.items()
    }


def in_order(waiting: Waiting) -> list[Key]:
    """Oldest first; what carries no time of submission comes last. Two queries."""
    return [key for _, key in sorted(chain.from_iterable(map(_ages, waiting, waiting.values())))]


def mark_of(keys: Iterable[Key]) -> str:
    """Sixteen characters that change with what waits: what is decided as a whole was seen so."""
    named = ",".join(f"{key.kind}-{key.pk}" for key in keys)
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def _ages(kind: str, rows: QuerySet[Any]) -> Iterator[tuple[tuple[bool, str], Key]]:
    for pk, at in rows.order_by().values_list("pk", "submitted_at"):
        yield (at is None, at.isoformat() if at else ""), Key(kind, pk)


def load_waiting(keys: list[Key], *, scope: Scope) -> list[Any]:
    """The reports with all that the queue shows, in the keys' order. Four queries at most."""
    records = ProgressRecord.objects.select_related("series", "unit", "submitted_by", "submission")
    plans = within(Indicator.objects.select_related("plan"), scope)
    reports = TaskReport.objects.select_related(
        "task__plan", "cycle", "unit", "submitted_by", "submission"
    )
    found = {
        RECORD: records.prefetch_related(Prefetch("series__indicators", plans)),
        TASK: reports,
    }
    rows = {
        kind: own.in_bulk([key.pk for key in keys if key.kind == kind])
        for kind, own in found.items()
    }
    return [rows[key.kind][key.pk] for key in keys]


def plans_in(waiting: Waiting, *, scope: Scope) -> QuerySet[Plan]:
    """The plans that what waits belongs to, of those in the scope. No query."""
    asked = Indicator.objects.filter(series__in=waiting[RECORD].order_by().values("series"))
    of_tasks = waiting[TASK].order_by().values("task__plan")
    return within(Plan.objects.filter(Q(pk__in=asked.values("plan")) | Q(pk__in=of_tasks)), scope)


def units_in(waiting: Waiting) -> QuerySet[Unit]:
    """The units that handed it in. No query."""
    sent = (Q(pk__in=rows.order_by().values("unit")) for rows in waiting.values())
    return Unit.objects.filter(next(sent) | next(sent))
