"""代填: an administrator enters what a unit without accounts sent by letter."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from planapp.domain.terms import MemberRole, ReportState, SubmissionState
from planapp.services.confirming import withdraw_submission
from planapp.services.errors import Refused
from planapp.services.reports import Figure, Words, save_record, submit
from planapp.services.reviewing import approve
from planapp.services.submissions import begin_on_behalf, send_submission
from tests.evidence import make_evidence
from tests.factories import (
    AT,
    YEAR_END,
    make_cycle,
    make_indicator,
    make_membership,
    make_plan,
    make_responsibility,
    make_unit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def cycle(plan):
    return make_cycle(plan=plan)


@pytest.fixture
def indicator(plan, unit):
    indicator = make_indicator(plan=plan)
    make_responsibility(indicator=indicator, unit=unit)
    return indicator


@pytest.fixture
def unit():
    return make_unit(name="省档案局")


@pytest.fixture
def letter(cycle, indicator, unit, administrator):
    return begin_on_behalf(
        cycle=cycle, unit=unit, letter_number="档函〔2024〕1号", by=administrator, at=AT
    )


def enter(indicator, unit, by):
    return save_record(
        series=indicator.series, as_of_on=YEAR_END, unit=unit, figure=Figure(Decimal(80)),
        words=Words("按来函。"), by=by, at=AT,
    )  # fmt: skip


def test_letter_lets_an_administrator_enter_and_send(
    letter, plan, indicator, unit, administrator, supervisor
):
    plan.confirm_by_head = True  # the letter stands in for a head that is not there
    plan.save()
    record = enter(indicator, unit, administrator)
    assert (record.submission, record.recorded_by) == (letter, administrator)
    with pytest.raises(Refused, match="还没有上传省档案局的来函"):
        send(letter, administrator)
    make_evidence(submission=letter)
    sent = send(letter, administrator).submission
    assert (sent.state, state_of(record)) == (SubmissionState.SENT, ReportState.SUBMITTED)
    approve(report=record, by=supervisor, at=AT)


def send(letter, by):
    return send_submission(submission=letter, may_leave_out=False, factor=Decimal(5), by=by, at=AT)


def test_nobody_submits_one_by_one_without_the_letter(letter, indicator, unit, administrator):
    record = enter(indicator, unit, administrator)
    with pytest.raises(Refused, match="还没有上传省档案局的来函"):
        submit(report=record, by=administrator, at=AT)


def test_sent_letter_lets_nobody_enter_but_can_be_taken_back(
    letter, indicator, unit, administrator
):
    record = enter(indicator, unit, administrator)
    make_evidence(submission=letter)
    send(letter, administrator)
    with pytest.raises(Refused, match="请先在“代填”中登记来函"):
        enter(indicator, unit, administrator)
    letter.refresh_from_db()
    withdraw_submission(submission=letter, reason="来函更正", by=administrator, at=AT)
    assert state_of(record) == ReportState.DRAFT


def test_unit_that_has_a_reporter_by_now_is_not_entered_for(letter, indicator, unit, administrator):
    make_membership(unit=unit, role=MemberRole.UNIT_ADMIN)
    with pytest.raises(Refused, match="省档案局有自己的填报人，不能代填；请联系该单位的单位管理员"):
        enter(indicator, unit, administrator)


@pytest.mark.parametrize("who", ("supervisor", "auditor", "outsider"))
def test_letter_lets_nobody_else_enter(request, letter, indicator, unit, who):
    with pytest.raises(Refused, match="您不是省档案局的填报人"):
        enter(indicator, unit, request.getfixturevalue(who))


def test_letter_without_a_number_is_refused(cycle, unit, administrator):
    with pytest.raises(Refused, match="请填写来函文号"):
        begin_on_behalf(cycle=cycle, unit=unit, letter_number=" ", by=administrator, at=AT)


def test_letter_of_a_unit_that_owes_nothing_is_refused(cycle, unit, administrator):
    with pytest.raises(Refused, match="没有待填报的事项"):
        begin_on_behalf(cycle=cycle, unit=unit, letter_number="1", by=administrator, at=AT)


def test_letter_is_registered_by_administrators_alone(cycle, unit, supervisor):
    with pytest.raises(Refused, match="只有管理员可以代填"):
        begin_on_behalf(cycle=cycle, unit=unit, letter_number="1", by=supervisor, at=AT)


def test_former_staff_is_nobody(cycle, indicator, unit, administrator):
    make_membership(unit=unit, valid_to=AT.date() - timedelta(days=1))
    assert begin_on_behalf(cycle=cycle, unit=unit, letter_number="1", by=administrator, at=AT).pk


def state_of(record):
    record.refresh_from_db()
    return record.state
