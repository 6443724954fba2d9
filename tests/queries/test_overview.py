"""What the home page of those who see everything is made of."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planapp.domain.terms import Light, ReportState, Status
from planapp.queries.overview import overview_on
from tests.factories import (
    YEAR_END,
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_task,
    make_unit,
    make_verdict,
    make_workday,
)

pytestmark = pytest.mark.django_db

OPEN = date(2024, 1, 15)  # a Monday within the cycle for 2023, which is due on 31 January
CLOSED = date(2024, 3, 1)


def make_judged(*, light, completion=None, due=Decimal("0.6"), plan=None, cycle=None):
    plan = plan or make_plan()
    return make_gap(
        indicator=make_indicator(plan=plan),
        cycle=cycle or make_cycle(plan=plan),
        light=light,
        status=Status.BEHIND,
        completion=completion,
        due_progress=due,
    )


def make_busy_plan():
    """A plan with every light, a submitted figure, an open one and a task that is nobody's."""
    plan = make_plan()
    cycle = make_cycle(plan=plan)
    for light in Light:
        gap = make_judged(light=light, completion=Decimal("0.5"), plan=plan, cycle=cycle)
        make_responsibility(indicator=gap.indicator)
    part = make_responsibility(indicator=make_indicator(plan=plan))
    make_record(series=part.indicator.series, unit=part.unit, state=ReportState.SUBMITTED)
    make_task(plan=plan)
    return plan


def test_overview_of_an_empty_installation_is_empty():
    found = overview_on(OPEN)
    assert (found.plans, found.worst, found.late, found.due, found.unassigned) == (
        [],
        [],
        [],
        [],
        0,
    )


def test_lights_are_counted_by_plan_as_the_gap_list_shows_them():
    first, second = make_plan(), make_plan()
    old = make_cycle(plan=first, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    make_judged(light=Light.RED, plan=first, cycle=old)
    closed = make_cycle(plan=first, closed_on=date(2024, 2, 29))
    for light in (Light.GREEN, Light.GREEN, Light.YELLOW):
        make_judged(light=light, plan=first, cycle=closed)
    make_judged(light=Light.GREY, plan=second)
    none = {light.value: 0 for light in Light}
    plans = overview_on(CLOSED).plans
    assert [(row.plan, row.cycle.as_of_on, row.indicators.lights) for row in plans] == [
        (first, YEAR_END, {**none, "green": 2, "yellow": 1}),
        (second, YEAR_END, {**none, "grey": 1}),
    ]


def test_decided_lights_are_those_that_count():
    plan = make_plan()
    cycle = make_cycle(plan=plan, closed_on=date(2024, 2, 29))
    gap = make_judged(light=Light.RED, plan=plan, cycle=cycle)
    make_verdict(indicator=gap.indicator, cycle=cycle, light=Light.GREEN)
    task = make_task(plan=plan)
    make_verdict(task=task, cycle=cycle, light=Light.YELLOW, status=Status.NEARLY)
    found = overview_on(CLOSED)
    [row] = found.plans
    assert (row.indicators.lights["green"], row.tasks.lights["yellow"], found.worst) == (1, 1, [])


def test_worst_gaps_are_red_ones_first_and_then_by_what_is_missing():
    plan = make_plan()
    cycle = make_cycle(plan=plan)
    given = [
        (Light.YELLOW, Decimal("0.1")),
        (Light.RED, Decimal("0.4")),
        (Light.RED, None),
        (Light.GREEN, Decimal("0.6")),
        (Light.RED, Decimal("0.2")),
    ]
    gaps = [make_judged(light=a, completion=b, plan=plan, cycle=cycle) for a, b in given]
    worst = [gap for gap, _ in overview_on(OPEN).worst]
    assert worst == [gaps[4], gaps[1], gaps[2], gaps[0]]


def test_five_worst_gaps_are_kept():
    plan = make_plan()
    cycle = make_cycle(plan=plan)
    for _ in range(6):
        make_judged(light=Light.RED, plan=plan, cycle=cycle)
    assert len(overview_on(OPEN).worst) == 5


def test_units_with_open_duties_are_late_and_counted():
    plan, busy, quiet, done = make_plan(), make_unit(), make_unit(), make_unit()
    make_cycle(plan=plan)
    for unit in (busy, busy, quiet):
        make_responsibility(indicator=make_indicator(plan=plan), unit=unit)
    for unit in (busy, done):
        part = make_responsibility(indicator=make_indicator(plan=plan), unit=unit)
        make_record(series=part.indicator.series, unit=unit, state=ReportState.SUBMITTED)
    late = overview_on(OPEN).late
    assert [(row.unit, row.owed, row.handed_in, row.open, row.overdue) for row in late] == [
        (busy, 3, 1, 2, 0),
        (quiet, 1, 0, 1, 0),
    ]
    assert {row.due_on for row in late} == {date(2024, 1, 31)}


def test_unit_past_the_due_date_stands_before_one_with_more_to_do():
    late, busy = make_unit(), make_unit()
    past, ahead = make_plan(), make_plan()
    make_cycle(plan=past, due_on=OPEN - timedelta(days=1))
    make_cycle(plan=ahead)
    make_responsibility(indicator=make_indicator(plan=past), unit=late)
    for _ in range(2):
        make_responsibility(indicator=make_indicator(plan=ahead), unit=busy)
    assert [(row.unit, row.overdue) for row in overview_on(OPEN).late] == [(late, 1), (busy, 0)]


def test_what_nobody_answers_for_is_counted():
    make_cycle(plan=make_task().plan)
    assert overview_on(OPEN).unassigned == 1


def test_open_cycles_stand_by_due_date_with_working_days_left():
    later, sooner = make_plan(), make_plan()
    for plan in (later, sooner):
        make_responsibility(indicator=make_indicator(plan=plan))
    make_cycle(plan=later)
    make_cycle(plan=sooner, due_on=date(2024, 1, 18))
    make_workday(day=date(2024, 1, 17))
    assert [
        (row.cycle.plan, row.owed, row.handed_in, row.workdays) for row in overview_on(OPEN).due
    ] == [(sooner, 1, 0, 2), (later, 1, 0, 11)]


def count_queries():
    with CaptureQueriesContext(connection) as context:
        overview_on(OPEN)
    return len(context)


def test_overview_costs_the_same_for_one_plan_and_for_three():
    make_busy_plan()
    one = count_queries()
    make_busy_plan()
    make_busy_plan()
    assert (count_queries(), one) == (one, 24)
