"""When a plan's next yearly round of reporting is, from the one before."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

AHEAD = timedelta(days=30)  # a round is made this long before it opens, so that it can be looked at


@dataclass(frozen=True, slots=True)
class CycleDates:
    as_of_on: date
    opens_on: date
    due_on: date
    internal_due_on: date | None = None


def next_round(
    last: CycleDates, *, period_end: int, on: date, next_working: Callable[[date], date]
) -> CycleDates | None:
    """The round of the year after, on the same days of the year; None while it is not yet time.

    Where a day is not worked it moves to the next that is (顺延). There is no round after the
    period's last year.
    """
    if last.as_of_on.year >= period_end:
        return None

    def moved(day: date) -> date:
        return next_working(_a_year_later(day))

    opens_on = moved(last.opens_on)
    if on < opens_on - AHEAD:
        return None
    return CycleDates(
        as_of_on=_a_year_later(last.as_of_on),
        opens_on=opens_on,
        due_on=moved(last.due_on),
        internal_due_on=moved(last.internal_due_on) if last.internal_due_on else None,
    )


def _a_year_later(day: date) -> date:
    last = monthrange(day.year + 1, day.month)[1]
    return date(day.year + 1, day.month, min(day.day, last))
