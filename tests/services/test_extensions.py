"""延期申请: asked before the due date, decided by somebody else, and then the new day counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from planapp.domain.terms import (
    ExtensionKind,
    ExtensionState,
    MemberRole,
    ReminderKind,
    ReportState,
    UnitKind,
)
from planapp.models import AuditEvent, Extension, Message, Reminder, ReminderRule
from planapp.queries.duties import duties_on
from planapp.queries.extensions import DutyKey
from planapp.services.errors import Refused
from planapp.services.extensions import (
    Request,
    ask_for_extension,
    grant_extension,
    refuse_extension,
    withdraw_extension,
)
from planapp.services.reminders import create_due_reminders, deliver_digests
from tests.factories import (
    make_cycle,
    make_extension,
    make_indicator,
    make_membership,
    make_record,
    make_reminder_rule,
    make_responsibility,
    make_series,
    make_supervision,
    make_task,
    make_unit,
    make_workday,
)

pytestmark = pytest.mark.django_db

DUE = date(2024, 1, 31)  # a Wednesday
LATER = date(2024, 2, 20)  # a Tuesday
MORE_TIME, NOT_PUBLISHED = ExtensionKind.MORE_TIME, ExtensionKind.NOT_PUBLISHED


def at(day):
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def indicator(unit, reporter):
    """What the reporter's unit owes by 31 January."""
    indicator = make_indicator(name="森林覆盖率")
    make_responsibility(indicator=indicator, unit=unit)
    make_cycle(plan=indicator.plan)
    return indicator


@pytest.fixture
def task(indicator, unit):
    return make_responsibility(task=make_task(plan=indicator.plan), unit=unit).task


def key_of(item):
    return DutyKey(item.plan.cycles.get().pk, "t" if hasattr(item, "deadline") else "i", item.pk)


def ask(*items, by, on=date(2024, 1, 15), kind=MORE_TIME, until=LATER, reason="正在核对。"):
    request = Request(kind, until, reason)
    keys = [key_of(item) for item in items]
    return ask_for_extension(about=keys, request=request, by=by, at=at(on))


def grant(row, by, **changes: Any):
    grant_extension(**{"extension": row, "by": by, "at": at(date(2024, 1, 16))} | changes)
    row.refresh_from_db()
    return row


def the_duty(day=date(2024, 1, 20)):
    [duty] = duties_on(day)
    return duty


# Asking


def test_request_is_kept_with_who_when_and_why(indicator, reporter, unit):
    [row] = ask(indicator, by=reporter)
    assert (row.indicator, row.unit, row.until, row.reason, row.asked_by, row.state) == (
        indicator,
        unit,
        LATER,
        "正在核对。",
        reporter,
        ExtensionState.ASKED,
    )
    assert AuditEvent.objects.get().action == "extension.asked"


def test_request_for_several_items_is_one_event(indicator, task, reporter):
    rows = ask(indicator, task, by=reporter)
    assert {row.item for row in rows} == {indicator, task}
    assert AuditEvent.objects.count() == 1


def test_request_that_one_item_refuses_is_made_for_none(indicator, task, reporter, unit):
    make_record(series=indicator.series, unit=unit, state=ReportState.SUBMITTED)
    with pytest.raises(Refused, match="“森林覆盖率”已提交"):
        ask(task, indicator, by=reporter)
    assert Extension.objects.count() == 0


@pytest.mark.parametrize(("day", "is_asked"), [(DUE, 1), (date(2024, 2, 1), 0)])
def test_request_is_made_up_to_the_due_date(indicator, reporter, supervisor, day, is_asked):
    try:
        ask(indicator, by=reporter, on=day)
    except Refused as refusal:
        assert "已于2024年1月31日截止" in str(refusal)
        assert "督查人员（王督查）" in str(refusal)
    assert Extension.objects.count() == is_asked


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": date(2024, 2, 17)}, "2024年2月17日不是工作日.*2024年2月19日"),
        ({"until": DUE}, "须在原截止日期（2024年1月31日）之后"),
        ({"until": date(2027, 1, 4)}, "最迟延至2026年12月31日，请核对年份"),
        ({"reason": "  "}, "请写明理由"),
        ({"kind": NOT_PUBLISHED, "reason": ""}, "请写明信息来源"),
        ({"kind": NOT_PUBLISHED, "until": date(2024, 1, 1)}, "须在本月以后"),
    ],
)
def test_request_that_does_not_fit_is_refused(indicator, reporter, changes, words):
    with pytest.raises(Refused, match=words):
        ask(indicator, by=reporter, **changes)


def test_day_off_by_the_calendar_is_refused(indicator, reporter):
    make_workday(day=LATER)
    with pytest.raises(Refused, match="不是工作日"):
        ask(indicator, by=reporter)


def test_request_beyond_the_closing_of_the_round_is_refused(indicator, reporter):
    indicator.plan.cycles.update(closed_on=date(2024, 2, 20))
    with pytest.raises(Refused, match="填报期于2024年2月20日关闭"):
        ask(indicator, by=reporter)
    [row] = ask(indicator, by=reporter, until=date(2024, 2, 19))
    assert row.until == date(2024, 2, 19)


