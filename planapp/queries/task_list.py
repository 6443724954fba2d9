"""The table of tasks: which ones, and how each stands in the cycle that is shown of its plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import FilteredRelation, Prefetch, Q, QuerySet

from planapp.domain.standing import Standing, TaskState, judge_task
from planapp.domain.terms import Light, ReportState, SelfAssessment, Status
from planapp.models import ReportingCycle, Responsibility, Task, TaskReport, Unit, Verdict
from planapp.queries.answering import TASK_ANSWERING
from planapp.queries.gap_list import NONE, GapFilter, cycles_shown, or_none
from planapp.queries.task_ends import were_finished_before

# What a standing rests on, in the order in which `TasksShown.judge` takes it.
INPUTS = (
    "plan_id",
    "due_on",
    "said__self_assessment",
    "said__percent",
    "finished",
    "decided__status",
    "decided__light",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What follows from a task's report, and what was decided, or the same where nobody did."""

    computed: Standing
    decided: Standing
    is_decided: bool


@dataclass(frozen=True, slots=True)
class TasksShown:
    """Tasks with what their standing rests on, and the one cycle of each plan, by its id."""

    rows: QuerySet[Task]
    cycles: dict[int, ReportingCycle]
    on: date

    def judge(self, inputs: Sequence[Any]) -> Judged:
        plan_id, due_on, said, percent, finished, status, light = inputs
        cycle = self.cycles[plan_id]
        computed = judge_task(
            TaskState(
                self_assessment=SelfAssessment(said) if said else None,
                percent=percent,
                finished_before=finished,
                due_on=due_on,
                starts_on=date(cycle.plan.period_start, 1, 1),
                ends_on=date(cycle.plan.period_end, 12, 31),
                as_of=cycle.as_of_on,
                window_closed=cycle.due_on < self.on or cycle.is_closed(self.on),
            )
        )
        if not status:
            return Judged(computed, computed, is_decided=False)
        return Judged(computed, Standing(Status(status), Light(light)), is_decided=True)


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
    """Tracked tasks by all of the filter but light and status, which follow from `judge`.

    One query, for the cycles; the rows cost theirs when they are read.
    """
    cycles = cycles_shown(chosen, on=on)
    rows = Task.objects.filter(tracked=True, plan__in=[cycle.plan_id for cycle in cycles])
    rows = rows.filter(or_none("plan__sector", chosen.sector), _of_unit(chosen.unit))
    if chosen.region:
        rows = rows.filter(plan__region=chosen.region)
    if chosen.words:
        rows = rows.filter(
            Q(title__icontains=chosen.words)
            | Q(quote__icontains=chosen.words)
            | Q(code__icontains=chosen.words)
        )
    return _in_cycles(rows.order_by("plan__code", "order"), cycles, on)


def task_row(task: Task, cycle: ReportingCycle, *, on: date) -> TaskRow:
    """One task in one of its plan's cycles, tracked or not. Five queries."""
    shown = _in_cycles(Task.objects.filter(pk=task.pk), [cycle], on)
    return load_tasks(find_tasks(GapFilter(), shown), shown)[0]


def _in_cycles(rows: QuerySet[Task], cycles: list[ReportingCycle], on: date) -> TasksShown:
    said = Q(reports__cycle__in=cycles, reports__state=ReportState.APPROVED)
    rows = rows.annotate(
        finished=were_finished_before(cycles),
        said=FilteredRelation("reports", condition=said),
        decided=FilteredRelation("verdicts", condition=Q(verdicts__cycle__in=cycles)),
    )
    return TasksShown(rows, {cycle.plan_id: cycle for cycle in cycles}, on)


def find_tasks(chosen: GapFilter, shown: TasksShown) -> list[tuple[int, Judged]]:
    """The ids of the tasks that fit the whole filter, in order, and how each stands. One query."""
    found = ((pk, shown.judge(inputs)) for pk, *inputs in shown.rows.values_list("pk", *INPUTS))
    return [(pk, judged) for pk, judged in found if fits(judged, chosen)]


def load_tasks(found: Sequence[tuple[int, Judged]], shown: TasksShown) -> list[TaskRow]:
    """The tasks that were found, as a table shows them. Four queries."""
    cycles = list(shown.cycles.values())
    parts = Responsibility.objects.filter(role__in=TASK_ANSWERING, valid_to=None)
    reports = TaskReport.objects.filter(cycle__in=cycles).exclude(state=ReportState.DRAFT)
    tasks = Task.objects.prefetch_related(
        Prefetch("responsibilities", queryset=parts.select_related("unit")),
        Prefetch("reports", queryset=reports.order_by("version")),
        Prefetch("verdicts", queryset=Verdict.objects.filter(cycle__in=cycles)),
    ).in_bulk([pk for pk, _ in found])
    return [_row(tasks[pk], shown.cycles[tasks[pk].plan_id], judged) for pk, judged in found]


def _row(task: Task, cycle: ReportingCycle, judged: Judged) -> TaskRow:
    task.plan = cycle.plan
    return TaskRow(
        task=task,
        cycle=cycle,
        units=list(dict.fromkeys(part.unit for part in task.responsibilities.all())),
        report=next(reversed(task.reports.all()), None),
        verdict=next(iter(task.verdicts.all()), None),
        judged=judged,
    )


def fits(judged: Judged, chosen: GapFilter) -> bool:
    """Whether it has the light and the status that are asked for."""
    found = judged.computed if chosen.computed else judged.decided
    return chosen.light in {"", found.light} and chosen.status in {"", found.status}


def _of_unit(unit: int | None) -> Q:
    answering = Responsibility.objects.filter(
        role__in=TASK_ANSWERING, valid_to=None, task__isnull=False
    )
    if unit is None:
        return Q()
    if unit == NONE:
        return ~Q(pk__in=answering.values("task"))
    return Q(pk__in=answering.filter(unit=unit).values("task"))
