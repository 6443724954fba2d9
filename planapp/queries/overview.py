"""What whoever sees everything wants first: lights, worst gaps, who is late, what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from planapp.domain.terms import ItemKind, Light
from planapp.models import Gap, Indicator, Plan, ReportingCycle, Task, Unit, Verdict
from planapp.queries.backing import Backing, backing_of
from planapp.queries.duties import Duty, duties_counted
from planapp.queries.duty_items import open_rounds
from planapp.queries.gap_list import CycleShown, GapFilter, cycles_shown, gaps_in
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
    """The whole, in twenty-six queries at most for any number of plans; of a scope, two more."""
    chosen = GapFilter(scope=scope)
    cycles = cycles_shown(chosen, on=day)
    worst = worst_of(gaps_in(cycles, chosen), WORST)
    backing = backing_of(worst, on=day)
    judged = _judged_rounds(cycles)
    rounds = open_rounds(day) if scope is None else within(open_rounds(day), scope)
    duties = duties_seen(duties_counted(list(rounds[:ROUNDS]), day=day), chosen)
    due = due_cycles(duties, day=day)
    return Overview(
        plans=_plan_lights(list(judged[:PLANS]), chosen, day=day),
        plans_number=judged.count(),
        worst=[(gap, backing[gap.pk]) for gap in worst],
        late=late_units(duties, day=day),
        due=due,
        due_number=max(rounds.count(), len(due)),
        unassigned=sum(duty.is_open and duty.unit is None for duty in duties),
        unpublished=sum(duty.is_unpublished for duty in duties),
    )


def duties_seen(duties: list[Duty], chosen: GapFilter) -> list[Duty]:
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


def _judged_rounds(cycles: Iterable[CycleShown]) -> QuerySet[ReportingCycle]:
    """Those of the cycles whose plan tracks anything, with it, by the plan's code."""
    rows = ReportingCycle.objects.filter(pk__in=[cycle.pk for cycle in cycles])
    tracked = (
        Exists(model._default_manager.filter(plan=OuterRef("plan"), tracked=True))
        for model in (Indicator, Task)
    )
    return rows.filter(reduce(or_, tracked)).select_related("plan").order_by("plan__code")


def _plan_lights(rounds: list[ReportingCycle], chosen: GapFilter, *, day: date) -> list[PlanLights]:
    indicators = tallies_by_plan(ItemKind.INDICATOR, rounds, chosen, on=day)
    tasks = tallies_by_plan(ItemKind.TASK, rounds, chosen, on=day)
    found = [
        PlanLights(
            cycle.plan,
            cycle,
            indicators.get(cycle.plan_id, Tally()),
            tasks.get(cycle.plan_id, Tally()),
        )
        for cycle in rounds
    ]
    return [row for row in found if row.indicators.total or row.tasks.total]


def worst_of(shown: QuerySet[Gap], number: int) -> list[Gap]:
    """Red before yellow, then by how far the completion is behind what is due.

    Three queries or five besides those of the rows' own: what nobody decided stands in this order
    in an index, so that no more is read than is asked for.
    """
    ahead = F("completion") - F("due_progress")
    said = Verdict.objects.filter(indicator=OuterRef("indicator"), cycle=OuterRef("cycle"))
    keys: list[int] = []
    for light in (Light.RED, Light.YELLOW):
        found: list[tuple[Any, int]] = []
        so_decided = Verdict.objects.filter(indicator__isnull=False, light=light)
        for rows in (
            shown.filter(light=light).exclude(Exists(said)),
            shown.filter(indicator__in=so_decided.values("indicator"), decided__light=light),
        ):
            ordered = rows.order_by(ahead.asc(nulls_last=True), "pk")
            found += ordered.values_list(ahead, "pk")[:number]
        found.sort(key=lambda row: (row[0] is None, row[0] or 0, row[1]))
        keys += [key for _, key in found[: number - len(keys)]]
        if len(keys) == number:
            break
    gaps = {gap.pk: gap for gap in shown.filter(pk__in=keys).order_by()}
    return [gaps[key] for key in keys]


def late_units(duties: Iterable[Duty], *, day: date) -> list[UnitDuties]:
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


def due_cycles(duties: Iterable[Duty], *, day: date) -> list[DueCycle]:
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
