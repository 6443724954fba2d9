"""Stated growth against the values it is to connect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from planapp.domain.consistency.rounding import (
    Interval,
    grown,
    growth_between,
    plain,
    printed,
    round_target,
    show,
    superscript,
)
from planapp.domain.consistency.series import Series, pair_rows
from planapp.domain.consistency.units import are_alike, convert, is_share
from planapp.domain.consistency.values import Figure, Finding, PlanFigures, Statement
from planapp.domain.subjects import Subject, split_change, tell_differences
from planapp.domain.terms import Comparator, FindingKind, Measure, Severity

REAL_TERMS = re.compile(r"生产总值|增加值|GDP")  # their growth is stated at constant prices
_PRICES = Decimal(3)  # % a year that prices may add to growth at constant prices
_LONGEST = 10
_COMPARABLE = "统计增速如按可比口径计算，请在表中注明。"


def check_row_growth(text: str, series: Sequence[Series]) -> Iterator[Finding]:
    """Each year's rate in a table's row of growth against the row of values above it."""
    for rates, values in pair_rows(series):
        if not is_share(rates.unit) or REAL_TERMS.search(values.name):
            continue
        for year, rate in sorted(rates.by_year.items()):
            now, base = values.by_year.get(year), values.by_year.get(year - 1)
            if now is None or base is None or base.value <= 0 or now.value <= 0:
                continue
            computed = growth_between(printed(base.value), printed(now.value), years=1)
            if computed.meets(printed(rate.value)):
                continue
            exact = (now.value / base.value - 1) * 100
            yield Finding(
                kind=FindingKind.ROW_GROWTH,
                severity=Severity.WARNING,
                first=Statement.of(text, rate),
                second=Statement.of(text, now),
                arithmetic=(
                    f"{now.value} ÷ {base.value} − 1 = {show(exact, places=1)}% ≠ {rate.value}%"
                ),
                note=f"{year}年{values.name}。{_COMPARABLE}",
                basis=Statement.of(text, base),
            )


def check_target_growth(text: str, plan: PlanFigures) -> Iterator[Finding]:
    """A target level, the yearly growth that is to lead to it, and where it starts from."""
    targets = [f for f in plan.figures if f.is_target and f.year is not None]
    for rate in targets:
        if rate.measure is not Measure.GROWTH or not is_share(rate.value_unit):
            continue
        if rate.comparator not in {Comparator.GE, Comparator.APPROX}:
            continue
        subject = Subject.of(split_change(rate.name)[0], region=plan.region)
        for target in targets:
            is_level = target.measure is Measure.LEVEL and target.comparator is not Comparator.LE
            if not is_level or target.year != rate.year:
                continue
            if Subject.of(target.name, region=plan.region).core != subject.core:
                continue
            base = _find_base(plan, target, subject=subject)
            if base is not None:
                yield from _judge(text, target=target, rate=rate, base=base, region=plan.region)


def _find_base(plan: PlanFigures, target: Figure, *, subject: Subject) -> Figure | None:
    """The latest past value of the same subject; in the same terms where there is one."""
    same, similar = [], []
    for figure in plan.figures:
        is_level = figure.measure is Measure.LEVEL and not figure.is_target
        if not is_level or figure.year is None or target.year is None:
            continue
        if not 2 <= target.year - figure.year <= _LONGEST or figure.value <= 0:
            continue
        if not are_alike(figure.value_unit, target.value_unit):
            continue
        other = Subject.of(figure.name, region=plan.region)
        if other.core == subject.core:
            same.append(figure)
        elif other.terms and subject.terms and len(subject.what) > 1 and other.what == subject.what:
            similar.append(figure)
    return max(same or similar, key=lambda figure: (figure.year, -figure.start), default=None)


def _judge(
    text: str, *, target: Figure, rate: Figure, base: Figure, region: str | None
) -> Iterator[Finding]:
    years = (target.year or 0) - (base.year or 0)
    value = convert(base.value, base.value_unit, to=target.value_unit)
    percent = printed(rate.value)
    if REAL_TERMS.search(target.name):
        percent = Interval(percent.low, percent.high + _PRICES)
    reached = grown(printed(value), percent, years=years)
    aim = round_target(target.value)
    falls_short = reached.high < aim.low
    if not falls_short and not (target.comparator is Comparator.APPROX and reached.low > aim.high):
        return
    factor = 1 + rate.value / 100
    exact = value * factor**years
    differences = tell_differences(
        Subject.of(target.name, region=region), Subject.of(base.name, region=region)
    )
    yield Finding(
        kind=FindingKind.TARGET_GROWTH,
        severity=Severity.WARNING if differences else Severity.ERROR,
        first=Statement.of(text, target),
        second=Statement.of(text, rate),
        arithmetic=(
            f"{plain(value)} × {plain(factor)}{superscript(years)} = {show(exact, places=1)}"
            f" {'<' if falls_short else '>'} {plain(target.value)}（{target.value_unit}）"
        ),
        note="；".join(filter(None, [_start_of(base), differences])),
        basis=Statement.of(text, base),
    )


def _start_of(base: Figure) -> str:
    return f"以{base.year}年{base.name}{base.value}{base.value_unit}起算"
