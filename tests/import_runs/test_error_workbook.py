"""Workbooks handed back with what is wrong in their cells, as they were or anew."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl

from planapp.domain.reading import read_table_file
from planapp.reports.error_workbook import Mark, mark_workbook
from tests.ledger.making import make_csv, make_xls, make_xlsx

ROWS = [["指标", "数值"], ["总产值", "=1+1→2"], ["企业数", "很多"]]


def mark(content, *marks, name="表.xlsx"):
    sheets = read_table_file(content, name)
    marked = mark_workbook(content, file_name=name, sheets=sheets, marks=marks)
    return openpyxl.load_workbook(BytesIO(marked))


def noted(book):
    return {
        cell.coordinate: cell.comment.text.strip()
        for row in book.worksheets[0].iter_rows()
        for cell in row
        if cell.comment
    }


def test_workbook_keeps_its_formulas_and_earlier_comments():
    content = make_xlsx(ROWS, notes=("B3",))
    book = mark(content, Mark("台账", 3, 2, "须是数字。"), Mark("台账", 3, None, "缺单位。"))
    assert noted(book) == {"B3": "请核实\n须是数字。", "A3": "缺单位。"}
    assert book["台账"]["B2"].value == "=1+1"


def test_mark_inside_a_merged_range_stands_in_its_first_cell():
    content = make_xlsx([["类别", "数值"], ["工业", 1], [None, 2]], merged=("A2:A3",))
    assert noted(mark(content, Mark("台账", 3, 1, "写明类别。"))) == {"A2": "写明类别。"}


def test_mistake_is_red_and_hint_is_yellow():
    hint = Mark("台账", 2, 1, "请核对。", is_error=False)
    sheet = mark(make_xlsx(ROWS), hint, Mark("台账", 3, 2, "错。"))["台账"]
    colors = [sheet[place].fill.fgColor.rgb for place in ("A2", "B3")]
    assert colors == ["00FFF6DC", "00FDEAEA"]


def test_old_workbook_comes_back_as_a_new_one_with_its_values():
    content = make_xls([["日期", "数值"], [date(2023, 6, 30), 1.5]])
    book = mark(content, Mark("台账", 2, 4, "缺一列。"), name="表.xls")
    values = [cell.value for cell in book.worksheets[0][2]]
    assert [values[0].date(), Decimal(str(values[1]))] == [date(2023, 6, 30), Decimal("1.5")]
    assert noted(book) == {"D2": "缺一列。"}


def test_text_that_looks_like_a_formula_stays_text():
    content = make_csv([["指标", "数值"], ["=cmd()", 1]])
    sheets = read_table_file(content, "表.csv")
    book = mark(content, Mark(sheets[0].name, 2, 2, "错。"), name="表.csv")
    assert book.worksheets[0]["A2"].value == "'=cmd()"
    assert book.worksheets[0]["A2"].data_type == "s"


def test_workbook_that_cannot_be_kept_comes_back_with_its_values():
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(make_xlsx(ROWS))) as old, zipfile.ZipFile(content, "w") as new:
        for part in old.infolist():
            broken = part.filename == "docProps/core.xml"
            new.writestr(part, b"<broken" if broken else old.read(part))
    book = mark(content.getvalue(), Mark("台账", 3, 2, "错。"))
    assert noted(book) == {"B3": "错。"}
    assert book.worksheets[0]["A3"].value == "企业数"
