"""What whoever sees everything wants first: lights, worst gaps, who is late, what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, Q, QuerySet, When

from planapp.domain.terms import ItemKind, Light
from planapp.models import Gap, Plan, ReportingCycle, Unit
from planapp.queries.backing import Backing, backing_of
from planapp.queries.duties import Duty, duties_on
from planapp.queries.gap_list import GapFilter, cycles_shown, gaps_shown
from planapp.queries.rollups import tallies_by_plan
from planapp.queries.tallies import Tally
from planapp.queries.workdays import load_calendar

WORST = 5


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
    plans: list[PlanLights]
    worst: list[tuple[Gap, Backing]]
    late: list[UnitDuties]  # with something open, most first
    due: list[DueCycle]  # next first
    unassigned: int  # open duties that nobody answers for


def overview_on(day: date) -> Overview:
    """The whole, in eighteen queries however many plans there are."""
    shown = gaps_shown(GapFilter(), on=day)
    worst = list(_worst_first(shown)[:WORST])
    backing = backing_of(worst)
    duties = duties_on(day)
    return Overview(
        plans=_plan_lights(day),
        worst=[(gap, backing[gap.pk]) for gap in worst],
        late=_late_units(duties, day=day),
        due=_due_cycles(duties, day=day),
        unassigned=sum(duty.is_open and duty.unit is None for duty in duties),
    )


def _plan_lights(day: date) -> list[PlanLights]:
    cycles = cycles_shown(GapFilter(), on=day)
    indicators = tallies_by_plan(ItemKind.INDICATOR, on=day)
    tasks = tallies_by_plan(ItemKind.TASK, on=day)
    found = [
        PlanLights(
            cycle.plan,
            cycle,
            indicators.get(cycle.plan_id, Tally()),
            tasks.get(cycle.plan_id, Tally()),
        )
        for cycle in cycles
    ]
    found = [row for row in found if row.indicators.total or row.tasks.total]
    return sorted(found, key=lambda each: each.plan.code)


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
