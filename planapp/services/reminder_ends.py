"""Reminders end with what they are about; each keeps what ended it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db.models import QuerySet

from planapp.domain.terms import PlanStatus, ReminderClosing
from planapp.models import Plan, Reminder
from planapp.queries.duties import Duty, duties_on
from planapp.queries.owed_items import ItemKey, about, owed_by_key

_Place = tuple[int | None, int | None, int]  # indicator, task and cycle, by ids


def end_reminders_not_owed(*, plan: Plan, on: date, at: datetime) -> None:
    """End what was to be told of a plan's items and is no longer owed, or by another date.

    In the caller's transaction and audit event.
    """
    rows = Reminder.objects.filter(cycle__plan=plan, closed_at=None)
    end_among(rows, duties_on(on, plan=plan), on=on, at=at)


def end_among(
    rows: QuerySet[Reminder],
    duties: Collection[Duty],
    *,
    on: date,
    at: datetime,
    people: Mapping[ItemKey, Collection[int]] | None = None,
) -> None:
    """End those of the open reminders that none of the duties owes. One query for each reason.

    With `people` (ids, by item) also what was not sent yet to somebody who is none of them any
    more: who has left the unit, or watches over something else by now.
    """
    owed, places = owed_by_key(duties), _by_place(duties)
    ended: dict[ReminderClosing, list[int]] = defaultdict(list)
    for row in rows.select_related("cycle__plan", "task"):
        if not is_owed(row, owed):
            place = (row.indicator_id, row.task_id, row.cycle_id)
            ended[_why(row, places.get(place), on=on)].append(row.pk)
        elif people is not None and not row.sent_at and row.recipient_id not in people[about(row)]:
            ended[ReminderClosing.NOT_RESPONSIBLE].append(row.pk)
    for closing, ids in ended.items():
        Reminder.objects.filter(pk__in=ids).update(closed_at=at, closing=closing)


def is_owed(row: Reminder, owed: Mapping[ItemKey, Duty]) -> bool:
    """Whether the item is still owed by the day, and by the unit that it was asked of."""
    duty = owed.get(about(row))
    return duty is not None and _is_of_unit(row, duty)


def _is_of_unit(row: Reminder, duty: Duty) -> bool:
    return row.unit_id is None or (duty.unit is not None and duty.unit.pk == row.unit_id)


def _by_place(duties: Collection[Duty]) -> dict[_Place, Duty]:
    """By each item that asks for it: several indicators may rest on one figure."""
    found: dict[_Place, Duty] = {}
    for duty in duties:
        for indicator in duty.indicators:
            found[indicator.pk, None, duty.cycle.pk] = duty
        if duty.task is not None:
            found[None, duty.task.pk, duty.cycle.pk] = duty
    return found


def _why(row: Reminder, duty: Duty | None, *, on: date) -> ReminderClosing:
    if row.cycle.plan.status == PlanStatus.WITHDRAWN:
        return ReminderClosing.WITHDRAWN
    if row.cycle.is_closed(on):
        return ReminderClosing.ROUND_CLOSED
    if duty is None:
        done = row.task is not None and row.task.tracked  # what is finished is asked of nobody
        return ReminderClosing.FINISHED if done else ReminderClosing.NOT_RESPONSIBLE
    if not _is_of_unit(row, duty):
        return ReminderClosing.NOT_RESPONSIBLE
    if duty.is_closed:
        return ReminderClosing.FINISHED if duty.is_finished else ReminderClosing.HANDED_IN
    return ReminderClosing.DELAYED if duty.published else ReminderClosing.NOT_PUBLISHED
