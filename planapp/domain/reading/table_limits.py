"""The rows of a sheet as they are taken in, within the limits of what a file may hold."""

from __future__ import annotations

from collections.abc import Sequence

from planapp.domain.reading.limits import (
    MAX_CELL_CHARACTERS,
    MAX_TABLE_CELLS,
    MAX_TABLE_CHARACTERS,
    MAX_TABLE_COLUMNS,
    MAX_TABLE_ROWS,
)
from planapp.domain.reading.result import UnreadableDocument
from planapp.domain.sheet import Row, Value, letters_of


class Grid:
    """Takes in row after row of every sheet of one file; raises UnreadableDocument."""

    def __init__(self, file_name: str) -> None:
        self._file = file_name
        self._sheet = ""
        self._rows: list[Row] = []
        self._cells = 0
        self._characters = 0

    def begin(self, sheet: str) -> None:
        self._sheet, self._rows = sheet, []

    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows)

    def check(self, row: int, column: int) -> None:
        """Refuse a value that stands too far out, before room is made for it."""
        if row > MAX_TABLE_ROWS or column > MAX_TABLE_COLUMNS:
            raise UnreadableDocument(
                f"“{self._sheet}”{letters_of(column)}{row}（第{row}行第{column}列）有内容，"
                f"超过上限 {MAX_TABLE_ROWS} 行、{MAX_TABLE_COLUMNS} 列。请删去多余的内容再上传。"
            )

    def add(self, row: int, cells: Sequence[Value]) -> None:
        """Keep a row; the rows between it and the last are empty."""
        if not cells:
            return
        self.check(row, len(cells))
        texts = [len(cell) for cell in cells if isinstance(cell, str)]
        if texts and max(texts) > MAX_CELL_CHARACTERS:
            raise UnreadableDocument(
                f"“{self._sheet}”第{row}行有单元格超过上限 {MAX_CELL_CHARACTERS} 字。"
            )
        self._characters += sum(texts)
        self._cells += len(cells)
        if self._cells > MAX_TABLE_CELLS or self._characters > MAX_TABLE_CHARACTERS:
            raise UnreadableDocument(
                f"《{self._file}》读到“{self._sheet}”第{row}行时，内容超过上限 "
                f"{MAX_TABLE_CELLS // 10_000} 万个单元格、{MAX_TABLE_CHARACTERS // 10_000} 万字。"
                "请拆分后再上传。"
            )
        if row - 1 > len(self._rows):
            self._rows.extend([()] * (row - 1 - len(self._rows)))
        self._rows.append(tuple(cells))
