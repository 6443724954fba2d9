"""启动准备: what the grid writes, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.terms import Attribute, DuePath, Entry, PlanStatus, Role
from planapp.models import AuditEvent, Gap, Responsibility
from planapp.queries.duties import duties_on
from planapp.services.errors import Refused
from planapp.services.setup import IndicatorSetup, assign_default_lead, set_up_indicators
from tests.factories import (
    AT,
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
    make_task,
    make_unit,
)

pytestmark = pytest.mark.django_db


def set_up(indicator, by, **changes):
    row = replace(IndicatorSetup.of(indicator), **changes)
    return set_up_indicators(plan=indicator.plan, rows=[row], by=by, at=AT)


def leads(indicator):
    rows = indicator.responsibilities.filter(role=Role.LEAD).order_by("pk")
    return [(row.unit, row.valid_from, row.valid_to) for row in rows]


def test_unchanged_grid_touches_nothing(administrator):
    indicator = make_indicator()
    gap = make_gap(indicator=indicator)
    assert set_up(indicator, administrator) == 0
    gap.refresh_from_db()
    assert (gap.stale, AuditEvent.objects.count()) == (False, 0)


def test_changed_row_is_written_and_its_gap_alone_becomes_stale(administrator):
    indicator = make_indicator(base_value=None)
    gap = make_gap(indicator=indicator)
    other = make_gap(indicator=make_indicator(plan=indicator.plan), cycle=gap.cycle)
    changed = set_up(
        indicator,
        administrator,
        base_value=Decimal(60),
        base_source="年鉴",
        attribute=Attribute.BINDING,
        path=DuePath.GEOMETRIC,
    )
    indicator.refresh_from_db()
    assert (changed, indicator.base_value, indicator.base_source) == (1, Decimal(60), "年鉴")
    assert (indicator.attribute, indicator.path) == (Attribute.BINDING, DuePath.GEOMETRIC)
    assert set(Gap.objects.filter(stale=True)) == {gap}
    assert other.pk != gap.pk


def test_changed_series_makes_stale_whatever_rests_on_it(administrator):
    series = make_series()
    here = make_gap(indicator=make_indicator(series=series))
    there = make_gap(indicator=make_indicator(series=series))
    make_gap()
    set_up(here.indicator, administrator, entry=Entry.RUNNING)
    assert set(Gap.objects.filter(stale=True)) == {here, there}


def test_first_lead_answers_from_the_beginning(administrator, unit):
    indicator = make_indicator()
    set_up(indicator, administrator, lead=unit)
    assert leads(indicator) == [(unit, None, None)]


def test_new_lead_before_the_plan_runs_replaces_the_old(administrator, unit, other_unit):
    indicator = make_indicator(plan=make_plan(status=PlanStatus.PREPARING))
    make_responsibility(indicator=indicator, unit=unit)
    set_up(indicator, administrator, lead=other_unit)
    assert leads(indicator) == [(other_unit, None, None)]
    [removed, _] = AuditEvent.objects.get().changes
    assert (removed["pk"].isdecimal(), removed["fields"]["role"]) == (True, ["lead", None])


def test_new_lead_of_a_running_plan_leaves_the_old_in_its_time(administrator, unit, other_unit):
    indicator = make_indicator()
    make_responsibility(indicator=indicator, unit=unit)
    make_cycle(plan=indicator.plan)
    set_up(indicator, administrator, lead=other_unit)
    assert leads(indicator) == [
        (unit, None, date(2024, 1, 14)),
        (other_unit, date(2024, 1, 15), None),
    ]
    answering = {day: duties_on(date(2024, 1, day))[0].unit for day in (14, 15)}
    assert answering == {14: unit, 15: other_unit}


def test_second_lead_chosen_becomes_the_first(administrator, unit, other_unit):
    indicator = make_indicator(plan=make_plan(status=PlanStatus.PREPARING))
    make_responsibility(indicator=indicator, unit=unit, order=0)
    make_responsibility(indicator=indicator, unit=other_unit, order=1)
    set_up(indicator, administrator, lead=other_unit)
    assert leads(indicator) == [(other_unit, None, None)]


def test_indicator_tracked_only_now_gets_a_gap_in_the_open_cycles(administrator):
    indicator = make_indicator(tracked=False)
    cycle = make_cycle(plan=indicator.plan)
    make_cycle(plan=indicator.plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    set_up(indicator, administrator, tracked=True)
    assert [(gap.indicator, gap.cycle) for gap in Gap.objects.all()] == [(indicator, cycle)]


def test_value_unit_with_figures_behind_it_may_not_change(administrator):
    indicator = make_indicator()
    make_record(series=indicator.series)
    with pytest.raises(Refused, match="已有填报数据，不能再改计量单位"):
        set_up(indicator, administrator, value_unit="千瓦")


@pytest.mark.parametrize(
    "changes", ({"base_value": Decimal(60)}, {"base_value": None}, {"base_year": 2019})
)
def test_base_that_a_cycle_was_judged_by_may_not_change(administrator, changes):
    indicator = make_indicator()
    set_up(indicator, administrator, base_value=Decimal(55))
    make_cycle(plan=indicator.plan)
    with pytest.raises(Refused, match="基期已用于测算，请走“目标调整”"):
        set_up(indicator, administrator, **changes)


def test_base_that_is_missing_is_filled_in_at_any_time(administrator):
    indicator = make_indicator(base_value=None, base_year=None)
    make_cycle(plan=indicator.plan)
    set_up(indicator, administrator, base_value=Decimal(60), base_year=2020)
    indicator.refresh_from_db()
    assert (indicator.base_value, indicator.base_year) == (Decimal(60), 2020)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"base_year": 2025}, "基期年须早于目标年（2025）"),
        ({"base_value": Decimal("1234567890.1234567")}, "有效数字"),
        ({"publication_month": 13}, "12"),
    ],
)
def test_row_that_cannot_be_kept_names_itself_and_nothing_is_written(administrator, changes, words):
    plan = make_plan()
    good, bad = make_indicator(plan=plan), make_indicator(plan=plan)
    rows = [
        replace(IndicatorSetup.of(good), base_source="年鉴"),
        replace(IndicatorSetup.of(bad), **changes),
    ]
    with pytest.raises(Refused, match=words) as refusal:
        set_up_indicators(plan=plan, rows=rows, by=administrator, at=AT)
    good.refresh_from_db()
    assert (bad.name in str(refusal.value), good.base_source) == (True, "2020年统计公报")


def test_indicator_of_another_plan_is_refused(administrator):
    with pytest.raises(Refused, match="不属于"):
        set_up_indicators(
            plan=make_plan(), rows=[IndicatorSetup.of(make_indicator())], by=administrator, at=AT
        )


@pytest.mark.parametrize("who", ("reporter", "supervisor", "auditor"))
def test_set_up_by_anybody_but_an_administrator_is_refused(who, request):
    person = request.getfixturevalue(who)
    with pytest.raises(Refused, match="只有管理员"):
        set_up(make_indicator(), person, base_source="年鉴")
    with pytest.raises(Refused, match="只有管理员"):
        assign_default_lead(plan=make_plan(), by=person, at=AT)


def test_default_lead_takes_what_nobody_answers_for(administrator, unit, other_unit):
    plan = make_plan(default_lead=unit)
    orphan, led = make_indicator(plan=plan), make_indicator(plan=plan)
    make_responsibility(indicator=led, unit=other_unit)
    make_indicator(plan=plan, tracked=False)
    task, responsible = make_task(plan=plan), make_task(plan=plan)
    make_responsibility(task=responsible, unit=other_unit, role=Role.RESPONSIBLE)
    supported = make_task(plan=plan)
    make_responsibility(task=supported, unit=other_unit, role=Role.SUPPORT)
    assert assign_default_lead(plan=plan, by=administrator, at=AT) == 3
    given = Responsibility.objects.filter(unit=unit).values_list("indicator", "task", "role")
    assert set(given) == {
        (orphan.pk, None, Role.LEAD),
        (None, task.pk, Role.LEAD),
        (None, supported.pk, Role.LEAD),
    }


def test_default_lead_given_twice_changes_nothing_the_second_time(administrator):
    plan = make_plan(default_lead=make_unit())
    make_indicator(plan=plan)
    counts = [assign_default_lead(plan=plan, by=administrator, at=AT) for _ in range(2)]
    assert (counts, AuditEvent.objects.count()) == ([1, 0], 1)


def test_default_lead_of_a_plan_without_one_is_refused(administrator):
    with pytest.raises(Refused, match="没有默认牵头单位"):
        assign_default_lead(plan=make_plan(), by=administrator, at=AT)
