"""Decisions on many reports at once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planapp.domain.audited import each_change
from planapp.domain.terms import ReportState
from planapp.models import AuditEvent, Gap, Message
from planapp.services.audit import check_audit_trail
from planapp.services.errors import Refused
from planapp.services.reviewing import approve_all, return_all
from tests.factories import (
    AT,
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_supervision,
    make_task,
    make_task_report,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_of_a_plan():
    return make_cycle(plan=make_plan())


def handed_in(cycle, reporter):
    """A figure and a task report that wait, each after a version that counts."""
    unit = reporter.memberships.get().unit
    given = {"submitted_by": reporter, "recorded_by": reporter, "submitted_at": AT, "unit": unit}
    indicator, task = make_indicator(plan=cycle.plan), make_task(plan=cycle.plan)
    make_gap(indicator=indicator, cycle=cycle, stale=False)
    before = {"state": ReportState.APPROVED, "version": 1}
    after = {"state": ReportState.SUBMITTED, "version": 2, **given}
    return [
        make_record(series=indicator.series, **before),
        make_record(series=indicator.series, **after),
        make_task_report(task=task, cycle=cycle, **before),
        make_task_report(task=task, cycle=cycle, **after),
    ]


def states(rows):
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]


def test_approved_together_count_and_supersede_what_did(round_of_a_plan, reporter, supervisor):
    rows = handed_in(round_of_a_plan, reporter) + handed_in(round_of_a_plan, reporter)
    decided = approve_all(reports=rows[1::2], by=supervisor, at=AT)
    assert (decided.number, decided.refused) == (4, [])
    assert states(rows) == ["superseded", "approved"] * 4
    assert {(row.reviewed_by, row.reviewed_at) for row in rows[1::2]} == {(supervisor, AT)}
    assert list(Gap.objects.values_list("stale", flat=True)) == [True, True]
    [event] = AuditEvent.objects.all()
    assert (event.action, event.subject) == ("report.approved", f"{rows[1]}等 4 项")
    changed = {(each["model"], each["pk"]) for each in each_change(event.changes)}
    assert changed == {(row._meta.model_name, str(row.pk)) for row in rows}
    assert check_audit_trail().flaw is None
    assert [message.recipient for message in Message.objects.all()] == [reporter]


def test_refused_ones_stop_no_other(round_of_a_plan, unit, reporter, supervisor):
    _, good, _, own = handed_in(round_of_a_plan, reporter)
    own.submitted_by = supervisor
    own.save()
    _, elsewhere, *_ = handed_in(make_cycle(plan=make_plan()), reporter)
    supervisor.supervisions.all().delete()
    make_supervision(user=supervisor, plan=round_of_a_plan.plan)
    draft = make_record(
        series=make_indicator(plan=round_of_a_plan.plan).series, state=ReportState.DRAFT
    )
    asked = [good, own, elsewhere, draft]
    decided = return_all(reports=asked, reason="与年鉴不符", by=supervisor, at=AT)
    why = {str(report): str(refusal) for report, refusal in decided.refused}
    assert decided.number == 1
    assert [part in why[str(row)] for row, part in (
        (own, "自己的数据"), (elsewhere, "不在您的督查分工内"), (draft, "不能退回"),
    )] == [True, True, True]  # fmt: skip
    assert states(asked) == ["returned", "submitted", "submitted", "draft"]
    assert (good.return_reason, good.revision) == ("与年鉴不符", 1)


def test_return_of_many_needs_a_reason(round_of_a_plan, reporter, supervisor):
    rows = handed_in(round_of_a_plan, reporter)
    with pytest.raises(Refused, match="退回必须写明原因"):
        return_all(reports=rows[1::2], reason=" ", by=supervisor, at=AT)
    assert states(rows) == ["approved", "submitted"] * 2


@pytest.mark.parametrize("number", (1, 3))
def test_approval_of_any_number_costs_the_same(number, round_of_a_plan, reporter, supervisor):
    rows = [row for _ in range(number) for row in handed_in(round_of_a_plan, reporter)]
    with CaptureQueriesContext(connection) as context:
        approve_all(reports=rows[1::2], by=supervisor, at=AT)
    assert len(context) == 26
