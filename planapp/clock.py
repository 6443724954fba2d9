"""The day the product stands on: today, or the demonstration's fixed day."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    return settings.DEMO_DAY or timezone.localdate()


def now() -> datetime:
    """The instant to stamp on what is done now; on a fixed day, that day with the real time."""
    instant = timezone.localtime()
    day = settings.DEMO_DAY
    return instant.replace(year=day.year, month=day.month, day=day.day) if day else instant
