"""Tables as lines: a row is a line, its cells set apart by tabs, merged cells told once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_MANY_LINES = 8  # a cell with more paragraphs holds a page's layout, not a value
_NUMBER = re.compile(r"[≥≤<>＞＜约]?[〔\[（(]?[+\-－−]?\d[\d,，.．]*[〕\]）)]?\D{0,6}")
_NO_VALUE = "—"


@dataclass(frozen=True, slots=True)
class TableCell:
    lines: tuple[str, ...]  # its paragraphs
    column: int  # the first grid column it covers
    is_layout: bool = False  # it holds a table of its own

    @property
    def text(self) -> str:
        return join_broken(self.lines)


def join_broken(lines: Iterable[str]) -> str:
    """One paragraph of lines broken for want of room; Latin words keep a space between them."""
    joined = ""
    for line in lines:
        piece = " ".join(line.split())
        apart = joined and piece and joined[-1].isascii() and piece[0].isascii()
        joined += (" " if apart else "") + piece
    return joined


def write_rows(rows: Sequence[Sequence[TableCell]]) -> Iterator[str]:
    """The lines of a table.

    An empty cell in a column of numbers is written as a dash: the row's other numbers must not
    move into its place. Tables used for layout give their cells' paragraphs one after the other.
    """
    numeric = _numeric_from(rows)
    for index, row in enumerate(rows):
        if _is_layout(row):
            for cell in row:
                yield from cell.lines
            continue
        written = [text for text in _fill(row, numeric, index=index) if text]
        if written:
            yield "\t".join(written)


def _fill(row: Sequence[TableCell], numeric: Mapping[int, int], *, index: int) -> Iterator[str]:
    has_values = any(_NUMBER.fullmatch(cell.text) for cell in row)
    is_named = False
    for cell in row:
        is_gap = not cell.lines and numeric.get(cell.column, index) < index
        yield _NO_VALUE if is_gap and is_named and has_values else cell.text
        is_named = is_named or bool(cell.lines and not _NUMBER.fullmatch(cell.text))


def _is_layout(row: Sequence[TableCell]) -> bool:
    filled = [cell for cell in row if cell.lines]
    return len(filled) == 1 or any(
        cell.is_layout or len(cell.lines) > _MANY_LINES for cell in filled
    )


def _numeric_from(rows: Sequence[Sequence[TableCell]]) -> dict[int, int]:
    """The columns that hold mostly numbers, each with the row of its first one."""
    first: dict[int, int] = {}
    numbers: dict[int, int] = defaultdict(int)
    others: dict[int, int] = defaultdict(int)
    for index, row in enumerate(rows):
        for cell in row:
            if _NUMBER.fullmatch(cell.text):
                first.setdefault(cell.column, index)
                numbers[cell.column] += 1
            elif cell.lines and cell.column in first:
                others[cell.column] += 1
    return {column: index for column, index in first.items() if numbers[column] > others[column]}
