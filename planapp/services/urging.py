"""催办: a supervisor urges a unit by hand; it goes out at once, and not too often."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from planapp.domain.reminders import Calendar, compose_urge
from planapp.domain.terms import ReminderKind
from planapp.models import Indicator, Message, Reminder, ReportingCycle, Task, Unit, Urge, User
from planapp.queries.duties import Duty
from planapp.queries.owed_items import entry_of, key_of
from planapp.queries.urging import Prospect, UrgeLimits, prospect_of
from planapp.queries.workdays import load_calendar
from planapp.rights import Action
from planapp.services.audit import created, write_audit
from planapp.services.errors import Refused, require
from planapp.services.inbox import send_messages

LONGEST_NOTE = 300  # characters, as the database keeps them


@transaction.atomic
def urge_unit(
    *,
    cycle: ReportingCycle,
    unit: Unit,
    item: Indicator | Task | None,
    note: str,
    limits: UrgeLimits,
    by: User,
    at: datetime,
) -> Urge:
    """Tell a unit's contacts at once what it still owes in a round, all of it or one item.

    Raises Refused outside the person's assignment, on days off, for what was urged a short while
    ago, and beyond the person's number for a day; it says when it is possible again.
    """
    require(Action.REVIEW, by=by, at=at, refusal="只有督查人员可以催办。")
    on = timezone.localdate(at)
    # Two who urge the same come one by one: the second is told of the first.
    cycle = ReportingCycle.objects.select_for_update(of=("self",)).select_related("plan").get(
        pk=cycle.pk
    )  # fmt: skip
    prospect = prospect_of(cycle, unit, item, by=by, on=on, limits=limits)
    if prospect.refusal:
        raise Refused(prospect.refusal)
    urge = Urge.objects.create(
        cycle=cycle,
        unit=unit,
        indicator=item if isinstance(item, Indicator) else None,
        task=item if isinstance(item, Task) else None,
        note=note.strip()[:LONGEST_NOTE],
        urged_by=by,
        urged_on=on,
        urged_at=at,
    )
    messages = _send(urge, prospect, by=by, at=at)
    _keep(urge, prospect.duties, messages, on=on, at=at)
    subject = f"{urge}：{len(prospect.duties)} 项，告知 {len(messages)} 人"
    write_audit(by=by, action="reminders.urged", subject=subject, at=at, changes=created(urge))
    return urge


def _send(urge: Urge, prospect: Prospect, *, by: User, at: datetime) -> list[Message]:
    duties, on = prospect.duties, urge.urged_on
    entries = [entry_of(key_of(duty, duty.due_on), duty, recipient=0) for duty in duties]
    link = reverse("admin:my_work")
    letter = compose_urge(entries, on=on, by=str(by), note=urge.note, link=link)
    return send_messages(
        {person.pk: (letter.subject, letter.body) for person in prospect.people}, at=at
    )


def _keep(
    urge: Urge, duties: list[Duty], messages: list[Message], *, on: date, at: datetime
) -> None:
    """A reminder for each item and person, claimed and sent as it is made."""
    calendar = load_calendar()
    rows = [
        Reminder(
            kind=ReminderKind.URGE,
            workdays_before=_workdays_before(duty.due_on, on=on, calendar=calendar),
            recipient_id=message.recipient_id,
            unit=urge.unit,
            urge=urge,
            cycle=urge.cycle,
            indicator=duty.indicator,
            task=duty.task,
            due_on=duty.due_on,
            owed_on=on,
            claimed_at=at,
            sent_at=at,
            message=message,
        )
        for message in messages
        for duty in duties
    ]
    try:
        with transaction.atomic():
            Reminder.objects.bulk_create(rows)
    except IntegrityError as error:  # by its former unit, or before the work calendar was changed
        raise Refused("其中有事项已向同一位人员催办过，不重复催办；请下一个工作日再办。") from error


def _workdays_before(due_on: date, *, on: date, calendar: Calendar) -> int:
    if due_on >= on:
        return calendar.working_days(on, due_on)
    return -calendar.working_days(due_on, on)