def test_second_request_waits_for_the_first(indicator, reporter):
    ask(indicator, by=reporter)
    with pytest.raises(Refused, match="已有一份申请延期在等待批复（张填报"):
        ask(indicator, by=reporter)


def test_request_by_another_unit_is_refused(indicator, outsider):
    with pytest.raises(Refused, match="不由您的单位填报"):
        ask(indicator, by=outsider)


def test_task_is_never_unpublished(task, reporter):
    with pytest.raises(Refused, match="是任务"):
        ask(task, by=reporter, kind=NOT_PUBLISHED, until=date(2024, 6, 1))


def test_request_for_nothing_is_refused(reporter):
    with pytest.raises(Refused, match="请先勾选"):
        ask(by=reporter)


def test_request_is_withdrawn_by_its_unit_and_can_be_made_again(indicator, reporter, outsider):
    [row] = ask(indicator, by=reporter)
    with pytest.raises(Refused, match="只有该单位的填报人可以撤回"):
        withdraw_extension(extension=row, by=outsider, at=at(DUE))
    withdraw_extension(extension=row, by=reporter, at=at(DUE))
    assert Extension.objects.get().state == ExtensionState.WITHDRAWN
    assert len(ask(indicator, by=reporter)) == 1
    with pytest.raises(Refused, match="已撤回，不能再撤回"):
        withdraw_extension(extension=row, by=reporter, at=at(DUE))


# Deciding


def test_granted_day_counts_for_the_duty(indicator, reporter, supervisor):
    [row] = ask(indicator, by=reporter)
    assert (the_duty().due_on, the_duty().delay.asked) == (DUE, row)
    grant(row, supervisor)
    assert (the_duty().due_on, the_duty().delay.asked, the_duty().delay.until) == (
        LATER,
        None,
        LATER,
    )
    assert [the_duty(day).is_overdue(day) for day in (LATER, date(2024, 2, 21))] == [False, True]


def test_supervisor_grants_another_day(indicator, reporter, supervisor):
    row = grant(ask(indicator, by=reporter)[0], supervisor, until=date(2024, 2, 5), answer="尽快")
    assert (row.granted_until, row.answer, row.decided_by) == (date(2024, 2, 5), "尽快", supervisor)
    assert the_duty().due_on == date(2024, 2, 5)


def test_refused_request_leaves_the_old_day_and_needs_an_answer(indicator, reporter, supervisor):
    [row] = ask(indicator, by=reporter)
    with pytest.raises(Refused, match="须写明批复意见"):
        refuse_extension(extension=row, answer=" ", by=supervisor, at=at(DUE))
    refuse_extension(extension=row, answer="数据已公布。", by=supervisor, at=at(DUE))
    row.refresh_from_db()
    assert (row.state, row.answer, row.granted_until) == (
        ExtensionState.REFUSED,
        "数据已公布。",
        None,
    )
    assert the_duty().due_on == DUE


@pytest.mark.parametrize("who", ["reporter", "auditor", "administrator"])
def test_decision_by_anybody_but_a_supervisor_is_refused(indicator, reporter, who, request):
    [row] = ask(indicator, by=reporter)
    with pytest.raises(Refused, match="只有督查人员"):
        grant(row, request.getfixturevalue(who))


def test_who_asked_does_not_decide(indicator, supervisor, unit):
    make_membership(user=supervisor, unit=unit)
    [row] = ask(indicator, by=supervisor)
    with pytest.raises(Refused, match="不能批复自己的申请"):
        grant(row, supervisor)


def test_supervisor_of_other_units_does_not_decide(indicator, reporter, supervisor):
    [row] = ask(indicator, by=reporter)
    supervisor.supervisions.all().delete()
    make_supervision(user=supervisor, unit=make_unit())
    with pytest.raises(Refused, match="不在您的督查分工之内"):
        grant(row, supervisor)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": date(2024, 2, 17)}, "不是工作日"),
        ({"until": DUE}, "须在原截止日期"),
        ({"at": at(date(2024, 2, 21))}, "已过，请另定日期"),
    ],
)
def test_grant_that_does_not_fit_is_refused(indicator, reporter, supervisor, changes, words):
    [row] = ask(indicator, by=reporter)
    with pytest.raises(Refused, match=words):
        grant(row, supervisor, **changes)


def test_decision_is_made_once_and_not_after_the_round(indicator, reporter, supervisor):
    [row] = ask(indicator, by=reporter)
    indicator.plan.cycles.update(closed_on=date(2024, 1, 16))
    with pytest.raises(Refused, match="填报期已关闭，不能再延期"):
        grant(row, supervisor)
    indicator.plan.cycles.update(closed_on=None)
    grant(row, supervisor)
    with pytest.raises(Refused, match="已同意，不能再批复"):
        grant(row, supervisor)


def test_who_asked_is_told_of_the_decision_with_the_way_there(indicator, reporter, supervisor):
    grant(ask(indicator, by=reporter)[0], supervisor, answer="请抓紧。")
    message = Message.objects.get()
    assert (message.recipient, message.subject) == (reporter, "同意延期：森林覆盖率")
    assert "截止日期延至2024年2月20日。批复意见：请抓紧。" in message.body
    assert f"/my/{indicator.plan.cycles.get().pk}/indicators/{indicator.pk}/" in message.body


