"""Changes that sentences state against the values of the years they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from planapp.domain.consistency.growth import REAL_TERMS
from planapp.domain.consistency.periods import read_base_year, read_period
from planapp.domain.consistency.rounding import (
    Interval,
    difference,
    growth_between,
    places_of,
    plain,
    printed,
    show,
)
from planapp.domain.consistency.series import Series, find_levels
from planapp.domain.consistency.units import are_alike, is_share
from planapp.domain.consistency.values import Figure, Finding, Statement
from planapp.domain.subjects import Change, split_change
from planapp.domain.terms import FindingKind, Measure, Severity

_POINTS = "个百分点"


def check_stated_changes(
    text: str, figures: Sequence[Figure], series: Sequence[Series]
) -> Iterator[Finding]:
    """Each change of a sentence whose two values a table or the sentence itself gives."""
    in_rows = {id(figure) for row in series for figure in row.by_year.values()}
    for figure in figures:
        stem, change = split_change(figure.name)
        is_past = not figure.is_target and figure.measure is Measure.LEVEL
        if change is None or not is_past or id(figure) in in_rows or figure.year is None:
            continue
        if REAL_TERMS.search(stem):
            continue
        levels = find_levels(stem, year=figure.year, series=series, figures=figures)
        if levels is None:
            continue
        if change is Change.YEARLY:
            yield from _check_yearly(text, figure, levels=levels, series=series)
        else:
            yield from _check_change(text, figure, levels=levels, change=change)


# A rise or fall between two years


def _check_change(
    text: str, figure: Figure, *, levels: Series, change: Change
) -> Iterator[Finding]:
    year = figure.year or 0
    base_year = read_base_year(text, figure.start, year=year)
    base = levels.by_year.get(base_year) if base_year is not None else None
    now = levels.by_year.get(year)
    if base is None or now is None or base.value <= 0 or now.value <= 0:
        return
    signed = figure.value if change is Change.RISE else -figure.value
    by_points = difference(printed(now.value), printed(base.value)).meets(printed(signed))
    by_ratio = growth_between(printed(base.value), printed(now.value), years=1).meets(
        printed(signed)
    )
    if is_share(figure.value_unit) and is_share(levels.unit):
        kind = FindingKind.POINTS
        fits, is_sure = by_ratio, by_points
    elif is_share(figure.value_unit):
        kind = FindingKind.STATED_GROWTH
        fits, is_sure = by_ratio, True
    else:
        kind = FindingKind.STATED_GROWTH
        fits = by_points
        is_sure = _subtracts(figure.value_unit, levels.unit)
    if not fits and is_sure:
        yield _change_finding(text, figure, now=now, base=base, kind=kind)


def _subtracts(unit: str, level_unit: str) -> bool:
    return (unit == _POINTS and is_share(level_unit)) or (
        unit == level_unit and not is_share(unit) and are_alike(unit, level_unit)
    )


def _change_finding(
    text: str, figure: Figure, *, now: Figure, base: Figure, kind: FindingKind
) -> Finding:
    ratio = show((now.value / base.value - 1) * 100, places=1)
    subtracted = f"{now.value} − {base.value} = {plain(now.value - base.value)}"
    divided = f"{now.value} ÷ {base.value} − 1 = {ratio}%"
    if kind is FindingKind.POINTS:
        arithmetic = f"{subtracted}（个百分点）；{divided} ≠ {figure.value}%"
        note = f"比重、比率之差应写作{plain(figure.value)}个百分点。"
    elif is_share(figure.value_unit):
        arithmetic, note = f"{divided} ≠ {figure.value}%", ""
    else:
        arithmetic, note = f"{subtracted} ≠ {figure.value}（{figure.value_unit}）", ""
    return Finding(
        kind=kind,
        severity=Severity.ERROR,
        first=Statement.of(text, figure),
        second=Statement.of(text, base),
        arithmetic=arithmetic,
        note=note,
        basis=Statement.of(text, now),
    )


# A yearly rate over a period


def _check_yearly(
    text: str, figure: Figure, *, levels: Series, series: Sequence[Series]
) -> Iterator[Finding]:
    period = read_period(text, figure.start)
    base_year = read_base_year(text, figure.start, year=figure.year or 0)
    if period is None and base_year is not None and figure.year is not None:
        period = base_year + 1, figure.year
    if period is None or not is_share(figure.value_unit):
        return
    first, last = period
    now = levels.by_year.get(last)
    if now is None or now.value <= 0:
        return
    stated = printed(figure.value)
    before, opening = levels.by_year.get(first - 1), levels.by_year.get(first)
    if before is not None and before.value > 0:
        spans = [(before, last - first + 1)]
    elif opening is not None and opening.value > 0 and last > first:
        spans = [(opening, last - first), (opening, last - first + 1)]
    else:
        return
    readings = [
        growth_between(printed(base.value), printed(now.value), years=years)
        for base, years in spans
    ]
    readings += _by_yearly_rates(levels, series, first=first, last=last)
    if any(reading.meets(stated) for reading in readings):
        return
    yield _yearly_finding(text, figure, now=now, spans=spans)


def _by_yearly_rates(
    levels: Series, series: Sequence[Series], *, first: int, last: int
) -> list[Interval]:
    """What the row of yearly rates gives: their mean, and growth from the year before the first."""
    rows = [row for row in series if row.change is Change.RISE and row.name == levels.name]
    if len(rows) != 1 or not is_share(rows[0].unit):
        return []
    rates = [rows[0].by_year.get(year) for year in range(first, last + 1)]
    known = [rate for rate in rates if rate is not None]
    if len(known) < len(rates):
        return []
    mean = sum((rate.value for rate in known), Decimal(0)) / len(known)
    readings = [Interval(mean - Decimal("0.05"), mean + Decimal("0.05"))]
    opening, now, rate = levels.by_year.get(first), levels.by_year.get(last), known[0]
    if opening is not None and now is not None and rate.value > -100:
        shrink = 1 + rate.value / 100
        base = Interval(printed(opening.value).low / shrink, printed(opening.value).high / shrink)
        readings.append(growth_between(base, printed(now.value), years=last - first + 1))
    return readings


def _yearly_finding(
    text: str, figure: Figure, *, now: Figure, spans: Sequence[tuple[Figure, int]]
) -> Finding:
    told = []
    places = max(1, places_of(figure.value))
    for base, years in spans:
        rate = ((now.value / base.value) ** (Decimal(1) / years) - 1) * 100
        told.append(f"({now.value} ÷ {base.value})^(1/{years}) − 1 = {show(rate, places=places)}%")
    base, years = spans[0]
    note = f"表中数据为{base.year}年和{now.year}年"
    if len(spans) > 1:
        note += f"，按{years}年和{spans[1][1]}年计均不符"
    return Finding(
        kind=FindingKind.STATED_GROWTH,
        severity=Severity.ERROR,
        first=Statement.of(text, figure),
        second=Statement.of(text, base),
        arithmetic=f"{'；'.join(told)}；≠ {figure.value}%",
        note=f"{note}。",
        basis=Statement.of(text, now),
    )
