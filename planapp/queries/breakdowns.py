"""Indicators that were broken down, their parts, and where these do not make the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from planapp.domain.breakdown import BreakdownFinding, Share, check_breakdown
from planapp.domain.gaps import convert
from planapp.domain.terms import Comparator, PartsMake
from planapp.models import Breakdown, Gap, Indicator, ReportingCycle, Responsibility
from planapp.queries.either import either
from planapp.queries.gap_list import GapFilter, gaps_shown
from planapp.queries.scope import within
from planapp.rights import Scope


@dataclass(frozen=True, slots=True)
class BrokenDown:
    """A whole with its parts, each with its gap in the cycle shown, where it has one."""

    whole: Indicator
    gap: Gap | None
    how: PartsMake
    parts: list[tuple[Breakdown, Gap | None]]
    findings: list[BreakdownFinding]


def breakdown_of(whole: Indicator, *, cycle: ReportingCycle | None) -> BrokenDown | None:
    """An indicator's parts in a cycle; None where it has none. Three queries, one without parts."""
    rows = list(_rows().filter(whole=whole))
    if not rows:
        return None
    ids = [whole.pk, *(row.part_id for row in rows)]
    gaps = Gap.objects.filter(cycle=cycle, indicator__in=ids)
    return _broken_down(rows, _by_indicator(gaps) if cycle else {})


def breakdowns_shown(
    *, plan: int | None = None, on: date, scope: Scope | None = None
) -> list[BrokenDown]:
    """All wholes, of one plan or of all, in the cycles that the gap list shows. Four queries.

    With a scope those that lie in it with all their parts: what a few make says nothing.
    """
    by_whole: dict[int, list[Breakdown]] = defaultdict(list)
    rows = _rows().filter(whole__withdrawn_by=None)
    rows = rows if plan is None else rows.filter(whole__plan=plan)
    if scope is not None and not scope.everything:
        seen = within(Indicator.objects.all(), scope).values("pk")
        hidden = Breakdown.objects.exclude(part__in=seen).values("whole")
        rows = rows.filter(whole__in=seen).exclude(whole__in=hidden)
    for row in rows.order_by("whole__plan__code", "whole__order", "part__order"):
        by_whole[row.whole_id].append(row)
    concerned = either(Breakdown.objects.values("whole"), Breakdown.objects.values("part"))
    shown = gaps_shown(GapFilter(plan=plan, parts=True), on=on).filter(indicator__in=concerned)
    gaps = _by_indicator(shown.prefetch_related(None))
    return [_broken_down(rows, gaps) for rows in by_whole.values()]


def whose_part(row: Breakdown) -> str:
    """The region or unit that a part is of: a unit's own stands in the region of the whole."""
    series = row.part.series
    if series.region_id != row.whole.series.region_id:
        return str(series.region)
    return str(series.provider or row.part)


def _rows() -> QuerySet[Breakdown]:
    """With all that the page writes beside a part; its units take a second query."""
    series = ("part__series__region", "part__series__provider")
    units = Prefetch(
        "part__responsibilities", queryset=Responsibility.objects.select_related("unit")
    )
    return Breakdown.objects.select_related(
        "whole__plan", "whole__series", *series
    ).prefetch_related(units)


def _by_indicator(gaps: QuerySet[Gap]) -> dict[int, Gap]:
    return {gap.indicator_id: gap for gap in gaps.select_related("indicator", "cycle")}


def _broken_down(rows: list[Breakdown], gaps: Mapping[int, Gap]) -> BrokenDown:
    whole, how = rows[0].whole, PartsMake(rows[0].how)
    parts = [(row, gaps.get(row.part_id)) for row in rows]
    gap, unit = gaps.get(whole.pk), whole.value_unit
    findings = check_breakdown(
        _share(whole, gap, name=whole.name, unit=unit),
        [
            _share(row.part, own, name=whose_part(row), unit=unit)
            for row, own in parts
            if row.part.tracked or not whole.tracked  # what was given up makes no whole
        ],
        how=how,
        comparator=Comparator(whole.comparator),
    )
    return BrokenDown(whole, gap, how, parts, findings)


def _share(indicator: Indicator, gap: Gap | None, *, name: str, unit: str) -> Share:
    """An indicator in the value unit of the whole."""
    return Share(
        name=name,
        target=_in_unit(indicator, indicator.target, unit=unit),
        target_year=indicator.target_year,
        actual=_in_unit(indicator, gap.actual if gap else None, unit=unit),
    )


def _in_unit(indicator: Indicator, value: Decimal | None, *, unit: str) -> Decimal | None:
    if value is None or indicator.value_unit == unit:
        return value
    try:
        return convert(value, indicator.value_unit, unit)
    except ValueError:
        return None
