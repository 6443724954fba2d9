"""Records of the auditors as an Excel workbook: a sheet for each table, text in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from tempfile import TemporaryDirectory

import xlsxwriter

_ROWS = 1_048_576  # of a sheet, its head and the note below it among them
_CELL = 32_767  # characters of a cell
_CUT = "此表已到行数上限，其余未列出；请缩小筛选范围后再导出，或导出 CSV。"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its title, its columns with their widths in characters, its rows."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[object]]


def write_workbook(tables: Sequence[Table], *, most_rows: int = _ROWS - 2) -> bytes:
    """The sheets; one that would grow longer than `most_rows` ends and says so."""
    out = BytesIO()
    with TemporaryDirectory() as folder:
        # Written row by row into temporary files: a long table needs no memory.
        options = {"constant_memory": True, "tmpdir": folder}
        with xlsxwriter.Workbook(out, options) as book:
            for table in tables:
                _write(book, table, most_rows=most_rows)
    return out.getvalue()


def _write(book: xlsxwriter.Workbook, table: Table, *, most_rows: int) -> None:
    sheet = book.add_worksheet(table.title)
    head = book.add_format({"bold": True, "bg_color": "#E8F0F9", "border": 1})
    sheet.freeze_panes(1, 0)
    for number, (label, width) in enumerate(table.columns):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, label, head)
    at = 0
    for at, row in enumerate(table.rows, start=1):
        if at > most_rows:
            sheet.write_string(at, 0, _CUT)
            break
        for number, value in enumerate(row):
            sheet.write_string(at, number, str(value)[:_CELL])  # never a formula
    sheet.autofilter(0, 0, max(min(at, most_rows), 1), len(table.columns) - 1)
