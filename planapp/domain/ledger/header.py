"""Where a table's header stands, and the labels above each of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from planapp.domain.ledger.labels import read_label
from planapp.domain.ledger.texts import is_filled, label_of, shown
from planapp.domain.sheet import Merged, Row, Sheet, Value

SEARCHED = 60  # rows in which the first header stands
_MOST_LEVELS = 3
_LONGEST = 30  # characters of a label; more is a text
_FEWEST = 2  # labels that say something
_YEAR = re.compile(r"20\d\d")
# 填报单位：省工信厅, 单位：亿元 say something of the whole table; 其中：工业 is a label.
_NOTE = re.compile(r"(?!其中)[^:()\[\]]{1,8}:[^:()\[\]]+")
_FIGURES = re.compile(r"[\d.,%％≥≤<>+\-—/\s]*")


Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of a header, and for each column its labels from the top down."""

    first: int
    last: int
    paths: dict[int, tuple[str, ...]]


def find_header(sheet: Sheet, start: int, *, stop: int) -> Header | None:
    """The first header between two rows (the second not included), of one to three rows."""
    for row in range(start, min(stop, len(sheet.rows) + 1)):
        if opens_header(sheet.rows[row - 1]):
            blocks = [
                _block(sheet, first, levels)
                for first in (row - 1, row)
                if first >= start
                for levels in range(1, _MOST_LEVELS + 1)
            ]
            return max(blocks, key=lambda block: block[0])[1]
    return None


def opens_header(row: Row) -> bool:
    """Whether the cells of a row are labels, by themselves."""
    first = next(filter(is_filled, row), None)
    if first is None or not _may_be_label(first):
        return False
    filled = [cell for cell in row if is_filled(cell)]
    if len(filled) < _FEWEST or not all(map(_may_be_label, filled)):
        return False
    labels = [label_of(cell) for cell in filled]
    if max(map(len, labels)) > _LONGEST * 2:
        return False
    told = sum(read_label((label,)).says_something for label in labels)
    return told >= _FEWEST and told * 2 >= len(labels) and not all(map(_YEAR.match, labels))


def head_rows(sheet: Sheet, header: Header) -> frozenset[Labels]:
    """The labels of each row of a header, to know it by where it comes again on a new page."""
    rows = sheet.rows[header.first - 1 : header.last]
    return frozenset(tuple(map(label_of, row)) for row in rows)


def is_head_row(row: Row, heads: frozenset[Labels]) -> bool:
    """Whether a row repeats one of the header's rows."""
    first = next(filter(is_filled, row), None)
    if not isinstance(first, str):
        return False
    label = label_of(first)
    is_close = any(label in head for head in heads)
    return is_close and tuple(map(label_of, row)) in heads


def _may_be_label(cell: Value) -> bool:
    if isinstance(cell, str):
        return not _FIGURES.fullmatch(cell) or bool(_YEAR.match(cell))
    return isinstance(cell, int) and not isinstance(cell, bool) and 2000 <= cell < 2100


def _block(sheet: Sheet, first: int, levels: int) -> tuple[float, Header]:
    """How much a block of rows looks like a header, and what it says."""
    last = first + levels - 1
    rows = [
        sheet.rows[number - 1] for number in range(first, last + 1) if number <= len(sheet.rows)
    ]
    header = Header(first, last, {})
    if len(rows) < levels or not all(rows):
        return -100.0, header
    grid = _grid(sheet, first, last)
    for column in range(1, len(grid[0]) + 1):
        if path := _path([line[column - 1] for line in grid]):
            header.paths[column] = path
    return sum(map(_worth, header.paths.values())) - _cost(grid, rows), header


def _worth(path: tuple[str, ...]) -> float:
    label = read_label(path)
    if label.says_something:
        return 1.0 + 0.2 * (label.year is not None) + 0.3 * (len(path) > 1)
    is_text = len(path[-1]) > _LONGEST or (path[-1].isdigit() and not _YEAR.match(path[-1]))
    return -3.0 if is_text else -0.6


def _cost(grid: Sequence[Sequence[str]], rows: Sequence[Row]) -> float:
    """Rows of a title, of a single text, of notes or of figures are no part of a header."""
    cost = 0.3 * (len(grid) - 1)
    for number, line in enumerate(grid):
        texts = {label for label in line if label}
        is_title = len(texts) < _FEWEST and len(line) > _FEWEST
        if is_title or (texts and all(map(_NOTE.fullmatch, texts))):
            cost += 5.0
        cost += 2.0 * sum(not _may_be_label(cell) for cell in rows[number] if shown(cell))
    return cost


def _grid(sheet: Sheet, first: int, last: int) -> list[list[str]]:
    """The labels of each row; merged ones in all their columns and rows."""
    rows = [sheet.rows[number - 1] for number in range(first, last + 1)]
    width = max(map(len, rows))
    covering = [m for m in sheet.merged if first <= m.top and m.bottom <= last]
    width = max(width, min(sheet.width, max((m.right for m in covering), default=0)))
    grid = [[label_of(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    for merged in covering:
        _spread(grid, merged, first=first)
    for upper, lower in pairwise(grid):
        _fill_groups(upper, lower)
    return grid


def _spread(grid: list[list[str]], merged: Merged, *, first: int) -> None:
    label = grid[merged.top - first][merged.left - 1] if merged.left <= len(grid[0]) else ""
    for row in range(merged.top - first, merged.bottom - first + 1):
        for column in range(merged.left - 1, min(merged.right, len(grid[0]))):
            grid[row][column] = label


def _fill_groups(upper: list[str], lower: list[str]) -> None:
    """A group that is not merged stands above the first of its columns only."""
    for at in range(1, len(upper)):
        has_group = upper[at - 1] and lower[at - 1] and lower[at - 1] != upper[at - 1]
        if not upper[at] and lower[at] and has_group:
            upper[at] = upper[at - 1]


def _path(labels: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for label in labels:
        if label and label not in found[-1:]:
            found.append(label)
    return tuple(found)
