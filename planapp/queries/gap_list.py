"""The table of gaps that supervisors look at: which rows, in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.db.models import (
    F,
    FilteredRelation,
    Min,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from planapp.domain.terms import PlanStatus, Role
from planapp.models import Breakdown, Gap, Indicator, ReportingCycle, Responsibility, Unit, Verdict
from planapp.models.cycle import ended_by
from planapp.queries.either import either
from planapp.queries.scope import within
from planapp.rights import Scope

RowT = TypeVar("RowT", bound=Model)
SORTABLE = {
    "indicator": "indicator__name",
    "target": "indicator__target",
    "actual": "actual",
    "expected": "expected_value",
    "completion": "completion",
    "time": "time_progress",
    "lag": "lag",
}
NONE = 0  # as the goal, unit or sector of a filter: those that have none


@dataclass(frozen=True, slots=True)
class GapFilter:
    """What narrows a table or a count; None or empty leaves a dimension open.

    Light and status are what was decided, and what was computed where nobody decided;
    `computed` asks for what was computed all the same.
    """

    plan: int | None = None
    year: int | None = None
    kind: str = ""  # of the cycle
    light: str = ""
    status: str = ""
    computed: bool = False
    goal: int | None = None
    unit: int | None = None
    region: int | None = None
    sector: int | None = None
    attribute: str = ""
    words: str = ""
    parts: bool = False  # also those that an indicator was broken down to
    withdrawn: bool = False  # also of plans that were withdrawn
    scope: Scope | None = None  # what the reader gets to see; None for all there is

    @property
    def with_parts(self) -> bool:
        """Where it is counted by units or regions, parts are theirs like any other indicator."""
        return self.parts or self.unit is not None or self.region is not None

    def narrow(self, rows: QuerySet[RowT]) -> QuerySet[RowT]:
        """Those that the reader gets to see, of rows in the cycles of `cycles_shown`."""
        if self.scope is None or self.scope.is_of_plans:
            return rows  # the cycles are those of the plans that are seen
        return within(rows, self.scope)


def gaps_shown(chosen: GapFilter, *, on: date, sort: str = "") -> QuerySet[Gap]:
    """Gaps of tracked indicators: four queries when read (cycles, rows, lead units, verdicts).

    Each has `decided_status` and `decided_light`; the cycle is the one of `cycles_shown`.
    """
    return gaps_in(cycles_shown(chosen, on=on), chosen, sort=sort)


def first_gap_past(after: int, cycles: Iterable[AnyCycle]) -> int:
    """The smallest number past `after` of a gap of these rounds; `after` where there is none.

    A look into an index for each round: who goes through the gaps by their numbers need not pass
    all those of other years. One query.
    """
    past = Gap.objects.filter(cycle=OuterRef("pk"), pk__gt=after).order_by("pk").values("pk")[:1]
    rounds = ReportingCycle.objects.filter(pk__in=[cycle.pk for cycle in cycles]).order_by()
    first: int | None = rounds.aggregate(first=Min(Subquery(past)))["first"]
    return after if first is None else first


def gaps_in(cycles: Iterable[AnyCycle], chosen: GapFilter, *, sort: str = "") -> QuerySet[Gap]:
    """The same in some of these cycles. No query but the rows' own three."""
    rows = chosen.narrow(Gap.objects.filter(cycle__in=[cycle.pk for cycle in cycles]))
    rows = rows.exclude(indicator__in=_left_out(chosen)).annotate(
        decided=FilteredRelation(
            "cycle__verdicts", condition=Q(cycle__verdicts__indicator=F("indicator"))
        ),
        decided_status=Coalesce("decided__status", "status"),
        decided_light=Coalesce("decided__light", "light"),
    )
    given = "" if chosen.computed else "decided_"
    plain = {
        f"{given}light": chosen.light,
        f"{given}status": chosen.status,
        "indicator__series__region": chosen.region,
        "indicator__attribute": chosen.attribute,
    }
    rows = rows.filter(**{path: value for path, value in plain.items() if value})
    rows = rows.filter(or_none("indicator__goal", chosen.goal), _of_unit(chosen.unit))
    rows = rows.filter(or_none("cycle__plan__sector", chosen.sector))
    if chosen.words:
        rows = rows.filter(
            Q(indicator__name__icontains=chosen.words) | Q(indicator__code__icontains=chosen.words)
        )
    return with_units_and_verdicts(rows).order_by(*_order(sort))


def _left_out(chosen: GapFilter) -> QuerySet[Any]:
    """Named instead of what is shown, for it is little: to count, gaps alone are read."""
    untracked = Indicator.objects.filter(tracked=False).values("pk")
    return untracked if chosen.with_parts else either(untracked, Breakdown.objects.values("part"))


