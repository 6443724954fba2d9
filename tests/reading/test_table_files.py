"""The values of .xlsx, .xls and .csv files as offices and programs write them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from planapp.domain.reading import UnreadableDocument, read_table_file
from planapp.domain.reading.workbook_looks import Look, look_of
from planapp.domain.sheet import Merged, Percent, column_of, letters_of
from tests.ledger.making import Month, Share, make_csv, make_xls, make_xlsx
from tests.reading.test_workbook import SHEET, repack

DAY = datetime.date(2024, 12, 31)
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def rows_of(content, name="表.xlsx"):
    return read_table_file(content, name)[0].rows


def in_sheet(data, *, tail=b"", head=b""):
    """A workbook whose sheet has these rows."""
    sheet = b"<worksheet %s>%s<sheetData>%s</sheetData>%s</worksheet>" % (MAIN, head, data, tail)
    return repack(make_xlsx([["甲"]]), SHEET, lambda _: sheet)


def styled(value, number_format, *, is_1904=False):
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"date_1904": is_1904}) as book:
        style = book.add_format({"num_format": number_format})
        book.add_worksheet().write(0, 0, value, style)
    return rows_of(out.getvalue())[0][0]


def test_values_of_a_workbook_keep_their_kind():
    content = make_xlsx([
        ["甲\n乙", 3, 0.1 + 0.2, Share(0.125), DAY, Month(DAY), True, None, "=1+1→2"],
        [],
        [None, None, "  空格 ", 1e-7, 12e20, -5, "００１"],
    ])  # fmt: skip
    first, second, third = rows_of(content)
    assert first == (
        "甲\n乙",
        3,
        Decimal("0.3"),
        Decimal("0.125"),
        DAY,
        "2024年12月",
        True,
        None,
        2,
    )
    assert [type(each) for each in first[1:5]] == [int, Decimal, Percent, datetime.date]
    assert second == ()
    assert third == (None, None, "  空格 ", Decimal("1E-7"), 12 * 10**20, -5, "００１")


def test_same_grid_is_the_same_in_every_format():
    grid = [["任务", "数", "率", "日"], ["甲", 1, Share(0.5), DAY], [None, 2.5, None, None]]
    wanted = (("任务", "数", "率", "日"), ("甲", 1, Decimal("0.5"), DAY), (None, Decimal("2.5")))
    assert rows_of(make_xlsx(grid)) == rows_of(make_xls(grid), "表.xls") == wanted
    assert rows_of(make_xls(grid), "表.et") == wanted


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (45657, "yyyy-mm-dd", DAY),
        (45657, "yyyy/m/d;@", DAY),
        (45657, "[$-804]yyyy\"年\"m\"月\"d\"日\"", DAY),
        (45657, 14, DAY),
        (45657, "m\"月\"d\"日\"", "12月31日"),
        (45657, "yyyy", "2024年"),
        (45657.354, "yyyy-mm-dd hh:mm", "2024-12-31 8:29"),
        (45657, "yyyy-mm-dd hh:mm", DAY),
        (0.354, "h:mm", "8:29"),
        (60, "yyyy-mm-dd", 60),
        (59, "yyyy-mm-dd", datetime.date(1900, 2, 28)),
        (-3, "yyyy-mm-dd", -3),
        (3_000_000, "yyyy-mm-dd", 3_000_000),
        (2024, "0\"年\"", 2024),
        (5, "[Red]0.00;-0.00", 5),
        (5, "General", 5),
    ],
)  # fmt: skip
def test_number_is_what_its_format_shows(value, number_format, shown):
    assert styled(value, number_format) == shown


def test_dates_of_the_other_calendar_are_four_years_later():
    assert styled(44195, "yyyy-mm-dd", is_1904=True) == DAY


@pytest.mark.parametrize(
    ("code", "look"),
    [
        ('0"%"', Look.NUMBER),
        ("0.00%", Look.PERCENT),
        ("#,##0.00_ ", Look.NUMBER),
        ("mm:ss", Look.TIME),
        ("[h]:mm", Look.TIME),
        ("yyyy-mm", Look.MONTH),
        ("0.00E+00", Look.NUMBER),
    ],
)
def test_look_of_a_format(code, look):
    assert look_of(code) is look


def test_merged_hidden_and_named_are_told():
    content = make_xlsx(
        [["甲", None], [1, 2], [3, 4]],
        merged=["A1:B1", "A2:A3"],
        hidden_rows=[2],
        hidden_columns=["B"],
        more=[("旧", [["乙"]], True)],
    )
    first, second = read_table_file(content, "表.xlsx")
    assert (first.name, first.is_hidden, second.name, second.is_hidden) == (
        "台账",
        False,
        "旧",
        True,
    )
    assert set(first.merged) == {Merged(1, 1, 1, 2), Merged(2, 1, 3, 1)}
    assert (first.hidden_rows, first.hidden_columns) == (frozenset({2}), frozenset({2}))
    assert (first.at(2, 2), first.at(9, 9), first.width) == (2, None, 2)


def test_merged_cells_of_an_old_workbook_are_told():
    (sheet,) = read_table_file(make_xls([["甲", None]], merged=[(0, 0, 0, 1)]), "表.xls")
    assert sheet.merged == (Merged(1, 1, 1, 2),)


def test_formula_without_a_saved_result_is_told_and_left_empty():
    book = openpyxl.Workbook()
    book.active.append(["甲", "=1+1"])
    out = BytesIO()
    book.save(out)
    (sheet,) = read_table_file(out.getvalue(), "表.xlsx")
    assert sheet.rows == (("甲",),)
    (warning,) = sheet.warnings
    assert warning.startswith("“Sheet”有 1 个公式没有保存结果（B1），按空白读取。请用 Excel")


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        ('<c r="B1" t="inlineStr"><is><t>甲</t></is></c>', (None, "甲")),
        ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>&amp;</t></r></is></c>', ("甲&",)),
        ('<c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>5</v></c>', (5,)),
        ('<c t="str" r="A1"><f>A2</f><v>x_x0041_\r\ny</v></c>', ("xA\ny",)),
        ('<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#REF!</v></c>', (True, "#REF!")),
        ('<c r="A1" t="d"><v>2024-12-31T00:00:00</v></c>', (DAY,)),
        ('<c r="A1" t="d"><v>2024-12-31T08:05:00</v></c>', ("2024-12-31 8:05",)),
        ("<c><v>1</v></c><c><v>2</v></c>", (1, 2)),
        ('<c r="A1"><v>1E+400</v></c><c r="B1"><v>NaN</v></c>', ("1E+400", "NaN")),
        ('<c r="A1"><v>1</v></c><c r="XFD1" s="0"/>', (1,)),
        ("<!-- x --><c r='A1'><v><![CDATA[7]]></v></c>", (7,)),
    ],
)
def test_cell_is_read_however_it_is_written(cells, row):
    assert rows_of(in_sheet(f'<row r="1">{cells}</row>'.encode())) == (row,)


def test_sheet_with_prefixed_names_is_read():
    sheet = (
        '<?xml version="1.0" encoding="utf-8"?><x:worksheet xmlns:x="http://schemas.openxmlformats'
        '.org/spreadsheetml/2006/main"><x:sheetData><x:row r="2"><x:c r="A2"><x:v>5</x:v></x:c>'
        '</x:row><x:row/></x:sheetData><x:mergeCells><x:mergeCell ref="A2:B2"/></x:mergeCells>'
        "</x:worksheet>"
    )
    content = repack(make_xlsx([["甲"]]), SHEET, lambda _: sheet.encode())
    (found,) = read_table_file(content, "表.xlsx")
    assert (found.rows, found.merged) == (((), (5,)), (Merged(2, 1, 2, 2),))


def test_long_texts_of_an_old_workbook_go_on_over_records():
    grid = [[f"{'长文' * 40}{number}"] for number in range(400)] + [["ascii" * 30]]
    assert [row[0] for row in rows_of(make_xls(grid), "表.xls")] == [row[0] for row in grid]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_delimiter(encoding, delimiter):
    grid = [["任务名称", "牵头单位"], ['甲，"乙"', "省科技厅\n省财政厅"], ["", "1,234.5"]]
    content = make_csv(grid, encoding=encoding, delimiter=delimiter)
    (sheet,) = read_table_file(content, "台账.v1.csv")
    assert sheet.name == "台账.v1"
    assert sheet.rows == (tuple(grid[0]), tuple(grid[1]), (None, "1,234.5"))


def test_csv_that_names_its_delimiter_keeps_the_numbers_of_its_rows():
    assert rows_of(b"sep=|\r\na|b\r\n1|2\r\n", "a.csv") == ((), ("a", "b"), ("1", "2"))


def test_csv_with_an_open_quote_is_refused_with_the_line():
    with pytest.raises(UnreadableDocument, match="第 3 行引号不成对"):
        read_table_file('a,b\r\n1,2\r\n"甲,3\r\n4,5'.encode(), "a.csv")


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (16384, "XFD")])
def test_columns_have_letters(number, letters):
    assert (letters_of(number), column_of(letters)) == (letters, number)
