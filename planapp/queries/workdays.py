"""The work calendar as one value."""

from __future__ import annotations

from planapp.domain.reminders import Calendar
from planapp.models import Workday


def load_calendar() -> Calendar:
    """Working days with all their exceptions. One query."""
    return Calendar(dict(Workday.objects.values_list("day", "is_working")))
