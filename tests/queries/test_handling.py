"""Who works on what inside a unit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from planapp.domain.terms import Light, MemberRole, ReportState, Status
from planapp.queries.duties import duties_on
from planapp.queries.handling import (
    count_open_by_person,
    handed_on,
    handed_out,
    load_staff,
)
from planapp.queries.last_gaps import last_gaps
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_membership,
    make_plan,
    make_record,
    make_responsibility,
    make_succession,
    make_unit,
    make_user,
    make_verdict,
)
from tests.work import DAY, duty_about, make_handling, make_round, owe_indicator, owe_task

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", (1, 3))
def test_what_was_handed_out_costs_one_query(unit, rows, django_assert_num_queries):
    for _ in range(rows):
        cycle = make_round()
        item = owe_indicator(unit, cycle)
        make_handling(cycle=cycle, indicator=item, unit=unit, person=make_user())
        make_handling(cycle=cycle, task=owe_task(unit, cycle), unit=unit)
    duties = duties_on(DAY, units={unit.pk})
    with django_assert_num_queries(1):
        found = handed_out(duties)
        assert [each.handling.unit_id for each in found] == [unit.pk] * 2 * rows
        assert sum(each.handling.person is not None for each in found) == rows


def test_figure_of_two_plans_is_handed_out_once(unit):
    cycle = make_round()
    item = owe_indicator(unit, cycle)
    later = make_cycle(plan=make_plan(), due_on=cycle.due_on + timedelta(days=5))
    second = make_indicator(plan=later.plan, series=item.series)
    make_responsibility(indicator=second, unit=unit)
    handling = make_handling(cycle=later, indicator=second, unit=unit)
    [found] = handed_on(DAY, units={unit.pk})
    assert (found.duty.item, found.handling) == (item, handling)


def test_handling_of_a_unit_that_answers_no_more_is_left_out(unit, other_unit):
    cycle = make_round()
    item = owe_indicator(unit, cycle)
    make_handling(cycle=cycle, indicator=item, unit=other_unit)
    assert [each.handling for each in handed_on(DAY)] == [None]


@pytest.mark.parametrize(
    ("inner", "state", "late"),
    [
        (date(2024, 1, 14), None, True),
        (date(2024, 1, 15), None, False),
        (date(2024, 1, 14), ReportState.SUBMITTED, False),
        (None, None, False),
    ],
)
def test_inner_date_that_passed_is_late_inside_while_the_item_is_open(unit, inner, state, late):
    cycle = make_round()
    item = owe_indicator(unit, cycle)
    make_handling(cycle=cycle, indicator=item, unit=unit, due_on=inner)
    if state:
        make_record(series=item.series, unit=unit, state=state)
    [found] = handed_on(DAY, units={unit.pk})
    assert found.is_late_inside(DAY) is late


def test_item_past_its_own_date_is_overdue_and_not_late_inside(unit):
    cycle = make_round()
    make_handling(
        cycle=cycle, indicator=owe_indicator(unit, cycle), unit=unit, due_on=date(2024, 1, 20)
    )
    day = date(2024, 2, 1)
    [found] = handed_on(day, units={unit.pk})
    assert (found.is_late_inside(day), found.duty.is_overdue(day)) == (False, True)


def test_open_items_count_for_the_person_handed_to_else_for_who_began_them(unit):
    cycle, given, began = make_round(), make_user(), make_user()
    draft = {"unit": unit, "recorded_by": began}
    to_given = owe_indicator(unit, cycle)
    make_record(series=to_given.series, **draft)
    make_handling(cycle=cycle, indicator=to_given, unit=unit, person=given)
    make_record(series=owe_indicator(unit, cycle).series, **draft)
    make_record(series=owe_indicator(unit, cycle).series, state=ReportState.SUBMITTED, **draft)
    owe_task(unit, cycle)
    counts = count_open_by_person(handed_on(DAY, units={unit.pk}))
    assert counts == {given.pk: 1, began.pk: 1}


@pytest.mark.parametrize("rows", (1, 3))
def test_staff_are_those_who_report_with_their_offices(unit, rows, django_assert_num_queries):
    for _ in range(rows):
        user = make_user()
        make_membership(user=user, unit=unit, office="规划处")
        make_membership(user=user, unit=unit, role=MemberRole.UNIT_HEAD, office="办公室")
    make_membership(unit=unit, role=MemberRole.AUDITOR)
    make_membership(unit=unit, valid_to=date(2024, 1, 14))
    make_membership(unit=unit, user=make_user(is_active=False))
    with django_assert_num_queries(1):
        staff = load_staff(unit, on=DAY)
    assert [each.offices for each in staff] == [("规划处", "办公室")] * rows


@pytest.mark.parametrize("rows", (1, 3))
def test_last_gap_is_the_newest_with_a_figure_as_it_was_decided(
    unit, rows, django_assert_num_queries
):
    for _ in range(rows):
        cycle = make_round()
        item = owe_indicator(unit, cycle)
        earlier = make_cycle(plan=cycle.plan, as_of_on=date(2022, 12, 31))
        oldest = make_cycle(plan=cycle.plan, as_of_on=date(2021, 12, 31))
        make_gap(indicator=item, cycle=oldest, actual=60)
        make_gap(indicator=item, cycle=earlier, actual=70)
        make_gap(indicator=item, cycle=cycle)
        make_verdict(indicator=item, cycle=earlier, status=Status.BEHIND, light=Light.RED)
    duties = [each.duty for each in handed_on(DAY, units={unit.pk})]
    with django_assert_num_queries(2):
        found = last_gaps(duties)
        [each] = {(gap.cycle.year, gap.light, gap.decided_light) for gap in found.values()}
    assert (len(found), each) == (rows, (2022, "green", "red"))


def test_successor_sees_nothing_handed_out_by_the_unit_before(unit):
    old = make_unit(valid_to=date(2023, 12, 31))
    make_succession(predecessor=old, successor=unit)
    cycle = make_round()
    item = owe_indicator(old, cycle)
    make_handling(cycle=cycle, indicator=item, unit=old)
    assert duty_about(item).unit == unit
    assert [each.handling for each in handed_on(DAY, units={unit.pk})] == [None]
