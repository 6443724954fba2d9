"""差距: the table of indicators."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planapp.domain.terms import Light, Status
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_responsibility,
    make_verdict,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def ask(client, **query):
    return client.get(reverse("admin:gap_list"), query)


def shown(response):
    return [gap.indicator.name for gap in response.context["page"]]


def test_table_without_rows_says_what_to_do(auditor_client):
    assert "没有符合条件的指标" in ask(auditor_client).content.decode()


def test_table_counts_the_lights_of_what_it_shows(auditor_client):
    plan = make_plan()
    cycle = make_cycle(plan=plan)
    for light in (Light.GREEN, Light.RED, Light.RED):
        make_gap(indicator=make_indicator(plan=plan), cycle=cycle, light=light)
    make_gap(indicator=make_indicator(plan=plan, tracked=False), cycle=cycle)
    assert ask(auditor_client).context["counts"] == {
        "green": 1,
        "yellow": 0,
        "red": 2,
        "grey": 0,
    }


@pytest.mark.parametrize(
    "query",
    (
        {"plan": "x"},
        {"plan": "²"},
        {"plan": "999999999"},
        {"year": "0"},
        {"year": "99999"},
        {"year": "-1"},
        {"unit": "1; drop"},
        {"page": "x"},
        {"page": "99"},
        {"sort": "password"},
        {"light": "blue"},
        {"status": "blue"},
        {"attribute": "blue"},
        {"q": "%_'\""},
    ),
)
def test_strange_address_is_answered(auditor_client, query):
    make_gap()
    assert ask(auditor_client, **query).status_code == 200


def test_verdict_stands_beside_what_was_computed(auditor_client):
    gap = make_gap()
    make_verdict(indicator=gap.indicator, cycle=gap.cycle, status=Status.BEHIND, light=Light.YELLOW)
    text = ask(auditor_client).content.decode()
    assert ("达到序时进度" in text, "滞后" in text) == (True, True)


def test_table_costs_no_more_queries_for_more_rows(auditor_client, count_queries):
    costs = set()
    for _ in range(3):
        gap = make_gap()
        make_responsibility(indicator=gap.indicator)
        make_verdict(indicator=gap.indicator, cycle=gap.cycle)
        costs.add(count_queries(auditor_client, reverse("admin:gap_list")))
    assert len(costs) == 1