# Figures that are not published


def test_noted_month_pauses_the_duty_until_it_comes(indicator, reporter, supervisor):
    [row] = ask(
        indicator, by=reporter, kind=NOT_PUBLISHED, until=date(2024, 8, 1), reason="省统计局"
    )
    assert the_duty().published
    grant(row, supervisor)
    before, then = the_duty(date(2024, 7, 31)), the_duty(date(2024, 8, 1))
    assert (before.published, before.is_open, before.published_in) == (
        False,
        False,
        date(2024, 8, 1),
    )
    assert (then.published, then.is_open, then.due_on) == (True, True, date(2024, 8, 31))
    assert Message.objects.get().subject == "数据未公布已备案：森林覆盖率"


def test_month_noted_after_the_standing_one_takes_its_place(unit, reporter, supervisor):
    indicator = make_indicator(series=make_series(publication_month=3, provider=unit))
    make_cycle(plan=indicator.plan)
    with pytest.raises(Refused, match="须在原截止日期（2024年3月31日）之后"):
        ask(indicator, by=reporter, kind=NOT_PUBLISHED, until=date(2024, 3, 1))
    grant(ask(indicator, by=reporter, kind=NOT_PUBLISHED, until=date(2024, 5, 1))[0], supervisor)
    assert the_duty().published_in == date(2024, 5, 1)


def test_figure_of_two_plans_is_put_off_for_both(indicator, unit, reporter, supervisor):
    other = make_indicator(series=indicator.series)
    make_responsibility(indicator=other, unit=unit)
    make_cycle(plan=other.plan, due_on=date(2024, 2, 10))
    grant(ask(indicator, by=reporter)[0], supervisor)
    assert (the_duty().indicators, the_duty().due_on) == ((indicator, other), LATER)


# The ladder of reminders


@pytest.fixture
def ladder():
    ReminderRule.objects.all().delete()
    make_reminder_rule(workdays_before=3)
    make_reminder_rule(kind=ReminderKind.OVERDUE, workdays_before=-1)
    make_reminder_rule(
        kind=ReminderKind.NOTICE, workdays_before=-3, recipient_role=MemberRole.UNIT_HEAD
    )


def run(day):
    """The schedule of one morning: what is owed is kept and told; the kinds that were told."""
    new = create_due_reminders(on=day, at=at(day))
    deliver_digests(at=at(day))
    return new


def rungs(**wanted):
    rows = Reminder.objects.filter(**wanted).order_by("pk")
    return [(row.kind, row.due_on) for row in rows]


def test_ladder_follows_the_granted_day(indicator, reporter, supervisor, ladder):
    assert run(date(2024, 1, 26)) == 1
    [row] = ask(indicator, by=reporter, on=date(2024, 1, 26))
    grant(row, supervisor, at=at(date(2024, 1, 29)))
    assert rungs(closed_at__isnull=False) == [(ReminderKind.DUE_SOON, DUE)]
    assert [run(day) for day in (date(2024, 2, 1), date(2024, 2, 5))] == [0, 0]
    assert [run(day) for day in (date(2024, 2, 15), date(2024, 2, 21))] == [1, 1]
    assert rungs(closed_at=None) == [(ReminderKind.DUE_SOON, LATER), (ReminderKind.OVERDUE, LATER)]


def test_ladder_without_a_decision_stays_with_the_old_day(indicator, reporter, ladder):
    ask(indicator, by=reporter)
    assert [run(day) for day in (date(2024, 1, 26), date(2024, 2, 1))] == [1, 1]
    assert rungs() == [(ReminderKind.DUE_SOON, DUE), (ReminderKind.OVERDUE, DUE)]


def test_ladder_rests_while_the_figure_is_not_published(indicator, reporter, supervisor, ladder):
    run(date(2024, 1, 26))
    rows = ask(indicator, by=reporter, kind=NOT_PUBLISHED, until=date(2024, 8, 1))
    grant(rows[0], supervisor, at=at(date(2024, 1, 29)))
    assert [run(date(2024, month, 15)) for month in (2, 3, 7)] == [0, 0, 0]
    assert run(date(2024, 8, 28)) == 1
    assert rungs(closed_at=None) == [(ReminderKind.DUE_SOON, date(2024, 8, 31))]


def test_party_organ_is_put_off_like_anybody_and_never_escalated(
    indicator, unit, reporter, supervisor, ladder
):
    unit.kind = UnitKind.PARTY
    unit.save()
    grant(ask(indicator, by=reporter)[0], supervisor)
    assert [run(day) for day in (date(2024, 2, 21), date(2024, 2, 26))] == [1, 0]


def test_two_grants_leave_the_later_day(indicator):
    for until in (date(2024, 3, 1), date(2024, 2, 9)):
        make_extension(indicator=indicator, cycle=indicator.plan.cycles.get(), until=until,
                       state=ExtensionState.GRANTED)  # fmt: skip
    assert the_duty().due_on == date(2024, 3, 1)
