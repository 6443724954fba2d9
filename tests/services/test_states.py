"""Every step from every state by every role, beside one table of who may do what."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from planapp.domain.terms import MemberRole, ReportState, SubmissionKind, SubmissionState
from planapp.services.confirming import confirm, send_back, withdraw
from planapp.services.errors import Refused
from planapp.services.reports import submit
from planapp.services.reviewing import approve, return_report
from planapp.services.states import STEPS, SUBMIT
from tests.evidence import make_evidence
from tests.factories import (
    AT,
    make_cycle,
    make_indicator,
    make_membership,
    make_record,
    make_responsibility,
    make_submission,
    make_supervision,
    make_task,
    make_task_report,
    make_user,
)

pytestmark = pytest.mark.django_db

NOBODY: frozenset[MemberRole] = frozenset()
STAFF = frozenset({MemberRole.REPORTER, MemberRole.UNIT_HEAD, MemberRole.UNIT_ADMIN})
HEAD = frozenset({MemberRole.UNIT_HEAD})
SUPERVISOR = frozenset({MemberRole.SUPERVISOR})
OTHERS = frozenset(
    {
        MemberRole.AUDITOR,
        MemberRole.ADMINISTRATOR,
        MemberRole.SYSTEM_ADMIN,
        MemberRole.SECURITY_ADMIN,
    }
)
S = ReportState


@dataclass(frozen=True)
class Row:
    """A step: how it is taken, where it ends, and who of the report's unit may, by state."""

    take: object
    target: ReportState
    may: dict[ReportState, frozenset[MemberRole]]


TABLE = {
    "提交": Row(
        lambda report, by: submit(report=report, by=by, at=AT),
        S.SUBMITTED,
        {
            S.DRAFT: STAFF,
            S.CONFIRMING: NOBODY,
            S.SUBMITTED: NOBODY,
            S.RETURNED: STAFF,
            S.APPROVED: NOBODY,
            S.SUPERSEDED: NOBODY,
        },
    ),
    "撤回": Row(
        lambda report, by: withdraw(report=report, reason="数据有误", by=by, at=AT),
        S.DRAFT,
        {
            S.DRAFT: NOBODY,
            S.CONFIRMING: STAFF,
            S.SUBMITTED: STAFF,
            S.RETURNED: NOBODY,
            S.APPROVED: NOBODY,
            S.SUPERSEDED: NOBODY,
        },
    ),
    "确认": Row(
        lambda report, by: confirm(report=report, by=by, at=AT),
        S.SUBMITTED,
        {
            S.DRAFT: NOBODY,
            S.CONFIRMING: HEAD,
            S.SUBMITTED: NOBODY,
            S.RETURNED: NOBODY,
            S.APPROVED: NOBODY,
            S.SUPERSEDED: NOBODY,
        },
    ),
    "退回修改": Row(
        lambda report, by: send_back(report=report, reason="数据有误", by=by, at=AT),
        S.RETURNED,
        {
            S.DRAFT: NOBODY,
            S.CONFIRMING: HEAD,
            S.SUBMITTED: NOBODY,
            S.RETURNED: NOBODY,
            S.APPROVED: NOBODY,
            S.SUPERSEDED: NOBODY,
        },
    ),
    "审核通过": Row(
        lambda report, by: approve(report=report, by=by, at=AT),
        S.APPROVED,
        {
            S.DRAFT: NOBODY,
            S.CONFIRMING: NOBODY,
            S.SUBMITTED: SUPERVISOR,
            S.RETURNED: NOBODY,
            S.APPROVED: NOBODY,
            S.SUPERSEDED: NOBODY,
        },
    ),
    "退回": Row(
        lambda report, by: return_report(report=report, reason="数据有误", by=by, at=AT),
        S.RETURNED,
        {
            S.DRAFT: NOBODY,
            S.CONFIRMING: NOBODY,
            S.SUBMITTED: SUPERVISOR,
            S.RETURNED: NOBODY,
            S.APPROVED: NOBODY,
            S.SUPERSEDED: NOBODY,
        },
    ),
}


