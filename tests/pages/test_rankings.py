"""排名, on the page and as files, and 对比."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from planapp.domain.terms import Light, Measure, SecurityKind, Status
from planapp.models import SecurityEvent
from planapp.pages.comparison_chart import draw_comparison
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_region,
    make_responsibility,
    make_series,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def ask(client, name="rankings", **query):
    response = client.get(reverse(f"admin:{name}"), query)
    assert response.status_code == 200
    return response


def make_ranked():
    """Three units: two of them with half on schedule, one with all."""
    cycle = make_cycle()
    lights = {"省甲厅": "green red", "=省乙厅": "red green", "省丙厅": "green"}
    for name, own in lights.items():
        unit = make_unit(name=name)
        for light in own.split():
            status = Status.ON_TRACK if light == Light.GREEN else Status.BEHIND
            indicator = make_indicator(plan=cycle.plan)
            make_gap(indicator=indicator, cycle=cycle, light=light, status=status)
            make_responsibility(indicator=indicator, unit=unit)


def test_ties_share_a_place_and_the_rule_is_told(supervisor_client):
    make_ranked()
    response = ask(supervisor_client)
    placed = [(each.what.label, each.place, each.is_tied) for each in response.context["placed"]]
    assert placed == [("省丙厅", 1, False), ("省甲厅", 2, True), ("=省乙厅", 2, True)]
    assert "占比相同的名次并列" in response.content.decode()


def test_files_hold_what_the_page_shows_and_are_put_on_record(supervisor_client):
    make_ranked()
    table = b"".join(ask(supervisor_client, format="csv").streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(StringIO(table)))
    assert lines[0][:6] == ["名次", "并列", "单位", "达到序时占比（%）", "达到序时", "应计"]
    assert [line[:6] for line in lines[1:]] == [
        ["1", "", "省丙厅", "100.0", "1", "1"],
        ["2", "并列", "省甲厅", "50.0", "1", "2"],
        ["2", "并列", "'=省乙厅", "50.0", "1", "2"],
    ]
    book = b"".join(ask(supervisor_client, format="xlsx").streaming_content)
    rows = list(load_workbook(BytesIO(book)).active.iter_rows(values_only=True))
    assert [row[:6] for row in rows[1:]] == [
        (1, None, "省丙厅", 100, 1, 1),
        (2, "并列", "省甲厅", 50, 1, 2),
        (2, "并列", "'=省乙厅", 50, 1, 2),
    ]
    assert SecurityEvent.objects.filter(kind=SecurityKind.DOWNLOAD).count() == 2


def test_what_is_not_published_is_told_and_not_counted(supervisor_client):
    make_ranked()
    cycle = make_cycle()
    indicator = make_indicator(plan=cycle.plan, series=make_series(publication_month=12))
    make_gap(indicator=indicator, cycle=cycle, light=Light.GREY, status=Status.NO_DATA)
    make_responsibility(indicator=indicator, unit=make_unit(name="省丁厅"))
    page = ask(supervisor_client)
    assert "另有1项数据未公布" in page.content.decode()
    last = list(page.context["placed"])[-1]
    assert (last.what.label, last.place, last.score.counted) == ("省丁厅", None, 0)
    table = b"".join(ask(supervisor_client, format="csv").streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(StringIO(table)))
    assert [line[-1] for line in lines] == ["其中数据未公布", "0", "0", "0", "1"]


@pytest.mark.parametrize("by", ["unit", "plan", "region"])
def test_punctuality_is_taken_along_as_well(supervisor_client, by):
    make_ranked()
    response = ask(supervisor_client, by=by, measured="punctuality", format="csv")
    assert "未到期" in b"".join(response.streaming_content).decode()


def make_output(region, **changes):
    plan = make_plan(region=make_region(name=region))
    given = {"name": "全省医药工业产值", "value_unit": "亿元", "target": 1200}
    return make_indicator(plan=plan, **given | changes)


def test_comparison_shows_what_is_alike_and_says_what_is_not(supervisor_client):
    chosen = make_output("甲省")
    make_output("乙省", target=4000)
    make_output("丙省", measure=Measure.GROWTH, value_unit="%", target=25)
    response = ask(supervisor_client, "comparison", indicator=chosen.pk)
    text = response.content.decode()
    assert "类型不同：期末值与年均增速" in text
    assert [row.label for row in response.context["chart"].rows] == ["甲省", "乙省"]
    assert "乙省目标最高：4,000 亿元（2025年，期末值）" in text


def test_indicator_alone_has_no_chart(supervisor_client):
    response = ask(supervisor_client, "comparison", indicator=make_output("甲省").pk)
    assert response.context["chart"] is None
    assert "其他规划里没有同类的指标" in response.content.decode()
    assert draw_comparison(response.context["rows"]) is None


def test_indicator_of_others_is_not_there(supervisor_client, supervisor):
    supervisor.supervisions.all().delete()
    url = reverse("admin:comparison")
    answer = supervisor_client.get(url, {"indicator": make_output("甲省").pk})
    assert answer.status_code == 404


def test_comparison_costs_the_same_for_one_row_and_three(auditor_client, count_queries):
    url = f"{reverse('admin:comparison')}?indicator={make_output('甲省').pk}"
    costs = []
    for number in (1, 2):
        for place in range(number):
            make_output(f"省{number}{place}")
        costs.append(count_queries(auditor_client, url))
    assert costs == [8, 8]
