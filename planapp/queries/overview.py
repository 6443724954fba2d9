"""What whoever sees everything wants first: lights, worst gaps, who is late, what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When

from planapp.domain.terms import ItemKind, Light
from planapp.models import Gap, Indicator, Plan, ReportingCycle, Task, Unit
from planapp.queries.backing import Backing, backing_of
from planapp.queries.duties import Duty, duties_of
from planapp.queries.duty_items import open_rounds
from planapp.queries.gap_list import GapFilter, cycles_shown, gaps_shown
from planapp.queries.numbered import Numbered
from planapp.queries.rollups import tallies_by_plan
from planapp.queries.scope import within
from planapp.queries.tallies import Tally
from planapp.queries.workdays import load_calendar
from planapp.rights import Scope

WORST = 5
PLANS = 12  # shown at most, by their code
ROUNDS = 5  # shown at most, those that are due first; late units are counted in these


@dataclass(frozen=True, slots=True)
class PlanLights:
    """How a plan's indicators and tasks stand in the cycle that the lists show."""

    plan: Plan
    cycle: ReportingCycle
    indicators: Tally
    tasks: Tally


@dataclass(slots=True)
class UnitDuties:
    """What a unit answers for in the open cycles."""

    unit: Unit
    owed: int = 0
    handed_in: int = 0
    open: int = 0
    overdue: int = 0
    due_on: date | None = None  # of the first that is open


@dataclass(frozen=True, slots=True)
class DueCycle:
    """An open cycle and how much of it was handed in."""

    cycle: ReportingCycle
    owed: int
    handed_in: int
    workdays: int  # left until it is due; 0 once it is past


@dataclass(frozen=True, slots=True)
class Overview:
    """The first `plans` and the rounds `due` first, and how many of either there are."""

    plans: list[PlanLights]
    plans_number: int
    worst: list[tuple[Gap, Backing]]
    late: list[UnitDuties]  # with something open, most first
    due: list[DueCycle]  # next first
    due_number: int
    unassigned: int  # open duties that nobody answers for
    unpublished: int  # figures that nobody is late with

    @property
    def has_more_rounds(self) -> bool:
        return self.due_number > ROUNDS


def overview_on(day: date, *, scope: Scope | None = None) -> Overview:
    """The whole, in twenty-two queries however many plans there are; of a scope, two more."""
    chosen = GapFilter(scope=scope)
    worst = Numbered(_worst_first(gaps_shown(chosen, on=day)), WORST)[:WORST]
    backing = backing_of(worst, on=day)
    judged = _judged_rounds(chosen, day=day)
    rounds = open_rounds(day) if scope is None else within(open_rounds(day), scope)
    duties = _seen(duties_of(list(rounds[:ROUNDS]), day=day), chosen)
    due = _due_cycles(duties, day=day)
    return Overview(
        plans=_plan_lights(judged[:PLANS], chosen, day=day),
        plans_number=len(judged),
        worst=[(gap, backing[gap.pk]) for gap in worst],
        late=_late_units(duties, day=day),
        due=due,
        due_number=max(rounds.count(), len(due)),
        unassigned=sum(duty.is_open and duty.unit is None for duty in duties),
        unpublished=sum(not duty.published and not duty.is_closed for duty in duties),
    )


def _seen(duties: list[Duty], chosen: GapFilter) -> list[Duty]:
    """Those on items that the reader gets to see. Two queries, none for whole plans."""
    if chosen.scope is None or chosen.scope.is_of_plans:
        return duties
    figures = {indicator.pk for duty in duties for indicator in duty.indicators}
    tasks = {duty.task.pk for duty in duties if duty.task}
    figures = set(
        within(Indicator.objects.filter(pk__in=figures), chosen.scope).values_list("pk", flat=True)
    )
    tasks = set(
        within(Task.objects.filter(pk__in=tasks), chosen.scope).values_list("pk", flat=True)
    )
    return [
        duty
        for duty in duties
        if (duty.task and duty.task.pk in tasks)
        or any(indicator.pk in figures for indicator in duty.indicators)
    ]


def _judged_rounds(chosen: GapFilter, *, day: date) -> list[ReportingCycle]:
    """The cycle that the lists show of each plan that tracks anything, by the plan's code."""
    shown = [cycle.pk for cycle in cycles_shown(chosen, on=day)]
    rows = ReportingCycle.objects.filter(pk__in=shown)
    tracked = (
        Exists(model._default_manager.filter(plan=OuterRef("plan"), tracked=True))
        for model in (Indicator, Task)
    )
    return list(rows.filter(reduce(or_, tracked)).order_by("plan__code"))


def _plan_lights(rounds: list[ReportingCycle], chosen: GapFilter, *, day: date) -> list[PlanLights]:
    plans = Plan.objects.in_bulk([cycle.plan_id for cycle in rounds])
    indicators = tallies_by_plan(ItemKind.INDICATOR, rounds, chosen, on=day)
    tasks = tallies_by_plan(ItemKind.TASK, rounds, chosen, on=day)
    found = [
        PlanLights(
            plans[cycle.plan_id],
            cycle,
            indicators.get(cycle.plan_id, Tally()),
            tasks.get(cycle.plan_id, Tally()),
        )
        for cycle in rounds
    ]
    return [row for row in found if row.indicators.total or row.tasks.total]


def _worst_first(shown: QuerySet[Gap]) -> QuerySet[Gap]:
    """Red before yellow, then by how far the completion is behind what is due."""
    red = When(decided_light=Light.RED, then=0)
    red_first = Case(red, default=1, output_field=IntegerField())
    behind = (F("due_progress") - F("completion")).desc(nulls_last=True)
    return shown.filter(Q(decided_light__in=(Light.RED, Light.YELLOW))).order_by(
        red_first, behind, "pk"
    )


def _late_units(duties: Iterable[Duty], *, day: date) -> list[UnitDuties]:
    by_unit: dict[int, UnitDuties] = {}
    for duty in duties:
        if duty.unit is None:
            continue
        row = by_unit.setdefault(duty.unit.pk, UnitDuties(duty.unit))
        row.owed += 1
        row.handed_in += duty.is_closed
        row.overdue += duty.is_overdue(day)
        if duty.is_open:
            row.open += 1
            row.due_on = min(row.due_on or duty.due_on, duty.due_on)
    late = [row for row in by_unit.values() if row.open]
    return sorted(late, key=lambda row: (-row.overdue, -row.open, row.unit.code))


def _due_cycles(duties: Iterable[Duty], *, day: date) -> list[DueCycle]:
    by_cycle: dict[int, list[Duty]] = defaultdict(list)
    for duty in duties:
        by_cycle[duty.cycle.pk].append(duty)
    calendar = load_calendar()
    found = [
        DueCycle(
            cycle=own[0].cycle,
            owed=len(own),
            handed_in=sum(duty.is_closed for duty in own),
            workdays=calendar.working_days(day, own[0].cycle.due_on),
        )
        for own in by_cycle.values()
    ]
    return sorted(found, key=lambda each: (each.cycle.due_on, each.cycle.pk))