@pytest.fixture
def make_report(unit):
    """One of the unit's, in a state; its round is open and nothing else is in it."""

    def make(kind, state, **changes):
        if kind == "record":
            indicator = make_indicator()
            make_responsibility(indicator=indicator, unit=unit)
            make_cycle(plan=indicator.plan)
            given = {"series": indicator.series, "unit": unit, "state": state}
            return make_record(**given | changes)
        task = make_task()
        make_responsibility(task=task, unit=unit)
        cycle = make_cycle(plan=task.plan)
        return make_task_report(
            **{"task": task, "cycle": cycle, "unit": unit, "state": state} | changes
        )

    return make


@pytest.fixture
def add_letter():
    return lambda submission: make_evidence(submission=submission)


def ask_head(report):
    plan = report.series.indicators.get().plan
    plan.confirm_by_head = True
    plan.save()


def person(unit, role):
    """Somebody of the unit in a role; a supervisor watches over everything."""
    user = make_user(full_name=f"{role.label}某")
    make_membership(user=user, unit=unit, role=role)
    if role is MemberRole.SUPERVISOR:
        make_supervision(user=user)
    return user


def test_table_decides_every_step_state_and_role() -> None:
    assert list(TABLE) == [step.label for step in STEPS]
    assert {label: set(row.may) for label, row in TABLE.items()} == {key: set(S) for key in TABLE}
    assert set(MemberRole) == STAFF | SUPERVISOR | OTHERS
    for step in STEPS:
        row = TABLE[step.label]
        assert {state for state, roles in row.may.items() if roles} == step.sources
        assert row.target == step.target


@pytest.mark.parametrize("kind", ("record", "task"))
@pytest.mark.parametrize("label", TABLE)
@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("role", MemberRole)
def test_step_from_a_state_by_a_role_follows_the_table(make_report, unit, kind, label, state, role):
    report = make_report(kind, state)
    row, by = TABLE[label], person(unit, role)
    expected = state
    if role in row.may[state]:
        row.take(report, by)
        expected = row.target
    else:
        with pytest.raises(Refused):
            row.take(report, by)
    report.refresh_from_db()
    assert report.state == expected


@pytest.mark.parametrize("label", TABLE)
@pytest.mark.parametrize("role", MemberRole)
def test_step_by_somebody_of_another_unit_is_open_to_supervisors_alone(
    make_report, other_unit, label, role
):
    row, by = TABLE[label], person(other_unit, role)
    source = next(state for state, roles in row.may.items() if roles)
    report = make_report("record", source)
    expected = source
    if role is MemberRole.SUPERVISOR and row.may[source] == SUPERVISOR:
        row.take(report, by)
        expected = row.target
    else:
        with pytest.raises(Refused):
            row.take(report, by)
    report.refresh_from_db()
    assert report.state == expected


@pytest.mark.parametrize("label", ("审核通过", "退回"))
@pytest.mark.parametrize("part", ("recorded_by", "submitted_by", "confirmed_by"))
@pytest.mark.parametrize("role", STAFF)
def test_own_report_by_a_supervisor_who_also_works_for_the_unit_is_refused(
    make_report, unit, label, part, role
):
    by = person(unit, MemberRole.SUPERVISOR)
    make_membership(user=by, unit=unit, role=role)
    report = make_report("record", S.SUBMITTED, **{part: by})
    with pytest.raises(Refused, match="自己的数据"):
        TABLE[label].take(report, by)


@pytest.mark.parametrize("state", sorted(SUBMIT.sources))
def test_submitted_goes_to_the_head_where_a_plan_asks_for_it(
    make_report, reporter, unit_head, state
):
    report = make_report("record", state)
    ask_head(report)
    assert submit(report=report, by=reporter, at=AT) == S.CONFIRMING
    confirm(report=report, by=unit_head, at=AT)
    report.refresh_from_db()
    assert (report.state, report.confirmed_by, report.confirmed_at) == (S.SUBMITTED, unit_head, AT)


