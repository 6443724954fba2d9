"""Past figures of the text on the set-up page: taken as base, kept as history, or put aside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from planapp.domain.terms import ReportState
from planapp.models import Gap, ProgressRecord
from planapp.pages.setup_facts import Use
from tests.factories import (
    make_cycle,
    make_draft,
    make_indicator,
    make_light_policy,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
)
from tests.pages.test_setup import grid, messages_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

FACTS = [
    ("全省医药工业产值", 2018, "250", "亿元"),
    ("全省医药工业产值", 2020, "300", "亿元"),
    ("规模以上医药工业营业收入", 2020, "343.9", "亿元"),
    ("创新药", 2020, "19", "个"),
    ("创新药临床批件", 2019, "201", "个"),
]


@pytest.fixture
def plan():
    plan = make_plan()
    make_light_policy(plan=plan)
    rows = [
        {"name": name, "year": year, "value": value, "unit": unit, "quote": value + unit}
        for name, year, value, unit in FACTS
    ]
    make_draft(document=plan.document, facts=rows)
    return plan


@pytest.fixture
def indicator(plan, unit):
    """The output, without a base, led by the unit."""
    return add_indicator(plan, unit)


def add_indicator(plan, unit, **changes):
    series = make_series(name="全省医药工业产值", value_unit="亿元")
    bare = {"base_year": None, "base_value": None, "base_source": ""}
    indicator = make_indicator(plan=plan, series=series, **bare | changes)
    make_responsibility(indicator=indicator, unit=unit)
    return indicator


def url(plan, query=""):
    return reverse("admin:plan_setup", args=(plan.pk,)) + query


def lines_of(response):
    [table] = response.context["board"].tables
    return table.lines


def typed(indicator, **more):
    """The grid as typed, with a lead that is not stored yet, and what the button sends."""
    data = grid(indicator, publication_month="4", base_year="", base_value="")
    return data | more


def key(indicator, index):
    return f"{indicator.pk}-{index}"


def test_figures_stand_by_the_indicator_they_fit_and_the_rest_below(
    plan, indicator, administrator_client
):
    response = administrator_client.get(url(plan))
    found = [(line.offer.fact.index, line.base, line.history) for line in lines_of(response)]
    assert found == [
        (0, Use.NONE, Use.OPEN),
        (1, Use.OPEN, Use.OPEN),
        (2, Use.OPEN, Use.OPEN),
    ]
    assert [fact.name for fact in response.context["other_facts"]] == ["创新药", "创新药临床批件"]
    text = response.content.decode()
    assert "<mark>规模以上</mark>医药工业<mark>营业收入</mark>" in text
    assert "原文有 2 个数可作基期" in text


@pytest.mark.parametrize(
    ("query", "names"),
    [("?q=临床", ["创新药临床批件"]), ("?year=2020", ["创新药"]), ("?q=没有", [])],
)
def test_the_rest_can_be_searched(plan, indicator, administrator_client, *, query, names):
    response = administrator_client.get(url(plan, query))
    assert [fact.name for fact in response.context["other_facts"]] == names
    assert '<details class="fold" open>' in response.content.decode()


def test_without_script_the_figure_is_filled_into_the_row_and_nothing_is_saved(
    plan, indicator, administrator_client
):
    data = typed(indicator, use_fact=key(indicator, 1))
    response = administrator_client.post(url(plan), data)
    [row] = response.context["rows"]
    values = {name: row.form[name].value() for name in ("base_year", "base_value", "base_source")}
    assert values == {
        "base_year": "2020",
        "base_value": "300",
        "base_source": "规划原文（2020年全省医药工业产值）：“300亿元”",
    }
    assert row.form["publication_month"].value() == "4"
    assert row.form.errors == {}
    indicator.refresh_from_db()
    assert indicator.base_value is None


def test_figure_in_other_terms_is_taken_only_when_it_was_looked_at(
    plan, indicator, administrator_client
):
    data = typed(indicator, use_fact=key(indicator, 2))
    refused = administrator_client.post(url(plan), data)
    assert messages_of(refused) == [
        "“规模以上医药工业营业收入”的口径与指标不同，须先核对并勾选“已核对”。"
    ]
    assert refused.context["rows"][0].form["base_value"].value() == ""
    taken = administrator_client.post(url(plan), data | {"agree": key(indicator, 2)})
    form = taken.context["rows"][0].form
    assert form["base_value"].value() == "343.9"
    assert "口径不同，已核对" in form["base_source"].value()


def test_figure_that_is_no_longer_there_is_told(plan, indicator, administrator_client):
    response = administrator_client.post(url(plan), typed(indicator, use_fact="1-99"))
    assert messages_of(response) == ["原文里没有这个数了，请刷新后再选。"]


def test_base_that_cycles_were_judged_by_is_not_offered_again(plan, unit, administrator_client):
    add_indicator(plan, unit, base_year=2020, base_value=Decimal(310), base_source="年鉴")
    make_cycle(plan=plan)
    response = administrator_client.get(url(plan))
    assert [line.base for line in lines_of(response)] == [Use.NONE, Use.FIXED, Use.FIXED]


def test_base_taken_from_the_text_is_marked(plan, unit, administrator_client):
    add_indicator(plan, unit, base_year=2020, base_value=Decimal(300), base_source="规划原文")
    response = administrator_client.get(url(plan))
    assert [line.base for line in lines_of(response)] == [Use.NONE, Use.TAKEN, Use.OPEN]


def test_ticked_years_are_kept_as_history_and_what_was_typed_stays(
    plan, indicator, administrator_client
):
    data = typed(
        indicator,
        record_history=indicator.pk,
        history=[key(indicator, 0), key(indicator, 1)],
    ) | {f"vintage-{indicator.pk}": "revised"}
    response = administrator_client.post(url(plan), data)
    assert messages_of(response) == ["“全省医药工业产值”记入2个历史数据。"]
    rows = ProgressRecord.objects.order_by("as_of_on")
    assert [(row.year, row.value, row.vintage, row.state) for row in rows] == [
        (2018, Decimal(250), "revised", ReportState.APPROVED),
        (2020, Decimal(300), "revised", ReportState.APPROVED),
    ]
    assert response.context["rows"][0].form["publication_month"].value() == "4"
    assert [line.history for line in lines_of(response)] == [Use.TAKEN] * 3


@pytest.mark.parametrize(
    ("indexes", "words"),
    [([], "请先勾选要记入的年份。"), ([0, 2], "须先核对"), ([1, 2], "须先核对")],
)
def test_history_that_is_refused_says_why_and_keeps_nothing(
    plan, indicator, administrator_client, *, indexes, words
):
    keys = [key(indicator, index) for index in indexes]
    data = typed(indicator, record_history=indicator.pk, history=keys)
    response = administrator_client.post(url(plan), data)
    assert words in messages_of(response)[0]
    assert ProgressRecord.objects.count() == 0


def test_two_figures_of_one_year_are_refused(plan, indicator, administrator_client):
    keys = [key(indicator, 1), key(indicator, 2)]
    data = typed(indicator, record_history=indicator.pk, history=keys, agree=keys)
    response = administrator_client.post(url(plan), data)
    assert "同一年份有两个数" in messages_of(response)[0]


def test_year_recorded_meanwhile_is_left_alone_and_told(plan, indicator, administrator_client):
    make_record(series=indicator.series, as_of_on=date(2018, 12, 31))
    keys = [key(indicator, 0), key(indicator, 1)]
    data = typed(indicator, record_history=indicator.pk, history=keys)
    response = administrator_client.post(url(plan), data)
    assert messages_of(response) == ["“全省医药工业产值”记入1个历史数据。2018年已有数据，未改动。"]


def test_history_has_the_gaps_calculated_again(
    plan, indicator, administrator_client, django_capture_on_commit_callbacks
):
    cycle = make_cycle(plan=plan)
    Gap.objects.create(indicator=indicator, cycle=cycle, stale=False)
    data = typed(indicator, record_history=indicator.pk, history=[key(indicator, 0)])
    with django_capture_on_commit_callbacks(execute=True):
        administrator_client.post(url(plan), data)
    gap = Gap.objects.get()
    assert (gap.stale, gap.calculated_at is None) == (False, False)


def test_set_up_costs_no_more_queries_for_more_indicators_with_figures(
    plan, unit, administrator_client, count_queries
):
    costs = set()
    for _ in range(3):
        add_indicator(plan, unit)
        costs.add(count_queries(administrator_client, url(plan)))
    assert len(costs) == 1
