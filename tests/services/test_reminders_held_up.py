"""What is bad, late or gone by now holds up nobody's reminders and ends nobody else's."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from planapp.domain.terms import DeliveryState, MemberRole, ReminderClosing, ReminderKind
from planapp.jobs import send_deliveries, send_due_reminders
from planapp.models import Channel, Delivery, Message, Reminder, ReminderRule, Unit
from planapp.queries.urging import UrgeLimits
from planapp.services.errors import Refused
from planapp.services.reminders import create_due_reminders, deliver_digests
from planapp.services.urging import urge_unit
from tests.channels import make_channel, make_delivery
from tests.factories import (
    make_cycle,
    make_indicator,
    make_membership,
    make_reminder_rule,
    make_responsibility,
    make_succession,
    make_unit,
)

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2024, 1, 29), date(2024, 1, 30)  # due is what is asked for on Wednesday


def at(day, hour=8):
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def make_owed(unit, **dates):
    found = make_responsibility(indicator=make_indicator(), unit=unit).indicator
    return make_cycle(plan=found.plan, **dates)


def test_day_that_is_caught_up_ends_nothing_that_later_days_have_found(unit, reporter):
    make_owed(unit, opens_on=date(2024, 1, 25))
    create_due_reminders(on=MONDAY, at=at(MONDAY))
    create_due_reminders(on=date(2024, 1, 24), at=at(date(2024, 1, 24)))  # before it was opened
    assert Reminder.objects.get().closed_at is None
    assert deliver_digests(at=at(MONDAY, 9)) == 1


def test_plan_whose_ladder_cannot_be_worked_out_holds_up_no_other(unit, reporter, settings):
    settings.DEMO_DAYS = [date(2024, 2, 5)]  # three working days after
    bad, good = make_owed(unit), make_owed(unit)
    make_reminder_rule(plan=bad.plan, kind=ReminderKind.OVERDUE, workdays_before=-1)
    create_due_reminders(on=date(2024, 2, 1), at=at(date(2024, 2, 1)))
    rule = ReminderRule.objects.filter(plan=bad.plan)
    rule.update(recipient_role="nobody")
    Reminder.objects.filter(cycle=good).delete()
    with pytest.raises(RuntimeError, match=f"^1 部规划的提醒没有产生：{bad.plan}$"):
        send_due_reminders()
    assert set(Message.objects.values_list("recipient", flat=True)) == {reporter.pk}
    assert Reminder.objects.get(cycle=good).sent_at is not None
    assert Reminder.objects.get(cycle=bad).closed_at is None  # what it owed before stands
    rule.update(recipient_role=MemberRole.REPORTER, workdays_before=-2)
    assert create_due_reminders(on=date(2024, 2, 5), at=at(date(2024, 2, 5), 9)) == 1
    assert Reminder.objects.filter(cycle=bad).count() == 2


def test_figure_that_two_plans_ask_for_is_asked_once_where_a_third_fails(unit, reporter):
    first, bad = make_owed(unit), make_owed(unit)
    again = make_indicator(series=first.plan.indicators.get().series)
    make_responsibility(indicator=again, unit=unit)
    make_cycle(plan=again.plan)
    make_reminder_rule(plan=bad.plan, recipient_role="nobody")
    with pytest.raises(RuntimeError):
        create_due_reminders(on=MONDAY, at=at(MONDAY))
    assert Reminder.objects.get().cycle == first


def test_digest_that_cannot_be_made_holds_up_nobody_else(unit, reporter):
    other = make_membership(unit=make_unit())
    assert reporter.pk < other.user_id  # whose turn comes after
    for owing in (unit, other.unit):
        make_owed(owing)
    create_due_reminders(on=MONDAY, at=at(MONDAY))
    Unit.objects.filter(pk=unit.pk).update(kind="nobody knows")
    with pytest.raises(RuntimeError, match="未能送达 1 人"):
        deliver_digests(at=at(MONDAY))
    assert Message.objects.get().recipient == other.user
    Unit.objects.filter(pk=unit.pk).update(kind=unit.kind)
    assert deliver_digests(at=at(MONDAY, 9)) == 1
    assert Message.objects.filter(recipient=reporter).count() == 1


def test_person_who_has_left_since_is_not_told_and_the_successor_is(unit, reporter):
    make_owed(unit)
    create_due_reminders(on=MONDAY, at=at(MONDAY))  # then nothing runs until the next day
    reporter.memberships.update(valid_to=MONDAY)
    heir = make_membership(unit=unit, valid_from=TUESDAY).user
    create_due_reminders(on=TUESDAY, at=at(TUESDAY))
    assert deliver_digests(at=at(TUESDAY)) == 1
    assert Message.objects.get().recipient == heir
    assert Reminder.objects.get(recipient=reporter).closing == ReminderClosing.NOT_RESPONSIBLE


def test_successor_of_a_unit_urged_the_same_day_is_refused_in_words(unit, reporter, supervisor):
    cycle = make_owed(unit)
    heir = make_membership(unit=make_unit(name="新能源局"), user=reporter).unit
    told = {"cycle": cycle, "item": None, "note": "", "limits": UrgeLimits(), "by": supervisor}
    urge_unit(unit=unit, at=at(MONDAY), **told)
    make_succession(predecessor=unit, successor=heir, on=MONDAY)
    Unit.objects.filter(pk=unit.pk).update(valid_to=date(2024, 1, 28))
    with pytest.raises(Refused, match="不重复催办"):
        urge_unit(unit=heir, at=at(MONDAY, 9), **told)
    assert Message.objects.count() == 1
    urge_unit(unit=heir, at=at(TUESDAY), **told)
    assert Message.objects.count() == 2


def test_message_that_cannot_be_sent_holds_up_no_other():
    bad = make_delivery(channel=make_channel())
    good = make_delivery(channel=make_channel())
    Channel.objects.filter(pk=bad.channel_id).update(kind="pigeon")
    assert send_deliveries() == 2
    assert Delivery.objects.get(pk=good.pk).state == DeliveryState.SENT
    assert len(mail.outbox) == 1
    bad.refresh_from_db()
    assert (bad.state, bad.error) == (DeliveryState.WAITING, "程序出错（ValueError）")
