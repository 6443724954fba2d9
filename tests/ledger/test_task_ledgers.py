"""Task ledgers in the layouts that offices use: 任务分解表, 分工方案, 工作台账, 督办单."""

from __future__ import annotations

import datetime

from planapp.domain.ledger import LedgerKind, read_ledger, recognise_ledgers
from planapp.domain.reading import read_table_file
from tests.ledger.making import (
    Month,
    columns_of,
    dues_of,
    figures_of,
    make_csv,
    make_xls,
    make_xlsx,
    problems_of,
    recognise,
    skipped_of,
    texts_of,
    units_of,
)

BREAKDOWN = [
    ["附件2"],
    ["2024年全省医药产业高质量发展重点任务分解表"],
    [],
    ["序号", "类别", "重点任务", "具体举措", "责 任 分 工", None, "完成时限", "备注"],
    [None, None, None, None, "牵头\n单位", "配合单位"],
    ["一、创新能力提升"],
    [
        1,
        "创新平台",
        "建设重点实验室",
        "新建2个",
        "省科技厅",
        "省发展改革委、省财政厅",
        "2024年12月底前",
    ],
    [2, None, "支持临床研究", "出台政策", "省卫生健康委\n省药监局", "省医保局等", "年底前"],
    [
        4,
        "品种培育",
        "培育大品种",
        "遴选10个",
        "省工业和信\n息化厅",
        "各市、州人民政府",
        "持续推进",
    ],
    ["合计", None, 4],
    ["备注：1.牵头单位排第一。"],
    ["2.本表由省工业和信息化厅负责解释。"],
]
MERGED = [
    "A2:H2",
    "E4:F4",
    "A4:A5",
    "B4:B5",
    "C4:C5",
    "D4:D5",
    "G4:G5",
    "H4:H5",
    "A6:H6",
    "B7:B8",
]


def test_breakdown_with_two_header_rows_and_merged_categories_is_recognised():
    _, found = recognise(make_xlsx(BREAKDOWN, merged=MERGED))
    assert (found.title, found.mapping.kind, found.confidence, found.needs) == (
        "2024年全省医药产业高质量发展重点任务分解表", LedgerKind.TASKS, 1.0, ())  # fmt: skip
    assert (found.mapping.header, found.mapping.year) == ((4, 5), 2024)
    assert columns_of(found) == [
        "A 序号", "B 类别", "C 任务", "D 举措", "E 牵头单位", "F 配合单位", "G 完成时限", "H 备注",
    ]  # fmt: skip
    assert skipped_of(found) == [
        "1 表头以上", "2 表头以上", "6 分节标题", "10 合计行", "11 表尾说明", "12 表尾说明",
    ]  # fmt: skip
    assert [row.filled for row in found.rows] == [(), ((2, 7),), ()]


def test_breakdown_with_two_header_rows_and_merged_categories_is_read():
    sheet, found = recognise(make_xlsx(BREAKDOWN, merged=MERGED))
    reading = read_ledger(sheet, found.mapping)
    assert texts_of(reading) == [
        "7 | 一、创新能力提升 | 1 | 创新平台 | 建设重点实验室 | 新建2个",
        "8 | 一、创新能力提升 | 2 | 创新平台 | 支持临床研究 | 出台政策",
        "9 | 一、创新能力提升 | 4 | 品种培育 | 培育大品种 | 遴选10个",
    ]
    assert units_of(reading) == [
        "7 *省科技厅 +省发展改革委 +省财政厅",
        "8 *省卫生健康委 *省药监局 +省医保局",
        "9 *省工业和信息化厅 +各市、州人民政府",
    ]
    assert dues_of(reading) == [
        "7 2024年12月底前 2024-12-31",
        "8 年底前 2024-12-31",
        "9 持续推进 ~",
    ]
    assert reading.problems == ()


