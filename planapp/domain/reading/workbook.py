"""The cells of an .xlsx: values only, so that macros, links and formulas do nothing."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import InvalidOperation
from pathlib import PurePath

from lxml import etree

from planapp.domain.decimals import plain
from planapp.domain.reading.attachments import check_attachment
from planapp.domain.reading.limits import (
    MAX_CELLS,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEET_PART,
    MAX_SHEETS,
    Deadline,
)
from planapp.domain.reading.package import Package
from planapp.domain.reading.result import UnreadableDocument
from planapp.domain.reading.workbook_cells import (
    SHOWN,
    is_usual,
    relation_of,
    unescaped,
    words_of,
)
from planapp.domain.sheet import column_of

Cells = dict[tuple[int, int], "Cell"]  # by row and column, both from 1

_ENDING = ".xlsx"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PERCENTS = {"9", "10"}  # number formats that every workbook has


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows. A percentage is written with %, a formula's text is its last result."""

    text: str
    is_formula: bool = False
    is_number: bool = False


def read_workbook(content: bytes, *, file_name: str, wanted: Collection[str]) -> dict[str, Cells]:
    """The cells that hold something of the sheets with these names, as far as there are any.

    Own code over the XML: a reader that lays out all cells between the first and the last is
    brought down by a file of 5 KB with one cell in the last corner.
    """
    if PurePath(file_name).suffix.lower() != _ENDING:
        advice = "请用 Excel 或 WPS 打开后“另存为”.xlsx，再上传。"
        raise UnreadableDocument(f"《{file_name}》：只接受 .xlsx 文件。{advice}")
    check_attachment(content, file_name=file_name)
    package = Package(content, file_name=file_name, deadline=Deadline(), max_part=MAX_SHEET_PART)
    return _Reader(package, file_name).read(wanted)


@dataclass(slots=True)
class _Reader:
    """What the sheets of a workbook share, and how much was read so far."""

    package: Package
    file_name: str
    strings: list[str] = field(default_factory=list)
    percents: frozenset[int] = frozenset()
    cells: int = 0
    characters: int = 0

    def read(self, wanted: Collection[str]) -> dict[str, Cells]:
        book = self.package.related("").get("officeDocument", "xl/workbook.xml")
        sheets = list(self.package.parse(book).iterfind("{*}sheets/{*}sheet"))
        if len(sheets) > MAX_SHEETS:
            raise UnreadableDocument(f"《{self.file_name}》的工作表超过上限 {MAX_SHEETS} 个。")
        parts = self.package.related(book)
        if "sharedStrings" in parts:
            self.strings = [words_of(item) for item in self.package.parse(parts["sharedStrings"])]
        if "styles" in parts:
            self.percents = _percent_styles(self.package.parse(parts["styles"]))
        targets = self.package.targets(book)
        found = {sheet.get("name", ""): targets.get(relation_of(sheet), "") for sheet in sheets}
        return {name: self._sheet(name, found[name]) for name in wanted if found.get(name)}

    def _sheet(self, name: str, part: str) -> Cells:
        cells: Cells = {}
        row = 0
        for line in self.package.parse(part).iterfind("{*}sheetData/{*}row"):
            row, column = _number(line.get("r"), row + 1), 0
            for element in line.iterfind("{*}c"):
                row, column = _place(element.get("r"), row, column + 1)
                cell = self._cell(element, f"{name} 第{row}行第{column}列")
                if cell is None:
                    continue
                if row > MAX_ROWS or column > MAX_COLUMNS:
                    raise UnreadableDocument(
                        f"“{name}”第{row}行第{column}列有内容，"
                        f"超过上限 {MAX_ROWS} 行、{MAX_COLUMNS} 列。"
                    )
                self._count(cell)
                cells[row, column] = cell
        return cells

    def _count(self, cell: Cell) -> None:
        self.cells += 1
        self.characters += len(cell.text)
        if self.cells > MAX_CELLS or self.characters > MAX_CHARACTERS:
            raise UnreadableDocument(
                f"《{self.file_name}》的内容超过上限 {MAX_CELLS} 个单元格、{MAX_CHARACTERS} 字。"
            )

    def _cell(self, element: etree._Element, place: str) -> Cell | None:
        sort, value = element.get("t", "n"), element.findtext("{*}v") or ""
        is_formula = element.find("{*}f") is not None
        try:
            if sort == "s":
                text = self.strings[int(value)] if value else ""
            elif sort == "inlineStr":
                inside = element.find("{*}is")
                text = "" if inside is None else words_of(inside)
            elif sort == "n" and value:
                shown = _shown(value, percent=_number(element.get("s"), 0) in self.percents)
                return Cell(shown, is_formula=is_formula, is_number=True)
            else:
                text = unescaped(value)
        except (ValueError, IndexError, InvalidOperation) as error:
            raise UnreadableDocument(f"{place}已损坏，无法读取。请重新另存后再上传。") from error
        return Cell(text, is_formula=is_formula) if text or is_formula else None


def _shown(value: str, *, percent: bool) -> str:
    number = SHOWN.create_decimal(value)
    if not is_usual(number):
        return value
    shown = plain(number * 100 if percent else number)
    return f"{shown}%" if percent else shown


def _percent_styles(root: etree._Element) -> frozenset[int]:
    """The numbers of the styles that show a value as a percentage."""
    percents = _PERCENTS | {
        each.get("numFmtId", "")
        for each in root.iterfind("{*}numFmts/{*}numFmt")
        if "%" in each.get("formatCode", "")
    }
    looks = root.iterfind("{*}cellXfs/{*}xf")
    return frozenset(n for n, look in enumerate(looks) if look.get("numFmtId") in percents)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise


def _place(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column of a reference like K12; a cell without one stands beside the last."""
    found = _REFERENCE.fullmatch(reference or "")
    if not found:
        return row, column
    return int(found[2]), column_of(found[1])
