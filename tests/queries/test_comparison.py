"""Indicators of one kind side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planapp.domain.terms import Comparability, Measure, ReportState
from planapp.queries.comparison import compare_indicator, indicators_named
from planapp.rights import Scope
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_region,
    make_series,
)

pytestmark = pytest.mark.django_db

ON = date(2024, 3, 1)


def make_output(unit="亿元", target=1200, actual=610, **changes):
    """An industry's output in a plan of another region, with the figure of 2023."""
    plan = make_plan(region=make_region())
    series = make_series(value_unit=unit, region=plan.region)
    given = {"name": "全省医药工业产值", "target": Decimal(target), "base_value": Decimal(400)}
    indicator = make_indicator(plan=plan, series=series, **given | changes)
    make_gap(indicator=indicator, cycle=make_cycle(plan=plan), actual=Decimal(actual))
    return indicator


def compared(chosen, **more):
    return compare_indicator(chosen, on=ON, scope=None, **more)


def test_figures_are_converted_into_the_unit_of_the_chosen_one():
    chosen, other = make_output(), make_output("万元", 6_500_000, 5_300_000, base_value=3_300_000)
    first, second = compared(chosen)
    assert (first.indicator, first.comparison, second.indicator) == (chosen, None, other)
    shown = (second.value_unit, second.base, second.target, second.actual)
    assert shown == ("亿元", Decimal(330), Decimal(650), Decimal(530))


def test_comparable_ones_come_first_and_unlike_ones_keep_their_unit():
    chosen = make_output()
    growth = make_output(
        "%", 25, 15, name="全省医药工业产值年均增速", measure=Measure.GROWTH, base_value=None
    )
    near = make_output(name="医药产业产值")
    alike = make_output()
    rows = compared(chosen)[1:]
    assert [(row.indicator, row.verdict, row.value_unit) for row in rows] == [
        (alike, Comparability.ALIKE, "亿元"),
        (near, Comparability.CHECK, "亿元"),
        (growth, Comparability.UNLIKE, "%"),
    ]


def test_own_plan_and_what_is_not_seen_are_left_out():
    chosen, other = make_output(), make_output()
    make_indicator(plan=chosen.plan, name="医药工业产值")
    own = Scope(ON, plans=frozenset({chosen.plan_id}))
    assert [row.indicator for row in compared(chosen)] == [chosen, other]
    assert [row.indicator for row in compare_indicator(chosen, on=ON, scope=own)] == [chosen]


def test_only_what_was_ticked_is_compared():
    chosen, one, _ = make_output(), make_output(), make_output()
    assert [row.indicator for row in compared(chosen, only=[one.pk])] == [chosen, one]


def test_figure_that_waits_for_review_stands_beside_the_one_that_counts():
    chosen = make_output()
    newest = make_cycle(plan=chosen.plan, as_of_on=date(2024, 1, 31))
    make_gap(indicator=chosen, cycle=newest)
    make_record(
        series=chosen.series,
        as_of_on=newest.as_of_on,
        value=Decimal(690),
        state=ReportState.SUBMITTED,
    )
    [row] = compared(chosen)
    assert (row.actual, row.pending, row.newest.cycle) == (Decimal(610), Decimal(690), newest)


def test_search_wants_all_words():
    wanted = make_output()
    make_output(name="医药流通收入")
    assert indicators_named("医药 产值", scope=None) == [wanted]


def test_comparison_costs_the_same_for_one_row_and_three():
    chosen = make_output()
    costs = []
    for number in (1, 2):
        for _ in range(number):
            make_output()
        with CaptureQueriesContext(connection) as context:
            compared(chosen)
        costs.append(len(context))
    assert costs == [5, 5]