def test_one_column_of_units_gives_the_lead_to_the_first():
    content = make_xlsx([
        ["重点任务分工方案"],
        ["序号", "工作任务", "责任单位", "完成时间"],
        [1, "推进甲", "省工业和信息化厅、省财政厅、各州（市）人民政府", "2025年底"],
        [2, "推进乙", "牵头单位：省科技厅；配合单位：省教育厅、省财政厅", "2024/12/31"],
        [3, "推进丙", "省药监局牵头，省卫生健康委、省医保局配合", datetime.date(2024, 6, 30)],
        [5, "推进丁", "省商务厅", "长期坚持"],
    ])  # fmt: skip
    sheet, found = recognise(content)
    assert found.needs == ("只有责任单位一列：已按第一个单位为牵头单位理解，请确认",)
    reading = read_ledger(sheet, found.mapping)
    assert units_of(reading) == [
        "3 *省工业和信息化厅 省财政厅 各州（市）人民政府",
        "4 *省科技厅 +省教育厅 +省财政厅",
        "5 *省药监局 +省卫生健康委 +省医保局",
        "6 *省商务厅",
    ]
    assert dues_of(reading) == [
        "3 2025年底 2025-12-31",
        "4 2024/12/31 2024-12-31",
        "5 2024-06-30 2024-06-30",
        "6 长期坚持 ~",
    ]
    assert reading.problems == ()


def test_header_that_names_the_rule_of_the_first_unit_needs_no_confirmation():
    content = make_xlsx([
        ["任务", "责任单位（排第一位的为牵头单位）"], ["推进甲", "省财政厅、省科技厅"],
    ])  # fmt: skip
    _, found = recognise(content)
    assert (found.needs, found.mapping.first_leads) == ((), True)


def test_work_ledger_with_progress_and_months_in_date_cells_is_read():
    content = make_xlsx([
        ["工作台账"],
        ["填报单位：省工业和信息化厅", None, None, None, "填报日期：2024年6月30日"],
        ["序号", "重点工作", "工作目标", "牵头处室", "完成时限", "目前进展情况", "存在问题",
         "下一步措施", "完成进度"],
        [1, "园区建设", "建成2个", "产业处", Month(datetime.date(2024, 12, 1)),
         "已开工\n完成投资3亿元", "资金不足", "争取专项债", "65%"],
        [2, "招商引资", "签约20家", "规划处", 2025, "已签约12家", None, None, 0.6],
    ])  # fmt: skip
    sheet, found = recognise(content)
    assert columns_of(found) == [
        "A 序号", "B 任务", "C 工作目标", "D 牵头单位", "E 完成时限", "F 进展情况", "G 存在问题",
        "H 下一步措施", "I 完成百分比",
    ]  # fmt: skip
    reading = read_ledger(sheet, found.mapping)
    assert dues_of(reading) == ["4 2024年12月 2024-12-31", "5 2025年 2025-12-31"]
    assert [str(row.percent) for row in reading.rows] == ["65", "0.6"]
    (doubt,) = reading.problems
    assert (doubt.place, doubt.message, doubt.is_error) == (
        "“台账”I5",
        "是 0.6% 还是 60%？请写明百分号",
        False,
    )
    assert (
        texts_of(reading)[0]
        == "4 | 1 | 园区建设 | 建成2个 | 已开工\n完成投资3亿元 | 资金不足 | 争取专项债"
    )


def test_repeated_headers_and_blank_rows_of_a_printed_table_are_skipped():
    head = ["序号", "任务名称", "牵头单位", "时限"]
    content = make_xlsx([
        head,
        [1, "甲", "省科技厅", "2024年3月"],
        [],
        head,
        [2, "乙", "省财政厅", "2024年三季度"],
        ["填报人：张三", None, "审核人：李四", "联系电话：63110000"],
    ])  # fmt: skip
    sheet, found = recognise(content)
    assert skipped_of(found) == ["3 空行", "4 重复的表头", "6 表尾说明"]
    assert dues_of(read_ledger(sheet, found.mapping)) == [
        "2 2024年3月 2024-03-31",
        "5 2024年三季度 2024-09-30",
    ]


def test_numbered_sections_of_tasks_stand_in_the_rows_below():
    content = make_xlsx([
        ["序号", "主要任务", "牵头单位", "配合单位", "完成时限"],
        ["一", "强化创新"],
        ["（一）建平台"],
        [1, "建实验室", "省科技厅", "省财政厅", "2024年"],
        ["二", "做强产业"],
        [2, "建园区", "省工业和信息化厅", "无", "2025年"],
    ])  # fmt: skip
    sheet, found = recognise(content)
    assert skipped_of(found) == ["2 分节标题", "3 分节标题", "5 分节标题"]
    assert [row.section for row in found.rows] == ["（一）建平台", "二 做强产业"]
    assert units_of(read_ledger(sheet, found.mapping)) == [
        "4 *省科技厅 +省财政厅",
        "6 *省工业和信息化厅",
    ]


