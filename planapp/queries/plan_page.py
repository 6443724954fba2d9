"""A plan as one page shows it: its sections in the document's order, and who answers for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from planapp.models import (
    Gap,
    Goal,
    Indicator,
    Plan,
    ReportingCycle,
    Responsibility,
    Task,
    Unit,
    Verdict,
)
from planapp.queries.answering import TASK_ANSWERING
from planapp.queries.backing import Backing, backing_of
from planapp.queries.gap_list import CycleShown, GapFilter, cycles_shown, gaps_in, leads_of
from planapp.queries.scope import within
from planapp.queries.tallies import Tally, tally_gaps, tally_tasks
from planapp.queries.task_list import TaskRow, load_tasks, tasks_in
from planapp.queries.unit_tallies import gaps_by_unit, tasks_by_unit
from planapp.rights import Scope

ItemT = TypeVar("ItemT", Goal, Indicator, Task)
UNNAMED = "（未分章节）"


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """`gap` is that of the round that is shown; None where the indicator is not judged in it."""

    indicator: Indicator
    units: list[Unit]
    gap: Gap | None
    backing: Backing | None


@dataclass(frozen=True, slots=True)
class AssignedTask:
    """`row` tells how it stands in the round that is shown; None where it is not followed."""

    task: Task
    units: list[Unit]
    row: TaskRow | None


@dataclass(slots=True)
class GoalGroup:
    """A goal with its indicators; without a goal those that stand in none."""

    goal: Goal | None
    verdict: Verdict | None = None
    indicators: list[IndicatorRow] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """What stands under one heading of the document, with the headings above it."""

    number: int
    headings: tuple[str, ...]
    groups: list[GoalGroup] = field(default_factory=list)
    tasks: list[AssignedTask] = field(default_factory=list)

    def take(self, item: GoalGroup | IndicatorRow | AssignedTask) -> None:
        """Add what comes next; indicators of no goal make a group of their own."""
        if isinstance(item, AssignedTask):
            self.tasks.append(item)
        elif isinstance(item, GoalGroup):
            self.groups.append(item)
        else:
            if not self.groups or self.groups[-1].goal:
                self.groups.append(GoalGroup(None))
            self.groups[-1].indicators.append(item)

    @property
    def size(self) -> int:
        """Goals without indicators, indicators, tasks."""
        return sum(len(group.indicators) or 1 for group in self.groups) + len(self.tasks)

    @property
    def indicators(self) -> int:
        return sum(len(group.indicators) for group in self.groups)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading of the outline, and the first section under it; `section` where it has items."""

    title: str
    depth: int
    first: int
    section: Section | None


@dataclass(frozen=True, slots=True)
class UnitPart:
    """What a unit leads in the plan; `unit` is None for what nobody leads."""

    unit: Unit | None
    indicators: Tally
    tasks: Tally


@dataclass(frozen=True, slots=True)
class PlanShown:
    """The plan in the round that the lists show; `cycle` is None before the first one."""

    cycle: ReportingCycle | None
    rounds: list[ReportingCycle]
    sections: list[Section]
    goals: int
    undecided: int  # goals without a verdict in the round
    indicators: Tally
    tasks: Tally
    units: list[UnitPart]

    @property
    def outline(self) -> list[OutlineEntry]:
        return list(_outline(self.sections))


def plan_shown(plan: Plan, *, on: date, scope: Scope | None = None) -> PlanShown:
    """All of the plan that lies in the scope. Twenty-four queries at most, however many items."""
    chosen = GapFilter(plan=plan.pk, scope=scope)
    cycles = cycles_shown(chosen, on=on)
    rounds = list(plan.cycles.order_by("as_of_on", "pk"))
    gaps, tasks = gaps_in(cycles, chosen), tasks_in(cycles, chosen, on=on)
    cycle = next((each for each in rounds if cycles and each.pk == cycles[0].pk), None)
    sections = _sections(
        _goals(plan, cycle, scope),
        _indicators(plan, list(gaps), scope, on=on),
        _tasks(plan, load_tasks(tasks.rows, cycles) if cycles else [], scope),
    )
    groups = [group for section in sections for group in section.groups if group.goal]
    return PlanShown(
        cycle=cycle,
        rounds=rounds,
        sections=sections,
        goals=len(groups),
        undecided=sum(group.verdict is None for group in groups),
        indicators=tally_gaps(gaps),
        tasks=tally_tasks(tasks.rows),
        units=_unit_parts(cycles, chosen, tasks.rows),
    )


