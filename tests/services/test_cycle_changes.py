"""Rounds that are moved, closed before all is in, and opened again."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import ExtensionState, Light, PlanStatus, ReportState, Status
from planapp.models import AuditEvent, Extension, Gap, Message, Reminder, Verdict
from planapp.queries.duties import duties_on
from planapp.services.cycles import (
    CycleDates,
    close_cycle,
    move_due_date,
    open_cycle,
    reopen_cycle,
)
from planapp.services.errors import Refused
from tests.factories import (
    AT,
    make_cycle,
    make_extension,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_reminder,
    make_responsibility,
    make_verdict,
)

pytestmark = pytest.mark.django_db

TODAY = date(2024, 1, 15)  # the day of AT
LATER = date(2024, 2, 29)


@pytest.fixture
def indicator(unit, reporter):
    indicator = make_indicator()
    make_responsibility(indicator=indicator, unit=unit)
    return indicator


@pytest.fixture
def cycle(indicator):
    return make_cycle(plan=indicator.plan)


@pytest.fixture
def closed(indicator):
    return make_cycle(plan=indicator.plan, closed_on=date(2024, 1, 10))


def reopen(cycle, by, **changes):
    reopen_cycle(**{"cycle": cycle, "reason": "补报修订数据", "by": by, "at": AT} | changes)
    cycle.refresh_from_db()


def move(cycle, by, **changes):
    given = {"cycle": cycle, "due_on": LATER, "reason": "春节顺延", "by": by, "at": AT}
    move_due_date(**given | changes)
    cycle.refresh_from_db()


def close(cycle, by):
    close_cycle(cycle=cycle, on=TODAY, by=by, at=AT)


# Reopening


def test_reopened_round_is_owed_again_and_says_why(closed, administrator):
    assert duties_on(TODAY) == []
    reopen(closed, administrator)
    assert [duty.cycle for duty in duties_on(TODAY)] == [closed]
    assert (closed.closed_on, closed.reopened_at, closed.reopening_reason) == (
        None,
        AT,
        "补报修订数据",
    )
    event = AuditEvent.objects.get()
    assert (event.action, "补报修订数据" in event.subject) == ("cycle.reopened", True)


def test_reopened_round_may_be_due_on_another_day(closed, administrator):
    reopen(closed, administrator, due_on=LATER)
    assert [duty.due_on for duty in duties_on(TODAY)] == [LATER]


def test_reopened_round_keeps_what_was_found_until_it_is_computed_anew(
    closed, indicator, administrator
):
    gap = make_gap(indicator=indicator, cycle=closed, status=Status.NO_DATA, light=Light.GREY)
    verdict = make_verdict(indicator=indicator, cycle=closed)
    reopen(closed, administrator)
    kept = Gap.objects.get()
    assert (kept.status, kept.light, kept.calculated_at) == (
        Status.NO_DATA,
        Light.GREY,
        gap.calculated_at,
    )
    assert (kept.stale, Verdict.objects.get()) == (True, verdict)


def test_reopened_round_of_an_ended_plan_takes_the_plan_up_again(closed, administrator):
    closed.plan.status = PlanStatus.ENDED
    closed.plan.save()
    reopen(closed, administrator)
    closed.plan.refresh_from_db()
    assert closed.plan.status == PlanStatus.ACTIVE


def test_reopening_tells_the_units_that_owe_something(closed, indicator, reporter, administrator):
    reopen(closed, administrator, due_on=LATER)
    message = Message.objects.get()
    assert (message.recipient, message.subject) == (
        reporter,
        f"填报期重新开启：《{indicator.plan.title}》2023年度",
    )
    assert "截止2024年2月29日。原因：补报修订数据" in message.body


def test_reopening_tells_nobody_who_handed_everything_in(closed, indicator, unit, administrator):
    make_record(series=indicator.series, unit=unit, state=ReportState.APPROVED)
    reopen(closed, administrator)
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": " "}, "须写明原因"),
        ({"due_on": date(2024, 1, 14)}, "不能早于今天"),
    ],
)
def test_reopening_that_does_not_fit_is_refused(closed, administrator, changes, words):
    with pytest.raises(Refused, match=words):
        reopen(closed, administrator, **changes)
    assert duties_on(TODAY) == []


def test_round_that_is_open_is_not_reopened(cycle, administrator):
    with pytest.raises(Refused, match="没有关闭"):
        reopen(cycle, administrator)


def test_round_of_a_withdrawn_plan_is_neither_reopened_nor_opened(closed, administrator):
    closed.plan.status = PlanStatus.WITHDRAWN
    closed.plan.save()
    with pytest.raises(Refused, match="已撤销，不能重新开启"):
        reopen(closed, administrator)
    dates = CycleDates(date(2024, 12, 31), opens_on=date(2025, 1, 2), due_on=date(2025, 1, 31))
    with pytest.raises(Refused, match="已撤销，不能开启"):
        open_cycle(plan=closed.plan, dates=dates, by=administrator, at=AT)


# Moving the due date


def test_moved_date_counts_and_ends_the_reminders_of_the_old_one(
    cycle, indicator, reporter, administrator
):
    make_reminder(indicator=indicator, cycle=cycle, recipient=reporter)
    move(cycle, administrator)
    assert [duty.due_on for duty in duties_on(TODAY)] == [LATER]
    assert Reminder.objects.get().closed_at == AT
    assert "改为2024年2月29日截止。原因：春节顺延" in Message.objects.get(recipient=reporter).body


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": ""}, "须写明原因"),
        ({"due_on": date(2024, 1, 31)}, "已经是2024年1月31日"),
        ({"due_on": date(2024, 1, 14)}, "不能早于今天"),
    ],
)
def test_move_that_does_not_fit_is_refused(cycle, administrator, changes, words):
    with pytest.raises(Refused, match=words):
        move(cycle, administrator, **changes)


def test_due_date_does_not_move_before_the_internal_one(cycle, administrator):
    cycle.internal_due_on = date(2024, 1, 25)
    cycle.save()
    with pytest.raises(Refused, match="不能早于内部截止（2024年1月25日）"):
        move(cycle, administrator, due_on=date(2024, 1, 24))


def test_closed_round_is_not_moved(closed, administrator):
    with pytest.raises(Refused, match="已关闭；需要时请重新开启"):
        move(closed, administrator)


@pytest.mark.parametrize("who", ["reporter", "supervisor", "auditor"])
def test_change_by_anybody_but_an_administrator_is_refused(cycle, who, request):
    person = request.getfixturevalue(who)
    for change in (move, reopen):
        with pytest.raises(Refused, match="只有管理员"):
            change(cycle, person)


# Closing


def test_closing_ends_open_requests_and_reminders(cycle, indicator, administrator):
    make_extension(indicator=indicator, cycle=cycle)
    make_reminder(indicator=indicator, cycle=cycle)
    close(cycle, administrator)
    row = Extension.objects.get()
    assert (row.state, row.answer) == (
        ExtensionState.WITHDRAWN,
        "2023年度填报期关闭，申请自动终止。",
    )
    assert Reminder.objects.get().closed_at == AT


@pytest.mark.parametrize(
    ("year", "other_open", "status"),
    [
        (2025, False, PlanStatus.ENDED),
        (2025, True, PlanStatus.ACTIVE),
        (2024, False, PlanStatus.ACTIVE),
    ],
)
def test_plan_ends_with_the_last_round_of_its_last_year(administrator, year, other_open, status):
    plan = make_plan()
    if other_open:
        make_cycle(plan=plan)
    close(make_cycle(plan=plan, as_of_on=date(year, 12, 31)), administrator)
    plan.refresh_from_db()
    assert plan.status == status
