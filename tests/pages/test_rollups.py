"""汇总, and where each of its numbers leads."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from planapp.domain.terms import ItemKind, Light, ReportState, SelfAssessment, Status
from planapp.queries.rollups import DIMENSIONS
from tests.factories import (
    make_cycle,
    make_gap,
    make_goal,
    make_indicator,
    make_plan,
    make_responsibility,
    make_sector,
    make_task,
    make_task_report,
    make_unit,
    make_verdict,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

CASES = [(kind, by) for kind, dimensions in DIMENSIONS.items() for by in dimensions]
PLAIN = re.compile(r'<a href="(/admin/[^"]*)">(\d+)</a>')
CHIP = re.compile(r'<a class="chip [^"]*" href="(/admin/[^"]*)">.*?<b>(\d+)</b></a>')


def make_world():
    """Two plans whose indicators, tasks and goals stand in every light."""
    leads = make_unit(), make_unit()
    for sector in (make_sector(), None):
        plan = make_plan(sector=sector)
        cycle = make_cycle(plan=plan)
        for light, said in zip(Light, SelfAssessment, strict=False):
            goal = make_goal(plan=plan)
            indicator = make_indicator(plan=plan, goal=goal)
            make_gap(indicator=indicator, cycle=cycle, light=light, status=Status.BEHIND)
            task = make_task(plan=plan)
            for unit in leads:
                make_responsibility(indicator=indicator, unit=unit)
                make_responsibility(task=task, unit=unit)
            make_task_report(
                task=task, cycle=cycle, self_assessment=said, state=ReportState.APPROVED
            )
        for item in ({"indicator": indicator}, {"task": task}, {"goal": goal}):
            make_verdict(cycle=cycle, **item, status=Status.MISSED, light=Light.RED)


def ask(client, **query):
    return client.get(reverse("admin:rollups"), query)


def links(response):
    """Each number of the table with where it leads."""
    body = response.content.decode().split("<main", 1)[-1]
    found = [*PLAIN.findall(body), *CHIP.findall(body)]
    return [(unescape(url), int(number)) for url, number in found]


@pytest.mark.parametrize(
    ("kind", "by", "computed"),
    [
        (kind, by, computed)
        for kind, by in CASES
        for computed in ({}, {"computed": "1"})
        if not (computed and kind is ItemKind.GOAL)  # nothing is computed of a goal
    ],
)
def test_every_number_leads_to_as_many_rows(supervisor_client, kind, by, computed):
    make_world()
    found = links(ask(supervisor_client, of=kind, by=by, **computed))
    assert len(found) > 8
    rows = {url: supervisor_client.get(url).context["page"].paginator.count for url, _ in found}
    assert [(url, rows[url]) for url, _ in found] == found


@pytest.mark.parametrize(
    "query",
    [
        {"of": "x", "by": "y"},
        {"of": "task", "by": "goal"},
        {"sort": "password"},
        {"sort": "-red"},
        {"plan": "²", "unit": "-1", "kind": "x", "goal": "999999"},
        {"page": "99"},
    ],
)
def test_strange_address_is_answered(auditor_client, query):
    make_world()
    assert ask(auditor_client, **query).status_code == 200


def test_rows_are_sorted_by_a_light(auditor_client):
    make_world()
    lights = [
        row.lights["red"] for row in ask(auditor_client, by="goal", sort="-red").context["rows"]
    ]
    assert lights == sorted(lights, reverse=True)
    assert lights[0] > lights[-1]


def test_nothing_to_count_says_so(auditor_client):
    assert "没有可以汇总的事项" in ask(auditor_client).content.decode()


def test_filter_is_kept_in_every_link(auditor_client):
    make_world()
    found = links(ask(auditor_client, year="2023", by="sector"))
    assert [url for url, _ in found if "year=2023" not in url] == []


@pytest.mark.parametrize(("kind", "by"), CASES)
def test_page_costs_no_more_queries_for_more_rows(auditor_client, count_queries, kind, by):
    costs = set()
    for _ in range(2):
        make_world()
        url = f"{reverse('admin:rollups')}?of={kind}&by={by}"
        costs.add(count_queries(auditor_client, url))
    assert len(costs) == 1
