"""Figures a text states about the past."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.extraction.facts import find_facts
from planapp.domain.extraction.scopes import Part
from planapp.domain.extraction.survey import survey_text
from tests.extraction.sentences import scope_of


def facts(text: str, *, part: Part = Part.SITUATION) -> list[tuple[str, str, str, int]]:
    """Name, value, unit and year of each fact."""
    found = find_facts(
        survey_text(text, [scope_of(text, part=part)], period_end=2025), period_end=2025
    )
    assert all(text[f.span.start : f.span.end] == f.span.quote for f in found)
    return [(f.name, str(f.value), f.value_unit, f.year) for f in found]


def test_sentence_of_a_past_year_gives_its_figures() -> None:
    assert facts("2020年，全省港口实现营业收入343.5亿元、利润总额81.2亿元。") == [
        ("全省港口营业收入", "343.5", "亿元", 2020),
        ("全省港口利润总额", "81.2", "亿元", 2020),
    ]


def test_numbers_shared_out_among_subjects_give_one_fact_each() -> None:
    assert facts("2020年，吞吐量和周转量分别为5亿吨和80亿吨公里。") == [
        ("吞吐量", "5", "亿吨", 2020),
        ("周转量", "80", "亿吨公里", 2020),
    ]


def test_change_against_an_earlier_year_is_named_as_one() -> None:
    assert facts("2020年，吞吐量达到5亿吨，比2016年增长22%。")[1] == ("吞吐量增速", "22", "%", 2020)


def test_end_of_a_past_plan_is_its_last_year() -> None:
    assert facts("至“十三五”末，全省共有泊位120个。") == [("全省共有泊位", "120", "个", 2020)]


def test_year_goes_on_within_its_paragraph_only() -> None:
    text = "2019年，泊位达到120个。码头达到30座。\n船闸达到8座。"
    assert [(name, year) for name, _, _, year in facts(text)] == [("泊位", 2019), ("码头", 2019)]


def test_target_is_no_fact() -> None:
    assert facts("到2025年，泊位达到150个。", part=Part.AIMS) == []


def test_forecast_for_elsewhere_is_no_fact() -> None:
    assert facts("2020年发布报告。预计全球市场规模达到8000亿元。") == []


def test_table_of_past_years_gives_a_series() -> None:
    text = "指标名称\n\t2018年\n\t2019年\n\t2020年\n\n\t吞吐量\n\n（亿吨）\n\t4.1\n\t4.5\n\t5.0\n"
    assert facts(text) == [
        ("吞吐量", "4.1", "亿吨", 2018),
        ("吞吐量", "4.5", "亿吨", 2019),
        ("吞吐量", "5.0", "亿吨", 2020),
    ]


def test_base_column_of_an_indicator_table_is_a_fact() -> None:
    text = "指标单位2020年2025年属性林地面积万亩450520预期性绿地率％3540预期性"
    assert facts(text, part=Part.AIMS) == [
        ("林地面积", "450", "万亩", 2020),
        ("绿地率", "35", "％", 2020),
    ]


@given(
    st.decimals(min_value=1, max_value=99_999, places=2),
    st.integers(min_value=2011, max_value=2020),
)
def test_past_level_of_any_year_is_read_as_stated(value: Decimal, year: int) -> None:
    assert facts(f"{year}年，粮食产量达到{value}万吨。") == [("粮食产量", str(value), "万吨", year)]


def test_quote_is_the_clause_that_states_the_figure_with_its_year() -> None:
    text = "2020年，全省港口吞吐量达到5亿吨，其中集装箱吞吐量300万标箱。"
    found = find_facts(
        survey_text(text, [scope_of(text, part=Part.SITUATION)], period_end=2025), period_end=2025
    )
    assert [fact.span.quote for fact in found] == [
        "2020年，全省港口吞吐量达到5亿吨",
        "其中集装箱吞吐量300万标箱",
    ]


def test_figures_of_the_nation_and_of_other_regions_are_no_facts() -> None:
    text = "2020年，全国泊位2.2万个。全省泊位800个，低于江苏（1200个）、上海市（900个）等省市。"
    assert facts(text) == [("全省泊位", "800", "个", 2020)]


def test_share_in_the_nation_and_distance_from_others_are_named_with_our_subject() -> None:
    text = "2020年，全省泊位800个，占全国的3.6%。泊位利用率达到70%，高于东部省份8个百分点。"
    assert [(name, value) for name, value, _, _ in facts(text)] == [
        ("全省泊位", "800"),
        ("全省泊位占全国比重", "3.6"),
        ("泊位利用率", "70"),
        ("泊位利用率高于东部省份", "8"),
    ]


def test_distances_of_two_subjects_are_each_named_with_its_own() -> None:
    text = "2020年，港口营业收入50亿元、利润总额8亿元，增速分别高于全省工业7.9、8.5个百分点。"
    assert [(name, value) for name, value, _, _ in facts(text)][2:] == [
        ("港口营业收入增速高于全省工业", "7.9"),
        ("港口利润总额增速高于全省工业", "8.5"),
    ]


def test_distance_of_nothing_named_is_no_fact() -> None:
    assert facts("2020年，高于全省工业7.9个百分点。") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2020年，14家企业入选“全国百强”。", "企业入选“全国百强”"),
        ("截至2020年底，90个品规通过一致性评价。", "品规通过一致性评价"),
        ("2020年，有60个泊位。", "泊位"),
    ],
)
def test_count_is_named_with_what_the_counted_did(text: str, name: str) -> None:
    assert [fact[0] for fact in facts(text)] == [name]


def test_subject_and_object_that_begin_alike_are_named_once() -> None:
    assert facts("2020年，全省港口工业实现工业产值20亿元、利润3亿元。") == [
        ("全省港口工业产值", "20", "亿元", 2020),
        ("全省港口工业利润", "3", "亿元", 2020),
    ]


def test_figure_since_an_earlier_year_is_of_the_last_one() -> None:
    assert facts("2010年以来，全省新建泊位71个。") == [("全省泊位", "71", "个", 2020)]


def test_number_that_refers_back_is_no_fact() -> None:
    assert facts("2020年，以上两个行业增势良好。") == []
