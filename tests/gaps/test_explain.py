"""The lines of an explanation: the formulas of docs/gaps.md with their numbers in them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.gaps import AnnualTarget, LightPolicy, Readings, Target, assess, explain
from planapp.domain.terms import Comparator, DuePath, Entry, LightMode, Measure

D = Decimal
Lines = dict[str, tuple[str, str]]
FORWARD = {"target_year": 2025, "base_year": 2020}
LEVEL = {**FORWARD, "measure": Measure.LEVEL, "value": D(120), "base_value": D(80)}
TOTAL = {**FORWARD, "measure": Measure.CUMULATIVE, "value": D(50)}
GROWTH = {**FORWARD, "measure": Measure.GROWTH, "value": D(6)}
FALL = {**FORWARD, "measure": Measure.DECREASE, "value": D(19), "target_year": 2022}
RISE = {**FALL, "measure": Measure.INCREASE, "value": D(21)}


def lines(
    target: dict[str, object],
    records: dict[int | date, str],
    *,
    as_of: int | date = 2022,
    policy: LightPolicy | None = None,
) -> Lines:
    """Label → formula and result."""
    found = assess(
        Target(**target),  # type: ignore[arg-type]  # one mapping of many types
        Readings({period: D(value) for period, value in records.items()}),
        as_of=as_of,
        policy=policy or LightPolicy(),
    )
    return {line.label: (line.formula, line.result) for line in explain(found).lines}


def test_level_explained_shows_every_step() -> None:
    assert lines({**LEVEL, "value_unit": "亿元"}, {2022: "92"}) == {
        "实际值": ("2022年年末数", "92 亿元"),
        "应达值": ("80 + (120 − 80) × 2 ÷ 5", "96 亿元"),
        "增量进度": ("(92 − 80) ÷ (120 − 80)", "30.0%"),
        "序时进度": ("2 ÷ 5", "40.0%"),
        "目标完成度": ("92 ÷ 120", "76.7%"),
        "距目标差额": ("120 − 92", "28 亿元"),
        "距序时差额": ("96 − 92", "4 亿元"),
        "后续年均": ("28 ÷ 3", "9.3333 亿元"),
        "趋势预测": ("(0, 80)、(2, 92)的最小二乘直线，取第5年", "110 亿元"),
        "趋势判断": ("还差10，为目标与基期之差40的25.0%，超过10.0%", "实现难度较大"),
        "系统测算": ("30.0% ÷ 40.0% = 75.0%，低于80.0%为严重滞后", "严重滞后"),
    }


def test_falling_level_explained_turns_the_differences_round() -> None:
    target = {**LEVEL, "comparator": Comparator.LE, "base_value": D(50), "value": D(40)}
    found = lines(target, {2022: "46"})
    assert found["增量进度"] == ("(46 − 50) ÷ (40 − 50)", "40.0%")
    assert found["目标完成度"] == ("40 ÷ 46", "87.0%")
    assert found["距目标差额"] == ("46 − 40", "6")
    assert found["距序时差额"] == ("46 − 46", "0")


def test_negative_level_explained_stands_in_brackets() -> None:
    found = lines({**LEVEL, "base_value": D(-10), "value": D(-2)}, {2022: "-6"})
    assert found["应达值"] == ("-10 + (-2 − (-10)) × 2 ÷ 5", "-6.8")
    assert found["增量进度"] == ("(-6 − (-10)) ÷ (-2 − (-10))", "50.0%")
    assert found["距目标差额"] == ("-2 − (-6)", "4")


@pytest.mark.parametrize(
    ("changes", "records", "formula", "result"),
    [
        ({"entry": Entry.FLOW}, {2021: "5", 2022: "11"}, "80 + 5 + 11", "96"),
        ({"entry": Entry.RUNNING}, {2022: "16"}, "80 + 16", "96"),
        (
            {"entry": Entry.RATE},
            {2021: "10", 2022: "-5"},
            "80 × (1 + 10%) × (1 − 5%)",
            "83.6",
        ),
    ],
)
def test_level_from_other_records_explained_shows_them(
    *, changes: dict[str, object], records: dict[int | date, str], formula: str, result: str
) -> None:
    assert lines({**LEVEL, **changes}, records)["实际值"] == (formula, result)


def test_geometric_path_explained_shows_its_due_progress() -> None:
    target = {
        **LEVEL,
        "base_value": D(100),
        "value": D(1600),
        "target_year": 2024,
        "path": DuePath.GEOMETRIC,
    }
    found = lines(target, {2021: "200"}, as_of=2021)
    assert found["应达值"] == ("100 × (1600 ÷ 100)^(1 ÷ 4)", "200")
    assert found["应达进度"] == ("(200 − 100) ÷ (1600 − 100)", "6.7%")


def test_official_annual_target_explained_is_named() -> None:
    annual = {2022: AnnualTarget(D(90), official=True)}
    found = lines({**LEVEL, "annual_targets": annual}, {2022: "90"})
    assert found["应达值"] == ("下达的2022年目标", "90")
    assert found["应达进度"] == ("(90 − 80) ÷ (120 − 80)", "25.0%")
    assert found["年度目标"] == ("90 ≥ 90", "达到年度目标")
    assert found["系统测算"] == ("25.0% ≥ 25.0% − 1个百分点", "达到序时进度")


def test_flows_explained_are_added_up() -> None:
    found = lines(TOTAL, {2021: "8", 2022: "12"})
    assert found["实际值"] == ("8 + 12", "20")
    assert found["应达值"] == ("50 × 2 ÷ 5", "20")
    assert found["增量进度"] == ("20 ÷ 50", "40.0%")
    assert found["趋势预测"] == ("(8 + 12) ÷ 2 × 5", "50")


def test_flows_with_a_hole_explained_name_it() -> None:
    found = lines(TOTAL, {2022: "30"})
    assert found["缺报年份"] == ("2021", "1年")
    assert found["系统测算"] == ("60.0%，应达40.0%，但有缺报年份，最高评为滞后", "滞后")


def test_flows_inside_a_year_explained_show_the_part_of_the_year() -> None:
    day = date(2022, 6, 30)
    found = lines(TOTAL, {2021: "10", date(2022, 3, 31): "3", day: "6"}, as_of=day)
    assert found["实际值"] == ("10 + 6", "16")
    assert found["序时进度"] == ("1.4959 ÷ 5", "29.9%")
    assert found["后续年均"] == ("34 ÷ (5 − 1.4959)", "9.7029")


def test_ceiling_explained_is_held_against_what_is_due() -> None:
    target = {**TOTAL, "comparator": Comparator.LE, "entry": Entry.RUNNING}
    assert lines(target, {2022: "21"})["系统测算"] == ("21 > 20", "滞后")
    assert lines(target, {2022: "20"})["系统测算"] == ("20 ≤ 20", "达到序时进度")
    assert lines(target, {2022: "51"})["系统测算"] == ("51 > 50", "超出控制目标")
    assert lines(target, {2025: "49"}, as_of=2025)["系统测算"] == ("49 ≤ 50", "完成")


def test_ceiling_with_a_hole_explained_says_what_is_not_counted() -> None:
    found = lines({**TOTAL, "comparator": Comparator.LE}, {2022: "10"})
    assert found["系统测算"] == ("10 ≤ 20，但有缺报年份，最高评为滞后", "滞后")


def test_growth_explained_multiplies_and_takes_the_root() -> None:
    found = lines(GROWTH, {2021: "8.1", 2022: "3"})
    assert found["实际值"] == ("[(1 + 8.1%) × (1 + 3%)]^(1 ÷ 2) − 1", "5.5192%")
    assert found["应达值"] == ("目标值", "6%")
    assert found["增量进度"] == ("(2 × ln(1 + 5.5192%)) ÷ (5 × ln(1 + 6%))", "36.9%")
    assert found["距目标差额"] == ("6 − 5.5192", "0.4808 个百分点")
    assert found["后续年均"] == ("((1 + 6%)^5 ÷ (1 + 5.5192%)^2)^(1 ÷ 3) − 1", "6.3218%")
    assert found["趋势预测"] == ("其余年份均按3%", "4.0004%")


def test_growth_inside_a_year_explained_weighs_the_last_rate() -> None:
    day = date(2022, 6, 30)
    found = lines(GROWTH, {2021: "8", day: "8"}, as_of=day)
    assert found["实际值"] == ("[(1 + 8%) × (1 + 8%)^0.4959]^(1 ÷ 1.4959) − 1", "8%")


def test_growth_from_levels_explained_divides_them() -> None:
    target = {**GROWTH, "entry": Entry.LEVEL, "base_value": D(200)}
    assert lines(target, {2022: "242"})["实际值"] == ("(242 ÷ 200)^(1 ÷ 2) − 1", "10%")
    assert lines(target, {2021: "220"}, as_of=2021)["实际值"] == ("(220 ÷ 200) − 1", "10%")


def test_growth_from_a_running_rate_explained_takes_its_root() -> None:
    found = lines({**GROWTH, "entry": Entry.RUNNING}, {2022: "12.36"})
    assert found["实际值"] == ("(1 + 12.36%)^(1 ÷ 2) − 1", "6%")


def test_fall_from_rates_explained_multiplies_what_is_left() -> None:
    found = lines({**FALL, "entry": Entry.RATE}, {2021: "10"}, as_of=2021)
    assert found["实际值"] == ("1 − (1 − 10%)", "10%")
    assert found["应达值"] == ("1 − (1 − 19%)^(1 ÷ 2)", "10%")
    assert found["增量进度"] == ("ln(1 − 10%) ÷ ln(1 − 19%)", "50.0%")
    assert found["后续年均"] == ("1 − ((1 − 19%) ÷ (1 − 10%))^(1 ÷ 1)", "10%")


def test_fall_from_levels_explained_divides_them() -> None:
    target = {**FALL, "entry": Entry.LEVEL, "base_value": D(200)}
    assert lines(target, {2021: "180"}, as_of=2021)["实际值"] == ("1 − (180 ÷ 200)", "10%")


def test_rise_in_percent_explained_compounds() -> None:
    found = lines(RISE, {2021: "10"}, as_of=2021)
    assert found["实际值"] == ("2021年累计数", "10%")
    assert found["应达值"] == ("(1 + 21%)^(1 ÷ 2) − 1", "10%")
    assert found["后续年均"] == ("((1 + 21%) ÷ (1 + 10%))^(1 ÷ 1) − 1", "10%")


def test_points_from_levels_explained_subtract() -> None:
    target = {
        **FALL,
        "value": D(5),
        "value_unit": "个百分点",
        "target_year": 2025,
        "entry": Entry.LEVEL,
        "base_value": D(30),
    }
    found = lines(target, {2022: "28"})
    assert found["实际值"] == ("30 − 28", "2 个百分点")
    assert found["应达值"] == ("5 × 2 ÷ 5", "2 个百分点")
    rise = {**target, "measure": Measure.INCREASE}
    assert lines(rise, {2022: "32"})["实际值"] == ("32 − 30", "2 个百分点")


def test_multiple_explained_multiplies_the_base() -> None:
    target = {**LEVEL, "measure": Measure.MULTIPLE, "value": D(3), "base_value": D(20)}
    found = lines(target, {2022: "36"})
    assert found["应达值"] == ("20 + (3 × 20 − 20) × 2 ÷ 5", "36")
    assert found["目标完成度"] == ("36 ÷ (3 × 20)", "60.0%")
    assert found["距目标差额"] == ("3 × 20 − 36", "24")


@pytest.mark.parametrize(
    ("changes", "value", "as_of", "formula", "word"),
    [
        ({}, "100", 2022, "50.0% ≥ 40.0% + 10个百分点", "快于预期"),
        ({}, "72", 2022, "实际值比基期更差，且未达应达值", "劣于基期"),
        ({}, "120", 2022, "120 ≥ 120", "提前实现"),
        ({}, "118", 2025, "95.0% ≥ 95.0%", "基本完成"),
        ({}, "110", 2025, "75.0% < 95.0%", "未完成"),
        ({"value": D(70)}, "69", 2022, "69 < 70，基期已达目标，须保持", "跌破底线"),
        ({"value": D(70)}, "71", 2022, "71 ≥ 70，基期已达目标，须保持", "达到序时进度"),
        ({"comparator": Comparator.APPROX}, "115", 2025, "115 ≥ 120 − 左右的容差5.0%", "完成"),
        ({"base_value": None}, "90", 2022, "缺基期值", "无法评估"),
        ({"base_value": None}, "90", 2025, "90 < 120", "未完成"),
    ],
)
def test_status_explained_says_what_was_compared(
    *, changes: dict[str, object], value: str, as_of: int, formula: str, word: str
) -> None:
    assert lines({**LEVEL, **changes}, {as_of: value}, as_of=as_of)["系统测算"] == (formula, word)


def test_status_by_points_explained_names_the_points() -> None:
    policy = LightPolicy(mode=LightMode.POINTS)
    found = lines(LEVEL, {2022: "92"}, policy=policy)
    assert found["系统测算"] == ("40.0% − 30.0% = 10.0个百分点，超过20个百分点为严重滞后", "滞后")


def test_silence_explained_shows_what_was_due_and_no_more() -> None:
    assert lines(LEVEL, {2021: "88"}) == {
        "应达值": ("80 + (120 − 80) × 2 ÷ 5", "96"),
        "序时进度": ("2 ÷ 5", "40.0%"),
        "系统测算": ("填报期已截止，本期无已审核数据", "未填报"),
    }


def test_forecast_at_the_end_is_not_explained() -> None:
    assert "趋势预测" not in lines(LEVEL, {2025: "118"}, as_of=2025)


@pytest.mark.parametrize(
    ("changes", "value", "as_of", "formula", "word"),
    [
        ({}, "121", 2025, "121 > 120", "超额完成"),
        (
            {"comparator": Comparator.RANGE, "value_max": D(130)},
            "131",
            2025,
            "131 > 130",
            "超额完成",
        ),
        (
            {"comparator": Comparator.APPROX},
            "127",
            2025,
            "127 > 120 + 左右的容差5.0%",
            "超额完成",
        ),
        (
            {"comparator": Comparator.APPROX, "value": D(60)},
            "56",
            2025,
            "56 < 60 − 左右的容差5.0%",
            "超额完成",
        ),
        (
            {"measure": Measure.GROWTH, "value": D(6), "entry": Entry.LEVEL},
            "125",
            2022,
            "(1 + 25%)^2 ≥ (1 + 6%)^5",
            "提前实现",
        ),
        (
            {
                "measure": Measure.GROWTH,
                "value": D(10),
                "entry": Entry.LEVEL,
                "target_year": 2023,
                "comparator": Comparator.APPROX,
            },
            "115.2",
            2022,
            "(1 + 20%)^2 ≥ (1 + 9.5%)^3（已扣左右的容差5.0%）",
            "提前实现",
        ),
        ({}, "92.799", 2022, "32.0% ÷ 40.0% = 79.99%，低于80.00%为严重滞后", "严重滞后"),
        (
            {"base_value": None, "comparator": Comparator.LE},
            "119",
            2022,
            "119 ≤ 120",
            "达到序时进度",
        ),
    ],
)
def test_status_explained_names_the_bound_that_decided(
    *, changes: dict[str, object], value: str, as_of: int, formula: str, word: str
) -> None:
    assert lines({**LEVEL, **changes}, {as_of: value}, as_of=as_of)["系统测算"] == (formula, word)


def test_missing_base_with_official_annual_target_explained_shows_the_ratio() -> None:
    annual = {2022: AnnualTarget(D(100), official=True)}
    target = {**LEVEL, "base_value": None, "annual_targets": annual}
    assert lines(target, {2022: "79"})["系统测算"] == (
        "79 ÷ 100 = 79.0%，低于80.0%为严重滞后",
        "严重滞后",
    )
    falling = {**target, "comparator": Comparator.LE, "value": D(60)}
    assert lines(falling, {2022: "105"})["系统测算"] == (
        "100 ÷ 105 = 95.2%，低于80.0%为严重滞后",
        "滞后",
    )


def test_annual_target_with_about_explained_shows_what_is_tolerated() -> None:
    annual = {2022: AnnualTarget(D(96))}
    target = {**LEVEL, "comparator": Comparator.APPROX, "annual_targets": annual}
    assert lines(target, {2022: "92"})["年度目标"] == (
        "92 ≥ 96 − 左右的容差5.0%",
        "达到年度目标",
    )
    assert lines(target, {2022: "91"})["年度目标"] == (
        "91 < 96 − 左右的容差5.0%",
        "未达年度目标",
    )


def test_falling_level_explained_says_that_it_has_to_fall() -> None:
    target = {**LEVEL, "comparator": Comparator.LE, "base_value": D(50), "value": D(40)}
    assert lines(target, {2022: "46"})["后续年均"] == ("6 ÷ 3", "下降2")


def test_trend_explained_lists_what_it_rests_on() -> None:
    by_flows = lines({**LEVEL, "entry": Entry.FLOW}, {2021: "6", 2022: "8"})
    assert by_flows["趋势预测"] == ("80 + (6 + 8) ÷ 2 × 5", "115")
    by_totals = lines({**TOTAL, "entry": Entry.RUNNING}, {2021: "8", 2022: "20"})
    assert by_totals["趋势预测"] == (
        "(0, 0)、(1, 8)、(2, 20)的最小二乘直线，取第5年",
        "49.3333",
    )
    day = date(2022, 6, 30)
    inside = lines(TOTAL, {2021: "10", day: "6"}, as_of=day)
    assert inside["趋势预测"] == ("(10 + 6) ÷ 1.4959 × 5", "53.4799")


@pytest.mark.parametrize(
    ("changes", "value", "formula", "word"),
    [
        ({}, "96", "120 ≥ 120", "预计可如期完成"),
        ({}, "95", "还差2.5，为目标与基期之差40的6.3%，不超过10.0%", "有一定难度"),
        (
            {"measure": Measure.CUMULATIVE, "entry": Entry.RUNNING, "base_value": None},
            "40",
            "还差20，为目标120的16.7%，超过10.0%",
            "实现难度较大",
        ),
        ({"comparator": Comparator.APPROX}, "94", "115 ≥ 120 − 左右的容差5.0%", "预计可如期完成"),
        (
            {"measure": Measure.MULTIPLE, "value": D("1.5")},
            "95",
            "还差2.5，为目标与基期之差40的6.3%，不超过10.0%",
            "有一定难度",
        ),
        (
            {"comparator": Comparator.LE, "base_value": D(160)},
            "150",
            "还差15，为目标与基期之差40的37.5%，超过10.0%",
            "实现难度较大",
        ),
    ],
)
def test_trend_explained_says_how_much_of_the_way_is_missed(
    *, changes: dict[str, object], value: str, formula: str, word: str
) -> None:
    assert lines({**LEVEL, **changes}, {2022: value})["趋势判断"] == (formula, word)


def test_day_inside_a_year_explained_is_no_year_end() -> None:
    day = date(2022, 6, 30)
    assert lines(LEVEL, {day: "92"}, as_of=day)["实际值"] == ("2022年6月30日数", "92")
