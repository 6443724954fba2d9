"""The records of a series as one position on the course: nothing missing is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from planapp.domain.gaps.arithmetic import ONE, ZERO, raise_to
from planapp.domain.gaps.targets import Course, Scale
from planapp.domain.gaps.timing import Clock, fraction_of_year
from planapp.domain.gaps.values import Period
from planapp.domain.terms import Entry, Measure, Reason

Records = Mapping[Period, Decimal]


class Standing(NamedTuple):
    """Where the indicator stands: amount ÷ per on the scale of its course, and what hinders it."""

    amount: Decimal | None
    per: Decimal = ONE
    reason: Reason | None = None


_NO_BASE = Standing(None, ONE, Reason.MISSING_BASE)


def missing_years(course: Course, records: Records) -> tuple[int, ...]:
    """Years over by now without a record, where every year's own is needed."""
    entry = course.entry
    if entry is not Entry.FLOW and entry is not Entry.RATE:
        return ()
    clock = course.clock
    # A rate that was never asked for is missing all the same: the product needs it.
    first = clock.first_due if entry is Entry.FLOW else clock.origin + 1
    return tuple(year for year in clock.whole_years if year >= first and year not in records)


def read_standing(course: Course, records: Records) -> Standing:
    """The standing at the period judged, which has a record; flows are summed over any hole."""
    entry = course.entry
    if entry is Entry.LEVEL:
        return stand_level(course, records[course.clock.as_of])
    if entry is Entry.RUNNING:
        return stand_total(course, records[course.clock.as_of])
    if entry is Entry.FLOW:
        return stand_total(course, sum(yearly_values(course.clock, records), ZERO))
    if missing_years(course, records):
        return Standing(None, ONE, Reason.MISSING_YEARS)
    return stand_factor(course, product_of_rates(course, records))


def yearly_values(clock: Clock, records: Records) -> list[Decimal]:
    """The records of the years gone, and that of the day judged inside a year."""
    values = [records[year] for year in clock.whole_years if year in records]
    if not isinstance(clock.as_of, int):
        values.append(records[clock.as_of])
    return values


def yearly_periods(as_of: Period, records: Records) -> list[Period]:
    """The periods of those values, out of records that begin after the base."""
    return [period for period in records if isinstance(period, int) or period == as_of]


def rate_factor(course: Course, rate: Decimal) -> Decimal:
    """The factor of one year's change in %: a fall is entered as a positive rate."""
    return ONE - rate.scaleb(-2) if course.scale is Scale.FALL else ONE + rate.scaleb(-2)


def product_of_rates(course: Course, records: Records) -> Decimal:
    """Π(1+gᵢ) or Π(1−dᵢ). A rate inside a year is year on year and counts for its part of it."""
    product = ONE
    for year in course.clock.whole_years:
        product *= rate_factor(course, records[year])
    day = course.clock.as_of
    if isinstance(day, int):
        return product
    return product * raise_to(rate_factor(course, records[day]), fraction_of_year(day))


def stand_level(course: Course, level: Decimal) -> Standing:
    """The standing of a state, for example the output of the year."""
    base = course.target.base_value
    if course.starts_at_base:
        return Standing(level)
    if course.target.measure is Measure.CUMULATIVE:
        return Standing(level if base is None else level - base)
    if base is None:
        return _NO_BASE
    if course.scale is Scale.AMOUNT:
        rise = level - base
        return Standing(-rise if course.target.measure is Measure.DECREASE else rise)
    return _positive(level, base)


def stand_total(course: Course, total: Decimal) -> Standing:
    """The standing of what was added (or taken away) since the base."""
    if course.starts_at_base:
        base = course.target.base_value
        return _NO_BASE if base is None else Standing(base + total)
    if course.scale is Scale.AMOUNT:
        return Standing(total)
    share = total.scaleb(-2)
    return _positive(ONE - share if course.scale is Scale.FALL else ONE + share, ONE)


def stand_factor(course: Course, factor: Decimal) -> Standing:
    """The standing of a factor on the base."""
    if course.starts_at_base:
        base = course.target.base_value
        return _NO_BASE if base is None else Standing(base * factor)
    return _positive(factor, ONE)


def _positive(amount: Decimal, per: Decimal) -> Standing:
    if per <= 0:
        return Standing(None, ONE, Reason.UNDEFINED)
    return Standing(amount, per, Reason.UNDEFINED if amount <= 0 else None)
