"""Registers of units and users, and sheets that are no ledger."""

from __future__ import annotations

import pytest

from planapp.domain.ledger import Field, LedgerKind, read_ledger, recognise_ledgers
from planapp.domain.reading import read_table_file
from tests.ledger.making import columns_of, make_csv, make_xlsx, problems_of, recognise, texts_of


def test_register_of_units_is_read():
    content = make_csv(
        [
            ["序号", "单位全称", "简称", "统一社会信用代码", "上级单位", "所在地区", "曾用名"],
            [
                "1",
                "云南省工业和信息化厅",
                "省工信厅",
                "11530000MB1234567X",
                "",
                "云南省",
                "省工信委",
            ],
            ["2", "", "省科技厅", "", "", "云南省", ""],
        ]
    )
    sheet, found = recognise(content, name="单位.csv")
    assert (found.mapping.kind, found.needs) == (LedgerKind.UNITS, ())
    reading = read_ledger(sheet, found.mapping)
    assert reading.rows[0].texts[Field.UNIT_CODE] == "11530000MB1234567X"
    assert reading.rows[0].texts[Field.ALIASES] == "省工信委"
    assert problems_of(reading) == [("“单位”B3", "")]
    assert reading.problems[0].message == "没有填写“单位全称”"


def test_roll_of_users_is_read_with_telephone_numbers_as_text():
    content = make_xlsx([
        ["系统用户登记表"],
        ["姓 名", "账号", "所在单位", "职务", "角色", "手机号码", "电子邮箱"],
        ["张　三", "zhangsan", "省科技厅", "处长", "填报人", 13800000000, "a@example.cn"],
    ])  # fmt: skip
    sheet, found = recognise(content)
    assert columns_of(found) == [
        "A 姓名", "B 用户名", "C 单位名称", "D 职务", "E 角色", "F 联系电话", "G 邮箱",
    ]  # fmt: skip
    assert texts_of(read_ledger(sheet, found.mapping)) == [
        "3 | 张三 | zhangsan | 省科技厅 | 处长 | 填报人 | 13800000000 | a@example.cn"
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["说明"], ["请按时报送。"]],
        [[1, 2, 3], [4, 5, 6]],
        [["甲", "乙", "丙"], ["1", "2", "3"]],
    ],
)
def test_sheet_without_a_header_gives_no_ledger(rows):
    (sheet,) = read_table_file(make_xlsx(rows), "表.xlsx")
    assert recognise_ledgers(sheet) == ()


def test_columns_that_make_no_known_ledger_are_asked_about():
    sheet, found = recognise(make_xlsx([["序号", "备注", "奇怪的列"], [1, "甲", "乙"]]))
    assert (found.mapping.kind, found.confidence) == (LedgerKind.UNKNOWN, 0.0)
    assert found.needs == (
        "请选择这张表是哪一种台账",
        "C 列“奇怪的列”没有识别：请选择内容，或选择不导入",
    )
    assert [each.message for each in read_ledger(sheet, found.mapping).problems] == [
        "没有选择台账的种类"
    ]


def test_column_with_values_and_no_header_is_not_lost():
    _, found = recognise(make_xlsx([["任务", "牵头单位"], ["甲", "省科技厅", None, "散落的话"]]))
    assert columns_of(found) == ["A 任务", "B 牵头单位", "D — ?"]
    assert found.needs == ("D 列“”没有识别：请选择内容，或选择不导入",)


def test_every_row_is_data_or_skipped():
    rows = [["台账"], [], ["任务", "牵头单位"], ["甲", "省科技厅"], [], ["合计", 1], ["注：无"]]
    (sheet,) = read_table_file(make_xlsx(rows), "表.xlsx")
    (found,) = recognise_ledgers(sheet)
    header = range(found.mapping.header[0], found.mapping.header[1] + 1)
    told = {*header, *(row.number for row in found.rows), *(each.number for each in found.skipped)}
    filled = {number for number, row in enumerate(rows, 1) if row}
    assert filled - told == set()


def test_register_with_kinds_and_reforms_is_one_of_units():
    _, found = recognise(
        make_xlsx([
            ["云南省省直单位名录"],
            ["序号", "单位名称", "简称/别名", "类别", "行政区划", "成立时间", "撤并沿革"],
            [1, "省工业和信息化厅", "省工信厅", "政府组成部门", "云南省", "2018年10月25日", "无"],
        ])
    )  # fmt: skip
    assert (found.mapping.kind, found.needs) == (LedgerKind.UNITS, ())
    assert columns_of(found) == [
        "A 序号", "B 单位名称", "C 别名", "D 单位类型", "E 地区", "F 成立日期", "G 撤并沿革",
    ]  # fmt: skip


def test_roll_of_an_office_is_one_of_users():
    _, found = recognise(
        make_xlsx([
            ["填报联络员名单"],
            ["序号", "姓名", "单位", "处室", "职务/角色", "手机", "电子邮箱"],
            [1, "张三", "省科技厅", "规划处", "填报员", 13800000000, "a@example.cn"],
        ])
    )  # fmt: skip
    assert (found.mapping.kind, found.needs) == (LedgerKind.USERS, ())
    assert columns_of(found) == [
        "A 序号", "B 姓名", "C 单位名称", "D 处室", "E 角色", "F 联系电话", "G 邮箱",
    ]  # fmt: skip
