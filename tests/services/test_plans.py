"""A plan that is withdrawn ends, and keeps what was handed in; it can be restored."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import ExtensionState, PlanStatus, ReportState
from planapp.models import AuditEvent, Extension, Message, ProgressRecord, Reminder
from planapp.queries.duties import duties_on
from planapp.services.cycles import roll_over_cycles
from planapp.services.errors import Refused
from planapp.services.plans import restore_plan, withdraw_plan
from tests.factories import (
    AT,
    make_cycle,
    make_extension,
    make_indicator,
    make_plan,
    make_record,
    make_reminder,
    make_responsibility,
)

pytestmark = pytest.mark.django_db

TODAY = date(2024, 1, 15)  # the day of AT


@pytest.fixture
def plan(unit, reporter):
    """With a round under way, two figures owed and one of them drafted."""
    plan = make_plan()
    for _ in range(2):
        make_responsibility(indicator=make_indicator(plan=plan), unit=unit)
    cycle = make_cycle(plan=plan)
    draft = make_record(series=plan.indicators.first().series, unit=unit, recorded_by=reporter)
    make_extension(indicator=plan.indicators.last(), cycle=cycle, unit=unit)
    make_reminder(indicator=draft.series.indicators.get(), cycle=cycle, recipient=reporter)
    return plan


def withdraw(plan, by, **changes):
    given = {"plan": plan, "doc_number": "云政发〔2024〕3号", "reason": "并入新规划"}
    withdraw_plan(**given | {"by": by, "at": AT} | changes)
    plan.refresh_from_db()


def restore(plan, by, reason="误撤"):
    restore_plan(plan=plan, reason=reason, by=by, at=AT)
    plan.refresh_from_db()


def test_withdrawal_says_when_and_why(plan, administrator):
    withdraw(plan, administrator)
    assert (plan.status, plan.withdrawn_on, plan.withdrawal_reason) == (
        PlanStatus.WITHDRAWN,
        TODAY,
        "云政发〔2024〕3号：并入新规划",
    )
    event = AuditEvent.objects.get()
    assert (event.action, "云政发〔2024〕3号" in event.subject) == ("plan.withdrawn", True)


def test_withdrawal_ends_rounds_duties_requests_and_reminders(plan, administrator):
    assert len(duties_on(TODAY)) == 2
    withdraw(plan, administrator)
    assert duties_on(TODAY) == []
    assert plan.cycles.get().closed_on == TODAY
    assert Extension.objects.get().state == ExtensionState.WITHDRAWN
    assert Reminder.objects.get().closed_at == AT
    assert roll_over_cycles(on=date(2025, 2, 1), at=AT) == 0


def test_withdrawal_leaves_what_was_written(plan, unit, administrator):
    approved = make_record(series=plan.indicators.last().series, state=ReportState.APPROVED)
    withdraw(plan, administrator)
    assert {row.state for row in ProgressRecord.objects.all()} == {
        ReportState.DRAFT,
        ReportState.APPROVED,
    }
    assert ProgressRecord.objects.get(pk=approved.pk).value == approved.value


def test_withdrawal_is_told_to_each_person_once(plan, reporter, administrator):
    make_cycle(plan=plan, as_of_on=date(2022, 12, 31))
    withdraw(plan, administrator)
    message = Message.objects.get(recipient=reporter)
    assert (Message.objects.count(), message.subject) == (1, "2 项规划撤销")
    assert "依据云政发〔2024〕3号：并入新规划" in message.body


@pytest.mark.parametrize("changes", [{"doc_number": " "}, {"reason": ""}])
def test_withdrawal_without_its_grounds_is_refused(plan, administrator, changes):
    with pytest.raises(Refused, match="须写明文号和原因"):
        withdraw(plan, administrator, **changes)


def test_plan_is_withdrawn_once(plan, administrator):
    withdraw(plan, administrator)
    with pytest.raises(Refused, match="已于2024年1月15日撤销"):
        withdraw(plan, administrator)


def test_plan_withdrawn_by_mistake_is_restored_with_its_rounds_closed(plan, administrator):
    withdraw(plan, administrator)
    restore(plan, administrator)
    assert (plan.status, plan.withdrawn_on, plan.withdrawal_reason) == (PlanStatus.ACTIVE, None, "")
    assert plan.cycles.get().closed_on == TODAY
    assert AuditEvent.objects.first().action == "plan.restored"


@pytest.mark.parametrize(
    ("closed_on", "status"),
    [(date(2026, 3, 1), PlanStatus.ENDED), (None, PlanStatus.ACTIVE)],
)
def test_restored_plan_is_ended_where_it_had_ended_before(administrator, closed_on, status):
    plan = make_plan(status=PlanStatus.ENDED if closed_on else PlanStatus.ACTIVE)
    make_cycle(plan=plan, as_of_on=date(2025, 12, 31), closed_on=closed_on)
    withdraw(plan, administrator)
    restore(plan, administrator)
    assert plan.status == status


def test_restored_plan_without_a_round_is_being_prepared(administrator):
    plan = make_plan(status=PlanStatus.PREPARING)
    withdraw(plan, administrator)
    restore(plan, administrator)
    assert plan.status == PlanStatus.PREPARING


def test_restoration_needs_a_reason_and_a_withdrawn_plan(plan, administrator):
    with pytest.raises(Refused, match="没有撤销"):
        restore(plan, administrator)
    withdraw(plan, administrator)
    with pytest.raises(Refused, match="须写明原因"):
        restore(plan, administrator, reason=" ")


@pytest.mark.parametrize("who", ["reporter", "supervisor", "auditor"])
def test_withdrawal_by_anybody_but_an_administrator_is_refused(plan, who, request):
    person = request.getfixturevalue(who)
    for change in (withdraw, restore):
        with pytest.raises(Refused, match="只有管理员可以撤销和恢复规划"):
            change(plan, person)