def _of(rows: QuerySet[ItemT], scope: Scope | None) -> QuerySet[ItemT]:
    """What the plan holds today, in the document's order; not what a reissue left out."""
    rows = rows.filter(withdrawn_by=None).order_by("start", "order")
    return rows if scope is None else within(rows, scope)


def _goals(plan: Plan, cycle: ReportingCycle | None, scope: Scope | None) -> list[GoalGroup]:
    decided = Verdict.objects.filter(goal__plan=plan, cycle=cycle)
    verdicts = {verdict.goal_id: verdict for verdict in decided}
    goals = _of(Goal.objects.filter(plan=plan), scope)
    return [GoalGroup(goal, verdicts.get(goal.pk)) for goal in goals]


def _indicators(
    plan: Plan, gaps: Sequence[Gap], scope: Scope | None, *, on: date
) -> list[IndicatorRow]:
    by_indicator = {gap.indicator_id: gap for gap in gaps}
    backing = backing_of(gaps, on=on)
    parts = Responsibility.objects.select_related("unit")
    rows = _of(Indicator.objects.filter(plan=plan, breakdown=None), scope)
    rows = rows.select_related("series__provider").prefetch_related(
        Prefetch("responsibilities", queryset=parts)
    )
    found = []
    for row in rows:
        gap = by_indicator.get(row.pk)
        found.append(IndicatorRow(row, leads_of(row), gap, backing[gap.pk] if gap else None))
    return found


def _tasks(plan: Plan, followed: list[TaskRow], scope: Scope | None) -> list[AssignedTask]:
    standing = {row.task.pk: row for row in followed}
    answering = Responsibility.objects.filter(role__in=TASK_ANSWERING, valid_to=None)
    rows = _of(Task.objects.filter(plan=plan), scope).prefetch_related(
        Prefetch("responsibilities", queryset=answering.select_related("unit"))
    )
    return [
        AssignedTask(
            task,
            list(dict.fromkeys(part.unit for part in task.responsibilities.all())),
            standing.get(task.pk),
        )
        for task in rows
    ]


def _sections(
    goals: Sequence[GoalGroup], indicators: Sequence[IndicatorRow], tasks: Sequence[AssignedTask]
) -> list[Section]:
    """By the place in the document; an indicator of a goal stands with it."""
    by_goal = {group.goal.pk: group for group in goals if group.goal}
    places: list[tuple[int, tuple[str, ...], GoalGroup | IndicatorRow | AssignedTask]] = [
        (group.goal.start, tuple(group.goal.section), group) for group in goals if group.goal
    ]
    for row in indicators:
        if row.indicator.goal_id in by_goal:
            by_goal[row.indicator.goal_id].indicators.append(row)
        else:
            places.append((row.indicator.start, tuple(row.indicator.section), row))
    places += [(row.task.start, tuple(row.task.section), row) for row in tasks]
    found: dict[tuple[str, ...], Section] = {}
    for _, headings, item in sorted(places, key=lambda place: place[0]):
        found.setdefault(headings, Section(len(found) + 1, headings)).take(item)
    return list(found.values())


def _outline(sections: Sequence[Section]) -> Iterator[OutlineEntry]:
    """Each heading once, before what stands under it."""
    told: set[tuple[str, ...]] = set()
    for section in sections:
        headings = section.headings or (UNNAMED,)
        for depth in range(1, len(headings) + 1):
            above = headings[:depth]
            if above not in told:
                told.add(above)
                own = section if depth == len(headings) else None
                yield OutlineEntry(above[-1], depth, section.number, own)


def _unit_parts(
    cycles: Sequence[CycleShown], chosen: GapFilter, tasks: QuerySet[Task]
) -> list[UnitPart]:
    """In the order of the register, what nobody leads at the end. Five queries."""
    gaps = gaps_by_unit(gaps_in(cycles, replace(chosen, parts=True)))
    led: dict[int | None, Tally] = {unit: tally for (unit,), tally in gaps.items()}
    answered: dict[int | None, Tally] = {u: tally for (u,), tally in tasks_by_unit(tasks).items()}
    every = led.keys() | answered.keys()
    units = Unit.objects.filter(pk__in=[pk for pk in every if pk])
    named: list[Unit | None] = [*units, *([None] if None in every else [])]
    none: defaultdict[int | None, Tally] = defaultdict(Tally)
    return [
        UnitPart(unit, led.get(pk, none[pk]), answered.get(pk, none[pk]))
        for unit in named
        for pk in [unit.pk if unit else None]
    ]
