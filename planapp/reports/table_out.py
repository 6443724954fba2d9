"""A table as an Excel workbook that can be read in again: numbers, days and escaped text.

Our own writer: of a hundred thousand rows, which people take along as tables, xlsxwriter spends
most of the time on checks cell by cell; here a row is one string, and nothing of it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from planapp.domain.cell_text import to_cell
from planapp.domain.sheet import letters_of

MOST_ROWS = 1_048_575  # of a sheet, below its head
_LONGEST = 32_767  # characters of a cell
_BEFORE_1900 = date(1899, 12, 30).toordinal()
_HEAD, _DAY = 1, 2  # places in `_STYLES`
_AT_ONCE = 500  # rows that are compressed in one go
# XML has no such characters, and a text that looks like their replacement must not be read as one.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# On A3 paper that lies on its side, as wide as the paper and as long as it takes.
_PRINTED = '<pageSetup paperSize="8" orientation="landscape" fitToHeight="0"/>'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164"'
        ' formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/>'
        '<name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill><fill>'
        '<patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
        '<fgColor rgb="FFE8F0F9"/><bgColor indexed="64"/></patternFill></fill></fills>'
        '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>'
        '<left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/>'
        '<diagonal/></border></borders><cellStyleXfs count="1">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1"'
        ' applyBorder="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0"'
        ' applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


def write_table(
    out: IO[bytes],
    *,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[object]],
) -> None:
    """One sheet, its head frozen and filtered; `columns` are headers with their widths.

    Row by row: a long table needs no memory. Raises ValueError beyond `MOST_ROWS`, and where a
    text is longer than a cell. Nothing is taken for a formula or a link.
    """
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, text in _PARTS.items():
            package.writestr(name, _XML + text)
        package.writestr("xl/workbook.xml", _XML + _workbook(title))
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write((_XML + _sheet_head(columns)).encode())
            last = _write_rows(sheet, rows, letters=[*map(letters_of, range(1, len(columns) + 1))])
            area = f"A1:{letters_of(len(columns))}{max(last, 2)}"
            sheet.write(f'</sheetData><autoFilter ref="{area}"/>{_PRINTED}</worksheet>'.encode())


def _workbook(title: str) -> str:
    head = escape("'{}'!$1:$1".format(title.replace("'", "''")))  # on every page
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name={quoteattr(title)} sheetId="1" r:id="rId1"/></sheets><definedNames>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{head}</definedName>'
        "</definedNames></workbook>"
    )


def _sheet_head(columns: Sequence[tuple[str, int]]) -> str:
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, (_, width) in enumerate(columns, start=1)
    )
    labels = "".join(
        f'<c r="{letters_of(number)}1" s="{_HEAD}" {_told(label)}'
        for number, (label, _) in enumerate(columns, start=1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f'</sheetViews><cols>{widths}</cols><sheetData><row r="1">{labels}</row>'
    )


def _write_rows(sheet: IO[bytes], rows: Iterable[Sequence[object]], *, letters: list[str]) -> int:
    """Write the rows below the head; returns the number of the last."""
    last, waiting = 1, []
    for last, row in enumerate(rows, start=2):
        if last > MOST_ROWS + 1:
            raise ValueError(f"一张工作表最多 {MOST_ROWS:,} 行；请缩小范围，或导出 CSV。")
        cells = [
            f'<c r="{letter}{last}" {_cell(value)}'
            for letter, value in zip(letters, row, strict=True)
            if value is not None and value != ""
        ]
        waiting.append(f'<row r="{last}">{"".join(cells)}</row>')
        if len(waiting) == _AT_ONCE:
            sheet.write("".join(waiting).encode())
            waiting.clear()
    sheet.write("".join(waiting).encode())
    return last


def _cell(value: object) -> str:
    """What stands in a cell, behind its place."""
    if isinstance(value, str):
        return _told(to_cell(value))
    if isinstance(value, Decimal):
        return f"><v>{value:f}</v></c>"
    if isinstance(value, int):
        return f"><v>{value:d}</v></c>"
    if isinstance(value, date):
        return f's="{_DAY}"><v>{value.toordinal() - _BEFORE_1900}</v></c>'
    raise TypeError(f"no cell holds {value!r}")


@lru_cache(maxsize=4096)  # units, words and years come again and again
def _told(text: str) -> str:
    if len(text) > _LONGEST:
        raise ValueError(f"有一格超过 Excel 的上限 {_LONGEST:,} 字；请导出 CSV。")
    written = escape(_UNWRITABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", text))
    keeps = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f't="inlineStr"><is><t{keeps}>{written}</t></is></c>'
