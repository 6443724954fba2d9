"""Commitments read out of sentences and tables."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.extraction import extract
from planapp.domain.extraction.contract import Origin
from planapp.domain.extraction.scopes import Part, Scope
from planapp.domain.terms import Comparator, ItemKind, Measure
from tests.extraction.sentences import GOAL, figures, indicators_of, read, scope_of

NOTATIONS = [("1200", "1200"), ("1,200", "1200"), ("１２００", "1200"), ("一千二百", "1200")]
BEFORE = [
    ("达到", Comparator.GE),
    ("超过", Comparator.GE),
    ("突破", Comparator.GE),
    ("不低于", Comparator.GE),
    ("提高到", Comparator.GE),
    ("稳定在", Comparator.GE),
    ("不超过", Comparator.LE),
    ("控制在", Comparator.LE),
    ("下降到", Comparator.LE),
    ("降至", Comparator.LE),
    ("约为", Comparator.APPROX),
]
AFTER = [
    ("", None),
    ("以上", Comparator.GE),
    ("以内", Comparator.LE),
    ("以下", Comparator.LE),
    ("左右", Comparator.APPROX),
]
SUBJECTS = ["全省铁路营业里程", "城市生活污水处理率", "义务教育巩固率", "粮食播种面积"]
MAKING = ["新建", "培育", "打造", "引进", "建成", "组建", "遴选", "建设", "认定"]
THINGS = ["省级示范学校", "县级物流中心", "骨干企业", "生态廊道样板"]


@given(
    subject=st.sampled_from(SUBJECTS),
    before=st.sampled_from(BEFORE),
    number=st.sampled_from(NOTATIONS),
    after=st.sampled_from(AFTER),
    unit=st.sampled_from(["%", "万亩", "公里", "亿元"]),
)
def test_level_with_any_notation_and_comparator_is_read(
    *,
    subject: str,
    before: tuple[str, Comparator],
    number: tuple[str, str],
    after: tuple[str, Comparator | None],
    unit: str,
) -> None:
    (found,) = read(f"到2025年，{subject}{before[0]}{number[0]}{unit}{after[0]}。")
    assert (found.name, str(found.value), found.value_unit) == (subject, number[1], unit)
    assert found.comparator is (after[1] or before[1])
    assert (found.measure, found.target_year) == (Measure.LEVEL, 2025)


@given(
    verb=st.sampled_from(MAKING),
    number=st.sampled_from(NOTATIONS),
    unit=st.sampled_from(["家", "个", "所"]),
    after=st.sampled_from(AFTER),
    thing=st.sampled_from(THINGS),
    noun_first=st.booleans(),
)
def test_made_count_before_or_after_its_noun_is_cumulative(
    *,
    verb: str,
    number: tuple[str, str],
    unit: str,
    after: tuple[str, Comparator | None],
    thing: str,
    noun_first: bool,
) -> None:
    counted = f"{number[0]}{unit}{after[0]}"
    text = f"{verb}{thing}{counted}。" if noun_first else f"{verb}{counted}{thing}。"
    (found,) = read(text)
    assert (found.name, found.measure) == (thing, Measure.CUMULATIVE)
    assert (str(found.value), found.value_unit) == (number[1], unit)
    assert found.comparator is (after[1] or Comparator.GE)


@given(st.lists(st.integers(min_value=2, max_value=999), min_size=2, max_size=6))
def test_enumeration_gives_one_indicator_for_each_number(values: list[int]) -> None:
    things = "、".join(f"{THINGS[0]}{value}所" for value in values)
    found = read(f"到2025年，建成{things}。")
    assert [i.value for i in found] == values
    assert {i.measure for i in found} == {Measure.CUMULATIVE}


@given(
    st.text(
        alphabet="到2025年建成达到3家个%、，。；（）“”的以上由增长万亿指标单位 \n\t", max_size=120
    )
)
def test_every_span_of_any_text_quotes_it(text: str) -> None:
    for part in Part:
        found = read(text, part=part)
        assert [text[i.span.start : i.span.end] for i in found] == [i.span.quote for i in found]
        assert found == read(text, part=part)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "旅游总收入达到900亿元，其中入境旅游收入20亿元，接待游客1亿人次。",
            ["旅游总收入 ge 900亿元", "入境旅游收入 ge 20亿元", "接待游客 ge 1亿人次"],
        ),
        ("蔬菜种植面积60万亩以上、产量80万吨。", ["蔬菜种植面积 ge 60万亩", "蔬菜产量 ge 80万吨"]),
        (
            "港口吞吐量达到5亿吨，年均增速保持在6%左右。",
            ["港口吞吐量 ge 5亿吨", "港口吞吐量年均增速 approx 6%"],
        ),
        ("小学、初中巩固率分别达到99%和98%。", ["小学巩固率 ge 99%", "初中巩固率 ge 98%"]),
        ("参观人数、门票收入均增长8%以上。", ["参观人数 ge 8%", "门票收入 ge 8%"]),
        ("图书馆、文化馆达到100个和120个。", ["图书馆 ge 100个", "文化馆 ge 120个"]),
        (
            "省级事项可办率不低于95%、市县级不低于80%。",
            ["省级事项可办率 ge 95%", "市县级事项可办率 ge 80%"],
        ),
        (
            "建设3个国家级、12个省级现代渔业园。",
            ["国家级现代渔业园 ge 3个", "省级现代渔业园 ge 12个"],
        ),
        ("培育2—3家年营收超过50亿元的航运企业。", ["年营收超过50亿元的航运企业 range 2-3家"]),
        ("年营收10亿元以上的养殖企业20家。", ["年营收10亿元以上的养殖企业 ge 20家"]),
        ("建成百亿级园区4个。", ["百亿级园区 ge 4个"]),
        ("对口支援每个乡镇配备2名医师。", ["每个乡镇医师 ge 2名"]),
        ("每年培训船员5000人次。", ["每年船员 ge 5000人次"]),
        ("80%以上的行政村建成卫生室。", ["行政村建成卫生室比例 ge 80%"]),
        ("路网密度达到每百平方公里以上，绿化指数达到110。", ["绿化指数 ge 110"]),
        ("造林面积（含补植）不少于30万亩。", ["造林面积（含补植） ge 30万亩"]),
        ("森林蓄积量达到5亿立方米（其中天然林3亿立方米）。",
         ["森林蓄积量 ge 5亿立方米", "天然林 ge 3亿立方米"]),
        ("工业用水重复利用率达到九成以上。", ["工业用水重复利用率 ge 90%"]),
        ("服务人口占全市人口的30%以上。", ["服务人口占全市人口 ge 30%"]),
    ],
)  # fmt: skip
def test_clause_pattern_gives_its_figures(text: str, expected: list[str]) -> None:
    assert figures(text, part=Part.AIMS) == expected


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("水产品产值年均增长7%。", Measure.GROWTH, "7"),
        ("水产品产值年均增速达到7%。", Measure.GROWTH, "7"),
        ("单位产值能耗较2020年下降15%。", Measure.DECREASE, "15"),
        ("绿地率比2020年提高2个百分点。", Measure.INCREASE, "2"),
        ("研发人员数量翻一番。", Measure.MULTIPLE, "2"),
        ("技术交易额比2020年增长1倍。", Measure.MULTIPLE, "2"),
        ("绿地率提高到40%。", Measure.LEVEL, "40"),
        ("累计完成投资500亿元。", Measure.CUMULATIVE, "500"),
        ("新增公交线路30条。", Measure.CUMULATIVE, "30"),
        ("形成特色街区8个。", Measure.LEVEL, "8"),
        ("新增学位10万个，普惠率达到85%。", Measure.LEVEL, "85"),
    ],
)
def test_verb_decides_the_measure(text: str, measure: Measure, value: str) -> None:
    found = read(text)[-1]
    assert (found.measure, str(found.value)) == (measure, value)


def test_growth_without_base_in_a_one_year_plan_is_a_rate() -> None:
    (found,) = read("2026年重点工作。一般公共预算收入增长3%左右。", period_end=2026)
    assert (found.measure, found.comparator) == (Measure.GROWTH, Comparator.APPROX)


@pytest.mark.parametrize(
    ("text", "base_year", "base_value"),
    [
        ("万元产值用水量比2020年下降16%。", 2020, None),
        ("较“十三五”末，单位产品能耗下降10%。", 2020, None),
        ("与2020年相比，污染物排放量减少5%。", 2020, None),
        ("城镇化率由60%提高到66%。", None, "60"),
        ("城镇化率由2020年的60.5%提高到66%。", 2020, "60.5"),
        ("城镇化率达到66%。", None, None),
    ],
)
def test_base_is_taken_where_the_text_names_it(
    text: str, base_year: int | None, base_value: str | None
) -> None:
    (found,) = read(text)
    value = None if found.base_value is None else str(found.base_value)
    assert (found.base_year, value) == (base_year, base_value)


def test_year_of_a_sentence_goes_on_until_another_is_named() -> None:
    text = "到2022年，里程达到80公里。车站达到20座。到2025年，里程达到90公里。"
    assert [i.target_year for i in read(text)] == [2022, 2022, 2025]


def test_year_beyond_the_plan_holds_in_its_paragraph_only() -> None:
    text = "展望2035年，里程达到80公里。车站达到20座。\n新建码头5座。"
    assert [i.target_year for i in read(text)] == [2035, 2035, 2025]


def test_year_falls_back_from_scope_to_heading_to_period() -> None:
    text = "建成码头5座。"
    scopes = [
        scope_of(text, year=2023),
        scope_of(text, section=("某规划", "三、2024年工作")),
        scope_of(text),
    ]
    found = [indicators_of(text, [s], period_end=2025)[0] for s in scopes]
    assert [i.target_year for i in found] == [2023, 2024, 2025]
    assert [i.doubts for i in found] == [(), (), ("目标年取自规划期末",)]


def test_lead_sentence_gives_its_year_to_the_items_of_its_section() -> None:
    lead, item = "到2023年，实现以下目标。", "里程达到80公里。"
    section = ("某规划", "二、目标")
    scopes = [
        Scope(0, len(lead), Part.AIMS, section, None),
        Scope(len(lead), len(lead + item), Part.AIMS, (*section, "（一）"), GOAL),
    ]
    (found,) = indicators_of(lead + item, scopes, period_end=2025)
    assert (found.target_year, found.of) == (2023, GOAL)


def test_figure_without_subject_is_proposed_with_its_doubt() -> None:
    first, second = read("到2025年，港口吞吐量达到5亿吨。到2030年，达到8亿吨。", part=Part.AIMS)
    assert (second.name, second.target_year) == (first.name, 2030)
    assert second.doubts == ("主语承前省略",)
    assert second.confidence < first.confidence


def test_origin_is_that_of_the_scope_around_the_number() -> None:
    text = "建成码头5座。建成船闸3座。"
    goal, task = Origin(ItemKind.GOAL, 1), Origin(ItemKind.TASK, 4)
    scopes = [Scope(0, 7, Part.AIMS, (), goal), Scope(7, len(text), Part.MEASURES, (), task)]
    assert [i.of for i in indicators_of(text, scopes, period_end=2025)] == [goal, task]


TABLE_ROWS = [("公路里程", "公里", "8000", "9500"), ("泊位数", "个", "158", "180")]


def table(separator: str) -> str:
    rows = separator.join(
        separator.join([str(n), name, unit, base, target, "预期性"])
        for n, (name, unit, base, target) in enumerate(TABLE_ROWS, start=1)
    )
    return separator.join(["序号", "指标名称", "单位", "2020年", "2025年", "属性", rows])


@pytest.mark.parametrize("separator", ["", "\t", "\n", " ", "\n\t", " | "])
def test_table_row_in_any_layout_gives_level_and_base(separator: str) -> None:
    found = read(table(separator) + "。", part=Part.AIMS)
    rows = [(i.name, i.value_unit, str(i.base_value), str(i.value)) for i in found]
    assert rows == TABLE_ROWS
    assert [(i.base_year, i.target_year) for i in found] == [(2020, 2025)] * 2


@given(st.integers(min_value=100, max_value=99_999), st.decimals("1.01", "1.9", places=2))
def test_cells_run_together_are_told_apart(base: int, factor: Decimal) -> None:
    target = int(base * factor)
    text = f"指标单位2020年2025年属性林地面积万亩{base}{target}预期性绿地率％3540预期性"
    found = read(text, part=Part.AIMS)
    assert [i.value_unit for i in found] == ["万亩", "％"]
    joined = f"{found[0].base_value}{found[0].value}"
    assert joined == f"{base}{target}"


def test_table_row_with_a_dash_for_base_has_none() -> None:
    head = "指标 2020年 2025年 累计 属性 "
    text = head + "排放总量下降（%） - - 〔10〕 约束性 绿地率（%） 35 40 [5] 约束性"
    fall, green = read(text, part=Part.AIMS)
    assert (fall.measure, fall.base_year, fall.base_value) == (Measure.DECREASE, None, None)
    assert (green.measure, green.base_value) == (Measure.LEVEL, Decimal(35))


def test_table_target_below_its_base_is_a_ceiling() -> None:
    text = "指标2020年2025年属性细颗粒物浓度（微克/立方米）3530约束性绿地率（%）3540预期性"
    assert [i.comparator for i in read(text, part=Part.AIMS)] == [Comparator.LE, Comparator.GE]


def test_table_with_a_middle_year_gives_both_targets() -> None:
    text = "指标 单位 2020年 2022年 2025年 属性 泊位数 个 100 120 150 预期性 船闸数 座 3 4 6 预期性"
    found = read(text, part=Part.AIMS)
    assert [(i.target_year, str(i.value)) for i in found[:2]] == [(2022, "120"), (2025, "150")]
    assert {str(i.base_value) for i in found[:2]} == {"100"}


def test_layout_of_the_text_does_not_change_what_is_read() -> None:
    plain = "到2025年，全省培育骨干航运企业120家以上，港口吞吐量达到5.5亿吨左右。"
    wrapped = "到 ２０２５ 年，全省培育骨干航运企业 １２\n０家以上，港口吞吐量达到 5.5 亿吨左右。"
    fields = [
        [(i.name, i.measure, i.comparator, i.value, i.value_unit, i.target_year) for i in read(t)]
        for t in (plain, wrapped)
    ]
    assert fields[0] == fields[1]
    assert len(fields[0]) == 2


def test_table_cell_may_hold_a_range_or_the_values_of_two_subjects() -> None:
    text = (
        "指标 单位 2020年 2025年 属性\n入境游客 万人次 20 30—50 预期性\n"
        "医师/护士 人 2.7/3.4 3.2/3.8 预期性\n床位 张 7.2 7.5 预期性\n"
    )
    found = [(i.name, str(i.value), i.comparator) for i in read(text, part=Part.AIMS)]
    assert found == [
        ("入境游客", "30", Comparator.RANGE),
        ("医师", "3.2", Comparator.GE),
        ("护士", "3.8", Comparator.GE),
        ("床位", "7.5", Comparator.GE),
    ]


@pytest.mark.parametrize(
    ("text", "base_year"),
    [
        ("到2025年，工业总产值在2020年5000亿元的基础上增长50%。", 2020),
        ("到2025年，工业总产值在5000亿元基础上增长50%。", None),
    ],
)
def test_value_that_is_built_on_is_the_base(text: str, base_year: int | None) -> None:
    [found] = read(text, part=Part.AIMS)
    assert (found.name, str(found.value), found.measure) == ("工业总产值", "50", Measure.INCREASE)
    assert (str(found.base_value), found.base_year) == ("5000", base_year)


def test_two_subjects_with_attributes_of_their_own_share_none() -> None:
    found = read("港口接待游客量和旅游总收入分别达到10亿人次、1万亿元。", part=Part.AIMS)
    assert [i.name for i in found] == ["港口接待游客量", "旅游总收入"]


def test_share_that_opens_with_its_comparator_is_named_without_it() -> None:
    [found] = read("不低于90%的乡镇建有文化站。", part=Part.AIMS)
    assert (found.name, found.comparator) == ("乡镇建有文化站比例", Comparator.GE)


def test_count_below_items_that_no_chapter_holds_is_doubted() -> None:
    text = "建设35个重点研究院。"
    sections = ("1. 平台载体逐步完善", "一、主要任务")
    doubts = [
        indicators_of(text, [scope_of(text, section=(section,))], period_end=2025)[0].doubts
        for section in sections
    ]
    assert ["所在章节不明，可能是已有情况" in own for own in doubts] == [True, False]


def test_change_from_one_year_to_another_gives_base_and_target() -> None:
    [rate] = read("治理率由2023年的27.5%提高到2027年的45%。", period_end=2027)
    assert (rate.name, str(rate.value), rate.target_year) == ("治理率", "45", 2027)
    assert (rate.base_year, str(rate.base_value)) == (2023, "27.5")
    assert rate.comparator is Comparator.GE
    [fall] = read("单耗由2023年的300克下降到2027年的280克。", period_end=2027)
    assert fall.comparator is Comparator.LE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("合同成交额较2022年翻一番。", ["合同成交额 ge 2倍"]),
        (
            "工序数控化率、工具普及率分别提高到65%、90%。",
            ["工序数控化率 ge 65%", "工具普及率 ge 90%"],
        ),
        (
            "风电、光伏装机分别达到100万千瓦、200万千瓦。",
            ["风电装机 ge 100万千瓦", "光伏装机 ge 200万千瓦"],
        ),
        ("平均煤耗降到297克标准煤/千瓦时。", ["平均煤耗 le 297克标准煤/千瓦时"]),
        ("建设试点县30个、试点镇100个。", ["试点县 ge 30个", "试点镇 ge 100个"]),
        ("较大事故控制在10起以内。", ["较大事故 le 10起"]),
    ],
)
def test_words_that_look_like_others_are_told_apart(text: str, expected: list[str]) -> None:
    assert figures(text, part=Part.AIMS) == expected


def test_later_of_two_years_in_a_sentence_goes_on() -> None:
    found = read("到2023年机架达到3万个，2025年达到10万个。建成基站6万座。", period_end=2027)
    assert [i.target_year for i in found] == [2023, 2025, 2025]


def test_year_that_is_a_heading_holds_below_it() -> None:
    text = (
        "某省海洋行动方案（2021—2023年）\n一、年度目标\n（一）2021年\n建成渔港20个，产值稳步增长。\n"
        "（二）2022年\n建成渔港30个，产值继续增长。\n二、重点任务\n（一）修港。建设码头。\n"
    )
    assert [i.target_year for i in extract(text).indicators] == [2021, 2022]


def test_what_another_province_is_to_reach_is_none_of_ours() -> None:
    text = (
        "安徽省养老规划\n一、发展目标\n到2025年，床位达到4万张。\n二、主要任务\n"
        "（一）协作。安徽省新增床位1万张，上海市力争2025年床位达到2万张。\n"
    )
    assert [str(i.value) for i in extract(text).indicators] == ["4", "1"]
