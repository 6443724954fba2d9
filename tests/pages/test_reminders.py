"""提醒 on its pages: the list and each one's course, 签收, 催办, rules and calendar."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from planapp.domain.reminders import DEFAULT_LADDER
from planapp.domain.terms import DeliveryState, MemberRole, ReminderState
from planapp.models import Message, Reminder, ReminderRule, SecurityEvent, Urge
from planapp.pages.ladder_forms import as_initial
from planapp.queries.ladders import own_ladder
from planapp.services.reminders import create_due_reminders, deliver_digests
from tests.channels import make_channel
from tests.factories import (
    make_cycle,
    make_indicator,
    make_membership,
    make_message,
    make_reminder,
    make_reminder_rule,
    make_responsibility,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2024, 1, 29)  # two working days before what is due on 31 January
AT = datetime(2024, 1, 29, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _on_that_day(settings):
    settings.DEMO_DAYS = [MONDAY]


@pytest.fixture
def cycle(unit, reporter):
    found = make_responsibility(indicator=make_indicator(name="森林覆盖率"), unit=unit).indicator
    return make_cycle(plan=found.plan)


@pytest.fixture
def told(cycle, reporter):
    """What the reporter was told by inbox and mail, where it failed."""
    make_channel()
    reporter.email = "zhang@unit.example"
    reporter.save()
    create_due_reminders(on=MONDAY, at=AT)
    deliver_digests(at=AT)
    row = Reminder.objects.get()
    row.message.deliveries.update(state=DeliveryState.FAILED, error="550 没有这个用户", attempts=1)
    return row


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# The list and the course


def test_list_tells_state_and_counts_and_narrows_to_what_is_asked(told, supervisor_client):
    make_reminder(unit=told.unit)
    page = supervisor_client.get(url("reminder_list"))
    states = [(line["row"], line["state"]) for line in page.context["rows"]]
    assert states == [(told, ReminderState.FAILED), (Reminder.objects.last(), ReminderState.OWED)]
    counted = {each["label"]: each["number"] for each in page.context["counts"]}
    assert counted == {
        "待送达": 1,
        "送达中": 0,
        "已送达": 0,
        "渠道发送失败": 1,
        "已签收": 0,
        "已终止": 0,
    }
    for query, number in (
        ("state=failed", 1), ("state=closed", 0), ("kind=due_soon", 2), ("day=2024-01-29", 1),
        (f"plan={told.cycle.plan_id}", 1), (f"unit={told.unit_id}", 2), ("kind=urge", 0),
    ):  # fmt: skip
        found = supervisor_client.get(f"{url('reminder_list')}?{query}")
        assert found.context["page"].paginator.count == number, query


def test_course_shows_each_step_and_the_error_of_the_channel(told, supervisor_client):
    page = text_of(supervisor_client, url("reminder", told.pk))
    assert "550 没有这个用户" in page
    assert "2024年1月29日 08:30" in page
    assert "截止前3个工作日" in page


@pytest.mark.parametrize("rows", (1, 3))
def test_list_of_any_number_costs_the_same(rows, cycle, supervisor_client, count_queries):
    for _ in range(rows):
        make_reminder(indicator=cycle.plan.indicators.get(), cycle=cycle, message=make_message())
    assert count_queries(supervisor_client, url("reminder_list")) == 12


# 签收


def test_recipient_acknowledges_the_message_with_all_it_reminds_of(told, reporter_client):
    page = text_of(reporter_client, url("message", told.message_id))
    assert "签收" in page
    reporter_client.post(url("acknowledge", told.message_id))
    told.refresh_from_db()
    assert told.acknowledged_at is not None
    assert "已签收" in text_of(reporter_client, url("message", told.message_id))


def test_message_is_acknowledged_once_and_by_nobody_else(told, reporter_client, supervisor_client):
    reporter_client.post(url("acknowledge", told.message_id))
    reporter_client.post(url("acknowledge", told.message_id))
    assert SecurityEvent.objects.filter(subject__contains="已经签收").exists()
    assert supervisor_client.post(url("acknowledge", told.message_id)).status_code == 404


# 催办


def test_supervisor_finds_who_owes_and_urges_after_seeing_whom_it_tells(
    cycle, unit, reporter, supervisor_client
):
    page = supervisor_client.get(url("urge_list"))
    [row] = page.context["page"]
    assert (row.duties.unit, row.duties.open, row.last) == (unit, 1, None)
    address = url("urge", cycle.pk, "unit", unit.pk)
    assert address in page.content.decode()
    page = text_of(supervisor_client, address)
    assert "张填报" in page
    assert "森林覆盖率" in page
    supervisor_client.post(address, {"note": "请尽快。"})
    urged = Urge.objects.get()
    assert (urged.unit, urged.note, Message.objects.get().recipient) == (unit, "请尽快。", reporter)
    assert "2024年2月1日起可以再次催办" in text_of(supervisor_client, address)
    [row] = supervisor_client.get(url("urge_list")).context["page"]
    assert row.last == urged


def test_item_is_urged_of_whoever_answers_for_it(cycle, unit, supervisor_client):
    indicator = cycle.plan.indicators.get()
    supervisor_client.post(url("urge", cycle.pk, "indicator", indicator.pk))
    assert (Urge.objects.get().indicator, Urge.objects.get().unit) == (indicator, unit)


@pytest.mark.parametrize("rows", (1, 3))
def test_list_of_who_owes_costs_the_same(rows, cycle, supervisor_client, count_queries):
    for _ in range(rows):
        unit = make_membership().unit
        make_responsibility(indicator=make_indicator(plan=cycle.plan), unit=unit)
    assert count_queries(supervisor_client, url("urge_list")) == 18


# 提醒规则


def filled(rungs, **changes):
    """The form of a ladder, filled in."""
    rows = as_initial(rungs)
    data = {"rung-TOTAL_FORMS": len(rows), "rung-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        data |= {f"rung-{number}-{name}": value or "" for name, value in row.items()}
    return data | changes


def test_keeper_previews_sets_and_puts_back_a_plans_ladder(cycle, system_admin_client):
    address = url("plan_ladder", cycle.plan_id)
    given = filled(DEFAULT_LADDER[:5], **{"rung-0-days": 20, "rung-1-DELETE": "on"})
    page = system_admin_client.post(address, {**given, "preview": ""})
    assert page.context["words"][0] == "截止前20个工作日，提醒填报人"
    assert not ReminderRule.objects.exists()
    system_admin_client.post(address, given)
    assert [rung.workdays_before for rung in own_ladder(cycle.plan)] == [20, 3, 1, -1]
    system_admin_client.post(address, {"reset": ""})
    assert own_ladder(cycle.plan) == []


def test_fault_stands_above_the_form_and_nothing_is_set(cycle, system_admin_client):
    address = url("plan_ladder", cycle.plan_id)
    page = system_admin_client.post(address, filled(DEFAULT_LADDER[-1:]))
    assert "督办须在逾期催办之后" in page.content.decode()
    assert not ReminderRule.objects.exists()


def test_example_runs_through_the_ladder_on_working_days(cycle, supervisor_client):
    page = supervisor_client.get(url("plan_ladder", cycle.plan_id))
    stages = {stage.on: stage.when for stage in page.context["stages"]}
    assert stages[date(2024, 1, 31)] == "填报截止"
    assert stages[date(2024, 2, 1)] == "逾期第1个工作日"
    assert "rung-0-kind" not in page.content.decode()


def test_plans_with_their_own_ladder_come_first(cycle, supervisor_client):
    make_reminder_rule(plan=make_cycle().plan)
    page = supervisor_client.get(url("ladders"))
    assert [plan.has_own for plan in page.context["page"]] == [True, False]


# 提醒日历


def test_calendar_tells_who_will_be_told_on_which_day(cycle, unit, reporter, supervisor_client):
    page = supervisor_client.get(url("reminder_calendar"))
    now, days = page.context["now"], page.context["days"]
    assert [(each.user, each.unit, len(each.lines)) for each in now.letters] == [
        (reporter, unit, 1)
    ]
    assert [(day.on, day.people) for day in days][:2] == [
        (date(2024, 1, 30), 1),
        (date(2024, 2, 1), 1),
    ]
    noticed = {day.on: [(each, len(lines)) for each, lines in day.notices] for day in days}
    assert noticed[date(2024, 2, 14)] == [(unit, 1)]


def test_calendar_of_another_day_leaves_out_what_was_told_before(told, supervisor_client):
    page = supervisor_client.get(f"{url('reminder_calendar')}?day=2024-01-31")
    assert page.context["is_simulated"]
    [letter] = page.context["now"].letters
    assert [line.workdays_before for line in letter.lines] == [1]


@pytest.mark.parametrize("day", ("0001-01-01", "9999-12-31"))
def test_calendar_of_a_day_far_away_is_shown(day, cycle, supervisor_client):
    page = supervisor_client.get(f"{url('reminder_calendar')}?day={day}")
    assert (page.status_code, bool(page.context["days"])) == (200, day < "2024")
    table = supervisor_client.get(f"{url('reminder_calendar_export', cycle.pk)}?day={day}")
    assert len(list(table)) > 0


def test_calendar_goes_out_as_a_table(cycle, supervisor_client):
    response = supervisor_client.get(url("reminder_calendar_export", cycle.pk))
    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert lines[0] == "日期,种类,何时,单位,提醒谁,账号,事项,截止日期,规划,填报期"
    assert lines[1].startswith(
        "2024-01-29,到期提醒,截止前3个工作日,省能源局,张填报,reporter,森林覆盖率"
    )
    assert "2024-02-14,督办,拟督办通知单,省能源局,,,森林覆盖率" in "\n".join(lines)


@pytest.mark.parametrize("rows", (1, 3))
def test_calendar_of_any_number_of_items_costs_the_same(
    rows, cycle, unit, supervisor_client, count_queries
):
    for _ in range(rows):
        make_responsibility(indicator=make_indicator(plan=cycle.plan), unit=unit)
        make_membership(unit=unit, role=MemberRole.UNIT_ADMIN)
    assert count_queries(supervisor_client, url("reminder_calendar")) == 25
