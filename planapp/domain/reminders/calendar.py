"""Working days: Monday to Friday, apart from the days that the work calendar moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_SATURDAY = 5
_DAY = timedelta(days=1)
_LONGEST_REST = 366  # days: a calendar without any working day is a mistake, not a holiday


@dataclass(frozen=True, slots=True)
class Calendar:
    """`exceptions` says of single days whether they are worked: holidays, and 调休 weekends."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < _SATURDAY)

    def before(self, day: date, workdays: int) -> date:
        """The working day that lies so many working days before a day, or after if negative.

        Zero gives the day itself, or the last working day before it.
        """
        if workdays == 0:
            return day if self.is_working(day) else self._next(day, -_DAY)
        step = -_DAY if workdays > 0 else _DAY
        for _ in range(abs(workdays)):
            day = self._next(day, step)
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself if it is worked, else the next that is (顺延)."""
        return day if self.is_working(day) else self._next(day, _DAY)

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie after a day, up to and with another; 0 when that is past."""
        days = (after + _DAY * number for number in range(1, (until - after).days + 1))
        return sum(self.is_working(day) for day in days)

    def _next(self, day: date, step: timedelta) -> date:
        for _ in range(_LONGEST_REST):
            day += step
            if self.is_working(day):
                return day
        raise ValueError(f"a year without a working day at {day}")
