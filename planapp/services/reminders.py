"""Reminders: found due, kept once, claimed, put into the inbox, marked as sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from planapp.domain.reminders import (
    DueReminder,
    Entry,
    Item,
    Rule,
    compose_digests,
    due_reminders,
)
from planapp.domain.terms import MemberRole, ReminderKind, UnitKind
from planapp.models import Plan, Reminder, ReminderRule, ReportingCycle
from planapp.queries.duties import Duty, duties_on
from planapp.queries.recipients import Recipients, load_recipients, unreachable_units
from planapp.queries.workdays import load_calendar
from planapp.services.audit import write_audit
from planapp.services.inbox import send_message

CLAIM_EXPIRES_AFTER = timedelta(minutes=15)
_ASKED_NOT_URGED = {UnitKind.PARTY, UnitKind.CENTRAL}  # not under the government's orders


class _Key(NamedTuple):
    """What a reminder is about: one item in one cycle, due on a day."""

    indicator_id: int | None
    task_id: int | None
    cycle_id: int
    due_on: date


@transaction.atomic
def create_due_reminders(*, on: date, at: datetime) -> int:
    """Keep what is owed on a day and was not kept before; end what is no longer owed.

    Returns how many reminders are new. May run as often as one likes, and several at once. How
    many units have nobody to be told is in the audit event; `unreachable_units` names them.
    """
    # One run at a time: the next waits here, and then finds what this one has kept.
    cycles = [cycle.pk for cycle in ReportingCycle.objects.open_on(on).select_for_update()]
    duties = duties_on(on)
    owed = _by_key(duties)
    recipients = load_recipients(on)
    kept = list(Reminder.objects.filter(Q(cycle__in=cycles) | Q(closed_at=None)))
    _end([row for row in kept if row.closed_at is None and _about(row) not in owed], at=at)
    due = due_reminders(
        [_as_item(key, duty, recipients) for key, duty in owed.items()],
        on=on,
        rules=_load_rules(),
        calendar=load_calendar(),
    )
    known = {_identity(row) for row in kept}
    new = [row for row in map(_as_row, due) if _identity(row) not in known]
    Reminder.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        unreachable = unreachable_units(duties, recipients)
        write_audit(
            by=None,
            action="reminders.created",
            subject=f"{on} 新增提醒 {len(new)} 条，{len(unreachable)} 个单位无人可提醒",
            at=at,
        )
    return len(new)


def end_reminders_not_owed(*, plan: Plan, on: date, at: datetime) -> None:
    """End what was to be told of a plan's items and is no longer owed, or by another date.

    In the caller's transaction and audit event.
    """
    owed = _by_key(duties_on(on, plan=plan))
    rows = Reminder.objects.filter(cycle__plan=plan, closed_at=None)
    _end([row for row in rows if _about(row) not in owed], at=at)


def deliver_digests(*, at: datetime) -> int:
    """Put what is owed into the inboxes, one message per person; return how many messages.

    Reminders are claimed before and marked as sent together with their message, so that each is
    told exactly once, whoever runs this at the same time. A claim that was not followed by a
    message, because its worker died, is free again after a quarter of an hour.
    """
    on = timezone.localdate(at)
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - CLAIM_EXPIRES_AFTER)
    if not Reminder.objects.unsent().filter(free).update(claimed_at=at):
        return 0
    owed = _by_key(duties_on(on))
    claimed = Reminder.objects.unsent().filter(claimed_at=at).order_by("recipient_id")
    sent = 0
    for recipient_id in list(claimed.values_list("recipient_id", flat=True).distinct()):
        sent += _deliver(recipient_id, owed=owed, on=on, claimed_at=at)
    if sent:
        subject = f"{on} 送达提醒 {sent} 份"
        with transaction.atomic():
            write_audit(by=None, action="reminders.delivered", subject=subject, at=at)
    return sent


@transaction.atomic
def _deliver(
    recipient_id: int, *, owed: Mapping[_Key, Duty], on: date, claimed_at: datetime
) -> bool:
    rows = Reminder.objects.unsent().filter(recipient=recipient_id, claimed_at=claimed_at)
    # What has been closed since the reminders were made is told to nobody.
    told = [row for row in rows.select_for_update() if _about(row) in owed]
    entries = [_as_entry(row, owed[_about(row)]) for row in told]
    digest = compose_digests(entries, on=on, link=reverse("admin:index")).get(recipient_id)
    if digest is None:
        return False
    message = send_message(
        recipient_id=recipient_id, subject=digest.subject, body=digest.body, at=claimed_at
    )
    ids = [row.pk for row in told]
    Reminder.objects.filter(pk__in=ids).update(sent_at=claimed_at, message=message)
    return True


def _end(rows: list[Reminder], *, at: datetime) -> None:
    if rows:
        Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(closed_at=at)


def _load_rules() -> dict[int | None, list[Rule]]:
    rules: dict[int | None, list[Rule]] = defaultdict(list)
    for row in ReminderRule.objects.all():
        role = MemberRole(row.recipient_role)
        rules[row.plan_id].append(Rule(ReminderKind(row.kind), row.workdays_before, role))
    return rules


def _by_key(duties: list[Duty]) -> dict[_Key, Duty]:
    """What has still to be handed in or to be finished, by what its reminders are about."""
    return {
        _Key(
            duty.indicator.pk if duty.indicator else None,
            duty.task.pk if duty.task else None,
            duty.cycle.pk,
            due_on,
        ): duty
        for duty in duties
        for due_on in _due_days(duty)
    }


def _due_days(duty: Duty) -> set[date]:
    """When it is to be handed in, and when a task is to be finished, if that is in the round."""
    days = {duty.due_on} if duty.is_open else set()
    finish_on = duty.task.due_on if duty.task else None
    within = finish_on is not None and duty.cycle.opens_on <= finish_on <= duty.cycle.due_on
    if finish_on is not None and within and not duty.is_finished:
        days.add(finish_on)
    return days


def _about(row: Reminder) -> _Key:
    return _Key(row.indicator_id, row.task_id, row.cycle_id, row.due_on)


def _identity(row: Reminder) -> tuple[_Key, int, str, int]:
    """What the database keeps once."""
    return _about(row), row.recipient_id, row.kind, row.workdays_before


def _as_item(key: _Key, duty: Duty, recipients: Recipients) -> Item[_Key]:
    unit = duty.unit
    people = {role: recipients.find(unit, role) for role in MemberRole} if unit else {}
    return Item(
        key=key,
        due_on=key.due_on,
        plan=duty.cycle.plan_id,
        recipients=people,
        escalates=unit is not None and unit.kind not in _ASKED_NOT_URGED,
    )


def _as_row(due: DueReminder[_Key]) -> Reminder:
    return Reminder(
        kind=due.kind,
        workdays_before=due.workdays_before,
        recipient_id=due.recipient,
        cycle_id=due.item.cycle_id,
        indicator_id=due.item.indicator_id,
        task_id=due.item.task_id,
        due_on=due.due_on,
        owed_on=due.owed_on,
    )


def _as_entry(row: Reminder, duty: Duty) -> Entry:
    return Entry(
        recipient=row.recipient_id,
        kind=ReminderKind(row.kind),
        title=str(duty.item) if row.due_on == duty.due_on else f"{duty.item}（完成时限）",
        plan=duty.cycle.plan.title,
        cycle=str(duty.cycle),
        unit=str(duty.unit or "（无承办单位）"),
        due_on=row.due_on,
        asked=duty.unit is not None and duty.unit.kind in _ASKED_NOT_URGED,
    )
