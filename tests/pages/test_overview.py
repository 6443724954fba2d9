"""总览, 矩阵 and where each of their numbers leads."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from planapp.domain.terms import Attribute, Light, ReportState, SelfAssessment, Status
from planapp.pages import overview
from tests.factories import (
    AT,
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_sector,
    make_series,
    make_supervision,
    make_task,
    make_task_report,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

# A number alone in its link, and one in bold at the end of it.
PLAIN = re.compile(r'<a (?:class="[^"]*" )?href="(/admin/[^"]*)"[^>]*>(\d+)</a>')
CHIP = re.compile(r'<a [^>]*href="(/admin/[^"]*)"[^>]*>(?:(?!</a>).)*?<b>[+−]?(\d+)</b></a>', re.S)
MINI = re.compile(r'<a class="mini [^"]*" href="(/admin/[^"]*)"[^>]*>.*?</span>(\d+)</a>')
LIGHTS = {Light.GREEN: Status.ON_TRACK, Light.YELLOW: Status.BEHIND, Light.RED: Status.BEHIND,
          Light.GREY: Status.NO_DATA}  # fmt: skip


def make_busy_plan(*, due_on=date(2024, 1, 31), **changes):
    """A plan with two rounds, indicators of every light and change, tasks, reports and debts."""
    plan = make_plan(**changes)
    old = make_cycle(plan=plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    cycle = make_cycle(plan=plan, due_on=due_on)
    leads = make_unit(), make_unit()
    attributes = (*Attribute, Attribute.BINDING)
    for before, now, attribute in zip(reversed(Light), Light, attributes, strict=True):
        indicator = make_indicator(plan=plan, attribute=attribute)
        for lead in leads:
            make_responsibility(indicator=indicator, unit=lead)
        for round_, light in ((old, before), (cycle, now)):
            make_gap(
                indicator=indicator,
                cycle=round_,
                light=light,
                status=LIGHTS[light],
                completion=Decimal("0.4"),
                due_progress=Decimal("0.6"),
            )
    make_record(
        series=indicator.series, unit=leads[0], state=ReportState.SUBMITTED, submitted_at=AT
    )
    make_gap(indicator=make_indicator(plan=plan), cycle=cycle)  # nobody's
    late = make_indicator(plan=plan, series=make_series(publication_month=6))
    make_responsibility(indicator=late, unit=leads[1])
    for said in SelfAssessment:
        task = make_task(plan=plan, due_on=date(2024, 3, 1))
        make_responsibility(task=task, unit=leads[0])
        make_task_report(task=task, cycle=cycle, self_assessment=said, state=ReportState.APPROVED)
    make_task(plan=plan)
    return plan


def ask(client, name="overview", **query):
    response = client.get(reverse(f"admin:{name}"), query)
    assert response.status_code == 200
    return response


def links(response):
    """Each number of the page with where it leads."""
    body = response.content.decode().split('id="content"', 1)[-1]
    found = [pair for pattern in (PLAIN, CHIP, MINI) for pair in pattern.findall(body)]
    return {(unescape(url), int(number)) for url, number in found}


def check_links(client, response, *, at_least):
    found = links(response)
    assert len(found) >= at_least
    rows = {url: client.get(url).context["page"].paginator.count for url, _ in found}
    assert {(url, rows[url]) for url, _ in found} == found


@pytest.mark.parametrize("computed", [{}, {"computed": "1"}, {"attribute": "binding"}])
def test_every_number_of_the_overview_leads_to_as_many_rows(supervisor_client, computed):
    make_busy_plan(sector=make_sector())
    make_busy_plan(due_on=date(2024, 1, 10))
    check_links(supervisor_client, ask(supervisor_client, **computed), at_least=15)


@pytest.mark.parametrize("of", ["indicator", "task"])
def test_every_number_of_the_matrix_leads_to_as_many_rows(supervisor_client, of):
    make_busy_plan()
    make_busy_plan()
    response = ask(supervisor_client, "matrix", of=of, year="2023")
    check_links(supervisor_client, response, at_least=20)


def test_overview_says_what_is_worst_who_owes_and_what_is_due(supervisor_client):
    plan = make_busy_plan()
    found = ask(supervisor_client).context["sections"]
    worst = [gap.decided_light for gap, _ in found["worst"]["rows"]]
    assert worst == [Light.RED, Light.YELLOW]
    assert [(row.open, row.handed_in) for row in found["owing"]["late"]] == [(3, 6)]
    assert [row.cycle.plan for row in found["owing"]["due"]] == [plan]
    assert (found["owing"]["unassigned"], found["owing"]["unpublished"]) == (2, 1)
    assert len(found["coming"]["rows"]) == 4  # all but the one that is done


def test_overview_counts_what_is_not_published_beside_what_has_no_data(supervisor_client):
    cycle = make_cycle()
    for series in (make_series(), make_series(publication_month=6)):
        make_gap(
            cycle=cycle,
            indicator=make_indicator(plan=cycle.plan, series=series),
            status=Status.NO_DATA,
            light=Light.GREY,
        )
    response = ask(supervisor_client)
    assert response.context["sections"]["indicators"]["unpublished"] == 1
    assert "1个是数据未公布" in response.content.decode()


def test_headings_say_what_lags_in_the_words_of_the_counts(supervisor_client):
    cycle = make_cycle()
    stands = {Status.BREACHED: Light.RED, Status.BEHIND: Light.RED, Status.ACHIEVED: Light.GREEN,
              Status.NO_DATA: Light.GREY}  # fmt: skip
    for status, light in stands.items():
        indicator = make_indicator(plan=cycle.plan)
        make_gap(indicator=indicator, cycle=cycle, status=status, light=light)
    text = ask(supervisor_client).content.decode()
    heading = "4项指标：跌破底线或超出控制目标1项、严重滞后1项，未填报1项"
    words = (heading, "</span>完成或提前实现 <b>1</b>", "</span>严重滞后 <b>1</b>", "0项任务")
    assert [word in text for word in words] == [True] * 4


def test_figure_that_waits_for_review_is_marked(supervisor_client):
    plan = make_plan()
    cycle = make_cycle(plan=plan)
    indicator = make_indicator(plan=plan)
    make_gap(indicator=indicator, cycle=cycle, light=Light.RED, status=Status.BEHIND)
    make_record(series=indicator.series, state=ReportState.SUBMITTED, submitted_at=AT)
    assert "未审核" in ask(supervisor_client).content.decode()


def test_sections_of_many_plans_are_asked_for_one_by_one(supervisor_client, monkeypatch):
    monkeypatch.setattr(overview, "AT_ONCE", 1)
    for _ in range(2):
        make_busy_plan()
    page = ask(supervisor_client, year="2023")
    addresses = re.findall(r'data-section="([^"]*)"', page.content.decode())
    assert len(addresses) == len(overview.SECTIONS) - 1
    parts = [supervisor_client.get(unescape(address)) for address in addresses]
    assert {part.status_code for part in parts} == {200}
    found = set().union(*(links(part) for part in parts), links(page))
    monkeypatch.setattr(overview, "AT_ONCE", 60)
    assert found == links(ask(supervisor_client, year="2023"))


def test_section_that_is_none_is_not_there(supervisor_client):
    assert supervisor_client.get("/admin/overview/part/secrets/").status_code == 404


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("overview", "没有可以总览的内容"),
        ("changes", "没有这样的变化"),
        ("owing", "没有这样的事项"),
        ("matrix", "没有可以排列的事项"),
        ("rankings", "没有可以排名的"),
        ("comparison", "先查一个指标"),
    ],
)
def test_pages_without_rows_say_why(auditor_client, name, words):
    assert words in ask(auditor_client, name).content.decode()


def test_plans_of_others_are_not_counted(supervisor_client, supervisor):
    own, other = make_busy_plan(title="甲规划"), make_busy_plan(title="乙规划")
    supervisor.supervisions.all().delete()
    make_supervision(user=supervisor, plan=own)
    for name in ("overview", "changes", "owing", "matrix", "rankings"):
        text = ask(supervisor_client, name, by="plan", measured="punctuality").content.decode()
        assert (name, other.title in text) == (name, False)
    assert own.title in ask(supervisor_client, "matrix").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"plan": "²", "unit": "-1", "kind": "x", "region": "999999", "sector": "x"},
        {"page": "99", "sort": "password", "light": "blue", "status": "blue", "of": "x"},
        {"change": "x", "show": "x", "cycle": "-1", "by": "goal", "measured": "x", "q": "%"},
        dict.fromkeys(("q", "light", "status", "attribute", "kind", "plan", "sort"), "a\0b"),
        {"q": "产 " * 5000, "page": "9" * 30, "year": "9" * 30, "indicator": "9" * 30},
    ],
)
def test_strange_address_is_answered(auditor_client, query):
    make_busy_plan()
    for name in ("overview", "changes", "owing", "matrix", "rankings", "comparison"):
        ask(auditor_client, name, **query)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("overview/", 40),
        ("overview/changes/?change=better", 12),
        ("overview/owing/?show=all", 21),
        ("matrix/", 17),
        ("matrix/?of=task", 17),
        ("matrix/?of=years", 14),
        ("rankings/", 18),
        ("rankings/?of=task&by=plan", 16),
        ("rankings/?measured=punctuality", 23),
    ],
)
def test_pages_cost_the_same_for_one_plan_and_for_three(
    auditor_client, count_queries, address, expected
):
    make_busy_plan()
    one = count_queries(auditor_client, f"/admin/{address}")
    make_busy_plan()
    make_busy_plan()
    assert (count_queries(auditor_client, f"/admin/{address}"), one) == (expected, expected)
