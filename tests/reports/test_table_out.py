"""Tables as workbooks: what others read in them, and what cannot be written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from planapp.domain.reading import read_table_file
from planapp.reports.table_out import write_table

ROW = ("甲 <乙> & “丙”\n丁", "_x0041_", "=1+1", Decimal("0.5"), 12, date(2024, 2, 29), None)


def written(*rows):
    out = BytesIO()
    columns = [(f"第{number}列", 12) for number in range(1, len(ROW) + 1)]
    write_table(out, title="规划 & 任务", columns=columns, rows=rows)
    return out.getvalue()


def test_others_read_the_same_and_find_head_and_filter():
    sheet = openpyxl.load_workbook(BytesIO(written(ROW, ROW))).worksheets[0]
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == (
        "规划 & 任务",
        "A2",
        "A1:G3",
    )
    text, code, formula, share, number, day, nothing = sheet[3]
    assert (text.value, code.value, formula.value) == (ROW[0], "_x005F_x0041_", "'=1+1")
    assert (formula.data_type, share.value, number.value, nothing.value) == ("s", 0.5, 12, None)
    assert (day.value.date(), day.number_format) == (ROW[5], r"yyyy\-mm\-dd")
    assert sheet["A1"].font.bold
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$1", "landscape")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)


def test_our_reader_gives_back_what_was_written():
    [sheet] = read_table_file(written(ROW), "表.xlsx")
    assert sheet.rows[1] == (ROW[0], "_x0041_", "'=1+1", Decimal("0.5"), 12, ROW[5])


def test_text_longer_than_a_cell_is_refused():
    with pytest.raises(ValueError, match="超过 Excel 的上限"):
        written(("字" * 32_768, *ROW[1:]))
