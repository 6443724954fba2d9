"""A unit as one page shows it: what it leads, supports and owes, and how punctual it has been."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby, islice
from typing import Any

from django.db.models import Q, QuerySet

from planapp.domain.ranking import Score
from planapp.domain.terms import PlanStatus, Role, Timeliness
from planapp.models import (
    Indicator,
    Plan,
    ReportingCycle,
    Responsibility,
    Task,
    Unit,
    UnitSuccession,
    Urge,
)
from planapp.queries.answering import load_successors
from planapp.queries.duties import Duty, duties_of
from planapp.queries.duty_items import open_rounds
from planapp.queries.either import either
from planapp.queries.gap_list import GapFilter
from planapp.queries.overview import duties_seen
from planapp.queries.punctuality import judge_punctuality
from planapp.queries.scope import within
from planapp.rights import Scope, with_predecessors

ROUNDS = 12  # looked back at
URGES = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A unit before or after another one, `depth` reforms away, since when and for what."""

    unit: Unit
    on: date
    scope: str
    depth: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a unit comes from, and where its duties went: in time, those of one depth together."""

    before: list[list[Step]]
    after: list[list[Step]]

    @property
    def units(self) -> list[Unit]:
        return [step.unit for group in (*self.before, *self.after) for step in group]


@dataclass(frozen=True, slots=True)
class PunctualRound:
    """How much of what a unit owed in a round came in time."""

    cycle: ReportingCycle
    counts: Counter[Timeliness]

    @property
    def score(self) -> Score:
        return _score(self.counts)


@dataclass(frozen=True, slots=True)
class Punctuality:
    """The last rounds, newest first, and the share of each year in percent."""

    rounds: list[PunctualRound]
    trend: list[tuple[int, Decimal | None]]

    @property
    def whole(self) -> Score:
        return _score(sum((each.counts for each in self.rounds), Counter[Timeliness]()))


def units_open_to(scope: Scope) -> QuerySet[Unit]:
    """The units whose page a person may open. Of a part of the plans two queries.

    One's own with those before it; a supervisor's: those that are watched over, and those that
    have a part in what is seen of plans or that such a part has passed to.
    """
    if scope.everything:
        return Unit.objects.all()
    watched = replace(scope, own=frozenset())
    named = watched.units.union(scope.own, *(units for _, units in watched.units_in))
    found = Q(pk__in=named)
    if not watched.is_empty:
        parts = within(Responsibility.objects.all(), watched)
        provided = within(Indicator.objects.exclude(series__provider=None), watched)
        answering = either(parts.values("unit"), provided.values("series__provider"))
        found |= Q(pk__in=answering) | Q(pk__in=_heirs_of(answering, on=scope.on))
    return Unit.objects.filter(found)


def _heirs_of(units: QuerySet[Any], *, on: date) -> set[int]:
    """Ids of the units that the duties of these have passed to, through every reform."""
    steps = load_successors(on).by_predecessor
    gone = Unit.objects.filter(pk__in=units).filter(pk__in=steps)
    coming, heirs = set(gone.values_list("pk", flat=True)), set[int]()
    while coming:
        coming = {heir.pk for unit in coming for heir in steps.get(unit, ())} - heirs
        heirs |= coming
    return heirs


def chain_of(unit: Unit, *, on: date) -> Chain:
    """All units before it and after it, through every reform by a day. One query."""
    before: dict[int, list[UnitSuccession]] = defaultdict(list)
    after: dict[int, list[UnitSuccession]] = defaultdict(list)
    steps = UnitSuccession.objects.filter(on__lte=on).select_related("predecessor", "successor")
    for step in steps.order_by("on", "pk"):
        before[step.successor_id].append(step)
        after[step.predecessor_id].append(step)
    earlier, later = _walk(unit, before, forward=False), _walk(unit, after, forward=True)
    return Chain(before=_by_depth(earlier)[::-1], after=_by_depth(later))


def _by_depth(steps: Iterable[Step]) -> list[list[Step]]:
    return [list(group) for _, group in groupby(steps, key=lambda step: step.depth)]


def _walk(
    start: Unit, steps: Mapping[int, list[UnitSuccession]], *, forward: bool
) -> Iterator[Step]:
    known, frontier, depth = {start.pk}, [start.pk], 0
    while frontier:
        depth += 1
        reached = []
        for here in frontier:
            for step in steps.get(here, ()):
                there = step.successor if forward else step.predecessor
                if there.pk not in known:
                    known.add(there.pk)
                    reached.append(there.pk)
                    yield Step(there, step.on, step.scope, depth)
        frontier = reached


def supported_by(unit: Unit, *, on: date, scope: Scope) -> QuerySet[Responsibility]:
    """The unit's parts as a supporting unit, with item and plan, by plan. One query when read."""
    parts = Responsibility.objects.valid_on(on).filter(unit=unit, role=Role.SUPPORT)
    withdrawn = Q(indicator__plan__status=PlanStatus.WITHDRAWN)
    withdrawn |= Q(task__plan__status=PlanStatus.WITHDRAWN)
    rows = within(parts.exclude(withdrawn), scope)
    return rows.select_related("indicator__plan", "task__plan").order_by(
        "indicator__plan", "task__plan", "indicator__order", "task__order", "pk"
    )


