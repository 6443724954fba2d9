"""Where people decided otherwise than the figures say (核定与测算不一致)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from planapp.domain.standing import Standing
from planapp.domain.terms import ItemKind
from planapp.models import Gap, Indicator, ReportingCycle, Task, Verdict
from planapp.queries.gap_list import CycleShown, GapFilter, cycles_shown, gaps_in
from planapp.queries.kept_counts import gaps_counted, rounds_to_count, tasks_counted
from planapp.queries.tallies import add_up, standing
from planapp.queries.task_list import tasks_in
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
    """All of them among the items that the filter shows, newest first, in three queries at most."""
    cycles = cycles_shown(chosen, on=on)
    found = [each for kind in kinds for each in _differing(cycles, chosen, kind, on=on)]
    return sorted(found, key=lambda each: (each.decided_at, each.verdict), reverse=True)


def load_differences(found: Sequence[Found]) -> list[Difference]:
    """These of the differences as a table shows them. One query."""
    rows = Verdict.objects.select_related(
        "indicator__plan", "task__plan", "cycle__plan", "decided_by"
    ).in_bulk([each.verdict for each in found])
    return [_difference(rows[each.verdict], each.computed) for each in found]


def count_differences(chosen: GapFilter, *, on: date) -> int:
    """How many `differences` finds, in six queries at most."""
    rounds = rounds_to_count(chosen, cycles_shown(chosen, on=on), on=on)
    gaps, tasks = gaps_counted(chosen, rounds), tasks_counted(chosen, rounds)
    return add_up((*gaps.values(), *tasks.values())).differing


def _differing(
    cycles: list[CycleShown], chosen: GapFilter, kind: ItemKind, *, on: date
) -> Iterator[Found]:
    """Of what was decided, which is little beside what was computed. One query."""
    if kind is ItemKind.INDICATOR:
        gaps = _decided_gaps(gaps_in(cycles, chosen)).values_list("status", "light", *_VERDICT)
        rows = ((standing(status, light), *verdict) for status, light, *verdict in gaps)
    else:
        tasks = _decided_tasks(tasks_in(cycles, chosen, on=on).rows)
        rows = (
            (STANDINGS[at], *verdict) for at, *verdict in tasks.values_list("computed", *_VERDICT)
        )
    for computed, pk, at, status, light in rows:
        if computed != standing(status, light):
            yield Found(pk, at, computed)


def _decided_gaps(shown: QuerySet[Gap]) -> QuerySet[Gap]:
    judged = Verdict.objects.filter(indicator__isnull=False).values("indicator")
    return shown.filter(indicator__in=judged, decided__isnull=False).order_by()


def _decided_tasks(shown: QuerySet[Task]) -> QuerySet[Task]:
    judged = Verdict.objects.filter(task__isnull=False).values("task")
    return shown.filter(pk__in=judged, decided__isnull=False).order_by()


def _difference(verdict: Verdict, computed: Standing) -> Difference:
    kind = ItemKind.TASK if verdict.indicator is None else ItemKind.INDICATOR
    item = verdict.indicator or verdict.task
    assert item is not None  # noqa: S101  # a goal is only decided
    return Difference(item, kind, verdict.cycle, computed, verdict)
