"""“3大类12小类” against the table of classes behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from planapp.domain.consistency.values import Finding, Statement
from planapp.domain.terms import FindingKind, Severity

_N = r"[\d一二三四五六七八九十两]{1,3}"
_TIERS = re.compile(rf"{_N}个?大类[、，和及]?(?:共|下设|含)?{_N}个?[小中]类")
_NUMBER = re.compile(_N)
_TITLE = re.compile(r"[^，。；：、]{0,6}(?:类型|类别|大类|分类|门类)")
_LABEL = 30  # a longer cell tells something, a shorter one names a class
_REACH = 3000
_FEWEST = 4
_HAN = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int
    end: int
    words: str

    @property
    def is_content(self) -> bool:
        return len(self.words) >= _LABEL or self.words.endswith(("。", "等", "；"))


def check_tiers(text: str) -> Iterator[Finding]:
    """The number of lower classes that is stated against the rows of the table that lists them."""
    for match in _TIERS.finditer(text):
        stated = _read(_NUMBER.findall(match.group())[-1])
        cells = _cells_behind(text, match.end())
        rows = _rows(cells)
        if stated is None or rows is None or len(rows) == stated:
            continue
        listed = "、".join(row.words for row in rows)
        yield Finding(
            kind=FindingKind.COUNT,
            severity=Severity.WARNING,
            first=Statement.cut(text, match.start(), match.end()),
            second=_table(text, cells, rows=len(rows)),
            arithmetic=f"表中列出{len(rows)}个小类 ≠ {stated}",
            note=f"表中小类：{listed}。",
        )


def _cells_behind(text: str, at: int) -> list[_Cell]:
    """The lines of a table flattened to one cell a line, from its first column's title on."""
    cells: list[_Cell] = []
    for line in re.finditer(r"[^\n]*\n", text[at : at + _REACH]):
        words = line.group().strip()
        if not cells and not _TITLE.fullmatch(words):
            continue
        if not words:
            break
        cells.append(_Cell(at + line.start(), at + line.end() - 1, words))
    return cells


def _rows(cells: list[_Cell]) -> list[_Cell] | None:
    """The names that have content behind them; None where the lines are no such table."""
    rows = [name for name, next_cell in pairwise(cells) if next_cell.is_content > name.is_content]
    contents = sum(cell.is_content for cell in cells)
    is_table = len(rows) >= _FEWEST and contents == len(rows) and cells[-1].is_content
    return rows if is_table else None


def _table(text: str, cells: list[_Cell], *, rows: int) -> Statement:
    start, end = cells[0].start, cells[-1].end
    return Statement(f"{rows}个小类", start, end, text[start:end])


def _read(written: str) -> int | None:
    if written.isdecimal():
        return int(written)
    tens, _, ones = written.rpartition("十")
    digits = (tens or "一") if "十" in written else "零"
    if any(part and part not in _HAN for part in (digits, ones)):
        return None
    return _HAN.index(digits) * 10 + (_HAN.index(ones) if ones else 0)
