"""The day the product stands on: today, or one of the demonstration's fixed days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

# Which of the fixed days the person of this request chose; None outside the demonstration.
chosen_day: ContextVar[date | None] = ContextVar("chosen_day", default=None)
_caught_up: ContextVar[date | None] = ContextVar("caught_up", default=None)


@contextmanager
def standing_on(day: date | None) -> Iterator[None]:
    """Take a day for today, as when a missed one is caught up; None for the usual one."""
    token = _caught_up.set(day)
    try:
        yield
    finally:
        _caught_up.reset(token)


def fixed_day() -> date | None:
    """The day that is caught up or the demonstration's, or None in real use."""
    if caught_up := _caught_up.get():
        return caught_up
    if not settings.DEMO_DAYS:
        return None
    return chosen_day.get() or settings.DEMO_DAYS[0]


def today() -> date:
    return fixed_day() or timezone.localdate()


def now() -> datetime:
    """The instant to stamp on what is done now; on a fixed day, that day with the real time."""
    instant = timezone.localtime()
    day = fixed_day()
    return instant.replace(year=day.year, month=day.month, day=day.day) if day else instant