def owed_by(unit: Unit, *, on: date, scope: Scope) -> list[Duty]:
    """What the unit has to hand in today, the earliest due first. Ten queries at most."""
    rounds = list(within(open_rounds(on), scope))
    found = duties_seen(duties_of(rounds, day=on, units={unit.pk}), GapFilter(scope=scope))
    return [duty for duty in found if duty.unit == unit and duty.is_open]


def punctuality_of(unit: Unit, *, on: date, scope: Scope) -> Punctuality:
    """In the last rounds of the plans that the unit has a part in. Thirteen queries at most.

    By who answers today: what passed to the unit by a reform counts as its own.
    """
    begun = within(ReportingCycle.objects.filter(opens_on__lte=on), scope)
    begun = begun.filter(plan__in=_plans_of(unit, on=on)).select_related("plan")
    last = list(begun.order_by("-due_on", "-pk")[:ROUNDS])[::-1]
    found = duties_seen(duties_of(last, day=on, units={unit.pk}), GapFilter(scope=scope))
    counts: dict[int, Counter[Timeliness]] = defaultdict(Counter)
    by_year: dict[int, Counter[Timeliness]] = defaultdict(Counter)
    for duty, judged in judge_punctuality([one for one in found if one.unit == unit], on=on):
        counts[duty.cycle.pk][judged] += 1
        by_year[duty.cycle.year][judged] += 1
    return Punctuality(
        rounds=[PunctualRound(one, counts[one.pk]) for one in reversed(last) if one.pk in counts],
        trend=[(year, _percent(_score(by_year[year]))) for year in sorted(by_year)],
    )


def urges_of(unit: Unit, *, scope: Scope) -> list[Urge]:
    """The last times the unit was urged by hand, newest first. One query."""
    rows = Urge.objects.filter(unit=unit).select_related("cycle__plan", "indicator", "task")
    seen = (urge for urge in rows if scope.reaches(plan=urge.cycle.plan_id, units={unit.pk}))
    return list(islice(seen, URGES))


def _plans_of(unit: Unit, *, on: date) -> QuerySet[Plan]:
    units = with_predecessors({unit.pk}, on=on)
    parts = Responsibility.objects.filter(unit__in=units)
    led = Indicator.objects.filter(responsibilities__in=parts).values("plan")
    given = Task.objects.filter(responsibilities__in=parts).values("plan")
    provided = Indicator.objects.filter(series__provider__in=units).values("plan")
    plans = Plan.objects.exclude(status=PlanStatus.WITHDRAWN)
    return plans.filter(pk__in=either(led, given, provided))


def _score(counts: Counter[Timeliness]) -> Score:
    return Score(counts[Timeliness.ON_TIME], counts.total() - counts[Timeliness.PENDING])


def _percent(score: Score) -> Decimal | None:
    if not score.counted:
        return None
    return (Decimal(100 * score.reached) / score.counted).quantize(Decimal("0.1"))
