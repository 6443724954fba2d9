"""Decisions are told at once, to the people concerned, in one message each."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from planapp.domain.terms import MemberRole, ReportState
from planapp.models import Message
from planapp.services.errors import Refused
from planapp.services.notices import News, tell_of_item, tell_of_report, told_together
from planapp.services.reviewing import approve, return_report
from tests.factories import (
    AT,
    make_cycle,
    make_indicator,
    make_membership,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
    make_succession,
    make_task,
    make_task_report,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db


def make_submitted(unit, by, **changes):
    """A figure that waits for review, of an indicator with an open round."""
    indicator = make_indicator(**changes)
    make_responsibility(indicator=indicator, unit=unit)
    make_cycle(plan=indicator.plan)
    return make_record(
        series=indicator.series,
        unit=unit,
        state=ReportState.SUBMITTED,
        recorded_by=by,
        submitted_by=by,
        submitted_at=AT,
    )


def told():
    return {(message.recipient, message.subject) for message in Message.objects.all()}


def test_return_is_told_to_who_submitted_with_the_reason_and_the_way_back(
    unit, reporter, supervisor
):
    record = make_submitted(unit, reporter, series=make_series(name="森林覆盖率"))
    return_report(report=record, reason="缺少佐证", by=supervisor, at=AT)
    message = Message.objects.get()
    assert (message.recipient, message.subject) == (reporter, "被退回：森林覆盖率")
    indicator = record.series.indicators.get()
    link = f"/my/{indicator.plan.cycles.get().pk}/indicators/{indicator.pk}/"
    assert ("退回原因：缺少佐证" in message.body, link in message.body) == (True, True)
    assert message.body.endswith("经办：王督查")


def test_task_report_that_is_approved_is_told_with_its_task(unit, reporter, supervisor):
    task = make_responsibility(task=make_task(title="建设基地"), unit=unit).task
    report = make_task_report(
        task=task, unit=unit, state=ReportState.SUBMITTED, submitted_by=reporter
    )
    approve(report=report, by=supervisor, at=AT)
    assert told() == {(reporter, "审核通过：建设基地")}


def test_recorder_and_submitter_are_both_told_and_nobody_else(unit, reporter, supervisor):
    recorder = make_membership(unit=unit).user
    record = make_submitted(unit, reporter)
    record.recorded_by = recorder
    record.save()
    approve(report=record, by=supervisor, at=AT)
    assert {recipient for recipient, _ in told()} == {reporter, recorder}


def test_contacts_are_told_where_who_submitted_has_left(unit, reporter, supervisor):
    record = make_submitted(unit, make_user())
    head = make_membership(unit=unit, role=MemberRole.UNIT_HEAD).user
    keeper = make_membership(unit=unit, role=MemberRole.UNIT_ADMIN).user
    approve(report=record, by=supervisor, at=AT)
    recipients = {recipient for recipient, _ in told()}
    assert (recipients, head in recipients) == ({reporter, keeper}, False)


def test_successor_is_told_of_what_its_predecessor_submitted(unit, supervisor):
    heir = make_unit()
    unit.valid_to = date(2023, 12, 31)
    unit.save()
    make_succession(predecessor=unit, successor=heir, on=date(2024, 1, 1))
    person = make_membership(unit=heir).user
    tell_of_report(
        report=make_submitted(unit, make_user()), news=News.RETURNED, by=supervisor, at=AT
    )
    assert {recipient for recipient, _ in told()} == {person}


def test_unit_without_people_is_told_nothing(supervisor):
    tell_of_report(
        report=make_submitted(make_unit(), make_user()), news=News.RETURNED, by=supervisor, at=AT
    )
    assert told() == set()


def test_nobody_is_told_of_what_they_did_themselves(unit, reporter):
    tell_of_report(report=make_submitted(unit, reporter), news=News.SENT_BACK, by=reporter, at=AT)
    assert told() == set()


@pytest.mark.parametrize("rows", [1, 3])
def test_decisions_taken_together_are_one_message(unit, reporter, supervisor, rows):
    reports = [make_submitted(unit, reporter) for _ in range(rows)]
    with told_together():
        for report in reports:
            approve(report=report, by=supervisor, at=AT)
        assert Message.objects.count() == 0
    names = [report.series.name for report in reports]
    subject = f"审核通过：{names[0]}" if rows == 1 else "3 项审核通过"
    assert told() == {(reporter, subject)}
    body = Message.objects.get().body
    assert [name in body for name in names] == [True] * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_telling_any_number_costs_the_same(
    unit, reporter, supervisor, rows, django_assert_num_queries
):
    reports = [make_submitted(unit, reporter) for _ in range(rows)]
    # The savepoint twice, memberships, reforms, places, the message, and the channels.
    with django_assert_num_queries(7), told_together():
        for report in reports:
            tell_of_report(report=report, news=News.APPROVED, by=supervisor, at=AT)


def test_decision_that_is_rolled_back_by_itself_tells_nothing(unit, reporter, supervisor):
    record = make_submitted(unit, reporter)
    other = make_record(series=make_indicator().series, unit=unit, recorded_by=reporter)
    with told_together():
        approve(report=record, by=supervisor, at=AT)
        with pytest.raises(Refused):
            approve(report=other, by=supervisor, at=AT)
    assert told() == {(reporter, f"审核通过：{record.series.name}")}


def test_message_goes_with_its_decision_or_not_at_all(unit, reporter, supervisor):
    record = make_submitted(unit, reporter)
    with pytest.raises(RuntimeError), transaction.atomic():
        approve(report=record, by=supervisor, at=AT)
        raise RuntimeError
    record.refresh_from_db()
    assert (record.state, Message.objects.count()) == (ReportState.SUBMITTED, 0)


def test_correction_of_an_earlier_day_leads_to_its_own_form(unit, reporter, supervisor):
    record = make_submitted(unit, reporter)
    cycle = record.series.indicators.get().plan.cycles.get()
    cycle.as_of_on = date(2024, 12, 31)
    cycle.save()
    tell_of_report(report=record, news=News.RETURNED, by=supervisor, at=AT)
    assert f"/my/{cycle.pk}/indicators/{record.series.indicators.get().pk}/2023-12-31/" in (
        Message.objects.get().body
    )


@pytest.mark.parametrize("kind", ["indicator", "task"])
def test_item_of_a_closed_round_leads_to_ones_work(unit, reporter, supervisor, kind):
    plan = make_plan()
    item = make_indicator(plan=plan) if kind == "indicator" else make_task(plan=plan)
    cycle = make_cycle(plan=plan, closed_on=date(2024, 1, 10))
    tell_of_item(cycle=cycle, item=item, unit=unit, news=News.REOPENED, by=supervisor, at=AT)
    assert Message.objects.get().body.splitlines()[-3].endswith("/my/")
