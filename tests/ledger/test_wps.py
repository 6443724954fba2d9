"""A workbook as WPS 表格 leaves it: texts in the cells, no styles, no table of strings, merged."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from planapp.domain.ledger import LedgerKind, read_ledger
from planapp.domain.reading import UnreadableDocument, read_table_file
from tests.ledger.making import columns_of, dues_of, problems_of, recognise, texts_of, units_of

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROWS = (
    '<row r="1" spans="1:6"><c r="A1" t="inlineStr"><is><t>2024年重点任务工作台账</t></is></c>'
    '</row><row r="3"><c r="A3" t="inlineStr"><is><t>序号</t></is></c>'
    '<c r="B3" t="str"><v>重点任务</v></c>'
    '<c r="C3" t="inlineStr"><is><r><t>牵头</t></r><r><t>单位</t></r></is></c>'
    '<c r="D3" t="inlineStr"><is><t>完成时限</t></is></c>'
    '<c r="E3" t="inlineStr"><is><t xml:space="preserve"> 进展情况 </t></is></c><c r="F3"/></row>'
    '<row r="4"><c r="A4"><v>1</v></c><c r="B4" t="inlineStr"><is><t>建设基地</t></is></c>'
    '<c r="C4" t="inlineStr"><is><t>省能源局</t></is></c><c r="D4"><v>45657</v></c>'
    '<c r="E4" t="inlineStr"><is><t>方案已印发&#10;并开工</t></is></c></row>'
    '<row r="5"><c r="A5"><v>2</v></c><c r="B5"/>'
    '<c r="C5" t="inlineStr"><is><t>省科技厅</t></is></c>'
    '<c r="D5"><v>20241231</v></c><c r="E5"><f>E4</f></c></row>'
)
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/relationships/officeDocument" Target="/xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "docProps/app.xml": (
        f'<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>WPS Office_12.1.0.16929_F1E327BC</Application></Properties>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships">'
        '<fileVersion appName="xl"/><sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/relationships/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        "</Relationships>"
    ),
    "xl/worksheets/sheet1.xml": (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:F5"/><sheetData>{_ROWS}</sheetData>'
        '<mergeCells count="2"><mergeCell ref="A1:F1"/><mergeCell ref="B4:B5"/></mergeCells>'
        "</worksheet>"
    ),
}


@pytest.fixture(scope="module")
def content():
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, text in _PARTS.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return out.getvalue()


def test_ledger_is_recognised_and_read(content):
    sheet, found = recognise(content)
    assert (found.mapping.kind, found.title) == (LedgerKind.TASKS, "2024年重点任务工作台账")
    assert columns_of(found) == [
        "A 序号", "B 任务", "C 牵头单位", "D 完成时限", "E 进展情况"
    ]  # fmt: skip
    reading = read_ledger(sheet, found.mapping)
    assert texts_of(reading) == ["4 | 1 | 建设基地 | 方案已印发\n并开工", "5 | 2 | 建设基地"]
    assert units_of(reading) == ["4 *省能源局", "5 *省科技厅"]
    assert problems_of(reading) == []


def test_days_without_a_look_are_days(content):
    sheet, found = recognise(content)
    told = ["4 2024-12-31 2024-12-31", "5 20241231 2024-12-31"]
    assert dues_of(read_ledger(sheet, found.mapping)) == told


def test_file_that_is_called_et_says_what_to_do(content):
    with pytest.raises(UnreadableDocument, match=r"请把扩展名改为 \.xlsx"):
        read_table_file(content, "台账.et")
