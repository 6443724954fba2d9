"""The cells of .xlsx files: as they are shown, within limits, whatever else the file holds."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from planapp.domain.reading import Cell, UnreadableDocument, read_workbook

SHEET = "xl/worksheets/sheet1.xml"


def make_xlsx(*rows, title="表"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def repack(content, name, change):
    """The workbook with one part made anew from the old."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for each in old.namelist():
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
    return out.getvalue()


def cells_of(content, *, title="表"):
    return read_workbook(content, file_name="表.xlsx", wanted=[title])[title]


def in_sheet(rows):
    """A workbook whose sheet holds these rows of XML."""
    data = b"<sheetData>" + rows + b"</sheetData>"
    sheet = b'<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main">%s</worksheet>'
    return repack(make_xlsx(["甲"]), SHEET, lambda _: sheet % data)


def test_values_are_read_as_they_are_shown():
    found = cells_of(make_xlsx(["甲\r\n乙", 3, 0.1 + 0.2, 1e-7, 12e20, None, True]))
    texts = {column: cell.text for (_, column), cell in found.items()}
    assert texts == {
        1: "甲\n乙",
        2: "3",
        3: "0.3",
        4: "0.0000001",
        5: "1200000000000000000000",
        7: "1",
    }


def test_only_the_wanted_sheets_are_read():
    content = make_xlsx(["甲"])
    assert read_workbook(content, file_name="表.XLSX", wanted=["别的"]) == {}


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (b'<c t="inlineStr"><is><r><t>\xe7\x94\xb2</t></r><r><t> 1</t></r></is></c>', Cell("甲 1")),
        (b'<c t="str"><f>A1</f><v>x_x0041__x0000_</v></c>', Cell("xA", is_formula=True)),
        (b"<c><f>1+1</f></c>", Cell("", is_formula=True)),
        (b"<c><f>1+1</f><v>2</v></c>", Cell("2", is_formula=True, is_number=True)),
        (b'<c t="e"><v>#REF!</v></c>', Cell("#REF!")),
        (b"<c><v>1E+400</v></c>", Cell("1E+400", is_number=True)),
        (b"<c><v>NaN</v></c>", Cell("NaN", is_number=True)),
    ],
)
def test_each_kind_of_cell(cell, read):
    assert cells_of(in_sheet(b"<row>" + cell + b"</row>")) == {(1, 1): read}


def test_cell_without_a_reference_stands_beside_the_last():
    rows = b'<row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>'
    assert list(cells_of(in_sheet(rows))) == [(3, 2), (3, 3), (4, 1)]


def test_empty_cells_far_away_do_no_harm():
    rows = b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert cells_of(in_sheet(rows)) == {}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "第1048576行第16384列有内容"),
        (b'<row r="1048576"><c><v>1</v></c></row>', "第1048576行第1列有内容"),
        ((b"<row>" + b"<c><v>1</v></c>" * 150 + b"</row>") * 700, "超过上限 100000 个单元格"),
        (b'<row><c t="s"><v>99</v></c></row>', "表 第1行第1列已损坏"),
        (b'<row><c t="s"><v>-x</v></c></row>', "表 第1行第1列已损坏"),
        (b"<row><c><v>1,5</v></c></row>", "表 第1行第1列已损坏"),
        (b"<row>" + b" " * 9_000_000 + b"</row>", "解压后超过上限 8 MB"),
        (b"<row><c>", "不是正确的 XML"),
    ],
)
def test_workbook_made_to_harm_is_refused(rows, words):
    with pytest.raises(UnreadableDocument, match=words):
        cells_of(in_sheet(rows))


def test_one_text_repeated_without_end_is_refused():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("表")
        for row in range(101):
            sheet.write_string(row, 0, "甲" * 30_000)
    assert len(out.getvalue()) < 10_000
    with pytest.raises(UnreadableDocument, match="3000000 字"):
        cells_of(out.getvalue())


def test_entities_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    content = repack(make_xlsx(["甲"]), "xl/workbook.xml", lambda xml: bomb + xml)
    with pytest.raises(UnreadableDocument, match="文档类型声明"):
        cells_of(content)


def test_sheet_outside_the_file_is_not_fetched():
    away = b'TargetMode="External" Target="file:///etc/passwd"'
    content = repack(
        make_xlsx(["甲"]),
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(b'Target="/xl/worksheets/sheet1.xml"', away),
    )
    assert read_workbook(content, file_name="表.xlsx", wanted=["表"]) == {}


def test_too_many_sheets_are_refused():
    book = openpyxl.Workbook()
    for _ in range(50):
        book.create_sheet()
    out = BytesIO()
    book.save(out)
    with pytest.raises(UnreadableDocument, match="工作表超过上限 50 个"):
        cells_of(out.getvalue())