def test_csv_in_gb18030_with_unmerged_groups_and_categories_is_read():
    content = make_csv(
        [
            ["2024年度督办事项清单", "", "", "", "", ""],
            ["编号", "工作类别", "督办事项", "责任分工", "", "办结时限"],
            ["", "", "", "牵头单位", "配合单位", ""],
            ["1", "重大项目", "甲项目", "省发展改革委", "省财政厅", "6月底前"],
            ["2", "", "乙项目", "省交通运输厅", "", "2024.12"],
            ["3", "民生实事", "丙项目", "省民政厅", "", "每月"],
        ],
        encoding="gb18030",
    )
    sheet, found = recognise(content, name="督办.csv")
    assert columns_of(found) == [
        "A 编码", "B 类别", "C 任务", "D 牵头单位", "E 配合单位", "F 完成时限",
    ]  # fmt: skip
    assert found.mapping.columns[4].header == "责任分工／配合单位"
    reading = read_ledger(sheet, found.mapping)
    assert texts_of(reading) == [
        "4 | 1 | 重大项目 | 甲项目",
        "5 | 2 | 重大项目 | 乙项目",
        "6 | 3 | 民生实事 | 丙项目",
    ]
    assert dues_of(reading) == ["4 6月底前 2024-06-30", "5 2024.12 2024-12-31", "6 每月 ~"]


def test_old_xls_with_a_header_in_row_six_is_read():
    content = make_xls(
        [
            ["附件1"],
            ["贵州省大健康医药产业六项重点工程任务清单"],
            ["（2023年）"],
            [],
            ["填报单位（盖章）："],
            ["序号", "所属工程", "项目名称", "实施单位", "责任领导", "计划完成时间", "是否完成"],
            [1, "种植工程", "建基地", "省农业农村厅", "王某", datetime.date(2023, 11, 30), "是"],
            [2, None, "育良种", "省林业局", "李某", "2023年四季度", "否"],
        ],
        merged=[(1, 1, 0, 6), (6, 7, 1, 1)],
    )
    sheet, found = recognise(content, name="清单.xls")
    assert (found.mapping.header, found.title) == (
        (6, 6),
        "贵州省大健康医药产业六项重点工程任务清单",
    )
    assert columns_of(found) == [
        "A 序号", "B 类别", "C 任务", "D 责任单位", "E 责任领导", "F 完成时限", "G 完成状态",
    ]  # fmt: skip
    reading = read_ledger(sheet, found.mapping)
    assert dues_of(reading) == ["7 2023-11-30 2023-11-30", "8 2023年四季度 2023-12-31"]
    assert texts_of(reading)[1] == "8 | 2 | 种植工程 | 育良种 | 李某 | 否"


def test_two_tables_in_one_sheet_are_recognised_each():
    content = make_xlsx([
        ["表一 重点任务"],
        ["序号", "任务", "牵头单位", "完成时限"],
        [1, "甲", "省科技厅", "2024年"],
        [],
        ["表二 主要指标"],
        ["序号", "指标名称", "计量单位", "2025年目标"],
        [1, "产值", "亿元", 1500],
    ])  # fmt: skip
    (sheet,) = read_table_file(content, "台账.xlsx")
    tasks, indicators = recognise_ledgers(sheet)
    assert (tasks.title, tasks.mapping.kind, tasks.mapping.last_row) == (
        "表一重点任务",
        LedgerKind.TASKS,
        3,
    )
    assert (indicators.title, indicators.mapping.kind) == ("表二主要指标", LedgerKind.INDICATORS)
    assert [len(read_ledger(sheet, each.mapping).rows) for each in (tasks, indicators)] == [1, 1]


def test_what_cannot_be_taken_is_told_with_its_place():
    content = make_xlsx([
        ["任务", "牵头单位", "完成时限", "附加"],
        ["甲", "张三", "尽快", "x"],
        [None, "省科技厅", "年底前"],
        ["丙", "省财政厅", 1231],
    ])  # fmt: skip
    sheet, found = recognise(content)
    assert found.needs == (
        "D 列“附加”没有识别：请选择内容，或选择不导入",
        "有完成时限没有写年份（如“年底前”），标题中也没有：请填写台账年度",
    )
    reading = read_ledger(sheet, found.mapping)
    assert problems_of(reading) == [
        ("“台账”B2", "张三"), ("“台账”C2", "尽快"), ("“台账”A3", ""), ("“台账”C3", "年底前"),
        ("“台账”C4", "1231"),
    ]  # fmt: skip
    assert [problem.is_error for problem in reading.problems] == [False, True, True, True, True]
    assert reading.problems[1].message == (
        "看不出是什么时候；可以写 2024年12月、2024-12-31、2024年底前、三季度末、持续推进"
    )


