"""Names that a number takes over from what stands around it, and years of its own."""

from __future__ import annotations

import pytest

from planapp.domain.extraction.scopes import Part
from tests.extraction.sentences import figures, indicators_of, read, scope_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("软件收入年均增速达到12%。", ["软件收入年均增速 ge 12%"]),
        ("软件收入年均增长12%。", ["软件收入 ge 12%"]),
        (
            "年销售收入超过8亿元的药品3个、超过4亿元的药品6个。",
            ["年销售收入超过8亿元的药品 ge 3个", "年销售收入超过4亿元的药品 ge 6个"],
        ),
        (
            "每年培训护理员300人，三年累计培训900人。",
            ["每年护理员 ge 300人", "护理员 ge 900人"],
        ),
        ("降低管网漏损率至9%以内。", ["管网漏损率 le 9%"]),
        ("建成建制村通沥青路70公里。", ["建制村通沥青路 ge 70公里"]),
        ("2023年，新增数字化车间40个。", ["新增数字化车间 ge 40个"]),
        ("修缮古桥12座，加固堤防6处。", ["修缮古桥 ge 12座", "堤防 ge 6处"]),
        ("全市共有桥梁120座，设有站点30处。", []),
        ("成立由12个部门组成的协调小组。", []),
        ("建成±500千伏换流站。", []),
    ],
)
def test_count_in_a_measure_gives_its_figures(text: str, expected: list[str]) -> None:
    assert figures(text, part=Part.MEASURES, period_end=2025) == expected


def test_all_of_a_kind_that_reach_a_standard_are_no_target() -> None:
    assert figures("大气六项指标年均浓度均达到二级标准。", part=Part.AIMS) == []


@pytest.mark.parametrize("years", ["2022年和2025年", "2022年、2025年"])
def test_numbers_for_several_years_go_to_each_in_turn(years: str) -> None:
    found = read(f"到{years}，居民健康素养水平分别不低于22%和30%。", part=Part.AIMS)
    assert [(i.name, str(i.value), i.target_year) for i in found] == [
        ("居民健康素养水平", "22", 2022),
        ("居民健康素养水平", "30", 2025),
    ]


def test_table_with_dashes_and_totals_gives_the_change() -> None:
    text = (
        "指    标 2020年 2025年 〔累计〕 属性 环境质量 1.优良天数比率（%） 80 85 — 约束性 "
        "2.氨氮排放总量减少（%） — — 〔12.5〕 约束性 生态 3.森林覆盖率（%） 36 40 — 预期性"
    )
    found = read(text, part=Part.AIMS)
    assert [(i.name, str(i.value), i.measure.value) for i in found] == [
        ("优良天数比率", "85", "level"),
        ("氨氮排放总量减少", "12.5", "decrease"),
        ("森林覆盖率", "40", "level"),
    ]


def test_row_that_names_its_base_year_gives_it() -> None:
    text = "指标\n2025年目标值\n1.单位能耗较2020年下降率（%）\n14\n2.绿化覆盖率（%）\n41\n"
    assert [(i.name, i.base_year) for i in read(text, part=Part.AIMS)] == [
        ("单位能耗较2020年下降率", 2020),
        ("绿化覆盖率", None),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "每千名儿童至少配备3名儿科医师，每百户居民文体设施面积不低于30平方米。",
            ["每千名儿童儿科医师 ge 3名", "每百户居民文体设施面积 ge 30平方米"],
        ),
        ("创建国家级孵化器3家，新建培训基地6个。", ["国家级孵化器 ge 3家", "培训基地 ge 6个"]),
        ("每年选派不少于20名青年骨干。", ["每年青年骨干 ge 20名"]),
        ("鼓励高校设立专业，每年培训5万人次。", ["每年培训 ge 5万人次"]),
        ("服务企业1000家次。", ["企业 ge 1000家次"]),
    ],
)
def test_ratio_activity_and_people_keep_their_words(text: str, expected: list[str]) -> None:
    assert figures(text, period_end=2025) == expected


def test_people_are_counted_without_a_classifier() -> None:
    assert figures("到2025年，确保3万贫困人口脱贫。", part=Part.AIMS) == ["贫困人口脱贫 ge 3万"]


def test_heading_names_what_its_first_sentence_counts() -> None:
    text = "到2023年达到400家。"
    scope = scope_of(text, section=["二、任务", "（一）培育海洋高新技术企业"])
    assert [i.name for i in indicators_of(text, [scope], period_end=2025)] == ["海洋高新技术企业"]


def test_year_of_one_ordinal_does_not_hold_for_the_next() -> None:
    text = "一是建桩。到2022年，新建充电桩500个。二是改造老旧小区300个。"
    assert [i.target_year for i in read(text, period_end=2025)] == [2022, 2025]


def test_pledge_before_the_subject_ties_the_number() -> None:
    assert figures("确保粮食播种面积900万亩以上。") == ["粮食播种面积 ge 900万亩"]
    assert figures("粮食播种面积900万亩以上。") == []
