"""The sentence of a 简报: every measure, every status, what is silent, decided or invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.briefing import indicator_sentence, report_sentence
from planapp.domain.monitoring import IndicatorLine
from planapp.domain.terms import Attribute, Comparator, Light, Measure, Status
from tests.monitoring import DECIDED, LINE, TASK, report

DAY = date(2023, 12, 31)


def sentence(line: IndicatorLine, measure: Measure = Measure.LEVEL, as_of_on: date = DAY) -> str:
    return indicator_sentence(line, measure=measure, as_of_on=as_of_on)


def test_what_lags_is_told_with_figures_progress_and_difference() -> None:
    assert sentence(LINE) == (
        "截至2023年，产值为670.9亿元，2025年目标不低于1,200亿元，完成进度38.2%，"
        "序时进度60.0%，严重滞后，距序时差额186.6亿元。"
    )


@pytest.mark.parametrize(
    ("measure", "changes", "words"),
    [
        (Measure.CUMULATIVE, {}, "产值累计670.9亿元，2025年目标不低于1,200亿元"),
        (Measure.GROWTH, {"value_unit": "%", "actual": Decimal("8.1"), "target": Decimal(25)},
         "产值年均增长8.1%，2025年目标不低于25%"),
        (Measure.GROWTH, {"value_unit": "%", "actual": Decimal("-2"), "name": "产值年均增速"},
         "产值年均增速为-2%"),
        (Measure.INCREASE, {"actual": Decimal(-3)}, "产值较2020年减少3亿元"),
        (Measure.DECREASE, {"value_unit": "%", "actual": Decimal(12), "base_year": None},
         "产值下降12%"),
        (Measure.MULTIPLE, {"target": Decimal(3), "value_unit": "倍"},
         "产值为670.9万元，2025年目标不低于基期的3倍"),
        (Measure.LEVEL, {"comparator": Comparator.RANGE, "target_max": Decimal(1500)},
         "2025年目标为1,200–1,500亿元"),
        (Measure.LEVEL, {"comparator": Comparator.APPROX}, "2025年目标为1,200亿元左右"),
        (Measure.LEVEL, {"comparator": Comparator.LE}, "2025年目标不超过1,200亿元"),
    ],
)  # fmt: skip
def test_each_measure_and_bound_has_its_words(measure, changes, words) -> None:
    assert words in sentence(replace(LINE, **changes), measure)


@pytest.mark.parametrize("status", Status)
def test_every_status_is_told_in_one_sentence(status: Status) -> None:
    told = sentence(replace(LINE, status=status, words=status.label))
    assert status.label in told
    assert told.count("。") == 1


def test_progress_is_that_of_the_way_and_of_an_official_annual_target() -> None:
    told = sentence(replace(LINE, due_progress=Decimal("0.5"), lag=Decimal(-5), words="快于预期"))
    assert told.endswith("序时进度60.0%，应达进度50.0%，快于预期，优于应达值5亿元。")


def test_after_the_last_year_the_distance_to_the_target_is_told() -> None:
    line = replace(LINE, status=Status.MISSED, words="未完成")
    told = sentence(line, as_of_on=date(2025, 12, 31))
    assert told.endswith("完成进度38.2%，未完成，距目标差额529.1亿元。")


def test_points_lie_between_two_percents_and_days_inside_a_year_are_named() -> None:
    line = replace(LINE, value_unit="%", lag=Decimal("0.28"))
    told = sentence(line, as_of_on=date(2023, 6, 30))
    assert told.startswith("截至2023年6月30日，")
    assert told.endswith("距序时差额0.28个百分点。")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": Status.NO_DATA, "words": "未填报"}, "产值未填报，"),
        ({"waiting": "数据未公布，预计2024年6月公布"}, "产值数据未公布，预计2024年6月公布，"),
        ({"pending": Decimal(6800000)}, "产值已报6,800,000万元（未审核），"),
    ],
)
def test_what_has_no_approved_figure_says_why_and_is_never_nought(changes, words) -> None:
    told = sentence(replace(LINE, actual=None, completion=None, lag=None, **changes))
    assert told == f"截至2023年，{words}2025年目标不低于1,200亿元。"


def test_what_was_decided_counts_and_what_is_not_certain_is_marked() -> None:
    told = sentence(replace(LINE, decided=DECIDED, pending=Decimal(7), is_demo=True))
    assert "，达到序时进度，" in told
    assert told.endswith("（核定结论，系统测算为严重滞后；另有新报7万元未审核；演示数据）。")


def test_report_is_told_by_its_counts_with_the_binding_ones_apart() -> None:
    whole = report(LINE, replace(LINE, attribute=Attribute.BINDING, light=Light.RED), tasks=(TASK,))
    assert report_sentence(whole, subject="《医药规划》") == (
        "截至2023年，《医药规划》跟踪的指标共2项，其中严重滞后2项；"
        "约束性指标共1项，其中严重滞后1项；任务共1项，其中达到序时进度1项（含演示数据）。"
    )


def test_report_names_who_is_silent() -> None:
    silent = replace(LINE, actual=None, status=Status.NO_DATA, words="未填报", light=Light.GREY)
    told = report_sentence(report(silent), subject="省工信厅牵头")
    assert told.endswith("；尚有1个单位的1个事项未报送。")
