"""Indicators of one kind in different plans, side by side in one unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Coalesce

from planapp.domain.comparison import Commitment, Comparison, compare, in_unit, keys_of
from planapp.domain.terms import Comparability, Measure, PlanStatus
from planapp.models import Gap, Indicator
from planapp.queries.backing import Backing, backing_of
from planapp.queries.gap_list import with_units_and_verdicts
from planapp.queries.scope import within
from planapp.rights import Scope

FOUND = 30  # shown at most, of a search and of what is alike
_MOST_WORDS = 8  # of a search
_CANDIDATES = 500  # compared at most, by their plans' codes
_ORDER = (Comparability.ALIKE, Comparability.CHECK, Comparability.UNLIKE)


@dataclass(frozen=True, slots=True)
class Beside:
    """An indicator with its figures in the unit of the one that was chosen, its own if unlike.

    `comparison` is None for the chosen one. `gap` is the newest with a figure, `backing` what
    stands behind it, `pending` what was handed in for the newest round and does not count yet.
    """

    indicator: Indicator
    comparison: Comparison | None
    value_unit: str
    base: Decimal | None
    target: Decimal | None
    target_max: Decimal | None
    actual: Decimal | None
    gap: Gap | None
    backing: Backing
    newest: Gap | None
    pending: Decimal | None

    @property
    def verdict(self) -> Comparability:
        return self.comparison.verdict if self.comparison else Comparability.ALIKE


def indicators_seen(scope: Scope | None) -> QuerySet[Indicator]:
    """Those of living plans, that one may see, with what a comparison reads. No query."""
    rows = Indicator.objects.filter(withdrawn_by=None)
    rows = rows.exclude(plan__status=PlanStatus.WITHDRAWN).exclude(measure=Measure.QUALITATIVE)
    rows = rows if scope is None else within(rows, scope)
    return rows.select_related("plan__region", "series").order_by("plan__code", "order")


def indicators_named(words: str, *, scope: Scope | None) -> list[Indicator]:
    """The first whose name holds all of the words, of many the first. One query."""
    rows = indicators_seen(scope)
    for word in words.replace("\0", " ").split()[:_MOST_WORDS]:
        rows = rows.filter(name__icontains=word)
    return list(rows[:FOUND])


def compare_indicator(
    chosen: Indicator, *, on: date, scope: Scope | None, only: Iterable[int] = ()
) -> list[Beside]:
    """The chosen one, then those of other plans that are alike, comparable ones first.

    With `only` (ids) no others than these. Eight queries at most.
    """
    own = commitment_of(chosen)
    rows = indicators_seen(scope).exclude(plan=chosen.plan_id)
    rows = rows.filter(reduce(or_, (Q(name__icontains=key) for key in keys_of(chosen.name))))
    wanted = set(only)
    found = [
        (other, comparison)
        for other in rows[:_CANDIDATES]
        if (not wanted or other.pk in wanted)
        and (comparison := compare(own, commitment_of(other))) is not None
    ]
    found.sort(key=lambda pair: (_ORDER.index(pair[1].verdict), -pair[1].degree))
    pairs: list[tuple[Indicator, Comparison | None]] = [(chosen, None), *found[:FOUND]]
    return _with_figures(pairs, unit=chosen.value_unit, on=on)


def commitment_of(indicator: Indicator) -> Commitment:
    """Of an indicator with its series and plan with region loaded. No query."""
    return Commitment(
        name=indicator.name,
        measure=Measure(indicator.measure),
        value_unit=indicator.value_unit,
        scope=indicator.series.scope,
        region=indicator.plan.region.name,
    )


def _with_figures(
    pairs: Sequence[tuple[Indicator, Comparison | None]], *, unit: str, on: date
) -> list[Beside]:
    newest, with_figure = _gaps_of([indicator.pk for indicator, _ in pairs], on=on)
    concerned = {gap.pk: gap for found in (newest, with_figure) for gap in found.values()}
    backing = backing_of(list(concerned.values()), on=on)
    return [
        _beside(
            indicator,
            comparison,
            gaps=(newest.get(indicator.pk), with_figure.get(indicator.pk)),
            backing=backing,
            unit=unit,
        )
        for indicator, comparison in pairs
    ]


def _gaps_of(ids: list[int], *, on: date) -> tuple[dict[int, Gap], dict[int, Gap]]:
    """The newest gap of a round that has begun, and the newest with a figure. Three queries."""
    rows = Gap.objects.filter(indicator__in=ids, cycle__opens_on__lte=on).annotate(
        decided=FilteredRelation(
            "cycle__verdicts", condition=Q(cycle__verdicts__indicator=F("indicator"))
        ),
        decided_status=Coalesce("decided__status", "status"),
        decided_light=Coalesce("decided__light", "light"),
    )
    newest, with_figure = {}, {}
    for gap in with_units_and_verdicts(rows).order_by("cycle__as_of_on", "pk"):
        newest[gap.indicator_id] = gap
        if gap.actual is not None:
            with_figure[gap.indicator_id] = gap
    return newest, with_figure


def _beside(
    indicator: Indicator,
    comparison: Comparison | None,
    *,
    gaps: tuple[Gap | None, Gap | None],
    backing: dict[int, Backing],
    unit: str,
) -> Beside:
    newest, gap = gaps
    own, series = indicator.value_unit, indicator.series.value_unit
    shown = unit if in_unit(Decimal(1), own, unit) is not None else own
    pending = backing[newest.pk].pending if newest else None
    return Beside(
        indicator=indicator,
        comparison=comparison,
        value_unit=shown,
        base=in_unit(indicator.base_value, series, shown),
        target=in_unit(indicator.target, own, shown),
        target_max=in_unit(indicator.target_max, own, shown),
        actual=in_unit(gap.actual, own, shown) if gap else None,
        gap=gap,
        backing=backing[gap.pk] if gap else Backing(),
        newest=newest,
        pending=in_unit(pending.value, series, shown) if pending else None,
    )
