"""简报 of an indicator, a plan and a unit: the page and the Word file say the same."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from planapp.domain.terms import Light, ReportState, SecurityKind, Status
from planapp.models import SecurityEvent
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_record,
    make_responsibility,
    make_series,
    make_unit,
    make_verdict,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def make_lagging(number=1, *, name="省工信厅"):
    cycle = make_cycle()
    unit = make_unit(name=name)
    for _ in range(number):
        indicator = make_indicator(
            plan=cycle.plan, series=make_series(value_unit="亿元"), name="产值",
            value_unit="亿元", target=1200,
        )  # fmt: skip
        make_gap(
            indicator=indicator, cycle=cycle, light=Light.RED, status=Status.BEHIND,
            actual="670.9", completion="0.382", time_progress="0.6", due_progress="0.6",
            lag="186.6",
        )  # fmt: skip
        make_responsibility(indicator=indicator, unit=unit)
    return indicator, unit


def words_of(response):
    document = Document(BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def test_indicator_is_told_on_the_page_and_in_the_file(auditor_client):
    indicator, _ = make_lagging()
    url = reverse("admin:indicator_brief", args=(indicator.pk,))
    page = auditor_client.get(url)
    sentence = (
        "截至2023年，产值为670.9亿元，2025年目标不低于1,200亿元，完成进度38.2%，序时进度60.0%，"
        "严重滞后，距序时差额186.6亿元。"
    )
    assert page.context["brief"].sentence == sentence
    assert f'id="sentence">{sentence}</p>' in page.content.decode()
    words = words_of(auditor_client.get(url, {"format": "docx"}))
    assert {sentence, "责任单位：省工信厅", "38.2%", "670.9 亿元"} <= set(words)
    assert SecurityEvent.objects.filter(kind=SecurityKind.DOWNLOAD).count() == 1


def test_figure_that_awaits_review_is_marked(auditor_client):
    cycle = make_cycle()
    indicator = make_indicator(plan=cycle.plan)
    make_gap(indicator=indicator, cycle=cycle, light=Light.GREY, status=Status.NO_DATA)
    make_record(
        series=indicator.series, as_of_on=cycle.as_of_on, state=ReportState.SUBMITTED, value=7
    )
    brief = auditor_client.get(reverse("admin:indicator_brief", args=(indicator.pk,))).context[
        "brief"
    ]
    assert "（未审核）" in brief.sentence
    assert "（未审核）" in dict(brief.facts)["新报数据"]


def test_title_of_the_chart_says_what_was_decided(auditor_client):
    indicator, _ = make_lagging()
    cycle = indicator.gaps.get().cycle
    make_verdict(indicator=indicator, cycle=cycle, light=Light.YELLOW, status=Status.BEHIND)
    said = "2023年度：核定为滞后（系统测算严重滞后，距序时差额 186.6 亿元）"
    page = auditor_client.get(reverse("admin:indicator_brief", args=(indicator.pk,)))
    assert said in page.content.decode()


def test_indicator_without_a_gap_has_no_brief(auditor_client):
    url = reverse("admin:indicator_brief", args=(make_indicator().pk,))
    assert auditor_client.get(url).status_code == 404


@pytest.mark.parametrize("name", ["plan_brief", "unit_brief"])
def test_plan_and_unit_are_told_by_their_counts(auditor_client, name):
    indicator, unit = make_lagging(2)
    row = unit if name == "unit_brief" else indicator.plan
    url = reverse(f"admin:{name}", args=(row.pk,))
    brief = auditor_client.get(url).context["brief"]
    assert "指标共2项，其中严重滞后2项" in brief.sentence
    assert [line[0] for line in brief.rows] == ["产值", "产值"]
    assert brief.sentence in words_of(auditor_client.get(url, {"format": "docx"}))


def test_briefs_cost_the_same_for_one_indicator_and_three(auditor_client, count_queries):
    costs = []
    for number in (1, 3):
        indicator, unit = make_lagging(number, name=f"省{number}厅")
        rows = {"indicator_brief": indicator, "plan_brief": indicator.plan, "unit_brief": unit}
        costs.append([
            count_queries(auditor_client, reverse(f"admin:{name}", args=(row.pk,)))
            for name, row in rows.items()
        ])  # fmt: skip
    assert costs == [[14, 17, 17], [14, 17, 17]]
