"""Ledgers of figures: targets, years side by side, long lists; what is unclear is asked."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from planapp.domain.ledger import Field, LedgerKind, read_ledger, recognise_ledgers
from planapp.domain.reading import read_table_file
from tests.ledger.making import (
    Share,
    columns_of,
    figures_of,
    make_csv,
    make_xls,
    make_xlsx,
    problems_of,
    recognise,
    skipped_of,
    texts_of,
)


def test_indicators_with_targets_by_year_under_a_group_are_read():
    content = make_xlsx(
        [
            ["“十四五”医药产业发展主要指标"],
            [None, None, None, None, None, "单位：亿元"],
            ["类别", "指标名称", "基期（2020年）", "年度目标", None, None, "属性"],
            [None, None, None, "2021年", "2022年", 2025, None],
            ["产业规模", "医药工业总产值", "1,234.5", 1300, "≥1400", "约2000", "预期性"],
            [None, "规上企业增加值", "５００．２", "—", "持平", "600-700", "预期性"],
            ["研发投入", "研发经费（万元）", "3 200", "", 4000, "5000以上（含直管县）", "约束性"],
        ],
        merged=["A1:G1", "A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:G4", "A5:A6"],
    )
    sheet, found = recognise(content)
    assert (found.mapping.kind, found.needs, found.mapping.unit, found.mapping.period_end) == (
        LedgerKind.INDICATORS, (), "亿元", 2025)  # fmt: skip
    assert columns_of(found) == [
        "A 类别", "B 指标名称", "C 基期值 2020", "D 目标值 2021", "E 目标值 2022", "F 目标值 2025",
        "G 指标属性",
    ]  # fmt: skip
    reading = read_ledger(sheet, found.mapping)
    assert figures_of(reading) == [
        "5 base 2020 1234.5 亿元",
        "5 target 2021 1300 亿元",
        "5 target 2022 ≥ 1400 亿元",
        "5 target 2025 约 2000 亿元",
        "6 base 2020 500.2 亿元",
        "6 target 2025 区间 600—700 亿元",
        "7 base 2020 3200 万元",
        "7 target 2022 4000 万元",
        "7 target 2025 ≥ 5000 万元 含直管县",
    ]
    assert problems_of(reading) == [("“台账”E6", "持平")]
    assert reading.problems[0].message.startswith("不是能读取的数字；可以写 1234.5、12.5%、≥10")


def test_row_of_notes_above_the_header_is_no_part_of_it():
    content = make_xlsx([
        ["全省医药工业监测表"],
        ["填报单位：省工信厅", None, None, "单位：亿元"],
        ["序号", "指标名称", "其中：工业", "2023年实际"],
        [1, "医药工业产值", 600, 670],
        [2, "营业收入", 343, 400],
    ])  # fmt: skip
    _, found = recognise(content)
    assert (found.mapping.header, found.mapping.unit) == ((3, 3), "亿元")
    assert [column.header for column in found.mapping.columns] == [
        "序号", "指标名称", "其中:工业", "2023年实际",
    ]  # fmt: skip


def test_years_side_by_side_with_a_column_of_measures_are_read():
    content = make_xlsx([
        ["指标", "单位", "2020年", "2021年实际", "2022年预计", "2025年目标", "同比增速（%）"],
        ["产值", "亿元", 100, "=50+60.5→110.5", "１２０", "150以上", 9.5],
        ["研发投入强度", "%", Share(0.021), 2.3, "2.5%", Share(0.03), "—"],
        ["企业数", "家", "1，200", "/", "#REF!", "#N/A", "-3.2"],
    ])  # fmt: skip
    sheet, found = recognise(content)
    assert columns_of(found) == [
        "A 指标名称", "B 计量单位", "C 数值 2020 ?", "D 数值 2021", "E 数值 2022 预计",
        "F 目标值 2025", "G 增速 %",
    ]  # fmt: skip
    assert found.needs == (
        "C 列“2020年”只有年份：请确认是实际值、预计值还是目标值",
        "G 列“同比增速(%)”没有写明是哪一年的增速，请填写年份",
    )
    reading = read_ledger(sheet, found.mapping)
    assert figures_of(reading) == [
        "2 value 2020 100 亿元",
        "2 value 2021 110.5 亿元",
        "2 value 2022 120 亿元",
        "2 target 2025 ≥ 150 亿元",
        "2 growth 9.5 %",
        "3 value 2020 2.1 %",
        "3 value 2021 2.3 %",
        "3 value 2022 2.5 %",
        "3 target 2025 3 %",
        "4 value 2020 1200 家",
        "4 growth -3.2 %",
    ]
    assert problems_of(reading) == [
        ("“台账”G1", "同比增速(%)"), ("“台账”E4", "#REF!"), ("“台账”F4", "#N/A"),
    ]  # fmt: skip


def test_confirmed_mapping_changes_what_is_read():
    content = make_xlsx([["指标名称", "计量单位", "目标值"], ["产值", "亿元", 100]])
    sheet, found = recognise(content)
    assert found.needs == ("C 列“目标值”没有写明是哪一年的目标值，请填写年份",)
    assert problems_of(read_ledger(sheet, found.mapping)) == [("“台账”C1", "目标值")]
    *before, last = found.mapping.columns
    confirmed = replace(found.mapping, columns=(*before, replace(last, year=2025)))
    reading = read_ledger(sheet, confirmed)
    assert (figures_of(reading), reading.problems) == (["2 target 2025 100 亿元"], ())


def test_yearly_values_alone_make_a_table_by_year():
    content = make_xls([
        ["历年数据"],
        ["序号", "指标名称", "计量单位", "2019年", "2020年", "2021年"],
        [1, "中药材种植面积", "万亩", 700, 750.25, 800],
        [2, "增速", "%", Share(0.05), Share(0.0718), None],
    ])  # fmt: skip
    sheet, found = recognise(content, name="历年.xls")
    assert (found.mapping.kind, found.confidence) == (LedgerKind.YEARLY, 0.75)
    assert figures_of(read_ledger(sheet, found.mapping)) == [
        "3 value 2019 700 万亩",
        "3 value 2020 750.25 万亩",
        "3 value 2021 800 万亩",
        "4 value 2019 5 %",
        "4 value 2020 7.18 %",
    ]


def test_long_list_of_progress_takes_the_year_from_its_row():
    content = make_csv(
        [
            ["指标编码", "指标名称", "年份", "数值", "计量单位", "数据性质", "数据来源"],
            ["YN-001", "产值", "2021", "1,000.50", "亿元", "最终核实", "统计年鉴"],
            ["YN-001", "产值", "2022年", "1100", "亿元", "初步核算", "公报"],
            ["YN-002", "企业数", "去年", "30", "", "快报", ""],
        ],
        encoding="utf-8-sig",
        delimiter=";",
    )
    sheet, found = recognise(content, name="进度.csv")
    assert (found.mapping.kind, found.needs) == (LedgerKind.PROGRESS, ())
    reading = read_ledger(sheet, found.mapping)
    assert figures_of(reading) == [
        "2 value 2021 1000.50 亿元",
        "3 value 2022 1100 亿元",
        "4 value 30",
    ]
    assert problems_of(reading) == [("“进度”C4", "去年"), ("“进度”D4", "30")]


def test_monitoring_table_with_units_in_their_own_header_row_is_read():
    content = make_xlsx(
        [
            ["监测表"],
            ["地区", "年份", "总产值", "从业人员", "增速"],
            [None, None, "亿元", "万人", "%"],
            ["昆明市", 2022, 12.5, 3.2, 7],
            ["大理州", 2022, 8, 1.1, -2],
            ["合计", None, 20.5, 4.3, None],
        ],
        merged=["A1:E1", "A2:A3", "B2:B3"],
    )
    sheet, found = recognise(content)
    assert columns_of(found) == [
        "A 地区", "B 年份", "C 数值 亿元 总产值 ?", "D 数值 万人 从业人员 ?", "E 增速 %",
    ]  # fmt: skip
    assert (found.mapping.kind, found.mapping.header) == (LedgerKind.PROGRESS, (2, 3))
    assert skipped_of(found) == ["1 表头以上", "6 合计行"]
    reading = read_ledger(sheet, found.mapping)
    assert figures_of(reading)[:3] == [
        "4 value 2022 12.5 亿元",
        "4 value 2022 3.2 万人",
        "4 growth 2022 7 %",
    ]
    assert [each.indicator for each in reading.rows[0].figures] == ["总产值", "从业人员", ""]


def test_target_and_result_under_each_year_are_told_apart():
    content = make_csv([
        ["主要指标", "2020年基数", "2021年", "", "2022年", ""],
        ["", "", "目标", "完成", "目标", "完成"],
        ["产值（亿元）", "1", "2", "3", "4", "5"],
    ])  # fmt: skip
    sheet, found = recognise(content, name="表.csv")
    assert (found.mapping.header, found.needs) == ((1, 2), ())
    assert figures_of(read_ledger(sheet, found.mapping)) == [
        "3 base 2020 1 亿元",
        "3 target 2021 2 亿元",
        "3 value 2021 3 亿元",
        "3 target 2022 4 亿元",
        "3 value 2022 5 亿元",
    ]


def test_conflicting_and_missing_units_are_problems():
    content = make_xlsx([
        ["指标名称", "计量单位", "2025年目标（亿元）", "2021年实际"],
        ["甲", "万元", 5, "6亿元"],
        ["乙", None, 5, 7],
        ["丙", "亿元", Share(0.5), 8],
        ["丁", "箩筐", None, datetime.date(2024, 1, 1)],
    ])  # fmt: skip
    sheet, found = recognise(content)
    reading = read_ledger(sheet, found.mapping)
    assert [(each.place, each.message.split("；")[0]) for each in reading.problems] == [
        ("“台账”C2", "本行计量单位是“万元”，列标题是“亿元”"),
        ("“台账”D2", "单元格的计量单位是“亿元”，本列是“万元”"),
        ("“台账”D3", "没有写明计量单位"),
        ("“台账”C4", "单元格的计量单位是“%”，本列是“亿元”"),
        ("“台账”B5", "不是认识的计量单位，请核对"),
        ("“台账”D5", "是日期，不是数字"),
    ]


def test_table_without_any_unit_asks_for_it():
    _, found = recognise(make_xlsx([["指标名称", "2025年目标"], ["产值", 100]]))
    assert found.needs == ("没有写明计量单位：表头、单位列、指标名称和表上方都没有，请补充",)


def test_merged_figures_are_not_filled_down():
    content = make_xlsx(
        [["指标名称", "计量单位", "2025年目标"], ["甲", "亿元", 100], ["乙", None, None]],
        merged=["B2:B3", "C2:C3"],
    )
    sheet, found = recognise(content)
    reading = read_ledger(sheet, found.mapping)
    assert figures_of(reading) == ["2 target 2025 100 亿元"]
    assert texts_of(reading) == ["2 | 甲 | 亿元", "3 | 乙 | 亿元"]
    assert [(each.place, each.message) for each in reading.problems] == [
        ("“台账”C3", "数值在第 2 行的合并单元格中，不下填；各行请分别填写，没有的留空并取消合并")
    ]


def test_two_columns_of_one_year_are_asked_about():
    _, found = recognise(
        make_xlsx([["指标名称", "计量单位", "2025年目标", "2025年目标值"], ["甲", "亿元", 1, 2]])
    )
    assert found.needs == ("有 2 列都是2025年的“目标值”，请只保留一列",)


def test_span_of_years_is_no_year():
    _, found = recognise(
        make_xlsx([["指标名称", "计量单位", "2021—2025年目标"], ["甲", "亿元", 1]])
    )
    assert columns_of(found)[2] == "C 目标值"
    assert found.needs == ("C 列“2021—2025年目标”没有写明是哪一年的目标值，请填写年份",)


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("产值（亿元）", "产值", "亿元"),
        ("产值(单位：亿元)", "产值", "亿元"),
        ("产值【万元】", "产值", "万元"),
        ("产值／亿元", "产值", "亿元"),
        ("产值，亿元", "产值", "亿元"),
        ("产值\n（亿元）", "产值", "亿元"),
        ("单位能耗（吨标准煤/万元）", "单位能耗", "吨标准煤/万元"),
        ("发明专利（件/万人）", "发明专利", "件/万人"),
        ("产值（含税）", "产值", ""),
    ],
)
def test_unit_is_found_in_a_header_however_it_is_written(header, name, unit):
    (sheet,) = read_table_file(
        make_xlsx([["年份", header, "地区"], [2024, 1.5], [2023, 1]]), "表.xlsx"
    )
    (found,) = recognise_ledgers(sheet)
    column = found.mapping.columns[1]
    assert (column.field, column.indicator, column.unit) == (Field.VALUE, name, unit)
