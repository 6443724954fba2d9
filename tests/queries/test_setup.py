"""What the set-up of a plan works on."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import Decision, ItemKind, Measure
from planapp.queries.setup import facts_of, indicators_to_set_up, unmatched_units
from tests.factories import (
    make_draft,
    make_draft_item,
    make_indicator,
    make_plan,
    make_responsibility,
    make_task,
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


def test_facts_are_those_of_the_plans_own_document(django_assert_num_queries):
    plan = make_plan()
    fact = {"name": "营业收入", "year": 2020, "value": "343.9"}
    make_draft(document=plan.document, facts=[fact])
    make_draft(facts=[{**fact, "value": "1"}])
    with django_assert_num_queries(1):
        assert facts_of(plan) == [fact]


def test_plan_without_a_draft_has_no_facts():
    assert facts_of(make_plan()) == []


def test_unmatched_units_are_written_in_accepted_tasks_and_answered_by_nobody(
    django_assert_num_queries,
):
    plan = make_plan()
    draft = make_draft(document=plan.document)
    make_responsibility(task=make_task(plan=plan), written_as="省能源局")

    def write(*names, **changes):
        units = [{"name": name, "role": "lead"} for name in names]
        given = {"decision": Decision.ACCEPTED, "extracted": {"title": "任务", "units": units}}
        make_draft_item(draft=draft, kind=ItemKind.TASK, **given | changes)

    write("省能源局", "省水族馆")
    write("省气象台", "省水族馆")
    write("省动物园", decision=Decision.REJECTED)
    write()
    with django_assert_num_queries(2):
        assert unmatched_units(plan) == ["省气象台", "省水族馆"]
