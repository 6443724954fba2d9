"""Opening and closing rounds of reporting."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import CycleKind, PlanStatus
from planapp.models import AuditEvent, Gap, ReportingCycle
from planapp.services.cycles import CycleDates, close_cycle, open_cycle
from planapp.services.errors import Refused
from tests.factories import (
    AT,
    YEAR_END,
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_responsibility,
    make_series,
    make_unit,
)

pytestmark = pytest.mark.django_db

DATES = CycleDates(as_of_on=YEAR_END, opens_on=date(2024, 1, 1), due_on=date(2024, 2, 29))


@pytest.fixture
def plan(unit):
    """Ready: one led indicator, one provided by a unit, one that is not tracked."""
    plan = make_plan(status=PlanStatus.PREPARING)
    make_responsibility(indicator=make_indicator(plan=plan), unit=unit)
    make_indicator(plan=plan, series=make_series(provider=make_unit()))
    make_indicator(plan=plan, tracked=False)
    return plan


def open_for(plan, by, dates=DATES, **given):
    return open_cycle(plan=plan, dates=dates, by=by, at=AT, **given)


def test_opened_cycle_starts_the_plan_and_waits_for_each_tracked_indicator(plan, administrator):
    cycle = open_for(plan, administrator)
    plan.refresh_from_db()
    assert (plan.status, cycle.due_on, cycle.kind) == (
        PlanStatus.ACTIVE,
        date(2024, 2, 29),
        CycleKind.ANNUAL,
    )
    tracked = plan.indicators.filter(tracked=True)
    assert {gap.indicator for gap in Gap.objects.filter(cycle=cycle, stale=True)} == set(tracked)
    assert AuditEvent.objects.get().action == "cycle.opened"


def test_cycle_with_an_indicator_nobody_answers_for_is_refused_by_name(plan, administrator):
    orphan = make_indicator(plan=plan)
    with pytest.raises(Refused, match="1 个纳入跟踪的指标没有牵头单位") as refusal:
        open_for(plan, administrator)
    plan.refresh_from_db()
    assert (orphan.name in str(refusal.value), plan.status) == (True, PlanStatus.PREPARING)
    assert ReportingCycle.objects.count() == 0


def test_cycle_whose_only_lead_has_ended_is_refused(administrator, unit):
    indicator = make_indicator()
    make_responsibility(indicator=indicator, unit=unit, valid_to=date(2023, 1, 1))
    with pytest.raises(Refused, match="没有牵头单位"):
        open_for(indicator.plan, administrator)


def test_cycle_opened_twice_is_refused(plan, administrator):
    open_for(plan, administrator)
    with pytest.raises(Refused, match="2023年12月31日填报期已经存在"):
        open_for(plan, administrator)
    assert (ReportingCycle.objects.count(), Gap.objects.count()) == (1, 2)


def test_cycle_of_another_kind_at_the_same_date_is_its_own(plan, administrator):
    open_for(plan, administrator)
    quarter = open_for(plan, administrator, kind=CycleKind.QUARTERLY)
    assert str(quarter) == "季度调度（截至2023年12月31日）"


@pytest.mark.parametrize(
    ("kind", "as_of_on", "words"),
    [
        (CycleKind.ANNUAL, date(2023, 6, 30), "12月31日"),
        (CycleKind.ANNUAL, date(2023, 12, 30), "12月31日"),
        (CycleKind.QUARTERLY, date(2023, 5, 31), "季度末"),
        (CycleKind.QUARTERLY, date(2023, 6, 29), "季度末"),
        (CycleKind.FINAL, date(2024, 12, 31), "2025年"),
        (CycleKind.MIDTERM, date(2023, 6, 30), None),
        (CycleKind.MIDTERM, date(2023, 5, 15), None),
        (CycleKind.QUARTERLY, date(2023, 9, 30), None),
        (CycleKind.FINAL, date(2025, 6, 30), None),
    ],
)
def test_date_of_a_cycle_fits_its_kind(plan, administrator, kind, as_of_on, words):
    dates = CycleDates(as_of_on, opens_on=date(2026, 1, 5), due_on=date(2026, 1, 30))
    if words is None:
        assert open_for(plan, administrator, dates, kind=kind).as_of_on == as_of_on
    else:
        with pytest.raises(Refused, match=words):
            open_for(plan, administrator, dates, kind=kind)


def test_cycle_due_before_its_date_is_over_is_refused(plan, administrator):
    dates = CycleDates(YEAR_END, opens_on=date(2023, 12, 1), due_on=YEAR_END)
    with pytest.raises(Refused, match="数据截至之后"):
        open_for(plan, administrator, dates)


def test_cycle_due_before_it_opens_is_refused(plan, administrator):
    dates = CycleDates(as_of_on=YEAR_END, opens_on=date(2024, 2, 1), due_on=date(2024, 1, 31))
    with pytest.raises(Refused, match="填报截止不能早于开始填报"):
        open_for(plan, administrator, dates)


@pytest.mark.parametrize("year", [2020, 2026])
def test_cycle_outside_the_plans_period_is_refused(plan, administrator, year):
    dates = CycleDates(date(year, 12, 31), opens_on=date(2027, 1, 6), due_on=date(2027, 2, 28))
    with pytest.raises(Refused, match="2021–2025"):
        open_for(plan, administrator, dates)


def test_closed_cycle_makes_its_gaps_stale_and_no_others(plan, administrator):
    indicator = plan.indicators.first()
    gap = make_gap(indicator=indicator, cycle=make_cycle(plan=plan))
    make_gap(indicator=indicator, cycle=make_cycle(plan=plan, as_of_on=date(2022, 12, 31)))
    close_cycle(cycle=gap.cycle, on=date(2024, 3, 1), by=administrator, at=AT)
    gap.cycle.refresh_from_db()
    assert gap.cycle.closed_on == date(2024, 3, 1)
    assert list(Gap.objects.filter(stale=True)) == [gap]


def test_cycle_closed_twice_is_refused(administrator):
    cycle = make_cycle(closed_on=date(2024, 3, 1))
    with pytest.raises(Refused, match="已于2024年3月1日关闭"):
        close_cycle(cycle=cycle, on=date(2024, 3, 2), by=administrator, at=AT)


@pytest.mark.parametrize("who", ("reporter", "supervisor", "auditor"))
def test_cycle_by_anybody_but_an_administrator_is_refused(plan, who, request):
    person = request.getfixturevalue(who)
    with pytest.raises(Refused, match="只有管理员"):
        open_for(plan, person)
    with pytest.raises(Refused, match="只有管理员"):
        close_cycle(cycle=make_cycle(plan=plan), on=YEAR_END, by=person, at=AT)
