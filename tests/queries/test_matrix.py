"""Units by plans, and a plan's indicators by years."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planapp.domain.terms import CycleKind, ItemKind, Light, Status
from planapp.queries.gap_list import GapFilter, cycles_shown
from planapp.queries.matrix import heat_map_of, matrix_of
from tests.factories import (
    make_breakdown,
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_responsibility,
    make_series,
    make_task,
    make_unit,
    make_verdict,
)

pytestmark = pytest.mark.django_db

ON = date(2024, 3, 1)


def make_led(cycle, *units, **indicator):
    made = make_indicator(plan=cycle.plan, **indicator)
    make_gap(indicator=made, cycle=cycle)
    for unit in units:
        make_responsibility(indicator=made, unit=unit)
    return made


def matrix_for(plans, kind=ItemKind.INDICATOR):
    cycles = cycles_shown(GapFilter(), on=ON)
    return matrix_of(GapFilter(), cycles, plans, kind=kind, on=ON)


def totals(found):
    lines = {
        str(line.unit): {plan: t.total for plan, t in line.cells.items()} for line in found.lines
    }
    return lines, {plan: tally.total for plan, tally in found.columns.items()}, found.whole.total


def test_cells_count_each_unit_and_columns_each_indicator_once():
    one, two = make_unit(name="省甲厅"), make_unit(name="省乙厅")
    first, second = make_cycle(), make_cycle()
    make_led(first, one, two)
    make_led(first, one)
    make_led(second)
    make_led(second, series=make_series(provider=two))
    found = matrix_for([first.plan, second.plan])
    a, b = first.plan_id, second.plan_id
    assert totals(found) == (
        {"省甲厅": {a: 2}, "省乙厅": {a: 1, b: 1}, "None": {b: 1}},
        {a: 2, b: 2},
        4,
    )


def test_parts_are_their_units_and_not_their_plans():
    unit, cycle = make_unit(name="省甲厅"), make_cycle()
    part = make_led(cycle, unit)
    make_breakdown(whole=make_led(cycle), part=part)
    found = matrix_for([cycle.plan])
    a = cycle.plan_id
    assert totals(found) == ({"省甲厅": {a: 1}, "None": {a: 1}}, {a: 1}, 1)


def test_tasks_stand_with_the_units_that_answer():
    unit, cycle = make_unit(name="省甲厅"), make_cycle()
    make_responsibility(task=make_task(plan=cycle.plan), unit=unit)
    found = matrix_for([cycle.plan], ItemKind.TASK)
    assert totals(found) == ({"省甲厅": {cycle.plan_id: 1}}, {cycle.plan_id: 1}, 1)


def test_heat_map_holds_each_year_of_the_period_as_decided():
    plan = make_plan()
    old = make_cycle(plan=plan, as_of_on=date(2022, 12, 31))
    new = make_cycle(plan=plan)
    half_year = make_cycle(plan=plan, as_of_on=date(2023, 6, 30), kind=CycleKind.QUARTERLY)
    indicator = make_indicator(plan=plan)
    for cycle in (old, new, half_year):
        make_gap(indicator=indicator, cycle=cycle)
    make_verdict(indicator=indicator, cycle=new, light=Light.RED, status=Status.MISSED)
    make_indicator(plan=plan, tracked=False)
    heat = heat_map_of(plan, on=ON)
    [row] = heat.rows
    lights = [gap and gap.decided_light for gap in row.cells]
    assert (heat.years, lights) == (
        [2021, 2022, 2023, 2024, 2025],
        [None, Light.GREEN, Light.RED, None, None],
    )


def test_matrix_and_heat_map_cost_the_same_for_one_row_and_three():
    costs = []
    for number in (1, 3):
        cycles = [make_cycle() for _ in range(number)]
        for cycle in cycles:
            make_led(cycle, make_unit())
        plans = [cycle.plan for cycle in cycles]
        with CaptureQueriesContext(connection) as context:
            matrix_for(plans)
            heat_map_of(plans[0], on=ON)
        costs.append(len(context))
    assert costs == [7, 7]
