"""Where people decided otherwise than the figures say (核定与测算不一致)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from planapp.domain.standing import Standing
from planapp.domain.terms import ItemKind
from planapp.models import Indicator, ReportingCycle, Task, Verdict
from planapp.queries.gap_list import GapFilter, gaps_shown
from planapp.queries.tallies import standing
from planapp.queries.task_list import tasks_shown
from planapp.queries.task_standing import STANDINGS

BOTH = (ItemKind.INDICATOR, ItemKind.TASK)  # a goal is only decided
_VERDICT = ("decided__pk", "decided__decided_at", "decided__status", "decided__light")


@dataclass(frozen=True, slots=True)
class Difference:
    """One item with what was computed of it and what was decided."""

    item: Indicator | Task
    kind: ItemKind
    cycle: ReportingCycle
    computed: Standing
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Found:
    """A verdict that says otherwise, and what was computed of its item."""

    verdict: int
    decided_at: datetime
    computed: Standing


def differences(chosen: GapFilter, *, on: date, kinds: Sequence[ItemKind] = BOTH) -> list[Found]:
    """All of them among the items that the filter shows, newest first, in four queries at most."""
    found = [each for kind in kinds for each in _differing(chosen, kind, on=on)]
    return sorted(found, key=lambda each: (each.decided_at, each.verdict), reverse=True)


def load_differences(found: Sequence[Found]) -> list[Difference]:
    """These of the differences as a table shows them. One query."""
    rows = Verdict.objects.select_related(
        "indicator__plan", "task__plan", "cycle__plan", "decided_by"
    ).in_bulk([each.verdict for each in found])
    return [_difference(rows[each.verdict], each.computed) for each in found]


def count_differences(chosen: GapFilter, *, on: date) -> int:
    """How many `differences` finds, in four queries."""
    return len(differences(chosen, on=on))


def _differing(chosen: GapFilter, kind: ItemKind, *, on: date) -> Iterator[Found]:
    """Of what was decided, which is little beside what was computed. Two queries."""
    rows = (
        _decided_gaps(chosen, on=on)
        if kind is ItemKind.INDICATOR
        else _decided_tasks(chosen, on=on)
    )
    for computed, pk, at, status, light in rows:
        if computed != standing(status, light):
            yield Found(pk, at, computed)


def _decided_gaps(chosen: GapFilter, *, on: date) -> Iterator[tuple[Any, ...]]:
    rows: QuerySet[Any] = gaps_shown(chosen, on=on)
    rows = rows.filter(decided__isnull=False).order_by()
    for status, light, *verdict in rows.values_list("status", "light", *_VERDICT):
        yield standing(status, light), *verdict


def _decided_tasks(chosen: GapFilter, *, on: date) -> Iterator[tuple[Any, ...]]:
    judged = Verdict.objects.filter(task__isnull=False).values("task")
    rows = tasks_shown(chosen, on=on).rows.filter(pk__in=judged, decided__isnull=False)
    for place, *verdict in rows.order_by().values_list("computed", *_VERDICT):
        yield STANDINGS[place], *verdict


def _difference(verdict: Verdict, computed: Standing) -> Difference:
    kind = ItemKind.TASK if verdict.indicator is None else ItemKind.INDICATOR
    item = verdict.indicator or verdict.task
    assert item is not None  # noqa: S101  # a goal is only decided
    return Difference(item, kind, verdict.cycle, computed, verdict)
