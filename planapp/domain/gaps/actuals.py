"""The records of a series as one position on the course: nothing missing is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from planapp.domain.gaps.arithmetic import ONE, ZERO, raise_to
from planapp.domain.gaps.targets import AMOUNT, FALL, Course
from planapp.domain.gaps.timing import Clock, fraction_of_year
from planapp.domain.gaps.values import Period
from planapp.domain.terms import Entry, Measure, Reason

Records = Mapping[Period, Decimal]

LEVEL, RUNNING, FLOW, RATE = Entry.LEVEL, Entry.RUNNING, Entry.FLOW, Entry.RATE
_CUMULATIVE, _DECREASE = Measure.CUMULATIVE, Measure.DECREASE


class Standing(NamedTuple):
    """Where the indicator stands: amount ÷ per on the scale of its course, and what hinders it."""

    amount: Decimal | None
    per: Decimal = ONE
    reason: Reason | None = None


_NO_BASE = Standing(None, ONE, Reason.MISSING_BASE)
HOLE = Standing(None, ONE, Reason.MISSING_YEARS)
_NOTHING = Standing(None, ONE, Reason.UNDEFINED)


def missing_years(course: Course, records: Records) -> tuple[int, ...]:
    """Years over by now without a record, where every year's own is needed."""
    entry = course.entry
    if entry is not FLOW and entry is not RATE:
        return ()
    clock = course.clock
    # A rate that was never asked for is missing all the same: the product needs it.
    first = clock.first_due if entry is FLOW else clock.origin + 1
    return tuple([year for year in clock.whole_years if year >= first and year not in records])


def tally_of(course: Course, records: Records) -> Decimal:
    """What the records say at the period judged, which has one; rates are without a hole.

    The state or the total as recorded, the sum of the flows, the product of the rates' factors.
    """
    entry = course.entry
    if entry is FLOW:
        return sum(yearly_values(course.clock, records), ZERO)
    if entry is RATE:
        return _product_of_rates(course, records)
    return records[course.clock.as_of]


def stand_at(course: Course, tally: Decimal) -> Standing:
    """Where what the records say puts the indicator."""
    if course.entry is LEVEL:
        return _stand_level(course, tally)
    if course.entry is RATE:
        return _stand_factor(course, tally)
    return _stand_total(course, tally)


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
    return ONE - rate.scaleb(-2) if course.scale is FALL else ONE + rate.scaleb(-2)


def _product_of_rates(course: Course, records: Records) -> Decimal:
    """Π(1+gᵢ) or Π(1−dᵢ). A rate inside a year is year on year and counts for its part of it."""
    product = ONE
    for year in course.clock.whole_years:
        product *= rate_factor(course, records[year])
    day = course.clock.as_of
    if isinstance(day, int):
        return product
    return product * raise_to(rate_factor(course, records[day]), fraction_of_year(day))


def _stand_level(course: Course, level: Decimal) -> Standing:
    """The standing of a state, for example the output of the year."""
    if course.starts_at_base:
        return Standing(level)
    base, measure = course.target.base_value, course.target.measure
    if measure is _CUMULATIVE:
        return Standing(level if base is None else level - base)
    if base is None:
        return _NO_BASE
    if course.scale is AMOUNT:
        rise = level - base
        return Standing(-rise if measure is _DECREASE else rise)
    return _positive(level, base)


def _stand_total(course: Course, total: Decimal) -> Standing:
    """The standing of what was added (or taken away) since the base."""
    if course.starts_at_base:
        base = course.target.base_value
        return _NO_BASE if base is None else Standing(base + total)
    if course.scale is AMOUNT:
        return Standing(total)
    share = total.scaleb(-2)
    return _positive(ONE - share if course.scale is FALL else ONE + share, ONE)


def _stand_factor(course: Course, factor: Decimal) -> Standing:
    """The standing of a factor on the base."""
    if course.starts_at_base:
        base = course.target.base_value
        return _NO_BASE if base is None else Standing(base * factor)
    return _positive(factor, ONE)


def _positive(amount: Decimal, per: Decimal) -> Standing:
    if per <= 0:
        return _NOTHING
    return Standing(amount, per, Reason.UNDEFINED if amount <= 0 else None)
