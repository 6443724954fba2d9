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
        ("新获批儿童用药5个，新获认定药厂2家。", ["儿童用药 ge 5个", "药厂 ge 2家"]),
        ("形成年产3亿头份疫苗的能力。", ["疫苗的能力 ge 3亿头份"]),
        ("到2024年80%以上的乡镇建有中医馆。", ["乡镇建有中医馆比例 ge 80%"]),
        ("每年遴选30家左右示范企业给予奖励。", ["每年遴选示范企业 approx 30家"]),
        (
            "新建育秧中心200个，每个县（市、区）至少建成2个以上。",
            ["育秧中心 ge 200个", "每个县（市、区）育秧中心 ge 2个"],
        ),
        (
            "作物机械化率达到52%，其中水稻达到78%；油菜达到62%。",
            [
                "作物机械化率 ge 52%",
                "作物机械化率（其中：水稻） ge 78%",
                "作物机械化率（其中：油菜） ge 62%",
            ],
        ),
        ("机采率提高15个百分点，出口额增长20%。", ["机采率 ge 15个百分点", "出口额 ge 20%"]),
        (
            "平原区通达率100%，丘陵山区不低于90%。",
            ["平原区通达率 ge 100%", "丘陵山区通达率 ge 90%"],
        ),
        (
            "一季度开复工率达到30%，二季度达到80%以上。",
            ["一季度开复工率 ge 30%", "二季度开复工率 ge 80%"],
        ),
        ("培养\n培训护理员6万人次。", ["护理员 ge 6万人次"]),
        ("改造升级县级供养机构60所。", ["县级供养机构 ge 60所"]),
        ("新建居住区配套设施达标率达到100%。", ["新建居住区配套设施达标率 ge 100%"]),
        ("品牌价值进入全国前10位、超过60亿元。", ["品牌价值 ge 60亿元"]),
        ("旅游业成为支柱产业，总收入突破900亿元。", ["旅游业总收入 ge 900亿元"]),
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


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("（二）未来能源", "发展制氢、储能，到2025年产值达80亿元。", "未来能源产值"),
        ("（二）未来能源", "建设园区4个，产业规模达80亿元。", "未来能源产业规模"),
        ("二、布局", "1.北部片区：重点发展造船，2025年产值突破80亿元。", "北部片区产值"),
        ("（二）发展造船", "发展游艇、帆船，产值达到80亿元。", "发展游艇、帆船产值"),
        ("（二）未来能源", "建设光伏园区，产值达到80亿元。", "建设光伏园区产值"),
    ],
)
def test_title_that_names_a_thing_stands_in_for_what_is_done(
    section: str, text: str, expected: str
) -> None:
    scope = scope_of(text, section=["一、任务", section])
    assert indicators_of(text, [scope], period_end=2025)[-1].name == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("矿山事故发生率低于每万人1.2起。", ["矿山事故发生率 le 1.2起"]),
        ("客流恢复至2019年的85%，新增航班20条。", ["客流 ge 85%", "航班 ge 20条"]),
        ("全市日供水能力新增5万吨以上。", ["全市日供水能力新增 ge 5万吨"]),
        ("政府储气能力不低于3天日均需求量。", ["政府储气能力 ge 3天"]),
    ],
)
def test_words_between_subject_and_number_are_told_apart(text: str, expected: list[str]) -> None:
    assert figures(text) == expected
