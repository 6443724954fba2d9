"""Reminders: found due, kept once, claimed, put into the inbox, marked as sent, acknowledged."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import date, datetime

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from planapp.domain.day_words import day_in_words
from planapp.domain.reminders import DueReminder, compose_digests, due_notices, due_reminders
from planapp.models import Message, Plan, Reminder, ReportingCycle, User
from planapp.models.delivery import is_expired
from planapp.queries.duties import Duty, duties_of, duties_on
from planapp.queries.duty_items import open_rounds
from planapp.queries.ladders import load_ladders
from planapp.queries.owed_items import (
    ItemKey,
    about,
    as_items,
    entry_of,
    notice_of,
    owed_by_key,
    people_by_key,
)
from planapp.queries.recipients import load_reminded, unreachable_units
from planapp.queries.workdays import load_calendar
from planapp.services.audit import write_audit
from planapp.services.errors import Refused
from planapp.services.inbox import send_message
from planapp.services.reminder_ends import end_among, is_owed
from planapp.services.supervision_notices import draft_notices

logger = logging.getLogger(__name__)

_BATCH = 1000
_NAMED = 10  # plans or people in an error
_IDENTITY = (
    "indicator_id", "task_id", "cycle_id", "due_on", "recipient_id", "kind", "workdays_before",
)  # fmt: skip  # what the database keeps once


def create_due_reminders(*, on: date, at: datetime) -> int:
    """Keep what is owed on a day and was not kept before; end what is no longer owed.

    Where the notice rung has come, a 督办通知单 is drafted. Returns how many reminders are new. May
    run as often as one likes, and several at once. How many units have nobody to be told is in the
    audit event; `unreachable_units` names them. Each plan stands alone: raises RuntimeError, once
    all others are done, with the plans whose reminders could not be worked out.
    """
    try:
        return _create(on=on, at=at)
    except (SoftTimeLimitExceeded, OperationalError, InterfaceError):
        raise  # of no plan in particular
    except Exception:  # one bad plan must not hold up the others
        logger.exception("the reminders of %s were not created in one go", on)
    bad = _plans_that_fail(on=on, at=at)
    _create(on=on, at=at, without=[plan.pk for plan in bad])
    raise RuntimeError(f"{len(bad)} 部规划的提醒没有产生：{'、'.join(map(str, bad[:_NAMED]))}")


def _plans_that_fail(*, on: date, at: datetime) -> list[Plan]:
    """The plans with which nothing can be created, each tried alone and undone."""
    plans = {cycle.plan_id: cycle.plan for cycle in open_rounds(on)}
    found = []
    for pk, plan in plans.items():
        try:
            with transaction.atomic():
                _create(on=on, at=at, without=plans.keys() - {pk})
                transaction.set_rollback(True)
        except (SoftTimeLimitExceeded, OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("the reminders of plan %s cannot be created", pk)
            found.append(plan)
    return found


@transaction.atomic
def _create(*, on: date, at: datetime, without: Collection[int] = ()) -> int:
    """The same of all plans in one go, or of all but some (ids)."""
    # One run at a time: the next waits here, and then finds what this one has kept.
    cycles = [cycle.pk for cycle in ReportingCycle.objects.open_on(on).select_for_update()]
    duties = duties_of(list(open_rounds(on).exclude(plan__in=without)), day=on)
    owed, ladders = owed_by_key(duties), load_ladders(without=without)
    calendar = load_calendar()
    recipients = load_reminded(on)
    roles = {rule.recipient_role for rules in ladders.values() for rule in rules}
    items = as_items(owed, recipients, roles=roles)
    # A day that is caught up says nothing of what later days have found.
    rows = Reminder.objects.filter(closed_at=None, owed_on__lte=on)
    rows = rows.exclude(cycle__plan__in=without)
    end_among(rows, duties, on=on, at=at, people=people_by_key(items))
    due = due_reminders(items, on=on, rules=ladders, calendar=calendar)
    known = set(Reminder.objects.filter(cycle__in=cycles).values_list(*_IDENTITY))
    found = (_as_row(each, owed) for each in due)
    new = [row for row in found if tuple(getattr(row, name) for name in _IDENTITY) not in known]
    Reminder.objects.bulk_create(new, ignore_conflicts=True, batch_size=_BATCH)
    noticed = due_notices(items, on=on, rules=ladders, calendar=calendar)
    if noticed:
        draft_notices([notice_of(key, owed[key]) for key in noticed], on=on, at=at)
    if new:
        unreachable = len(unreachable_units(duties, recipients))
        subject = f"{day_in_words(on)}新增提醒 {len(new)} 条，{unreachable} 个单位无人可提醒"
        write_audit(by=None, action="reminders.created", subject=subject, at=at)
    return len(new)


def deliver_digests(*, at: datetime) -> int:
    """Put what is owed into the inboxes, one message per person; return how many messages.

    Reminders are claimed before and marked as sent together with their message, so that each is
    told exactly once, whoever runs this at the same time. A claim that was not followed by a
    message, because its worker died, is free again after a quarter of an hour. Nobody is told
    anything on a day off. Raises RuntimeError, once all others are told, where somebody's digest
    could not be made: the job is then tried again and parked, where people see it.
    """
    on = timezone.localdate(at)
    free = Q(claimed_at=None) | is_expired(at)
    if not load_calendar().is_working(on):
        return 0
    if not Reminder.objects.unsent().filter(free).update(claimed_at=at):
        return 0
    owed = owed_by_key(duties_on(on))
    claimed = Reminder.objects.unsent().filter(claimed_at=at).order_by("recipient_id")
    sent, failed = 0, []
    for recipient_id in list(claimed.values_list("recipient_id", flat=True).distinct()):
        try:
            sent += _deliver(recipient_id, owed=owed, on=on, claimed_at=at)
        except SoftTimeLimitExceeded:
            raise
        except Exception:  # one bad digest must not hold up the others
            logger.exception("the digest of person %s was not delivered", recipient_id)
            failed.append(recipient_id)
    if sent:
        subject = f"{day_in_words(on)}送达提醒 {sent} 份"
        with transaction.atomic():
            write_audit(by=None, action="reminders.delivered", subject=subject, at=at)
    if failed:
        raise RuntimeError(f"未能送达 {len(failed)} 人的提醒，账号编号：{failed[:_NAMED]}")
    return sent


@transaction.atomic
def _deliver(
    recipient_id: int, *, owed: Mapping[ItemKey, Duty], on: date, claimed_at: datetime
) -> bool:
    rows = Reminder.objects.unsent().filter(recipient=recipient_id, claimed_at=claimed_at)
    # What has been closed since the reminders were made is told to nobody, and what several rungs
    # have piled up for, after days without any run, is told once.
    told = [row for row in rows.select_for_update() if is_owed(row, owed)]
    keys = dict.fromkeys(about(row) for row in told)
    entries = [entry_of(key, owed[key], recipient=recipient_id) for key in keys]
    digest = compose_digests(entries, on=on, link=reverse("admin:index")).get(recipient_id)
    if digest is None:
        return False
    message = send_message(
        recipient_id=recipient_id, subject=digest.subject, body=digest.body, at=claimed_at
    )
    ids = [row.pk for row in told]
    Reminder.objects.filter(pk__in=ids).update(sent_at=claimed_at, message=message)
    return True


@transaction.atomic
def acknowledge(*, message: Message, by: User, at: datetime) -> int:
    """The recipient confirms having received a message (签收), and all that it reminds of.

    Returns how many reminders that are. Raises Refused to others, and where there is nothing left
    to confirm.
    """
    if message.recipient_id != by.pk:
        raise Refused("只能签收发给自己的提醒。")
    rows = Reminder.objects.filter(message=message, acknowledged_at=None).update(acknowledged_at=at)
    if not rows:
        raise Refused("这封站内信没有需要签收的提醒，或已经签收。")
    write_audit(
        by=by, action="reminders.acknowledged", subject=f"{message.subject}（{rows} 条）", at=at
    )
    return rows


def _as_row(due: DueReminder[ItemKey], owed: Mapping[ItemKey, Duty]) -> Reminder:
    return Reminder(
        kind=due.kind,
        workdays_before=due.workdays_before,
        recipient_id=due.recipient,
        unit=owed[due.item].unit,
        cycle_id=due.item.cycle_id,
        indicator_id=due.item.indicator_id,
        task_id=due.item.task_id,
        due_on=due.due_on,
        owed_on=due.owed_on,
    )
