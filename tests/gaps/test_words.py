"""One word for each status, and one sentence for each assessment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.gaps import (
    AnnualTarget,
    Readings,
    Target,
    assess,
    explain,
    official_label,
    status_label,
)
from planapp.domain.gaps.words import figure, percent, period_label
from planapp.domain.terms import Comparator, Entry, Light, Measure, Status

LEVEL = {
    "measure": Measure.LEVEL,
    "value": Decimal(120),
    "target_year": 2025,
    "base_year": 2020,
    "base_value": Decimal(80),
}


def sentence(changes: dict[str, object], records: dict[int | date, str], as_of: int | date) -> str:
    target = Target(**{**LEVEL, **changes})  # type: ignore[arg-type]  # one mapping of many types
    readings = Readings({period: Decimal(value) for period, value in records.items()})
    return explain(assess(target, readings, as_of=as_of)).sentence


@pytest.mark.parametrize(
    ("status", "light", "comparator", "at_end", "word"),
    [
        (Status.ACHIEVED, Light.GREEN, Comparator.GE, False, "提前实现"),
        (Status.ACHIEVED, Light.GREEN, Comparator.GE, True, "完成"),
        (Status.EXCEEDED, Light.GREEN, Comparator.GE, True, "超额完成"),
        (Status.BEHIND, Light.YELLOW, Comparator.GE, False, "滞后"),
        (Status.BEHIND, Light.RED, Comparator.GE, False, "严重滞后"),
        (Status.BREACHED, Light.RED, Comparator.LE, False, "超出控制目标"),
        (Status.BREACHED, Light.RED, Comparator.GE, False, "跌破底线"),
        (Status.BREACHED, Light.RED, Comparator.RANGE, True, "跌破底线"),
        (Status.ON_TRACK, Light.GREEN, Comparator.GE, False, "达到序时进度"),
        (Status.AHEAD, Light.GREEN, Comparator.GE, False, "快于预期"),
        (Status.REGRESSING, Light.RED, Comparator.GE, False, "劣于基期"),
        (Status.NEARLY, Light.YELLOW, Comparator.GE, True, "基本完成"),
        (Status.MISSED, Light.RED, Comparator.GE, True, "未完成"),
        (Status.NO_DATA, Light.GREY, Comparator.GE, False, "未填报"),
        (Status.NOT_DUE, Light.GREY, Comparator.GE, False, "未到期"),
        (Status.UNASSESSABLE, Light.GREY, Comparator.GE, False, "无法评估"),
    ],
)
def test_status_with_its_light_has_one_word(
    *, status: Status, light: Light, comparator: Comparator, at_end: bool, word: str
) -> None:
    assert status_label(status, light=light, comparator=comparator, at_end=at_end) == word


def test_status_folded_has_the_official_word_or_none() -> None:
    assert {status: official_label(status) for status in Status} == {
        Status.ACHIEVED: "提前实现",
        Status.EXCEEDED: "提前实现",
        Status.AHEAD: "快于预期",
        Status.ON_TRACK: "基本符合预期",
        Status.BEHIND: "滞后",
        Status.REGRESSING: "滞后",
        Status.BREACHED: "滞后",
        Status.NEARLY: None,
        Status.MISSED: None,
        Status.NOT_DUE: None,
        Status.NO_DATA: None,
        Status.UNASSESSABLE: None,
    }


@pytest.mark.parametrize(
    ("changes", "records", "as_of", "said"),
    [
        ({}, {2022: "96"}, 2022, "截至2022年完成40.0%，序时进度40.0%，达到序时进度"),
        ({}, {2022: "72"}, 2022, "截至2022年完成-20.0%，序时进度40.0%，劣于基期"),
        ({}, {2025: "118"}, 2025, "截至2025年完成95.0%，基本完成"),
        (
            {},
            {date(2022, 6, 30): "92"},
            date(2022, 6, 30),
            "截至2022年6月30日完成30.0%，序时进度29.9%，达到序时进度",
        ),
        (
            {"annual_targets": {2022: AnnualTarget(Decimal(90), official=True)}},
            {2022: "90"},
            2022,
            "截至2022年完成25.0%，应达进度25.0%，达到序时进度",
        ),
        (
            {"value": Decimal(70), "value_unit": "亿元"},
            {2022: "69.5"},
            2022,
            "截至2022年为69.5亿元，目标≥70亿元，跌破底线",
        ),
        (
            {"base_value": None, "value_unit": "%"},
            {2022: "60"},
            2022,
            "截至2022年为60%，目标≥120%，缺基期值，无法评估",
        ),
        (
            {"measure": Measure.MULTIPLE, "value": Decimal(3), "base_value": None},
            {2022: "60"},
            2022,
            "截至2022年为60，目标≥基期的3倍，缺基期值，无法评估",
        ),
        (
            {"measure": Measure.GROWTH, "value": Decimal(6)},
            {2022: "6"},
            2022,
            "2022年：缺中间年份数据，无法评估",
        ),
        (
            {"measure": Measure.CUMULATIVE, "comparator": Comparator.LE, "entry": Entry.RUNNING},
            {2022: "50"},
            2022,
            "截至2022年为50，目标≤120，按序时应不超过48，滞后",
        ),
        (
            {"measure": Measure.CUMULATIVE, "comparator": Comparator.LE, "entry": Entry.RUNNING},
            {2025: "119"},
            2025,
            "截至2025年为119，目标≤120，完成",
        ),
        ({}, {}, 2022, "2022年未填报"),
        (
            {},
            {2021: "88"},
            2022,
            "2022年未填报（最近一期：截至2021年完成20.0%，序时进度20.0%，达到序时进度）",
        ),
        ({}, {}, 2020, "2020年未到期"),
        (
            {"measure": Measure.QUALITATIVE, "value": None},
            {},
            2022,
            "2022年：定性目标，由人评定，无法评估",
        ),
    ],
)
def test_assessment_in_one_sentence_says_how_far(
    *, changes: dict[str, object], records: dict[int | date, str], as_of: int, said: str
) -> None:
    assert sentence(changes, records, as_of) == said


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [("0.6", "60.0%"), ("0.00049", "0.0%"), ("-0.0001", "0.0%"), ("0.12345", "12.3%")],
)
def test_ratio_shown_is_rounded_half_up_to_one_place(ratio: str, shown: str) -> None:
    assert percent(Decimal(ratio)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("120", "120"),
        ("120.50", "120.5"),
        ("12.31455", "12.3146"),
        ("0.000123456", "0.0001235"),
        ("-0.5998", "-0.5998"),
        ("0E-9", "0"),
        ("1E+12", "1000000000000"),
    ],
)
def test_figure_shown_keeps_four_digits_after_the_point(value: str, shown: str) -> None:
    assert figure(Decimal(value)) == shown


def test_period_shown_is_a_year_or_a_day() -> None:
    assert [period_label(2023), period_label(date(2023, 6, 3))] == ["2023年", "2023年6月3日"]


@pytest.mark.parametrize(
    ("base", "value", "unit", "actual", "label", "written"),
    [
        (80, 2000, "亿元", "1150.5", "实际值", "1,150.5 亿元"),
        (80, 2000, "亿元", "1150.5", "距目标差额", "849.5 亿元"),
        (3, 4, "%", "3.4", "后续年均", "0.2 个百分点"),
        (3, 4, "%", "3.4", "应达值", "3.4%"),
    ],
)
def test_results_are_written_as_on_pages(
    base: int, value: int, unit: str, actual: str, label: str, written: str
) -> None:
    target = Target(
        measure=Measure.LEVEL, target_year=2025, base_year=2020,
        value=Decimal(value), base_value=Decimal(base), value_unit=unit,
    )  # fmt: skip
    found = explain(assess(target, Readings({2022: Decimal(actual)}), as_of=2022))
    assert {line.label: line.result for line in found.lines}[label] == written
