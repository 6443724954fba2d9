"""Which past figures of a text may be an indicator's base or history."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planapp.domain.terms import Entry, ItemKind, Measure
from planapp.queries.facts import (
    Wanted,
    facts_for,
    facts_of,
    read_facts,
    wanted_for,
    wanted_for_item,
)
from tests.factories import (
    make_document,
    make_draft,
    make_draft_item,
    make_indicator,
    make_plan,
    make_region,
    make_series,
)


def fact(name, value, unit, year=2020, **more):
    return {"name": name, "value": value, "unit": unit, "year": year, "quote": value, **more}


def wanted(**changes):
    usual = {
        "name": "全省医药工业产值",
        "measure": Measure.LEVEL,
        "entry": Entry.LEVEL,
        "value_unit": "亿元",
        "base_year": 2020,
    }
    return Wanted(**usual | changes)


def offered(need, *facts):
    return facts_for(need, read_facts(facts, text=""))


def test_figure_of_the_base_year_is_offered_as_base_and_others_are_not():
    offers = offered(
        wanted(),
        fact("医药工业产值", "300", "亿元"),
        fact("医药工业产值", "250", "亿元", year=2018),
    )
    assert [(one.fact.year, one.is_base) for one in offers] == [(2018, False), (2020, True)]


def test_nearest_name_comes_first():
    offers = offered(
        wanted(),
        fact("规模以上医药工业营业收入", "343.9", "亿元"),
        fact("全省医药工业产值", "300", "亿元"),
    )
    assert [(str(one.value), one.needs_look) for one in offers] == [
        ("300", False),
        ("343.9", True),
    ]


@pytest.mark.parametrize(
    ("unit", "value"), [("亿元", "343.9"), ("万元", "3439000"), ("万亿元", "0.03439")]
)
def test_value_is_brought_to_the_unit_of_the_series(unit, value):
    [offer] = offered(wanted(), fact("医药工业产值", value, unit))
    assert offer.value == Decimal("343.9")


def test_unit_that_does_not_convert_is_not_offered():
    assert offered(wanted(), fact("医药工业产值", "300", "家")) == []


def test_other_counting_word_is_offered_but_has_to_be_looked_at():
    [offer] = offered(wanted(name="规上企业", value_unit="家"), fact("规上企业", "163", "户"))
    assert (offer.value, offer.needs_look) == (Decimal(163), True)


def test_multiple_without_a_unit_yet_takes_any():
    need = wanted(measure=Measure.MULTIPLE, value_unit="")
    [offer] = offered(need, fact("医药工业产值", "300", "亿元"))
    assert (offer.is_base, offer.value) == (True, Decimal(300))


@pytest.mark.parametrize("entry", [Entry.FLOW, Entry.RUNNING])
def test_what_is_added_up_since_the_base_has_no_past_figures(entry):
    assert offered(wanted(entry=entry), fact("医药工业产值", "300", "亿元")) == []


def test_rate_takes_the_change_of_a_year_and_neither_a_state_nor_an_average():
    need = wanted(
        name="医药工业产值年均增速", measure=Measure.GROWTH, entry=Entry.RATE, value_unit="%"
    )
    offers = offered(
        need,
        fact("医药工业产值增速", "8.1", "%", year=2019),
        fact("医药工业产值年均增速", "7", "%"),
        fact("医药工业产值降幅", "3", "%"),
        fact("医药工业产值", "3", "%"),
    )
    assert [(str(one.value), one.is_base) for one in offers] == [("8.1", False)]


@pytest.mark.parametrize(("against", "count"), [(2016, 0), (2019, 1)])
def test_change_over_several_years_is_no_years_rate(against, count):
    text = f"2020年，医药工业产值比{against}年增长22.1%。"
    start = text.index("22.1")
    given = fact("医药工业产值增速", "22.1", "%", start=start, end=start + 5)
    need = wanted(
        name="医药工业产值年均增速", measure=Measure.GROWTH, entry=Entry.RATE, value_unit="%"
    )
    assert len(facts_for(need, read_facts([given], text=text))) == count


def test_decrease_takes_falls():
    need = wanted(name="单位能耗", measure=Measure.DECREASE, entry=Entry.RATE, value_unit="%")
    offers = offered(need, fact("单位能耗降幅", "3", "%"), fact("单位能耗增速", "2", "%"))
    assert [str(one.value) for one in offers] == ["3"]


def test_source_quotes_the_sentence_and_says_where_the_terms_differ():
    text = "一、现状。2020年，规上医药工业营业收入343.9亿元，增长5%。二、目标"
    start = text.index("343.9")
    given = fact("规上医药工业营业收入", "343.9", "亿元", start=start, end=start + 7)
    [one] = read_facts([given], text=text)
    [offer] = facts_for(wanted(), [one])
    assert one.sentence == "2020年，规上医药工业营业收入343.9亿元，增长5%"
    assert offer.source == f"规划原文：“{one.sentence}”，口径不同，已核对"


def test_source_names_the_figure_where_its_sentence_does_not():
    [offer] = offered(wanted(name="营业收入"), fact("营业收入", "343.9", "亿元"))
    assert offer.source == "规划原文（2020年营业收入）：“343.9”"


def test_long_sentence_is_cut_to_the_clause():
    text = "前" * 90 + "，产值343.9亿元，" + "后" * 90 + "。"
    start = text.index("343.9")
    [one] = read_facts([fact("产值", "343.9", "亿元", start=start, end=start + 7)], text=text)
    assert one.sentence == "产值343.9亿元"


@pytest.mark.django_db
def test_facts_are_those_of_the_plans_own_document(django_assert_num_queries):
    plan = make_plan()
    make_draft(document=plan.document, facts=[fact("营业收入", "343.9", "亿元")])
    make_draft(facts=[fact("营业收入", "1", "亿元")])
    with django_assert_num_queries(1):
        assert [str(one.value) for one in facts_of(plan)] == ["343.9"]
    assert facts_of(make_plan()) == []


@pytest.mark.django_db
def test_indicator_of_a_plan_and_of_a_draft_want_the_same():
    plan = make_plan(region=make_region(name="云南省"), document=make_document())
    series = make_series(name="研发强度", value_unit="%", region=plan.region)
    indicator = make_indicator(plan=plan, series=series, base_year=None)
    item = make_draft_item(
        kind=ItemKind.INDICATOR,
        extracted={"name": "研发强度", "measure": "level", "unit": "%", "quote": "研发强度"},
    )
    assert wanted_for(indicator) == wanted_for_item(item, period_start=2021, region="云南省")
