"""What the ladder works on, and what it finds."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date

from planapp.domain.terms import MemberRole, ReminderKind


@dataclass(frozen=True, slots=True)
class Rule:
    """A rung: so many working days before the due date, or after it if negative."""

    kind: ReminderKind
    workdays_before: int
    recipient_role: MemberRole = MemberRole.REPORTER


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is owed by a day; `recipients` are the keys of people by their role.

    A closed item reminds nobody; one that does not escalate never reaches a notice.
    """

    key: Hashable
    due_on: date
    plan: Hashable
    recipients: Mapping[MemberRole, tuple[int, ...]]
    closed: bool = False
    escalates: bool = True


@dataclass(frozen=True, slots=True)
class DueReminder:
    """One person to be told of one item."""

    item: Hashable
    kind: ReminderKind
    workdays_before: int
    recipient: int
    due_on: date
    owed_on: date
