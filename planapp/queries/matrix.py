"""Units by plans, and a plan's indicators by years: how each cell stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Coalesce

from planapp.domain.terms import CycleKind, ItemKind
from planapp.models import Gap, Indicator, Plan, Unit
from planapp.queries.gap_list import NONE, CycleShown, GapFilter, gaps_in
from planapp.queries.scope import within
from planapp.queries.tallies import Key, Tally, add_up, count_gaps, count_tasks
from planapp.queries.task_list import tasks_in
from planapp.queries.unit_tallies import gaps_by_unit, tasks_by_unit
from planapp.rights import Scope


@dataclass(frozen=True, slots=True)
class Line:
    """A unit's cells by the plan's id; `unit` is None for what nobody leads."""

    unit: Unit | None
    cells: dict[int, Tally]
    whole: Tally

    @property
    def key(self) -> int:
        return self.unit.pk if self.unit else NONE


@dataclass(frozen=True, slots=True)
class Matrix:
    """`columns` are the plans' own counts: each item once, however many units lead it."""

    plans: list[Plan]
    lines: list[Line]
    columns: dict[int, Tally]
    whole: Tally


def plans_of(cycles: Iterable[CycleShown]) -> QuerySet[Plan]:
    """The plans of these cycles by their code."""
    return Plan.objects.filter(pk__in=[cycle.plan_id for cycle in cycles]).order_by("code")


def matrix_of(
    chosen: GapFilter,
    cycles: Iterable[CycleShown],
    plans: Sequence[Plan],
    *,
    kind: ItemKind,
    on: date,
) -> Matrix:
    """Who leads how many of what in these plans, and how it stands. Four queries at most.

    Of all the cycles that are shown none but those of the plans are counted. What an indicator was
    broken down to is its own unit's, and not counted with its plan.
    """
    within_plans = {plan.pk for plan in plans}
    counted = [cycle for cycle in cycles if cycle.plan_id in within_plans]
    count = _count_tasks if kind is ItemKind.TASK else _count_gaps
    cells, columns = count(chosen, counted, on)
    by_unit: dict[int | None, dict[int, Tally]] = defaultdict(dict)
    for (unit, plan), tally in cells.items():
        by_unit[unit][plan] = tally
    units = Unit.objects.filter(pk__in=[pk for pk in by_unit if pk]).order_by(
        "region__code", "code"
    )
    named: list[Unit | None] = [*units, *([None] if None in by_unit else [])]
    lines = []
    for unit in named:
        own = by_unit[unit.pk if unit else None]
        lines.append(Line(unit, own, add_up(own.values())))
    return Matrix(list(plans), lines, columns, add_up(columns.values()))


Counted = tuple[dict[Key, Tally], dict[int, Tally]]


def _count_gaps(chosen: GapFilter, cycles: list[CycleShown], _on: date) -> Counted:
    own = count_gaps(gaps_in(cycles, chosen), "cycle__plan")
    columns = {plan: tally for (plan,), tally in own.items()}
    return gaps_by_unit(gaps_in(cycles, replace(chosen, parts=True)), "cycle__plan"), columns


def _count_tasks(chosen: GapFilter, cycles: list[CycleShown], on: date) -> Counted:
    rows = tasks_in(cycles, chosen, on=on).rows
    columns = {plan: tally for (plan,), tally in count_tasks(rows, "plan").items()}
    return tasks_by_unit(rows, "plan"), columns


@dataclass(frozen=True, slots=True)
class HeatRow:
    """An indicator's yearly gaps in the order of the years; None where there is none."""

    indicator: Indicator
    cells: list[Gap | None]


@dataclass(frozen=True, slots=True)
class HeatMap:
    years: list[int]
    rows: list[HeatRow]


def heat_map_of(plan: Plan, *, on: date, scope: Scope | None = None) -> HeatMap:
    """A plan's tracked indicators by the years of its period. Two queries.

    Each gap of the yearly rounds that have begun has `decided_status` and `decided_light`.
    """
    indicators = Indicator.objects.filter(plan=plan, tracked=True, withdrawn_by=None)
    indicators = indicators.filter(breakdown=None).order_by("order")
    if scope is not None:
        indicators = within(indicators, scope)
    gaps = Gap.objects.filter(
        indicator__in=indicators.order_by().values("pk"),
        cycle__kind=CycleKind.ANNUAL,
        cycle__opens_on__lte=on,
    ).annotate(
        decided=FilteredRelation(
            "cycle__verdicts", condition=Q(cycle__verdicts__indicator=F("indicator"))
        ),
        decided_status=Coalesce("decided__status", "status"),
        decided_light=Coalesce("decided__light", "light"),
    )
    by_place: dict[tuple[int, int], Gap] = {}
    for gap in gaps.select_related("cycle", "indicator").order_by():
        by_place[gap.indicator_id, gap.cycle.year] = gap
    years = list(range(plan.period_start, plan.period_end + 1))
    return HeatMap(years, list(_heat_rows(indicators, years, by_place)))


def _heat_rows(
    indicators: Iterable[Indicator], years: list[int], by_place: dict[tuple[int, int], Gap]
) -> Iterable[HeatRow]:
    for indicator in indicators:
        yield HeatRow(indicator, [by_place.get((indicator.pk, year)) for year in years])
