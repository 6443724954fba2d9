"""Units, plans and regions in their places."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from planapp.domain.terms import ItemKind, Light, ReportState, Status, Timeliness
from planapp.queries import rankings
from planapp.queries.gap_list import GapFilter
from planapp.queries.rankings import Measured, rank_punctuality, rank_standings
from planapp.queries.rollups import Dimension
from tests.factories import (
    make_cycle,
    make_extension,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
    make_task,
    make_task_report,
    make_unit,
    make_verdict,
)

pytestmark = pytest.mark.django_db

ON = date(2024, 3, 1)
IN_TIME = datetime(2024, 1, 31, 15, 59, tzinfo=UTC)  # a minute before midnight in Shanghai
TOO_LATE = datetime(2024, 1, 31, 16, 0, tzinfo=UTC)


@pytest.fixture
def cycle():
    return make_cycle(closed_on=date(2024, 2, 29))


def make_item(cycle, unit, at=None, **report):
    """A figure of the unit, handed in at an instant."""
    part = make_responsibility(indicator=make_indicator(plan=cycle.plan), unit=unit)
    if at is not None:
        state = {"state": ReportState.APPROVED} | report
        make_record(series=part.indicator.series, unit=unit, submitted_at=at, **state)
    return part.indicator


def punctual(by=Dimension.UNIT, **chosen):
    found = rank_punctuality(GapFilter(**chosen), by=by, on=ON)
    return {each.what.label: dict(each.what.counts) for each in found}


def test_units_are_ranked_by_what_reached_its_schedule(cycle):
    for name, lights in {"省甲厅": [Light.GREEN, Light.GREY], "省乙厅": [Light.GREEN]}.items():
        unit = make_unit(name=name)
        for light in lights:
            status = Status.NO_DATA if light is Light.GREY else Status.ON_TRACK
            indicator = make_item(cycle, unit)
            make_gap(indicator=indicator, cycle=cycle, light=light, status=status)
    make_gap(indicator=make_indicator(plan=cycle.plan), cycle=cycle)  # nobody's
    found = rank_standings(
        GapFilter(),
        kind=ItemKind.INDICATOR,
        by=Dimension.UNIT,
        measured=Measured.ON_SCHEDULE,
        on=ON,
    )
    assert [(each.what.label, each.place, each.score.reached) for each in found] == [
        ("省乙厅", 1, 1),
        ("省甲厅", 2, 1),
    ]


def standings(by=Dimension.UNIT, on=ON, **chosen):
    found = rank_standings(
        GapFilter(**chosen),
        kind=ItemKind.INDICATOR,
        by=by,
        measured=Measured.ON_SCHEDULE,
        on=on,
    )
    return {
        each.what.label: (each.score.reached, each.score.counted, each.what.unpublished)
        for each in found
    }


@pytest.fixture
def of_june(cycle):
    """A unit with a figure on schedule and one that is published in June."""
    unit = make_unit(name="省甲厅")
    make_gap(
        indicator=make_item(cycle, unit), cycle=cycle, status=Status.ON_TRACK, light=Light.GREEN
    )
    series = make_series(publication_month=6, region=cycle.plan.region)
    waiting = make_indicator(plan=cycle.plan, series=series)
    make_responsibility(indicator=waiting, unit=unit)
    return make_gap(indicator=waiting, cycle=cycle, status=Status.NO_DATA, light=Light.GREY)


@pytest.mark.parametrize("by", [Dimension.UNIT, Dimension.PLAN, Dimension.REGION])
def test_what_is_not_published_counts_from_its_month_on(cycle, of_june, by):
    assert list(standings(by, date(2024, 5, 31)).values()) == [(1, 1, 1)]
    assert list(standings(by, date(2024, 6, 1)).values()) == [(1, 2, 0)]


def test_what_was_decided_without_a_figure_counts(cycle, of_june):
    make_verdict(indicator=of_june.indicator, cycle=cycle, status=Status.BEHIND, light=Light.YELLOW)
    assert standings() == {"省甲厅": (1, 2, 0)}
    assert standings(computed=True) == {"省甲厅": (1, 1, 1)}


def test_punctuality_says_what_is_not_published(of_june):
    [found] = rank_punctuality(GapFilter(), by=Dimension.UNIT, on=ON)
    assert (found.score.counted, found.what.unpublished) == (1, 1)


def test_midnight_in_shanghai_ends_the_due_day(cycle):
    make_item(cycle, make_unit(name="省甲厅"), IN_TIME)
    make_item(cycle, make_unit(name="省乙厅"), TOO_LATE)
    make_item(cycle, make_unit(name="省丙厅"))
    assert punctual() == {
        "省甲厅": {Timeliness.ON_TIME: 1},
        "省乙厅": {Timeliness.LATE: 1},
        "省丙厅": {Timeliness.MISSING: 1},
    }


def test_correction_of_what_came_in_time_is_not_late(cycle):
    unit = make_unit(name="省甲厅")
    indicator = make_item(cycle, unit, IN_TIME, state=ReportState.SUPERSEDED)
    make_record(
        series=indicator.series,
        unit=unit,
        version=2,
        state=ReportState.APPROVED,
        submitted_at=TOO_LATE,
    )
    assert punctual() == {"省甲厅": {Timeliness.ON_TIME: 1}}


def test_what_was_returned_and_left_is_missing(cycle):
    make_item(cycle, make_unit(name="省甲厅"), IN_TIME, state=ReportState.RETURNED)
    assert punctual() == {"省甲厅": {Timeliness.MISSING: 1}}


def test_granted_day_and_month_of_publication_move_what_is_due(cycle):
    unit = make_unit(name="省甲厅")
    delayed = make_item(cycle, unit, TOO_LATE)
    make_extension(
        indicator=delayed, cycle=cycle, unit=unit, state="granted", granted_until=date(2024, 2, 20)
    )
    waiting = make_indicator(plan=cycle.plan, series=make_series(publication_month=6))
    make_responsibility(indicator=waiting, unit=unit)
    assert punctual() == {"省甲厅": {Timeliness.ON_TIME: 1, Timeliness.PENDING: 1}}


def test_tasks_count_with_figures_and_plans_with_their_units(cycle):
    unit = make_unit(name="省甲厅")
    task = make_task(plan=cycle.plan)
    make_responsibility(task=task, unit=unit)
    make_task_report(
        task=task, cycle=cycle, unit=unit, state=ReportState.SUBMITTED, submitted_at=TOO_LATE
    )
    make_item(cycle, unit, IN_TIME)
    counts = {Timeliness.ON_TIME: 1, Timeliness.LATE: 1}
    assert punctual() == {"省甲厅": counts}
    assert punctual(Dimension.PLAN) == {cycle.plan.title: counts}
    assert punctual(Dimension.REGION) == {cycle.plan.region.name: counts}


def test_too_many_rounds_are_not_judged_one_by_one(cycle, monkeypatch):
    monkeypatch.setattr(rankings, "ROUNDS", 1)
    make_cycle(plan=make_plan())
    assert rank_punctuality(GapFilter(), by=Dimension.UNIT, on=ON) is None
    assert rank_punctuality(GapFilter(plan=cycle.plan_id), by=Dimension.UNIT, on=ON) == []
