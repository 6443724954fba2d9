"""Where people decided otherwise than the figures say (核定与测算不一致)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F, Q, QuerySet

from planapp.domain.standing import Standing
from planapp.domain.terms import ItemKind, Light, Status
from planapp.models import Gap, Indicator, ReportingCycle, Task, Verdict
from planapp.queries.gap_list import GapFilter, gaps_shown
from planapp.queries.task_list import TasksShown, find_tasks, tasks_shown

BOTH = (ItemKind.INDICATOR, ItemKind.TASK)  # a goal is only decided


@dataclass(frozen=True, slots=True)
class Difference:
    """One item with what was computed of it and what was decided."""

    item: Indicator | Task
    kind: ItemKind
    cycle: ReportingCycle
    computed: Standing
    verdict: Verdict


def differences(
    chosen: GapFilter, *, on: date, kinds: Sequence[ItemKind] = BOTH
) -> list[Difference]:
    """All of them among the items that the filter shows, newest first, in at most five queries."""
    found: list[Difference] = []
    if ItemKind.INDICATOR in kinds:
        found += _of_indicators(_differing_gaps(chosen, on=on))
    if ItemKind.TASK in kinds:
        found += _of_tasks(chosen, _decided_tasks(chosen, on=on))
    return sorted(found, key=lambda each: each.verdict.decided_at, reverse=True)


def count_differences(chosen: GapFilter, *, on: date) -> int:
    """How many `differences` finds, in four queries."""
    tasks = find_tasks(chosen, _decided_tasks(chosen, on=on))
    differing = sum(judged.computed != judged.decided for _, judged in tasks)
    return _differing_gaps(chosen, on=on).count() + differing


def _differing_gaps(chosen: GapFilter, *, on: date) -> QuerySet[Gap]:
    same = Q(decided_status=F("status"), decided_light=F("light"))
    return gaps_shown(chosen, on=on).exclude(same)


def _of_indicators(gaps: QuerySet[Gap]) -> list[Difference]:
    rows = gaps.prefetch_related(None).annotate(verdict=F("decided__pk"))
    verdicts = _verdicts([gap.verdict for gap in rows])
    return [
        Difference(
            gap.indicator,
            ItemKind.INDICATOR,
            gap.cycle,
            Standing(Status(gap.status), Light(gap.light)),
            verdicts[gap.verdict],
        )
        for gap in rows
    ]


def _decided_tasks(chosen: GapFilter, *, on: date) -> TasksShown:
    shown = tasks_shown(chosen, on=on)
    return replace(shown, rows=shown.rows.exclude(Q(decided=None)))


def _of_tasks(chosen: GapFilter, shown: TasksShown) -> list[Difference]:
    found = {
        pk: judged.computed
        for pk, judged in find_tasks(chosen, shown)
        if judged.computed != judged.decided
    }
    rows = Verdict.objects.filter(task__in=found, cycle__in=list(shown.cycles.values()))
    return [
        Difference(task, ItemKind.TASK, verdict.cycle, found[task.pk], verdict)
        for verdict in rows.select_related("task__plan", "cycle", "decided_by")
        if (task := verdict.task) is not None
    ]


def _verdicts(ids: list[int]) -> dict[int, Verdict]:
    return Verdict.objects.select_related("decided_by").in_bulk(ids)
