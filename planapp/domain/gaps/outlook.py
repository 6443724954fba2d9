"""What the remaining years need, and where the records lead."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from planapp.domain.gaps.actuals import (
    Records,
    Standing,
    product_of_rates,
    rate_factor,
    stand_factor,
    stand_level,
    stand_total,
    yearly_values,
)
from planapp.domain.gaps.arithmetic import (
    HUNDRED,
    ONE,
    ZERO,
    Years,
    divide,
    raise_to,
    root_of,
)
from planapp.domain.gaps.completion import Figures
from planapp.domain.gaps.targets import Course, Scale
from planapp.domain.gaps.timing import fraction_of_year, years_between
from planapp.domain.terms import Entry, Trend

_TENTH = Decimal("0.1")


def required_yearly(course: Course, figures: Figures) -> Decimal | None:
    """后续年均: what each remaining year needs, a rate where rates compound.

    Null when the target is met or the last year is over.
    """
    left = course.clock.years - course.clock.elapsed
    if figures.met or left <= 0 or figures.reason is not None or figures.gap is None:
        return None
    if course.scale is Scale.AMOUNT:
        return divide(figures.gap, left)
    amount, per = figures.standing.amount, figures.standing.per
    if course.goal is None or amount is None:
        return None
    factor = root_of(course.goal * per, amount, part=1, whole=left)
    return (ONE - factor if course.scale is Scale.FALL else factor - ONE) * HUNDRED


def forecast_value(course: Course, records: Records) -> Decimal | None:
    """趋势预测: the value at the target year by the records so far; null with under two points."""
    standing = _project(course, records)
    if standing is None or standing.amount is None or standing.reason is not None:
        return None
    return course.value_of(standing.amount, standing.per, course.clock.years)


def judge_trend(course: Course, forecast: Decimal) -> Trend | None:
    """趋势判断: whether the forecast meets the target, or by how much of the way it misses."""
    if course.value is None:
        return None
    if course.shortfall(forecast, course.tolerated(course.value)) <= 0:
        return Trend.LIKELY
    way = course.value
    if course.starts_at_base and course.origin is not None:
        way -= course.origin
    missed = course.shortfall(forecast, course.value)
    return Trend.AT_RISK if missed <= abs(way) * _TENTH else Trend.UNLIKELY


def _project(course: Course, records: Records) -> Standing | None:
    entry = course.entry
    if entry is Entry.LEVEL:
        level = _fit_line(course, records, start=course.target.base_value)
        return None if level is None else stand_level(course, level)
    if entry is Entry.RUNNING:
        total = _fit_line(course, records, start=ZERO)
        return None if total is None else stand_total(course, total)
    if entry is Entry.FLOW:
        total = _repeat_flows(course, records)
        return None if total is None else stand_total(course, total)
    return _repeat_last_rate(course, records)


def _fit_line(course: Course, records: Records, *, start: Decimal | None) -> Decimal | None:
    """Least squares through (years since the base, value), read off at the target year."""
    clock = course.clock
    points: list[tuple[Years, Decimal]] = [] if start is None else [(0, start)]
    for period, value in records.items():
        gone = years_between(clock.origin, period)
        if 0 < gone <= clock.elapsed:
            points.append((gone, value))
    return _extend_line(points, at=clock.years) if len(points) > 1 else None


def _extend_line(points: Iterable[tuple[Years, Decimal]], *, at: int) -> Decimal:
    count = 0
    years: Years = 0
    squares: Years = 0
    values = products = ZERO
    for gone, value in points:
        count += 1
        years += gone
        squares += gone * gone
        values += value
        products += value * gone
    spread = squares * count - years * years
    slope = products * count - values * years
    return divide(values * spread + slope * (at * count - years), spread * count)


def _repeat_flows(course: Course, records: Records) -> Decimal | None:
    values = yearly_values(course.clock, records)
    if len(values) < 2:
        return None
    reported: Years = len(values)
    if not isinstance(course.clock.as_of, int):
        reported += fraction_of_year(course.clock.as_of) - 1
    return divide(sum(values, ZERO) * course.clock.years, reported)


def _repeat_last_rate(course: Course, records: Records) -> Standing | None:
    if len(yearly_values(course.clock, records)) < 2:
        return None
    left = course.clock.years - course.clock.elapsed
    last = rate_factor(course, records[course.clock.as_of])
    if last <= 0:
        return None
    return stand_factor(course, product_of_rates(course, records) * raise_to(last, left))