def test_plan_of_five_years_lends_its_end_and_no_year_to_deadlines():
    words = ["“十四五”期间", "2021-2025年", "2021年启动，2025年完成", "规划期末", "每年12月底前",
             "20241231", "立即整改"]  # fmt: skip
    content = make_xlsx([
        ["××省“十四五”规划重点任务分工方案（2021—2025年）"],
        ["重点任务", "主要内容", "省级牵头领导", "牵头单位", "责任单位", "完成时限"],
        *(["甲", "1.建平台。\n2.推广。", "王副省长", "省政府办公厅（省大数据局）",
           "省委网信办、各州、市人民政府", each] for each in words),
    ])  # fmt: skip
    sheet, found = recognise(content)
    assert (found.mapping.year, found.mapping.period_end, found.needs) == (None, 2025, ())
    reading = read_ledger(sheet, found.mapping)
    assert [row.deadline.on and row.deadline.on.isoformat() for row in reading.rows] == [
        "2025-12-31", "2025-12-31", "2025-12-31", "2025-12-31", None, "2024-12-31", None,
    ]  # fmt: skip
    assert units_of(reading)[0] == "3 *省政府办公厅（省大数据局） 省委网信办 各州、市人民政府"
    assert problems_of(reading) == [("“台账”F9", "立即整改")]


def test_tasks_with_figures_of_part_of_a_year_are_read():
    content = make_xlsx([
        ["目标任务台账"],
        ["序号", "目标任务", "2024年目标", "1-6月完成情况", "完成率", "责任单位"],
        ["一", "经济指标"],
        ["1", "医药工业产值", "1500亿元", "780亿元", "52%", "省工信厅"],
    ])  # fmt: skip
    sheet, found = recognise(content)
    assert columns_of(found) == [
        "A 序号", "B 任务", "C 目标值 2024", "D 数值 ?", "E 完成百分比", "F 责任单位",
    ]  # fmt: skip
    assert "D 列“1-6月完成情况”没有写明是哪一年的数值，请填写年份" in found.needs
    assert figures_of(read_ledger(sheet, found.mapping)) == [
        "4 target 2024 1500 亿元",
        "4 value 780 亿元",
    ]


def test_table_that_begins_in_column_b_is_read():
    content = make_xlsx([
        [None, "2024年工作要点责任分解"],
        [None, "任务要点", "牵头领导", "牵头单位", "配合单位", "序时进度要求"],
        [None, "一、抓项目"],
        [None, "1.开工10个项目", "王某", "省发展改革委", "省财政厅",
         "3月底前开工5个，年底前全部开工"],
    ])  # fmt: skip
    sheet, found = recognise(content)
    reading = read_ledger(sheet, found.mapping)
    assert columns_of(found)[0] == "B 任务"
    assert dues_of(reading) == ["4 3月底前开工5个，年底前全部开工 2024-12-31"]
    assert texts_of(reading) == ["4 | 一、抓项目 | 1.开工10个项目 | 王某"]


def test_hidden_rows_columns_and_sheets_are_read_and_told():
    rows = [
        ["任务", "牵头单位", "时限"],
        ["甲", "省科技厅", "2024年"],
        ["乙", "省财政厅", "2024年"],
    ]
    content = make_xlsx(
        rows, hidden_rows=[3], hidden_columns=["B"], notes=["A2"], more=[("旧表", rows, True)]
    )
    visible, hidden = read_table_file(content, "台账.xlsx")
    assert (visible.is_hidden, hidden.is_hidden) == (False, True)
    (found,), (other,) = recognise_ledgers(visible), recognise_ledgers(hidden)
    assert found.reasons[2:] == ("B 列是隐藏的，照样读取", "有 1 行是隐藏的，照样读取")
    assert other.reasons[-1] == "工作表是隐藏的"
    assert [row.is_hidden for row in read_ledger(visible, found.mapping).rows] == [False, True]
