"""Where in the plan's time an assessment stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from planapp.domain.gaps.arithmetic import EXACT, Years, divide
from planapp.domain.gaps.values import Period, Target, normal_period


class Clock(NamedTuple):
    """The period judged, and how many of the plan's years are gone (k) and there are (n)."""

    as_of: Period
    origin: int
    elapsed: Years
    years: int
    first_due: int

    @property
    def year(self) -> int:
        return year_of(self.as_of)

    @property
    def is_due(self) -> bool:
        return self.year >= self.first_due

    @property
    def at_end(self) -> bool:
        return self.elapsed == self.years

    @property
    def whole_years(self) -> range:
        """The calendar years since the base that are over."""
        end = self.as_of + 1 if isinstance(self.as_of, int) else self.as_of.year
        return range(self.origin + 1, end)


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


def read_clock(target: Target, as_of: Period) -> Clock | None:
    """The clock of a target; null for one without any first year. After the end it stands still."""
    origin = target.origin_year
    if origin is None:
        return None
    as_of = normal_period(as_of)
    if year_of(as_of) > target.target_year:
        as_of = target.target_year
    first_due = origin + 1
    if target.period_start is not None and target.period_start > first_due:
        first_due = target.period_start
    return Clock(
        as_of, origin, years_between(origin, as_of), target.target_year - origin, first_due
    )
