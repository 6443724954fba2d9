"""What the set-up of a plan works on."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import Measure
from planapp.queries.setup import indicators_to_set_up, narrow
from tests.factories import (
    make_indicator,
    make_plan,
    make_responsibility,
    make_series,
    make_unit,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", (1, 3))
def test_indicators_of_any_number_cost_two_queries(rows, django_assert_num_queries):
    plan = make_plan()
    for _ in range(rows):
        make_responsibility(indicator=make_indicator(plan=plan))
    with django_assert_num_queries(2):
        found = [
            (str(row.indicator.series), str(row.lead), row.needs_base)
            for row in indicators_to_set_up(plan)
        ]
    assert len(found) == rows


def test_lead_is_the_first_one_in_office():
    indicator = make_indicator()
    make_responsibility(indicator=indicator, valid_to=date(2022, 1, 1))
    make_responsibility(indicator=indicator, order=1)
    first = make_responsibility(indicator=indicator, order=0).unit
    [row] = indicators_to_set_up(indicator.plan)
    assert row.lead == first


def test_indicator_without_a_lead_has_none():
    [row] = indicators_to_set_up(make_indicator().plan)
    assert row.lead is None


@pytest.mark.parametrize(
    ("measure", "base", "needed"),
    [
        (Measure.LEVEL, None, True),
        (Measure.MULTIPLE, None, True),
        (Measure.LEVEL, 0, False),
        (Measure.LEVEL, 50, False),
        (Measure.GROWTH, None, False),
        (Measure.CUMULATIVE, None, False),
    ],
)
def test_base_is_needed_where_the_measure_is_judged_by_it(measure, base, needed):
    [row] = indicators_to_set_up(make_indicator(measure=measure, base_value=base).plan)
    assert row.needs_base is needed


@pytest.mark.parametrize(
    ("lack", "found"),
    [
        ("", ["bare", "led", "whole"]),
        ("any", ["bare", "led"]),
        ("lead", ["bare"]),
        ("base", ["bare", "led"]),
        ("provider", ["bare", "led"]),
        ("nonsense", ["bare", "led", "whole"]),
    ],
)
def test_rows_are_narrowed_to_those_that_lack_something(lack, found):
    plan = make_plan()
    make_indicator(plan=plan, name="bare", base_value=None)
    led = make_indicator(plan=plan, name="led", base_value=None)
    whole = make_indicator(plan=plan, name="whole", series=make_series(provider=make_unit()))
    for indicator in (led, whole):
        make_responsibility(indicator=indicator)
    make_indicator(plan=plan, name="untracked", base_value=None, tracked=False)
    names = [row.indicator.name for row in narrow(indicators_to_set_up(plan), lack)]
    assert [name for name in names if name != "untracked"] == found
    assert ("untracked" in names) == (lack in {"", "nonsense"})
