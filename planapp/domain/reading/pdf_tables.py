"""Ruled tables on a PDF page: where they are and which glyph stands in which cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planapp.domain.reading.glyphs import Glyph
from planapp.domain.reading.limits import MAX_CROSSINGS
from planapp.domain.reading.page_lines import read_lines
from planapp.domain.reading.rows import TableCell, write_rows

if TYPE_CHECKING:
    from pdfplumber.page import Page as PlumberPage

Box = tuple[float, float, float, float]  # left, top, right, bottom
_LEAST_RULES = 4  # a table of two cells has as many
_SNAP = 3.0  # points within which two rules are one


@dataclass(frozen=True, slots=True)
class RuledTable:
    box: Box
    rows: tuple[tuple[Box | None, ...], ...]  # None: covered by a merged cell


def may_have_table(rules: int) -> bool:
    """Whether a page has lines enough to be searched."""
    return rules >= _LEAST_RULES


def find_ruled_tables(page: PlumberPage) -> list[RuledTable] | None:
    """The tables of two rows and two columns and more, from the top; None: too many rules."""
    places: dict[str, set[int]] = {"v": set(), "h": set()}
    for edge in page.edges:
        at = edge["x0"] if edge["orientation"] == "v" else edge["top"]
        places[edge["orientation"]].add(round(at / _SNAP))
    if len(places["v"]) * len(places["h"]) > MAX_CROSSINGS:
        return None
    found = []
    for table in page.find_tables():
        rows = tuple(tuple(row.cells) for row in table.rows)
        if len(rows) > 1 and max(sum(cell is not None for cell in row) for row in rows) > 1:
            found.append(RuledTable(table.bbox, rows))
    return sorted(found, key=lambda table: table.box[1])


def take_table(table: RuledTable, glyphs: Sequence[Glyph]) -> tuple[list[str], list[Glyph]]:
    """The table's rows as lines, and the glyphs outside it."""
    inside = [glyph for glyph in glyphs if _holds(table.box, glyph)]
    rows = [
        [_cell(box, column, inside) for column, box in enumerate(row) if box is not None]
        for row in table.rows
    ]
    taken = set(map(id, inside))
    return list(write_rows(rows)), [glyph for glyph in glyphs if id(glyph) not in taken]


def _cell(box: Box, column: int, glyphs: Sequence[Glyph]) -> TableCell:
    own = [glyph for glyph in glyphs if _holds(box, glyph)]
    lines = read_lines(own, width=box[2] - box[0]) if own else []
    return TableCell(tuple(line.text for line in lines), column)


def _holds(box: Box, glyph: Glyph) -> bool:
    middle = (glyph.x0 + glyph.x1) / 2
    height = glyph.base - glyph.size * 0.35
    return box[0] <= middle <= box[2] and box[1] <= height <= box[3]
