"""Which rows of a table are data, what the others are, and what is filled down into them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from planapp.domain.ledger.fields import NUMERIC, Field
from planapp.domain.ledger.header import Header, head_rows, is_head_row
from planapp.domain.ledger.texts import is_filled, joined, label_of, shown
from planapp.domain.ledger.values import DataRow, Mapping, Skipped
from planapp.domain.sheet import Row, Sheet, Value

_TOTAL = re.compile(r"(?:合|小|总|共)计|汇总|平均|.{0,6}(?:合计|小计|总计)")
_FOOT = re.compile(
    r"(?:备注|注|注释|说明|(?:填表|填报|编制)说明|填[报表写]人|审[核批]人?|制表人?|联系人|联系电话|(?:单位)?负责人"
    r"|填报单位|报送单位|填[报表]日期|填[报表]时间|报送日期|数据来源|资料来源|[分主]管领导|日期|单位[(（]盖章[）)])"
    r"\d{0,2}[:：]|注\d{0,2}[:：.、]|[*※]"
)
_MARKED = re.compile(
    r"[(（]?[一二三四五六七八九十百]{1,4}(?:[、)）.．]|$)|第[一二三四五六七八九十]{1,3}(?:部分|章|类|项)|[IVX]+[.、]"
)
_FILLED_DOWN = frozenset({Field.CATEGORY})
_MOST_FILLED = 4_000_000
_LONGEST = 80  # characters of a skipped row that are shown


def split_rows(sheet: Sheet, mapping: Mapping) -> tuple[tuple[DataRow, ...], tuple[Skipped, ...]]:
    """The rows of a table that are data, and the others with the reason."""
    wide = frozenset((m.top, m.left) for m in sheet.merged if m.top == m.bottom)
    walk = _Walk(sheet, mapping, _merged_values(sheet, mapping), wide)
    data = tuple(walk.data())
    return data, tuple(walk.skipped)


@dataclass(slots=True)
class _Walk:
    sheet: Sheet
    mapping: Mapping
    merged: dict[int, dict[int, int]]  # by row and column, the row the value stands in
    wide: frozenset[tuple[int, int]]  # rows and columns where cells of one row are merged
    skipped: list[Skipped] = field(default_factory=list)
    section: str = ""
    is_foot: bool = False
    heads: frozenset[tuple[str, ...]] = frozenset()
    naming: frozenset[int] = frozenset()  # columns in which a total would say that it is one

    def data(self) -> Iterator[DataRow]:
        """The rows of data; what is left out is kept in `skipped`."""
        header = Header(*self.mapping.header, {})
        self.heads = head_rows(self.sheet, header)
        columns = self.mapping.columns
        self.naming = frozenset(each.number for each in columns if each.field not in NUMERIC)
        categories = [column.number for column in self.mapping.of(*_FILLED_DOWN)]
        above: dict[int, int] = {}  # the row each category stands in
        for number in range(header.last + 1, self.mapping.last_row + 1):
            row = self.sheet.rows[number - 1]
            reason = self._reason(number, row)
            if reason:
                text = " ".join(joined(shown(cell)) for cell in row if shown(cell))
                self.skipped.append(Skipped(number, reason, text[:_LONGEST]))
                if reason == "分节标题":
                    self.section, above = text, {}
                continue
            filled, withheld = self._below_merged(number)
            for column in categories:
                if is_filled(self.sheet.at(number, column)):
                    above[column] = number
                elif column not in filled and column in above:
                    filled[column] = above[column]
            yield DataRow(
                number=number,
                cells=self._spread(row, filled),
                section=self.section,
                filled=tuple(sorted(filled.items())),
                withheld=withheld,
                is_hidden=number in self.sheet.hidden_rows,
            )

    def _below_merged(self, number: int) -> tuple[dict[int, int], tuple[tuple[int, int], ...]]:
        """What merged cells give to a row, and what they do not: figures."""
        merged = self.merged.get(number)
        if not merged:
            return {}, ()
        figures = {column.number for column in self.mapping.of(*NUMERIC)}
        filled = {column: row for column, row in merged.items() if column not in figures}
        return filled, tuple((each, merged[each]) for each in sorted(figures & merged.keys()))

    def _spread(self, row: Row, filled: dict[int, int]) -> Row:
        if not filled:
            return row
        cells: list[Value] = [*row, *[None] * (max(filled) - len(row))]
        for column, origin in filled.items():
            cells[column - 1] = self.sheet.at(origin, column)
        return tuple(cells)

    def _reason(self, number: int, row: Row) -> str:
        """Why a row is no data; "" where it is."""
        filled = [at for at, cell in enumerate(row, 1) if is_filled(cell)]
        if not filled:
            return "空行"
        first = label_of(row[filled[0] - 1])
        if _FOOT.match(first) or (self.is_foot and len(filled) == 1):
            self.is_foot = True
            return "表尾说明"
        if is_head_row(row, self.heads):
            return "重复的表头"
        if any(_TOTAL.fullmatch(label_of(row[at - 1])) for at in filled[:2] if at in self.naming):
            return "合计行"
        self.is_foot = False
        return "分节标题" if self._is_section(number, row, filled) else ""

    def _is_section(self, number: int, row: Row, filled: list[int]) -> bool:
        """A heading over the rows below: alone in its row, or with nothing but its mark."""
        if len(self.mapping.columns) < 3 or len(filled) > 2:
            return False
        texts = [label_of(row[at - 1]) for at in filled]
        if self.merged.get(number):
            return False
        if len(filled) == 2:
            return _MARKED.fullmatch(texts[0]) is not None and filled[0] == 1
        return (
            (number, filled[0]) in self.wide
            or _MARKED.match(texts[0]) is not None
            or self._is_first(filled[0])
        )

    def _is_first(self, column: int) -> bool:
        """Whether it stands where the rows have their number."""
        return any(column == each.number for each in self.mapping.of(Field.NUMBER))


def _merged_values(sheet: Sheet, mapping: Mapping) -> dict[int, dict[int, int]]:
    """The rows below the first of merged cells: by column, the row their value stands in."""
    columns = {column.number for column in mapping.columns}
    found: dict[int, dict[int, int]] = defaultdict(dict)
    left = _MOST_FILLED
    for merged in sheet.merged:
        top, bottom = merged.top, min(merged.bottom, mapping.last_row)
        is_empty = merged.left not in columns or not shown(sheet.at(top, merged.left))
        if top <= mapping.header[1] or bottom <= top or is_empty:
            continue
        left -= bottom - top
        if left < 0:
            break
        for row in range(top + 1, bottom + 1):
            found[row].setdefault(merged.left, top)
    return found