def or_none(path: str, wanted: int | None) -> Q:
    """The row that is wanted, or rows without any; all where nothing is chosen."""
    if wanted is None:
        return Q()
    return Q(**{path: wanted or None})


def leading_now() -> QuerySet[Responsibility]:
    """The parts that make a unit lead an indicator today."""
    return Responsibility.objects.leads().filter(valid_to=None, indicator__isnull=False)


def _of_unit(unit: int | None) -> Q:
    if unit is None:
        return Q()
    if unit == NONE:
        led = leading_now().values("indicator")
        return Q(indicator__series__provider=None) & ~Q(indicator__in=led)
    led = leading_now().filter(unit=unit).values("indicator")
    provided = Indicator.objects.filter(series__provider=unit).values("pk")
    return Q(indicator__in=either(led, provided))


def with_units_and_verdicts(rows: QuerySet[Gap]) -> QuerySet[Gap]:
    """Loads what `leads_of` and `verdict_of` read, a query each."""
    return rows.select_related(
        "indicator__plan", "indicator__series__provider", "cycle"
    ).prefetch_related(
        Prefetch(
            "indicator__responsibilities", queryset=Responsibility.objects.select_related("unit")
        ),
        "indicator__verdicts",
    )


def leads_of(indicator: Indicator) -> list[Unit]:
    """The units that lead now, the one that answers first."""
    parts = indicator.responsibilities.all()
    return [part.unit for part in parts if part.role == Role.LEAD and part.valid_to is None]


def verdict_of(gap: Gap) -> Verdict | None:
    """What people decided on the indicator in the gap's cycle."""
    verdicts = gap.indicator.verdicts.all()
    return next((each for each in verdicts if each.cycle_id == gap.cycle_id), None)


class CycleShown(NamedTuple):
    """As much of a cycle as counting needs, for there may be thousands."""

    pk: int
    plan_id: int
    as_of_on: date
    closed_on: date | None

    def is_closed(self, on: date) -> bool:
        return ended_by(self.closed_on, on)


CycleT = TypeVar("CycleT", ReportingCycle, CycleShown)
AnyCycle = ReportingCycle | CycleShown


def usual_cycle(cycles: Sequence[CycleT], *, on: date) -> CycleT:
    """Of a plan's cycles in their order, the last that is closed, or the newest when none is."""
    closed = [cycle for cycle in cycles if cycle.is_closed(on)]
    return (closed or cycles)[-1]


def cycles_shown(chosen: GapFilter, *, on: date) -> list[CycleShown]:
    """One cycle of each plan: what is counted is counted once.

    Of those that have begun, in the year and of the kind that are asked for, the last that is
    closed on the day, or the newest where none is: the last that can be judged as a whole. One
    query.
    """
    cycles: QuerySet[ReportingCycle] = ReportingCycle.objects.filter(opens_on__lte=on)
    cycles = cycles.order_by("as_of_on", "pk")
    if chosen.scope is not None:
        cycles = within(cycles, chosen.scope)
    plain = {"plan": chosen.plan, "as_of_on__year": chosen.year, "kind": chosen.kind}
    cycles = cycles.filter(**{path: value for path, value in plain.items() if value})
    if not chosen.withdrawn and chosen.plan is None:
        cycles = cycles.exclude(plan__status=PlanStatus.WITHDRAWN)
    by_plan: dict[int, list[CycleShown]] = defaultdict(list)
    for cycle in map(CycleShown._make, cycles.values_list(*CycleShown._fields)):
        by_plan[cycle.plan_id].append(cycle)
    return [usual_cycle(own, on=on) for own in by_plan.values()]


def load_cycles(shown: Iterable[AnyCycle], plans: Collection[int]) -> dict[int, ReportingCycle]:
    """Those of the cycles that are of these plans, with the plan, by its id. One query."""
    ids = [cycle.pk for cycle in shown if cycle.plan_id in plans]
    rows = ReportingCycle.objects.filter(pk__in=ids).select_related("plan")
    return {cycle.plan_id: cycle for cycle in rows}


def is_sortable(sort: str) -> bool:
    """Whether it names a column, and not the order of the plans."""
    return sort.removeprefix("-") in SORTABLE


def _order(sort: str) -> list[str | OrderBy]:
    key = SORTABLE.get(sort.removeprefix("-"))
    usual: list[str | OrderBy] = ["cycle__plan__code", "cycle__as_of_on", "indicator__order"]
    if key is None:
        return usual
    column = F(key).desc(nulls_last=True) if sort.startswith("-") else F(key).asc(nulls_last=True)
    return [column, "cycle_id", "indicator_id"]  # as the plans were published: nothing to look up
