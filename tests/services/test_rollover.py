"""Yearly rounds open by themselves."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import CycleKind, PlanStatus
from planapp.models import AuditEvent, Gap, ReportingCycle
from planapp.services.cycles import roll_over_cycles
from tests.factories import AT, make_cycle, make_indicator, make_plan, make_workday

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2025, 1, 2)


def roll_over(on=NEW_YEAR):
    return roll_over_cycles(on=on, at=AT)


@pytest.fixture
def plan():
    plan = make_plan()
    make_indicator(plan=plan)
    make_indicator(plan=plan, tracked=False)
    make_cycle(plan=plan)  # for 2023: from 1 to 31 January 2024
    return plan


def test_new_years_round_is_opened_with_its_gaps(plan):
    make_workday(day=date(2025, 1, 1))
    assert roll_over() == 1
    new = plan.cycles.get(as_of_on=date(2024, 12, 31))
    assert (new.kind, new.opens_on, new.due_on, new.closed_on) == (
        CycleKind.ANNUAL,
        NEW_YEAR,
        date(2025, 1, 31),
        None,
    )
    assert Gap.objects.filter(cycle=new, stale=True).count() == 1
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_name) == ("cycle.rolled_over", "系统")


def test_roll_over_run_again_opens_nothing_more(plan):
    assert [roll_over(), roll_over()] == [1, 0]
    assert (ReportingCycle.objects.count(), AuditEvent.objects.count()) == (2, 1)


def test_years_that_were_missed_are_caught_up(plan):
    assert roll_over(date(2026, 2, 1)) == 2
    assert [cycle.year for cycle in plan.cycles.order_by("as_of_on")] == [2023, 2024, 2025]


def test_round_opened_by_hand_is_left_as_it_is(plan):
    own = make_cycle(plan=plan, as_of_on=date(2024, 12, 31), due_on=date(2025, 5, 31))
    assert roll_over() == 0
    own.refresh_from_db()
    assert own.due_on == date(2025, 5, 31)


@pytest.mark.parametrize("status", (PlanStatus.PREPARING, PlanStatus.ENDED))
def test_plan_that_is_not_being_carried_out_is_left_alone(plan, status):
    plan.status = status
    plan.save()
    assert roll_over() == 0


def test_round_inside_a_year_is_not_repeated():
    make_cycle(as_of_on=date(2023, 6, 30), kind=CycleKind.MIDTERM)
    assert roll_over() == 0


def test_too_early_nothing_is_opened(plan):
    assert roll_over(date(2024, 11, 30)) == 0
