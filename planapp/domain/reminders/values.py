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
    """A rung: so many working days before the due date, or after it if negative.

    With `every` it comes again after so many working days, as long as the item is open. A rung of
    the kind NOTICE has no recipient: what it owes is a draft that a supervisor signs off.
    """

    kind: ReminderKind
    workdays_before: int
    recipient_role: MemberRole = MemberRole.REPORTER
    every: int | None = None


@dataclass(frozen=True, slots=True)
class Item(Generic[KeyT]):
    """Something that is owed by a day; plan and `recipients` (people by role) are ids.

    A closed item reminds nobody; one that does not escalate never reaches a notice. Nobody is
    told of it before `not_before`: its figure is not published yet.
    """

    key: KeyT
    due_on: date
    plan: int
    recipients: Mapping[MemberRole, tuple[int, ...]]
    closed: bool = False
    escalates: bool = True
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class DueReminder(Generic[KeyT]):
    """One person to be told of one item."""

    item: KeyT
    kind: ReminderKind
    workdays_before: int
    recipient: int
    due_on: date
    owed_on: date


@dataclass(frozen=True, slots=True)
class PlannedDay(Generic[KeyT]):
    """What is new on a day to come: who is told of what, and of which items a notice is drafted."""

    on: date
    reminders: list[DueReminder[KeyT]]
    notices: list[KeyT]


@dataclass(frozen=True, slots=True)
class OwedNotice:
    """An item whose notice rung has come: a 督办通知单 is to be drafted for its unit.

    `due_on` is the day that passed, so that an item with a new date may owe a new one; all else
    are ids, and either the indicator or the task is given.
    """

    unit_id: int
    cycle_id: int
    indicator_id: int | None
    task_id: int | None
    due_on: date
