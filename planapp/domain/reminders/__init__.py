"""Who is to be told what, and when: the ladder of reminders, and the digest it is told in."""

from __future__ import annotations

from planapp.domain.reminders.calendar import Calendar
from planapp.domain.reminders.digest import Digest, Entry, compose_digests
from planapp.domain.reminders.ladder import due_reminders
from planapp.domain.reminders.values import DueReminder, Item, Rule

__all__ = (
    "Calendar",
    "Digest",
    "DueReminder",
    "Entry",
    "Item",
    "Rule",
    "compose_digests",
    "due_reminders",
)
