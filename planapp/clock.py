"""The day the product stands on: today, or one of the demonstration's fixed days."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

# Which of the fixed days the person of this request chose; None outside the demonstration.
chosen_day: ContextVar[date | None] = ContextVar("chosen_day", default=None)


def fixed_day() -> date | None:
    """The demonstration's day, or None in real use."""
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
