"""What ended a reminder stands on it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from planapp.domain.terms import (
    ExtensionKind,
    ExtensionState,
    ReminderClosing,
    ReportState,
    Role,
    SelfAssessment,
)
from planapp.models import Reminder
from planapp.services.cycles import close_cycle, move_due_date
from planapp.services.plans import withdraw_plan
from planapp.services.reminders import create_due_reminders
from tests.factories import (
    make_cycle,
    make_extension,
    make_indicator,
    make_membership,
    make_record,
    make_responsibility,
    make_succession,
    make_task,
    make_task_report,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reporter")]
SOON = date(2024, 1, 29)
AT = datetime(2024, 1, 29, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def create():
    return create_due_reminders(on=SOON, at=AT)


def closing():
    return {row.closing for row in Reminder.objects.exclude(closed_at=None)}


@pytest.fixture
def indicator(unit):
    """What the reporter was told of: due on 31 January."""
    found = make_responsibility(indicator=make_indicator(), unit=unit).indicator
    make_cycle(plan=found.plan)
    create()
    assert Reminder.objects.get().unit == unit
    return found


def test_what_is_handed_in(indicator, unit):
    make_record(series=indicator.series, unit=unit, state=ReportState.SUBMITTED)
    create()
    assert closing() == {ReminderClosing.HANDED_IN}


def test_task_that_is_done(unit):
    task = make_responsibility(task=make_task(due_on=date(2024, 1, 30)), unit=unit).task
    cycle = make_cycle(plan=task.plan)
    create()
    report = make_task_report(task=task, cycle=cycle, unit=unit, state=ReportState.SUBMITTED)
    report.self_assessment = SelfAssessment.DONE
    report.save()
    create()
    assert closing() == {ReminderClosing.FINISHED}


@pytest.mark.parametrize(
    ("kind", "ended_by"),
    [
        (ExtensionKind.MORE_TIME, ReminderClosing.DELAYED),
        (ExtensionKind.NOT_PUBLISHED, ReminderClosing.NOT_PUBLISHED),
    ],
)
def test_more_time_and_figures_not_published(indicator, unit, kind, ended_by):
    granted = {"state": ExtensionState.GRANTED, "granted_until": date(2024, 3, 15)}
    make_extension(indicator=indicator, cycle=indicator.plan.cycles.get(), unit=unit, kind=kind,
                   **granted)  # fmt: skip
    create()
    assert closing() == {ended_by}


def test_due_date_that_is_moved(indicator, administrator):
    cycle = indicator.plan.cycles.get()
    day = date(2024, 2, 20)
    move_due_date(cycle=cycle, due_on=day, reason="推迟", by=administrator, at=AT)
    assert closing() == {ReminderClosing.DELAYED}


def test_round_that_is_closed(indicator, administrator):
    close_cycle(cycle=indicator.plan.cycles.get(), on=SOON, by=administrator, at=AT)
    assert closing() == {ReminderClosing.ROUND_CLOSED}


def test_plan_that_is_withdrawn(indicator, administrator):
    plan = indicator.plan
    withdraw_plan(plan=plan, doc_number="云政发〔2024〕1号", reason="不再实施", by=administrator,
                  at=AT)  # fmt: skip
    assert closing() == {ReminderClosing.WITHDRAWN}


def test_unit_that_gave_the_item_away_and_the_one_that_got_it(indicator, unit):
    heir = make_membership(unit=make_unit()).unit
    make_succession(predecessor=unit, successor=heir, on=date(2024, 1, 20))
    unit.valid_to = date(2024, 1, 19)
    unit.save()
    assert create() == 1
    assert closing() == {ReminderClosing.NOT_RESPONSIBLE}
    assert Reminder.objects.get(closed_at=None).unit == heir


def test_item_that_is_no_longer_tracked(indicator):
    indicator.tracked = False
    indicator.save()
    create()
    assert closing() == {ReminderClosing.NOT_RESPONSIBLE}


def test_part_that_was_given_to_another_unit(indicator, unit):
    indicator.responsibilities.update(role=Role.SUPPORT)
    make_responsibility(indicator=indicator, unit=make_unit())
    create()
    assert closing() == {ReminderClosing.NOT_RESPONSIBLE}
