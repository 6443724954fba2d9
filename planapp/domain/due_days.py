"""When a duty is due: the round's day, the month that publishes the figure, the day granted."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def month_of_publication(
    *, standing: int | None, as_of_on: date, noticed: date | None
) -> date | None:
    """The first day of the month that publishes a figure; None where it is ready at once.

    `standing` is the month of the next year in which the series' year-end figures are published,
    `noticed` a day in the month that the unit gave for this one figure: the later one counts.
    """
    months = []
    if standing is not None and (as_of_on.month, as_of_on.day) == (12, 31):
        months.append(date(as_of_on.year + 1, standing, 1))
    if noticed is not None:
        months.append(noticed.replace(day=1))
    return max(months, default=None)


def due_day(round_due_on: date, *, published_in: date | None, until: date | None) -> date:
    """The latest of the round's day, the end of the month of publication and the granted day."""
    days = [round_due_on]
    if published_in is not None:
        days.append(month_end(published_in))
    if until is not None:
        days.append(until)
    return max(days)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_months(day: date, number: int) -> list[date]:
    """The first days of the months after a day's own."""
    after = day.year * 12 + day.month  # months counted from the year 0, January as 0
    return [date(n // 12, n % 12 + 1, 1) for n in range(after, after + number)]
