"""What the remaining years need, and where the records lead."""

from __future__ import annotations

from decimal import Decimal

from planapp.domain.gaps.actuals import (
    FLOW,
    LEVEL,
    RATE,
    Records,
    rate_factor,
    stand_at,
    yearly_values,
)
from planapp.domain.gaps.arithmetic import (
    HAIR,
    HUNDRED,
    ONE,
    ZERO,
    Years,
    divide,
    raise_to,
    root_of,
)
from planapp.domain.gaps.completion import Figures
from planapp.domain.gaps.targets import FALL, Course
from planapp.domain.gaps.timing import fraction_of_year, years_between
from planapp.domain.terms import Trend

_TENTH = Decimal("0.1")
_LIKELY, _AT_RISK, _UNLIKELY = Trend.LIKELY, Trend.AT_RISK, Trend.UNLIKELY


def required_yearly(course: Course, figures: Figures) -> Decimal | None:
    """后续年均: what each remaining year needs, a rate where rates compound.

    Null when the target is met or the last year is over.
    """
    if figures.met or course.clock.at_end or figures.gap is None or not figures.is_measurable:
        return None
    left = course.clock.years - course.clock.elapsed
    if course.is_amount:
        return divide(figures.gap, left)
    amount, per = figures.standing.amount, figures.standing.per
    if course.goal is None or amount is None:
        return None
    factor = root_of(course.goal * per, amount, part=1, whole=left)
    return (ONE - factor if course.scale is FALL else factor - ONE) * HUNDRED


def forecast_value(course: Course, records: Records, figures: Figures) -> Decimal | None:
    """趋势预测: the value at the target year by the records so far; null with under two points."""
    tally = _project(course, records, figures.tally) if figures.is_measurable else None
    if tally is None:
        return None
    standing = stand_at(course, tally)
    if standing.amount is None or standing.reason is not None:
        return None
    return course.value_of(standing.amount, standing.per, course.clock.years)


def judge_trend(course: Course, forecast: Decimal | None) -> Trend | None:
    """趋势判断: whether the forecast meets the target, or by how much of the way it misses."""
    value = course.value
    if forecast is None or value is None:
        return None
    if course.shortfall(forecast, course.tolerated(value)) <= HAIR:
        return _LIKELY
    way = value
    if course.starts_at_base and course.origin is not None:
        way = value - course.origin
    missed = course.shortfall(forecast, value)
    return _AT_RISK if missed <= abs(way) * _TENTH + HAIR else _UNLIKELY


def _project(course: Course, records: Records, tally: Decimal) -> Decimal | None:
    """What the records will say in the target year."""
    entry = course.entry
    if entry is FLOW:
        return _repeat_flows(course, records, tally)
    if entry is RATE:
        return _repeat_last_rate(course, records, tally)
    return _extend_line(course, records, start=course.target.base_value if entry is LEVEL else ZERO)


def _extend_line(course: Course, records: Records, *, start: Decimal | None) -> Decimal | None:
    """Least squares through (years since the base, value), read off at the target year."""
    clock = course.clock
    origin, elapsed = clock.origin, clock.elapsed
    points: list[tuple[Years, Decimal]] = [] if start is None else [(0, start)]
    for period, value in records.items():
        gone = period - origin if isinstance(period, int) else years_between(origin, period)
        if 0 < gone <= elapsed:
            points.append((gone, value))
    count = len(points)
    if count < 2:
        return None
    years: Years = 0
    squares: Years = 0
    for gone, _ in points:
        years += gone
        squares += gone * gone
    spread = squares * count - years * years
    reach = clock.years * count - years
    # The line at the target year is a sum of the values, each with a weight that its year gives it.
    total = ZERO
    for gone, value in points:
        total += value * (spread + reach * (gone * count - years))
    return divide(total, spread * count)


def _repeat_flows(course: Course, records: Records, total: Decimal) -> Decimal | None:
    reported: Years = len(yearly_values(course.clock, records))
    if reported < 2:
        return None
    if not isinstance(course.clock.as_of, int):
        reported += fraction_of_year(course.clock.as_of) - 1
    return divide(total * course.clock.years, reported)


def _repeat_last_rate(course: Course, records: Records, product: Decimal) -> Decimal | None:
    clock = course.clock
    if len(yearly_values(clock, records)) < 2:
        return None
    last = rate_factor(course, records[clock.as_of])
    return product * raise_to(last, clock.years - clock.elapsed) if last > 0 else None
