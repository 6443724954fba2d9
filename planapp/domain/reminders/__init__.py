"""Who is to be told what, and when: the ladder of reminders, and the digest it is told in."""

from __future__ import annotations

from planapp.domain.reminders.calendar import Calendar
from planapp.domain.reminders.digest import Digest, Entry, compose_digests, compose_urge
from planapp.domain.reminders.ladder import course_end, due_notices, due_reminders, plan_ahead
from planapp.domain.reminders.rungs import (
    DEFAULT_LADDER,
    MOST_DAYS,
    TOLD_ROLES,
    day_words,
    find_faults,
    in_order,
    rung_words,
)
from planapp.domain.reminders.values import DueReminder, Item, OwedNotice, PlannedDay, Rule

__all__ = (
    "DEFAULT_LADDER",
    "MOST_DAYS",
    "TOLD_ROLES",
    "Calendar",
    "Digest",
    "DueReminder",
    "Entry",
    "Item",
    "OwedNotice",
    "PlannedDay",
    "Rule",
    "compose_digests",
    "compose_urge",
    "course_end",
    "day_words",
    "due_notices",
    "due_reminders",
    "find_faults",
    "in_order",
    "plan_ahead",
    "rung_words",
)
