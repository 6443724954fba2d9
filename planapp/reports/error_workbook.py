"""An uploaded ledger handed back with what is wrong noted in its cells."""

from __future__ import annotations

import logging
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from planapp.domain.cell_text import to_cell
from planapp.domain.sheet import Sheet, Value

logger = logging.getLogger(__name__)

AUTHOR = "导入核对"
_MOST_CELLS = 300_000  # that openpyxl holds in 150 MB
_MOST_UNPACKED = 64 * 1024 * 1024  # of all parts: it reads those too that our reader passes over
_RED, _YELLOW = "FDEAEA", "FFF6DC"
_LONGEST = 32_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What to note: the sheet's name, the row, the column (None: the row's first cell)."""

    sheet: str
    row: int
    column: int | None
    message: str
    is_error: bool = True


def mark_workbook(
    content: bytes, *, file_name: str, sheets: Sequence[Sheet], marks: Sequence[Mark]
) -> bytes:
    """The workbook with comments in the cells that are wrong.

    An .xlsx keeps its looks and formulas. A .csv, an .xls and what is too large to be changed in
    memory become a new workbook with the same values in the same cells.
    """
    if _keeps_looks(content, file_name=file_name, sheets=sheets):
        try:
            return _mark_as_it_is(content, marks)
        except Exception:  # openpyxl stumbles over parts that the values do not need
            logger.warning("a workbook could not be kept as it is", exc_info=True)
    return _write_anew(sheets, marks)


def _keeps_looks(content: bytes, *, file_name: str, sheets: Sequence[Sheet]) -> bool:
    if PurePath(file_name).suffix.lower() != ".xlsx":
        return False
    if sum(len(row) for sheet in sheets for row in sheet.rows) > _MOST_CELLS:
        return False
    with zipfile.ZipFile(BytesIO(content)) as package:
        return sum(part.file_size for part in package.infolist()) <= _MOST_UNPACKED


def _mark_as_it_is(content: bytes, marks: Sequence[Mark]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content), keep_links=False)
    for (name, row, column), noted in _by_cell(marks).items():
        cell = _top_left(book[name], row, column)
        before = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(before + _text(noted), AUTHOR, width=320, height=120)
        cell.fill = PatternFill("solid", fgColor=_color(noted))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _text(noted: Sequence[Mark]) -> str:
    return "\n".join(each.message for each in noted)[:_LONGEST]


def _color(noted: Sequence[Mark]) -> str:
    return _RED if any(each.is_error for each in noted) else _YELLOW


def _top_left(page: Any, row: int, column: int) -> Any:
    """The cell, or the one that holds the content of the merged range it is in."""
    cell = page.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    for area in page.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            return page.cell(area.min_row, area.min_col)
    return cell


def _write_anew(sheets: Sequence[Sheet], marks: Sequence[Mark]) -> bytes:
    noted = _by_cell(marks)
    ends = {(name, row): column for name, row, column in sorted(noted)}  # the last of each row
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    looks = {
        color: book.add_format({"bg_color": f"#{color}", "text_wrap": True})
        for color in (_RED, _YELLOW)
    }
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:31])
        for number, row in sheet.numbered():
            for column in range(1, max(len(row), ends.get((sheet.name, number), 0)) + 1):
                found = noted.get((sheet.name, number, column), [])
                value = row[column - 1] if column <= len(row) else None
                look = looks[_color(found)] if found else None
                _write(page, (number - 1, column - 1), value, look=look, day=day)
                if found:
                    options = {"author": AUTHOR, "x_scale": 2}
                    page.write_comment(number - 1, column - 1, _text(found), options)
    book.close()
    return out.getvalue()


def _write(page: Any, at: tuple[int, int], value: Value, *, look: Any, day: Any) -> None:
    if isinstance(value, str):
        page.write_string(*at, to_cell(value), look)
    elif value is None:
        page.write_blank(*at, None, look)
    elif hasattr(value, "isoformat"):
        page.write_datetime(*at, value, look or day)
    else:
        page.write(*at, value, look)


def _by_cell(marks: Sequence[Mark]) -> dict[tuple[str, int, int], list[Mark]]:
    found: defaultdict[tuple[str, int, int], list[Mark]] = defaultdict(list)
    for mark in marks:
        found[mark.sheet, mark.row, mark.column or 1].append(mark)
    return dict(found)
