"""A table as an Excel workbook that can be read in again: numbers, days and escaped text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import IO, Any

import xlsxwriter

from planapp.domain.cell_text import to_cell

MOST_ROWS = 1_048_575  # of a sheet, below its head
_LONGEST = 32_767  # characters of a cell
_DAY = "yyyy-mm-dd"


def write_table(
    out: IO[bytes],
    *,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[object]],
) -> None:
    """One sheet, its head frozen and filtered; `columns` are headers with their widths.

    Row by row into temporary files: a long table needs no memory. Raises ValueError beyond
    `MOST_ROWS`, and where a text is longer than a cell.
    """
    with TemporaryDirectory() as folder:
        # Cells are written as they are told: nothing is taken for a formula or a link.
        options = {"constant_memory": True, "tmpdir": folder}
        with xlsxwriter.Workbook(out, options) as book:
            sheet = book.add_worksheet(title)
            head = book.add_format({"bold": True, "bg_color": "#E8F0F9", "border": 1})
            sheet.freeze_panes(1, 0)
            for number, (label, width) in enumerate(columns):
                sheet.set_column(number, number, width)
                sheet.write_string(0, number, label, head)
            last = _write_rows(sheet, rows, day=book.add_format({"num_format": _DAY}))
            sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)


def _write_rows(sheet: Any, rows: Iterable[Sequence[object]], *, day: object) -> int:
    last = 0
    text, number = sheet.write_string, sheet.write_number
    for last, row in enumerate(rows, start=1):
        if last > MOST_ROWS:
            raise ValueError(f"一张工作表最多 {MOST_ROWS:,} 行；请缩小范围，或导出 CSV。")
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                text(last, place, _fitting(to_cell(value)))
            elif isinstance(value, int | Decimal):
                number(last, place, value)
            elif isinstance(value, date):
                sheet.write_datetime(last, place, value, day)
    return last


def _fitting(text: str) -> str:
    if len(text) > _LONGEST:
        raise ValueError(f"有一格超过 Excel 的上限 {_LONGEST:,} 字；请导出 CSV。")
    return text
