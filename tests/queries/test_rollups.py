"""Counts by plan, goal, unit, region, sector and attribute, and the rows behind each."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import (
    Attribute,
    CycleKind,
    ItemKind,
    Light,
    ReportState,
    Role,
    SelfAssessment,
    Status,
)
from planapp.models import Breakdown
from planapp.queries.gap_list import NONE, GapFilter, gaps_shown
from planapp.queries.goal_list import goals_shown
from planapp.queries.rollups import DIMENSIONS, Dimension, roll_up
from planapp.queries.tallies import tally_gaps
from planapp.queries.task_list import load_tasks, tasks_shown
from tests.factories import (
    make_cycle,
    make_gap,
    make_goal,
    make_indicator,
    make_plan,
    make_region,
    make_responsibility,
    make_sector,
    make_series,
    make_task,
    make_task_report,
    make_unit,
    make_verdict,
)

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 1)
INDICATOR, TASK, GOAL = ItemKind.INDICATOR, ItemKind.TASK, ItemKind.GOAL
RED = {"light": Light.RED, "status": Status.BEHIND}


def counted(by, kind=INDICATOR, **chosen):
    """The label of each group with its number of items."""
    found = roll_up(kind, by, GapFilter(**chosen), on=DAY)
    return {group.label: group.tally.total for group in found.groups}


def whole(by, kind=INDICATOR, **chosen):
    return roll_up(kind, by, GapFilter(**chosen), on=DAY).whole.total


def make_plan_in_a_round(**changes):
    plan = make_plan(**changes)
    return plan, make_cycle(plan=plan, closed_on=date(2024, 3, 1))


def make_province(mark=""):
    """Two plans with every kind of row that a count may get wrong."""
    sector, city = make_sector(name=f"能源{mark}"), make_region(name=f"甲市{mark}")
    lead, second, provider = (make_unit(name=f"{name}{mark}") for name in ("甲厅", "乙厅", "丙局"))
    for number, plan_sector in enumerate((sector, None)):
        plan, cycle = make_plan_in_a_round(title=f"规划{number}", sector=plan_sector)
        goal = make_goal(plan=plan, heading="目标一")
        places = (goal, goal, None)
        for place, light in zip(places, (Light.GREEN, Light.RED, Light.GREY), strict=True):
            indicator = make_indicator(plan=plan, goal=place, attribute=Attribute.BINDING)
            make_gap(indicator=indicator, cycle=cycle, light=light, status=Status.BEHIND)
            make_responsibility(indicator=indicator, unit=lead)
            make_responsibility(indicator=indicator, unit=second)
        provided = make_indicator(plan=plan, series=make_series(provider=provider))
        make_responsibility(indicator=provided, unit=lead)
        make_responsibility(indicator=provided, unit=second, valid_to=date(2022, 1, 1))
        gap = make_gap(indicator=provided, cycle=cycle)
        make_verdict(indicator=provided, cycle=cycle, **RED)
        make_verdict(indicator=indicator, cycle=cycle, light=Light.GREEN, status=Status.AHEAD)
        make_gap(indicator=make_indicator(plan=plan), cycle=cycle)  # nobody leads it
        part = make_indicator(plan=plan, series=make_series(region=city, provider=second))
        Breakdown.objects.create(whole=gap.indicator, part=part)
        make_gap(indicator=part, cycle=cycle, **RED)
        make_tasks(plan, cycle, (lead, second))
    return sector


def make_tasks(plan, cycle, units):
    said = (SelfAssessment.DONE, SelfAssessment.SLOW, SelfAssessment.NOT_STARTED, None)
    for word in said:
        task = make_task(plan=plan)
        make_responsibility(task=task, unit=units[0])
        make_responsibility(task=task, unit=units[0], role=Role.RESPONSIBLE)
        make_responsibility(task=task, unit=units[1], role=Role.RESPONSIBLE)
        if word:
            make_task_report(
                task=task, cycle=cycle, self_assessment=word, state=ReportState.APPROVED
            )
    make_verdict(task=task, cycle=cycle, status=Status.NEARLY, light=Light.YELLOW)
    make_task(plan=plan)  # nobody's
    make_verdict(goal=make_goal(plan=plan), cycle=cycle, status=Status.MISSED, light=Light.RED)
    make_task(plan=plan, tracked=False)


def rows_of(kind, **chosen):
    filter_ = GapFilter(**{k: int(v) if v.isdigit() else v for k, v in chosen.items()})
    if kind is GOAL:
        return goals_shown(filter_, on=DAY).rows.count()
    if kind is TASK:
        return tasks_shown(filter_, on=DAY).rows.count()
    return len(gaps_shown(filter_, on=DAY))


CASES = [(kind, by) for kind, dimensions in DIMENSIONS.items() for by in dimensions]


@pytest.mark.parametrize(("kind", "by"), CASES)
def test_each_count_is_the_number_of_rows_behind_it(kind, by):
    make_province()
    found = roll_up(kind, by, GapFilter(), on=DAY)
    cells = [
        (group.query | {"status": standing.status, "light": standing.light}, number)
        for group in found.groups
        for standing, number in group.tally.decided.items()
    ]
    assert len(cells) >= 2
    assert [(query, rows_of(kind, **query)) for query, _ in cells] == cells


@pytest.mark.parametrize(("kind", "by"), CASES)
def test_each_computed_count_is_the_number_of_rows_behind_it(kind, by):
    make_province()
    found = roll_up(kind, by, GapFilter(), on=DAY)
    for group in found.groups:
        for standing, number in group.tally.computed.items():
            query = group.query | {"status": standing.status, "light": standing.light}
            assert rows_of(kind, **query, computed="1") == number


@pytest.mark.parametrize(("kind", "by"), CASES)
def test_whole_is_the_same_by_every_dimension(kind, by):
    make_province()
    number = {INDICATOR: 10, TASK: 10, GOAL: 4}[kind]
    assert (whole(by, kind), rows_of(kind)) == (number, number)


@pytest.mark.parametrize(
    ("by", "found"),
    [
        (Dimension.PLAN, {"规划0": 5, "规划1": 5}),
        (Dimension.UNIT, {"甲厅": 8, "乙厅": 8, "丙局": 2, "未定单位": 2}),
        (Dimension.REGION, {"甲市": 2, "浙江省": 10}),
        (Dimension.SECTOR, {"能源": 5, "未分领域": 5}),
        (Dimension.ATTRIBUTE, {"约束性": 6, "未注明": 4}),
    ],
)
def test_indicators_are_counted_once_per_group(by, found):
    make_province()
    assert counted(by) == found


def test_indicators_are_counted_by_the_goals_of_each_plan():
    make_province()
    groups = roll_up(INDICATOR, Dimension.GOAL, GapFilter(), on=DAY).groups
    assert [(group.hint, group.label, group.tally.total) for group in groups] == [
        ("规划0", "目标一", 2),
        ("规划0", "未列入目标", 3),
        ("规划1", "目标一", 2),
        ("规划1", "未列入目标", 3),
    ]


@pytest.mark.parametrize(
    ("by", "found"),
    [
        (Dimension.PLAN, {"规划0": 5, "规划1": 5}),
        (Dimension.UNIT, {"甲厅": 8, "乙厅": 8, "未定单位": 2}),
        (Dimension.SECTOR, {"能源": 5, "未分领域": 5}),
    ],
)
def test_tasks_are_counted_once_per_group(by, found):
    make_province()
    assert counted(by, TASK) == found


def test_goals_are_counted_by_what_was_decided_on_them():
    make_province()
    [first, _] = roll_up(GOAL, Dimension.PLAN, GapFilter(), on=DAY).groups
    assert first.tally.decided == {
        (Status.UNASSESSABLE, Light.GREY): 1,
        (Status.MISSED, Light.RED): 1,
    }
    assert first.tally.differing == 0


def test_filter_on_light_narrows_the_count_of_tasks():
    make_province()
    assert counted(Dimension.PLAN, TASK, light="red") == {"规划0": 1, "规划1": 1}


def test_whole_plan_counts_leave_out_the_parts_that_its_unit_has():
    make_province()
    second = roll_up(INDICATOR, Dimension.UNIT, GapFilter(), on=DAY).groups[1]
    assert second.tally.lights == {"green": 4, "yellow": 0, "red": 4, "grey": 0}
    assert rows_of(INDICATOR, unit=second.query["unit"], light="red") == 4


def test_decided_takes_the_place_of_what_was_computed():
    make_province()
    tally = roll_up(INDICATOR, Dimension.PLAN, GapFilter(), on=DAY).groups[0].tally
    assert tally.lights == {"green": 3, "yellow": 0, "red": 2, "grey": 0}
    assert tally.computed[Status.BEHIND, Light.GREY] == 1
    assert (tally.decided[Status.AHEAD, Light.GREEN], tally.differing) == (1, 2)
    tasks = roll_up(TASK, Dimension.PLAN, GapFilter(), on=DAY).groups[0].tally
    assert tasks.lights == {"green": 1, "yellow": 2, "red": 1, "grey": 1}
    assert (tasks.computed[Status.NO_DATA, Light.GREY], tasks.differing) == (2, 1)


def test_verdict_in_another_cycle_decides_nothing_here():
    plan, cycle = make_plan_in_a_round()
    gap = make_gap(indicator=make_indicator(plan=plan), cycle=cycle)
    old = make_cycle(plan=plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    make_verdict(indicator=gap.indicator, cycle=old, **RED)
    assert tally_gaps(gaps_shown(GapFilter(), on=DAY)).lights["green"] == 1


def test_year_with_several_cycles_counts_an_indicator_once():
    plan, cycle = make_plan_in_a_round()
    midterm = make_cycle(
        plan=plan, as_of_on=date(2023, 6, 30), kind=CycleKind.MIDTERM, closed_on=date(2023, 9, 1)
    )
    indicator = make_indicator(plan=plan)
    for each, light in ((cycle, Light.GREEN), (midterm, Light.RED)):
        make_gap(indicator=indicator, cycle=each, light=light)
    found = [
        tally_gaps(gaps_shown(GapFilter(year=2023, kind=kind), on=DAY)).lights
        for kind in ("", CycleKind.MIDTERM)
    ]
    assert [(each["green"], each["red"]) for each in found] == [(1, 0), (0, 1)]


def test_cycle_that_has_not_begun_is_not_counted():
    plan = make_plan()
    make_gap(indicator=make_indicator(plan=plan), cycle=make_cycle(plan=plan))
    coming = make_cycle(plan=plan, as_of_on=date(2024, 12, 31))
    make_gap(indicator=make_indicator(plan=plan), cycle=coming)
    shown = gaps_shown(GapFilter(), on=DAY)
    assert [gap.cycle.year for gap in shown] == [2023]


def test_filter_narrows_every_count():
    sector = make_province()
    assert whole(Dimension.UNIT, sector=sector.pk) == 5
    assert whole(Dimension.PLAN, sector=NONE) == 5
    assert counted(Dimension.PLAN, light="red") == {"规划0": 2, "规划1": 2}


QUERIES = {
    (INDICATOR, Dimension.PLAN): 6,
    (INDICATOR, Dimension.GOAL): 7,
    (INDICATOR, Dimension.UNIT): 5,
    (INDICATOR, Dimension.REGION): 4,
    (INDICATOR, Dimension.SECTOR): 3,
    (INDICATOR, Dimension.ATTRIBUTE): 2,
    (TASK, Dimension.PLAN): 6,
    (TASK, Dimension.UNIT): 5,
    (TASK, Dimension.REGION): 3,
    (TASK, Dimension.SECTOR): 3,
    (GOAL, Dimension.PLAN): 4,
    (GOAL, Dimension.REGION): 3,
    (GOAL, Dimension.SECTOR): 3,
}


@pytest.mark.parametrize("rows", (1, 3))
@pytest.mark.parametrize(("kind", "by"), CASES)
def test_roll_up_costs_the_same_however_many_rows(kind, by, rows, django_assert_num_queries):
    for number in range(rows):
        make_province(mark=str(number))
    with django_assert_num_queries(QUERIES[kind, by]):
        assert roll_up(kind, by, GapFilter(), on=DAY).groups


@pytest.mark.parametrize("rows", (1, 3))
def test_tasks_of_any_number_cost_six_queries(rows, django_assert_num_queries):
    for number in range(rows):
        make_province(mark=str(number))
    with django_assert_num_queries(6):
        shown = tasks_shown(GapFilter(), on=DAY)
        found = load_tasks(shown.rows, shown.cycles)
        told = [(row.task.plan.title, row.units, row.report, row.verdict) for row in found]
    assert len(told) == 10 * rows
