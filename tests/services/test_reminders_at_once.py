"""Several workers at once neither double nor lose a reminder. Needs PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from planapp.domain.terms import MemberRole, Role
from planapp.models import AuditEvent, Message, Reminder, ReminderRule, Responsibility, Task
from planapp.queries.urging import UrgeLimits
from planapp.services.errors import Refused
from planapp.services.reminders import create_due_reminders, deliver_digests
from planapp.services.urging import urge_unit
from tests.factories import (
    make_cycle,
    make_indicator,
    make_membership,
    make_reminder_rule,
    make_responsibility,
    make_supervision,
    make_task,
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


def test_supervisors_at_once_urge_a_unit_once():
    indicator = make_responsibility(
        indicator=make_indicator(), unit=make_membership().unit
    ).indicator
    cycle = make_cycle(plan=indicator.plan)
    unit = indicator.responsibilities.get().unit
    supervisor = make_membership(role=MemberRole.SUPERVISOR).user
    make_supervision(user=supervisor)

    def urge(at):
        asked = {"cycle": cycle, "unit": unit, "item": None, "note": "", "limits": UrgeLimits()}
        try:
            urge_unit(**asked, by=supervisor, at=at)
        except Refused:
            return 0
        return 1

    assert at_once(urge) == [0, 0, 0, 1]
    assert (Reminder.objects.count(), Message.objects.count()) == (1, 1)


def test_ten_thousand_items_of_five_hundred_people_are_five_hundred_digests():
    make_reminder_rule(workdays_before=3)
    make_many(units=500, each=20)
    assert sorted(at_once(lambda at: create_due_reminders(on=ON, at=at)))[-1] == 10_000
    assert sum(at_once(lambda at: deliver_digests(at=at))) == 500
    unsent = Reminder.objects.filter(sent_at=None).count()
    assert (unsent, Message.objects.count()) == (0, 500)


def make_many(*, units, each):
    """So many units with a reporter each, and so many tasks of one plan for each of them."""
    first = make_task()
    make_cycle(plan=first.plan)
    people = [make_membership().unit for _ in range(units)]
    tasks = []
    for number in range(units * each):
        fields = {
            "code": f"many-{number}",
            "order": first.order + 1 + number,
            "title": f"任务{number}",
        }
        place = {"quote": first.quote, "start": first.start, "end": first.end}
        tasks.append(Task(plan=first.plan, **place, **fields))
    Task.objects.bulk_create(tasks, batch_size=1000)
    parts = [
        Responsibility(task=task, unit=people[n % units], role=Role.LEAD)
        for n, task in enumerate(tasks)
    ]
    Responsibility.objects.bulk_create(parts, batch_size=1000)
