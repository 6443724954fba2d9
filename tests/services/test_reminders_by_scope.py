"""Whoever does not report is told of what they get to see, and of nothing else."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from planapp.domain.terms import MemberRole, ReminderKind, Role
from planapp.models import Reminder, ReminderRule
from planapp.services.reminders import create_due_reminders
from tests.conftest import make_person
from tests.factories import (
    make_cycle,
    make_indicator,
    make_plan,
    make_reminder_rule,
    make_responsibility,
    make_succession,
    make_supervision,
    make_task,
    make_unit,
)

pytestmark = pytest.mark.django_db
LATE = date(2024, 2, 5)  # three working days after 31 January, by which all is due


def make_ladder(role=MemberRole.SUPERVISOR):
    ReminderRule.objects.all().delete()
    rung = {"kind": ReminderKind.OVERDUE, "workdays_before": -1, "recipient_role": role}
    make_reminder_rule(**rung)


def told(user):
    """The items of which reminders were made for the person."""
    at = datetime(2024, 2, 5, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    create_due_reminders(on=LATE, at=at)
    rows = Reminder.objects.filter(recipient=user)
    return {row.indicator or row.task for row in rows}


def make_owed(**changes):
    indicator = make_responsibility(indicator=make_indicator(), **changes).indicator
    make_cycle(plan=indicator.plan)
    return indicator


@pytest.fixture
def watcher(office):
    make_ladder()
    return make_person("watcher", role=MemberRole.SUPERVISOR, unit=office, full_name="吴")


def test_supervisor_without_an_assignment_is_told_nothing(watcher) -> None:
    make_owed()
    assert told(watcher) == set()


def test_supervisor_of_a_plan_is_told_of_its_items_alone(watcher) -> None:
    owed, _other = make_owed(), make_owed()
    make_supervision(user=watcher, plan=owed.plan)
    assert told(watcher) == {owed}


def test_supervisor_of_a_unit_is_told_of_what_it_leads_and_supports_in_every_plan(
    watcher, unit
) -> None:
    led, supported, _other = make_owed(unit=unit), make_owed(), make_owed()
    make_responsibility(indicator=supported, unit=unit, role=Role.SUPPORT)
    task = make_responsibility(task=make_task(plan=led.plan), unit=unit).task
    make_supervision(user=watcher, unit=unit)
    assert told(watcher) == {led, supported, task}


def test_supervisor_of_a_unit_in_a_plan_is_told_of_it_there_alone(watcher, unit) -> None:
    here, _elsewhere = make_owed(unit=unit), make_owed(unit=unit)
    make_responsibility(task=make_task(plan=here.plan))
    make_supervision(user=watcher, unit=unit, plan=here.plan)
    assert told(watcher) == {here}


def test_supervisor_of_a_unit_that_is_no_more_is_told_of_what_its_successor_owes(
    watcher, unit
) -> None:
    owed = make_owed(unit=unit)
    make_succession(predecessor=unit, successor=make_unit(), on=date(2024, 1, 1))
    make_supervision(user=watcher, unit=unit)
    assert told(watcher) == {owed}


def test_supervisor_whose_assignment_ended_is_told_nothing(watcher) -> None:
    owed = make_owed()
    make_supervision(user=watcher, plan=owed.plan, valid_to=date(2024, 2, 4))
    make_supervision(user=watcher, plan=make_plan())
    assert told(watcher) == set()


@pytest.mark.parametrize(
    ("who", "sees"),
    [("auditor", True), ("administrator", True), ("system_admin", False),
     ("security_admin", False)],
)  # fmt: skip
def test_who_sees_no_business_data_is_told_of_none(who, sees, request) -> None:
    user = request.getfixturevalue(who)
    make_ladder(role=user.memberships.get().role)
    owed = make_owed()
    assert told(user) == ({owed} if sees else set())


@pytest.mark.parametrize("rows", (1, 3))
def test_telling_any_number_of_supervisors_costs_the_same(
    office, unit, rows, django_assert_num_queries
) -> None:
    make_ladder()
    make_owed(unit=unit)
    for number in range(rows):
        name = f"watcher{number}"
        user = make_person(name, role=MemberRole.SUPERVISOR, unit=office, full_name=name)
        make_supervision(user=user, unit=unit)
    at = datetime(2024, 2, 5, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    with django_assert_num_queries(21):
        assert create_due_reminders(on=LATE, at=at) == rows
