"""The table of tasks: which ones, and how each stands in the cycle that is shown of its plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from planapp.domain.standing import Standing
from planapp.domain.terms import Light, SearchKind, Status
from planapp.models import ReportingCycle, Responsibility, Task, TaskReport, Unit, Verdict
from planapp.models.report import UNITS_OWN
from planapp.queries.answering import TASK_ANSWERING
from planapp.queries.gap_list import (
    NONE,
    AnyCycle,
    CycleShown,
    GapFilter,
    cycles_shown,
    load_cycles,
    or_none,
)
from planapp.queries.search import rows_about
from planapp.queries.task_standing import STANDINGS, standing_so, with_standing


@dataclass(frozen=True, slots=True)
class Judged:
    """What follows from a task's report, and what was decided, or the same where nobody did."""

    computed: Standing
    decided: Standing
    is_decided: bool


@dataclass(frozen=True, slots=True)
class TasksShown:
    """Tasks, `with_standing`, and the cycles, one of each plan."""

    rows: QuerySet[Task]
    cycles: list[CycleShown]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a table shows it."""

    task: Task
    cycle: ReportingCycle
    units: list[Unit]
    report: TaskReport | None  # the newest of the cycle that was handed in
    verdict: Verdict | None
    judged: Judged


def tasks_shown(chosen: GapFilter, *, on: date) -> TasksShown:
    """Tracked tasks by all of the filter. One query, for the cycles, and one for words.

    The rows cost theirs.
    """
    return tasks_in(cycles_shown(chosen, on=on), chosen, on=on)


def tasks_in(cycles: list[CycleShown], chosen: GapFilter, *, on: date) -> TasksShown:
    """The same in some of these cycles. No query but one for words; the rows cost theirs."""
    tracked = chosen.narrow(Task.objects.filter(tracked=True))
    rows = with_standing(tracked, cycles, on=on)
    rows = rows.filter(or_none("plan__sector", chosen.sector), _of_unit(chosen.unit))
    if chosen.region:
        rows = rows.filter(plan__region=chosen.region)
    rows = rows.filter(rows_about({"pk": SearchKind.TASK}, chosen.words))
    so = standing_so(light=chosen.light, status=chosen.status, computed=chosen.computed)
    return TasksShown(rows.filter(so).order_by("plan__code", "order"), cycles)


def task_row(task: Task, cycle: ReportingCycle, *, on: date) -> TaskRow:
    """One task in one of its plan's cycles, tracked or not. Five queries."""
    rows = with_standing(Task.objects.filter(pk=task.pk), [cycle], on=on)
    return load_tasks(rows, [cycle])[0]


def load_tasks(tasks: Iterable[Task], cycles: Iterable[AnyCycle]) -> list[TaskRow]:
    """Some of the tasks that are shown, as a table shows them. Four queries."""
    found = list(tasks)
    by_plan = load_cycles(cycles, {task.plan_id for task in found})
    parts = Responsibility.objects.filter(role__in=TASK_ANSWERING, valid_to=None)
    rounds = list(by_plan.values())
    reports = TaskReport.objects.filter(cycle__in=rounds).exclude(state__in=UNITS_OWN)
    prefetch_related_objects(
        found,
        Prefetch("responsibilities", queryset=parts.select_related("unit")),
        Prefetch("reports", queryset=reports.order_by("version")),
        Prefetch("verdicts", queryset=Verdict.objects.filter(cycle__in=rounds)),
    )
    return [_row(task, by_plan[task.plan_id]) for task in found]


def _row(task: Task, cycle: ReportingCycle) -> TaskRow:
    task.plan = cycle.plan
    verdict = next(iter(task.verdicts.all()), None)
    computed = STANDINGS[task.computed]  # type: ignore[attr-defined]  # from `with_standing`
    decided = Standing(Status(verdict.status), Light(verdict.light)) if verdict else computed
    return TaskRow(
        task=task,
        cycle=cycle,
        units=list(dict.fromkeys(part.unit for part in task.responsibilities.all())),
        report=next(reversed(task.reports.all()), None),
        verdict=verdict,
        judged=Judged(computed, decided, is_decided=verdict is not None),
    )


def _of_unit(unit: int | None) -> Q:
    answering = Responsibility.objects.filter(
        role__in=TASK_ANSWERING, valid_to=None, task__isnull=False
    )
    if unit is None:
        return Q()
    if unit == NONE:
        return ~Q(pk__in=answering.values("task"))
    return Q(pk__in=answering.filter(unit=unit).values("task"))
