"""What reminders are about: the items that are owed, as the ladder and the digests take them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from planapp.domain.reminders import Entry, Item, OwedNotice
from planapp.domain.terms import MemberRole, UnitKind
from planapp.models import Reminder
from planapp.queries.duties import Duty
from planapp.queries.recipients import Recipients


class ItemKey(NamedTuple):
    """What a reminder is about: one item in one cycle, due on a day."""

    indicator_id: int | None
    task_id: int | None
    cycle_id: int
    due_on: date


def owed_by_key(duties: Iterable[Duty], *, ahead: bool = False) -> dict[ItemKey, Duty]:
    """What has still to be handed in or to be finished, by what its reminders are about.

    With `ahead` also the figures that are not published yet.
    """
    return {
        key_of(duty, due_on): duty
        for duty in duties
        if duty.unit is not None
        for due_on in (_due_days_ahead(duty) if ahead else duty.due_days)
    }


def _due_days_ahead(duty: Duty) -> set[date]:
    return duty.due_days | ({duty.due_on} if duty.is_unpublished else set())


def key_of(duty: Duty, due_on: date) -> ItemKey:
    return ItemKey(
        duty.indicator.pk if duty.indicator else None,
        duty.task.pk if duty.task else None,
        duty.cycle.pk,
        due_on,
    )


def about(row: Reminder) -> ItemKey:
    """What a stored reminder is about."""
    return ItemKey(row.indicator_id, row.task_id, row.cycle_id, row.due_on)


def as_items(
    owed: dict[ItemKey, Duty], recipients: Recipients, *, roles: Collection[MemberRole]
) -> list[Item[ItemKey]]:
    """As the ladder takes them, each with its people in these roles. No query."""
    return [
        Item(
            key=key,
            due_on=key.due_on,
            plan=duty.cycle.plan_id,
            recipients={role: recipients.find(duty, role) for role in roles},
            escalates=duty.unit is not None and not is_asked(duty),
            not_before=None if duty.published else duty.published_in,
        )
        for key, duty in owed.items()
    ]


def people_by_key(items: Iterable[Item[ItemKey]]) -> dict[ItemKey, set[int]]:
    """Everybody (ids) who may be told of each, in whatever role."""
    return {item.key: set().union(*item.recipients.values()) for item in items}


def is_asked(duty: Duty) -> bool:
    """Whether its unit is asked (商请) and never escalated."""
    return duty.unit is not None and UnitKind(duty.unit.kind).is_asked


def title_of(key: ItemKey, duty: Duty) -> str:
    """The item as its people read it; a task that is to be finished by the day says so."""
    return str(duty.item) if key.due_on == duty.due_on else f"{duty.item}（完成时限）"


def entry_of(key: ItemKey, duty: Duty, *, recipient: int) -> Entry:
    """A line of somebody's digest."""
    return Entry(
        recipient=recipient,
        title=title_of(key, duty),
        plan=duty.cycle.plan.title,
        cycle=str(duty.cycle),
        unit=str(duty.unit),
        due_on=key.due_on,
        asked=is_asked(duty),
    )


def notice_of(key: ItemKey, duty: Duty) -> OwedNotice:
    """What a notice is to be drafted for."""
    assert duty.unit is not None  # noqa: S101  # `owed_by_key` leaves out what nobody answers for
    return OwedNotice(duty.unit.pk, key.cycle_id, key.indicator_id, key.task_id, key.due_on)