def test_figure_of_several_plans_goes_to_the_head_where_any_open_one_asks(
    make_report, reporter, unit_head, unit
):
    report = make_report("record", S.DRAFT)
    again = make_indicator(series=report.series)
    make_responsibility(indicator=again, unit=unit)
    again.plan.confirm_by_head = True
    again.plan.save()
    closed = make_cycle(plan=again.plan, closed_on=AT.date())
    assert submit(report=report, by=reporter, at=AT) == S.SUBMITTED
    withdraw(report=report, reason="改数", by=reporter, at=AT)
    closed.closed_on = None
    closed.save()
    assert submit(report=report, by=reporter, at=AT) == S.CONFIRMING


def test_submission_without_a_head_is_refused_and_names_the_unit_admin(
    make_report, reporter, unit_admin
):
    report = make_report("record", S.DRAFT)
    ask_head(report)
    with pytest.raises(Refused, match=r"还没有负责人账号.*单位管理员孙管理开立"):
        submit(report=report, by=reporter, at=AT)


@pytest.mark.parametrize("part", ("recorded_by", "submitted_by"))
def test_head_confirms_what_he_filled_in_only_where_there_is_no_other(
    make_report, unit, unit_head, part
):
    report = make_report("record", S.CONFIRMING, **{part: unit_head})
    other = person(unit, MemberRole.UNIT_HEAD)
    with pytest.raises(Refused, match="请由本单位另一位负责人单位负责人某确认"):
        confirm(report=report, by=unit_head, at=AT)
    other.memberships.all().delete()
    confirm(report=report, by=unit_head, at=AT)
    report.refresh_from_db()
    assert report.state == S.SUBMITTED


@pytest.mark.parametrize(
    ("state", "words"),
    (
        (S.CONFIRMING, "等待单位负责人确认；需要修改的，可以先撤回"),
        (S.SUBMITTED, "等待审核；需要修改的，可以先撤回"),
        (S.APPROVED, "已审核锁定；需要更正的"),
        (S.SUPERSEDED, "已有更新的版次"),
    ),
)
def test_submission_out_of_turn_is_refused_with_what_can_be_done(
    make_report, reporter, state, words
):
    with pytest.raises(Refused, match=words):
        submit(report=make_report("record", state), by=reporter, at=AT)


@pytest.mark.parametrize("step", (withdraw, send_back, return_report))
@pytest.mark.parametrize("reason", ("", "   "))
def test_step_back_without_a_reason_is_refused(make_report, unit_head, supervisor, step, reason):
    state = S.SUBMITTED if step is return_report else S.CONFIRMING
    by = supervisor if step is return_report else unit_head
    with pytest.raises(Refused, match="必须写明原因"):
        step(report=make_report("record", state), reason=reason, by=by, at=AT)


@pytest.mark.parametrize("state", SubmissionState)
def test_administrator_submits_for_a_unit_only_under_a_letter_that_is_being_entered(
    make_report, administrator, unit, state, add_letter
):
    report = make_report("record", S.DRAFT)
    cycle = report.series.indicators.get().plan.cycles.get()
    letter = make_submission(cycle=cycle, unit=unit, kind=SubmissionKind.ON_BEHALF, state=state)
    add_letter(letter)
    if state is SubmissionState.PREPARING:
        assert submit(report=report, by=administrator, at=AT) == S.SUBMITTED
        return
    with pytest.raises(Refused, match="请先在“代填”中登记来函"):
        submit(report=report, by=administrator, at=AT)


def test_letter_of_another_round_or_kind_opens_nothing(
    make_report, administrator, unit, add_letter
):
    report = make_report("record", S.DRAFT)
    cycle = report.series.indicators.get().plan.cycles.get()
    add_letter(make_submission(unit=unit, kind=SubmissionKind.ON_BEHALF))
    add_letter(make_submission(unit=unit, cycle=cycle, kind=SubmissionKind.SHEET))
    with pytest.raises(Refused, match="请先在“代填”中登记来函"):
        submit(report=report, by=administrator, at=AT)
