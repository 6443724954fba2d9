"""What the ladder works on, and what it finds."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from planapp.domain.terms import MemberRole, ReminderKind

KeyT = TypeVar("KeyT", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rung: so many working days before the due date, or after it if negative."""

    kind: ReminderKind
    workdays_before: int
    recipient_role: MemberRole = MemberRole.REPORTER


@dataclass(frozen=True, slots=True)
class Item(Generic[KeyT]):
    """Something that is owed by a day; plan and `recipients` (people by role) are ids.

    A closed item reminds nobody; one that does not escalate never reaches a notice.
    """

    key: KeyT
    due_on: date
    plan: int
    recipients: Mapping[MemberRole, tuple[int, ...]]
    closed: bool = False
    escalates: bool = True


@dataclass(frozen=True, slots=True)
class DueReminder(Generic[KeyT]):
    """One person to be told of one item."""

    item: KeyT
    kind: ReminderKind
    workdays_before: int
    recipient: int
    due_on: date
    owed_on: date
