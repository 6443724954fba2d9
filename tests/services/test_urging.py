"""催办: at once, to the unit's contacts, within one's assignment, and not too often."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from planapp.domain.terms import DeliveryState, MemberRole, ReminderKind, ReportState, UnitKind
from planapp.models import Delivery, Message, Reminder, Urge
from planapp.queries.urging import UrgeLimits, prospect_of
from planapp.services.errors import Refused
from planapp.services.urging import urge_unit
from tests.channels import make_channel
from tests.conftest import make_person
from tests.factories import (
    make_cycle,
    make_indicator,
    make_membership,
    make_record,
    make_responsibility,
    make_supervision,
    make_task,
)
from tests.trail import trail_tells_all

pytestmark = pytest.mark.django_db
MONDAY = date(2024, 1, 29)  # due on Wednesday
LIMITS = UrgeLimits(every=3, per_day=30)


def at(day):
    return datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def cycle(unit, reporter):
    """A round with a figure and a task that the reporter's unit owes."""
    indicator = make_responsibility(
        indicator=make_indicator(name="森林覆盖率"), unit=unit
    ).indicator
    make_responsibility(task=make_task(plan=indicator.plan, title="建设国家公园"), unit=unit)
    return make_cycle(plan=indicator.plan)


@pytest.fixture
def urge(cycle, unit, supervisor):
    def urge(*, on=MONDAY, by=supervisor, item=None, note="", limits=LIMITS):
        return urge_unit(
            cycle=cycle, unit=unit, item=item, note=note, limits=limits, by=by, at=at(on)
        )

    return urge


def test_unit_is_told_at_once_of_all_it_owes_by_inbox_and_channel(urge, reporter):
    make_channel(is_default=True)
    reporter.email = "zhang@unit.example"
    reporter.save()
    with trail_tells_all():
        urged = urge(note="请于周五前报送。")
    message = Message.objects.get(recipient=reporter)
    assert message.subject == "催办：《全省新能源发展规划》2023年度 2 项尚未报送"
    assert message.body.splitlines() == [
        "王督查催办：省能源局在《全省新能源发展规划》2023年度有 2 项尚未报送：",
        "",
        "1. 建设国家公园　截止 2024年1月31日，还剩 2 天",
        "2. 森林覆盖率　截止 2024年1月31日，还剩 2 天",
        "",
        "说明：请于周五前报送。",
        "",
        "请尽快填报并提交审核。",
        "办理：/admin/my/",
    ]
    rows = Reminder.objects.filter(urge=urged).values_list("kind", "workdays_before", "message")
    assert list(rows) == [(ReminderKind.URGE, 2, message.pk)] * 2
    assert Reminder.objects.exclude(sent_at=at(MONDAY)).count() == 0
    assert Delivery.objects.get(message=message).state == DeliveryState.WAITING


def test_unit_outside_the_government_is_asked(urge, unit):
    unit.kind = UnitKind.CENTRAL
    unit.save()
    urge()
    message = Message.objects.get()
    assert message.subject.startswith("商请：")
    assert message.body.splitlines()[-2] == "商请予以支持，尽快报送。"


def test_contacts_are_told_and_nobody_else(urge, unit, reporter, unit_head, unit_admin):
    urge()
    told = set(Message.objects.values_list("recipient", flat=True))
    assert told == {reporter.pk, unit_admin.pk}


def test_what_was_handed_in_is_left_out(urge, cycle, unit):
    indicator = cycle.plan.indicators.get()
    make_record(series=indicator.series, unit=unit, state=ReportState.SUBMITTED)
    urge()
    assert Reminder.objects.get().task is not None


# How often


def test_same_round_is_urged_once_in_three_working_days(urge):
    urge()
    words = "王督查已于2024年1月29日催办；每3个工作日可催办一次，2024年2月1日起可以再次催办。"
    for day in (MONDAY, date(2024, 1, 31)):
        with pytest.raises(Refused, match=words):
            urge(on=day)
    urge(on=date(2024, 2, 1))
    assert Urge.objects.count() == 2


def test_item_urged_alone_is_left_out_of_its_round_and_the_other_way_round(urge, cycle):
    indicator, task = cycle.plan.indicators.get(), cycle.plan.tasks.get()
    urge(item=indicator)
    with pytest.raises(Refused, match="2024年2月1日起可以再次催办"):
        urge(item=indicator)
    urged = urge()
    assert [row.task for row in Reminder.objects.filter(urge=urged)] == [task]
    with pytest.raises(Refused, match="可以再次催办"):
        urge(item=task)


def test_supervisor_urges_so_many_times_a_day(urge, cycle):
    limits = UrgeLimits(every=3, per_day=1)
    urge(item=cycle.plan.indicators.get(), limits=limits)
    with pytest.raises(Refused, match="您今天已催办 1 次，达到每天的上限；2024年1月30日起可以再办"):
        urge(limits=limits)


def test_day_off_is_silent(urge):
    with pytest.raises(Refused, match="今天是休息日，不发催办；2024年1月29日上班后再办"):
        urge(on=date(2024, 1, 27))


# Who may, and whom


def test_others_than_supervisors_may_not(urge, administrator):
    with pytest.raises(Refused, match="只有督查人员可以催办"):
        urge(by=administrator)


def test_supervisor_of_another_unit_finds_nothing_to_urge(urge, office, other_unit):
    other = make_person("other", role=MemberRole.SUPERVISOR, unit=office, full_name="吴")
    make_supervision(user=other, unit=other_unit)
    with pytest.raises(Refused, match="没有要由您催办的事项"):
        urge(by=other)


def test_unit_without_accounts_cannot_be_urged(urge, reporter):
    reporter.memberships.update(valid_to=date(2024, 1, 1))
    with pytest.raises(Refused, match="无人可催办"):
        urge()


def test_unit_that_reported_everything_cannot_be_urged(urge, cycle, supervisor):
    cycle.plan.indicators.update(tracked=False)
    cycle.plan.tasks.update(tracked=False)
    with pytest.raises(Refused, match="没有要由您催办的事项"):
        urge()


@pytest.mark.parametrize("rows", (1, 3))
def test_looking_at_what_can_be_urged_costs_the_same(
    cycle, unit, supervisor, rows, django_assert_num_queries
):
    for _ in range(rows):
        make_responsibility(indicator=make_indicator(plan=cycle.plan), unit=unit)
        make_membership(unit=unit)
    with django_assert_num_queries(18):
        found = prospect_of(cycle, unit, None, by=supervisor, on=MONDAY, limits=LIMITS)
    assert (len(found.duties), len(found.people)) == (rows + 2, rows + 1)
