"""What units owe in the rounds that a reader looks at, counted and listed by one rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from planapp.models import Indicator, ReportingCycle, Task
from planapp.queries.duties import Duty, duties_of
from planapp.queries.duty_items import open_rounds
from planapp.queries.gap_list import NONE, GapFilter
from planapp.queries.overview import duties_seen
from planapp.queries.scope import within

# Judged item by item are the rounds that are due first: at most so many, with about so many items.
ROUNDS, ITEMS = 30, 600


@dataclass(frozen=True, slots=True)
class Owing:
    """The duties of the open rounds that are due first, and how many open rounds there are."""

    duties: list[Duty]
    judged: int
    number: int

    @property
    def has_more(self) -> bool:
        return self.number > self.judged


def owing_on(day: date, chosen: GapFilter) -> Owing:
    """By plan, year, kind, region, sector, unit and attribute of the filter. Eleven queries.

    Of a scope within plans two more.
    """
    rounds = rounds_open(day, chosen)
    first = list(rounds[:ROUNDS])
    judged = _first_items(first)
    return Owing(
        duties=fitting(duties_seen(duties_of(judged, day=day), chosen), chosen),
        judged=len(judged),
        number=len(first) if len(first) < ROUNDS else rounds.count(),
    )


def _first_items(rounds: list[ReportingCycle]) -> list[ReportingCycle]:
    """The first of the rounds that ask for about `ITEMS`, one at least. Two queries."""
    plans = {cycle.plan_id for cycle in rounds}
    sizes: Counter[int] = Counter()
    for model in (Indicator, Task):
        rows = model._default_manager.filter(plan__in=plans, tracked=True).order_by()
        sizes.update(dict(rows.values_list("plan").annotate(number=Count("pk"))))
    taken: list[ReportingCycle] = []
    items = 0
    for cycle in rounds:
        items += sizes[cycle.plan_id]
        if taken and items > ITEMS:
            break
        taken.append(cycle)
    return taken


def rounds_open(day: date, chosen: GapFilter) -> QuerySet[ReportingCycle]:
    """The open rounds in which something may fit the filter, earliest due first."""
    rounds = open_rounds(day)
    if chosen.scope is not None:
        rounds = within(rounds, chosen.scope)
    return rounds_of_filter(rounds, chosen)


def rounds_of_filter(
    rounds: QuerySet[ReportingCycle], chosen: GapFilter
) -> QuerySet[ReportingCycle]:
    """Those of the rounds that are of the plans, year and kind; a region may have a part in it."""
    plain = {"plan": chosen.plan, "as_of_on__year": chosen.year, "kind": chosen.kind}
    rounds = rounds.filter(**{path: value for path, value in plain.items() if value})
    if chosen.sector is not None:
        rounds = rounds.filter(plan__sector=chosen.sector or None)
    if chosen.region:
        parts = Indicator.objects.filter(plan=OuterRef("plan"), series__region=chosen.region)
        rounds = rounds.filter(Q(plan__region=chosen.region) | Exists(parts))
    return rounds


def fitting(duties: Iterable[Duty], chosen: GapFilter) -> list[Duty]:
    """Those of the unit, region and attribute of the filter."""
    return [duty for duty in duties if _fits(duty, chosen)]


def _fits(duty: Duty, chosen: GapFilter) -> bool:
    if chosen.unit is not None and (duty.unit.pk if duty.unit else NONE) != chosen.unit:
        return False
    region = duty.cycle.plan.region_id if duty.task else duty.indicators[0].series.region_id
    if chosen.region and region != chosen.region:
        return False
    attributes = {indicator.attribute for indicator in duty.indicators}
    return not chosen.attribute or not attributes or chosen.attribute in attributes
