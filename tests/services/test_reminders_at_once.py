"""Several workers at once neither double nor lose a reminder. Needs PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from planapp.models import AuditEvent, Message, Reminder, ReminderRule
from planapp.services.reminders import create_due_reminders, deliver_digests
from tests.factories import (
    make_cycle,
    make_indicator,
    make_membership,
    make_reminder_rule,
    make_responsibility,
)

WORKERS = 4
ON = date(2024, 1, 29)
AT = datetime(2024, 1, 29, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's test database has one connection"
    ),
]


def at_once(work: Callable[[datetime], int]) -> list[int]:
    """What each worker returns, smallest first; the workers start together."""
    barrier = Barrier(WORKERS)

    def run(number: int) -> int:
        try:
            barrier.wait()
            return work(AT + timedelta(microseconds=number))
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return sorted(pool.map(run, range(WORKERS)))


def make_owed_items(*, units, each):
    ReminderRule.objects.all().delete()
    make_reminder_rule(workdays_before=3)
    for _ in range(units):
        unit = make_membership().unit
        for _ in range(each):
            indicator = make_indicator()
            make_responsibility(indicator=indicator, unit=unit)
            make_cycle(plan=indicator.plan)


def test_workers_at_once_keep_and_tell_each_reminder_once():
    make_owed_items(units=5, each=3)
    assert at_once(lambda at: create_due_reminders(on=ON, at=at)) == [0, 0, 0, 15]
    assert sum(at_once(lambda at: deliver_digests(at=at))) == 5
    told = Reminder.objects.exclude(sent_at=None).count()
    assert (told, Message.objects.count()) == (15, 5)
    assert AuditEvent.objects.filter(action="reminders.created").count() == 1
