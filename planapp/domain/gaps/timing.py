"""Where in the plan's time an assessment stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planapp.domain.gaps.arithmetic import EXACT, ZERO, Years, divide
from planapp.domain.gaps.values import Period, Target, normal_period


class Clock:
    """The period judged, and how many of the plan's years are gone (k) and there are (n).

    After the target year the clock stands still.
    """

    __slots__ = ("as_of", "at_end", "elapsed", "first_due", "origin", "progress", "year", "years")

    def __init__(self, target: Target, origin: int, as_of: Period) -> None:
        as_of = normal_period(as_of)
        self.year = year_of(as_of)
        if self.year > target.target_year:
            as_of = self.year = target.target_year
        self.as_of = as_of
        self.origin = origin
        self.elapsed = years_between(origin, as_of)
        self.years = target.target_year - origin
        self.at_end = self.elapsed == self.years
        self.first_due = max(origin + 1, target.period_start or 0)
        self.progress = divide(self.elapsed, self.years) if self.elapsed > 0 else ZERO

    @property
    def whole_years(self) -> range:
        """The calendar years since the base that are over."""
        return range(self.origin + 1, self.year + isinstance(self.as_of, int))


def read_clock(target: Target, as_of: Period) -> Clock | None:
    """The clock of a target; null for one without any first year."""
    origin = target.origin_year
    return None if origin is None else Clock(target, origin, as_of)


def year_of(period: Period) -> int:
    """The calendar year a period lies in."""
    return period if isinstance(period, int) else period.year


def years_between(origin: int, period: Period) -> Years:
    """Years from the end of `origin` to the period: whole for a year, else with a fraction."""
    if isinstance(period, int):
        return period - origin
    return EXACT.add(fraction_of_year(period), Decimal(period.year - 1 - origin))


def fraction_of_year(day: date) -> Decimal:
    """The share of its year that is gone at the end of the day."""
    length = date(day.year, 12, 31).timetuple().tm_yday
    return divide(day.timetuple().tm_yday, length)
