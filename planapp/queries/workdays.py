"""The work calendar as one value, and the years that it does not know yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from planapp.domain.reminders import Calendar
from planapp.models import Extension, ReportingCycle, Workday

_ARRANGED_IN = 11  # the month in which the holidays of the coming year are made known
_OFF_IN_A_YEAR = 5  # fewer days off in a year are single corrections, not the year's arrangement


@dataclass(frozen=True, slots=True)
class UnknownYear:
    """A year without 节假日安排 in the work calendar, and the first date that needs it."""

    year: int
    needed_on: date | None  # None where it is only about to begin


def load_calendar() -> Calendar:
    """Working days with all their exceptions. One query."""
    return Calendar(dict(Workday.objects.values_list("day", "is_working")))


def unknown_years(day: date) -> list[UnknownYear]:
    """The years for which the arrangement of holidays is missing and matters. Three queries.

    That is this year, the coming one from November on, and every year in which something is due.
    """
    known: dict[int, int] = {}
    for off in Workday.objects.filter(is_working=False).values_list("day", flat=True):
        known[off.year] = known.get(off.year, 0) + 1
    needed = dict[int, date | None].fromkeys([day.year])
    if day.month >= _ARRANGED_IN:
        needed[day.year + 1] = None
    rounds = ReportingCycle.objects.filter(closed_on=None, due_on__gte=day)
    granted = Extension.objects.filter(cycle__closed_on=None, granted_until__gt=day)
    due = rounds.order_by().values_list("due_on", flat=True).distinct()
    until = granted.order_by().values_list("granted_until", flat=True).distinct()
    for due_on in sorted(each for each in (*due, *until) if each is not None):
        needed[due_on.year] = needed.get(due_on.year) or due_on
    missing = sorted(year for year in needed if known.get(year, 0) < _OFF_IN_A_YEAR)
    return [UnknownYear(year, needed[year]) for year in missing]
