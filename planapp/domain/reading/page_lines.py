"""From glyphs to the lines of a page, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planapp.domain.reading.glyphs import Glyph

_SAME_LINE = 0.5  # of the font's height
_WORD_GAP = 0.25
_LOOSE_GAP = 0.5  # wider than justified lines of ideographs
_COLUMN_GAP = 1.5
_FAR_GAP = 2.0
_DOUBLE = 0.2  # a glyph printed again this near is bold print
_OPENING = "（(《〈“‘【〔[—"
_CLOSING = "）)》〉”’】〕]，。、；：？！%％—"
_GUTTER = (0.35, 0.65)  # share of the page's width where two columns part
_MOST_CROSSING = 0.25
_LEAST_BESIDE = 0.5
_COLUMN_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    x0: float
    x1: float
    base: float
    size: float
    lead: float  # width of its first word with the punctuation that cannot be parted from it
    column: int = 0  # 0: over the whole width, 1 left, 2 right


def read_lines(glyphs: Sequence[Glyph], *, width: float) -> list[Line]:
    """The lines in reading order; where the page has two columns, the left before the right."""
    rows = [_without_doubles(row) for row in _rows(glyphs)]
    gutter = _find_gutter(rows, width=width)
    if gutter is None:
        return [line for row in rows if (line := _line(row)) is not None]
    return list(_read_columns(rows, gutter))


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    base = 0.0
    for glyph in sorted(glyphs, key=lambda one: (one.base, one.x0)):
        if rows and glyph.base - base <= _SAME_LINE * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            base = glyph.base
    return [sorted(row, key=lambda one: one.x0) for row in rows]


def _without_doubles(row: list[Glyph]) -> list[Glyph]:
    kept = row[:1]
    for glyph in row[1:]:
        width = glyph.x1 - glyph.x0
        is_near = glyph.x0 - kept[-1].x0 < _DOUBLE * min(glyph.size, 2 * width or 1)
        is_pair = width > 1.5 * glyph.size  # one drawing for two characters: ——
        if not is_near or is_pair or glyph.text != kept[-1].text:
            kept.append(glyph)
    return kept


def _line(row: Sequence[Glyph], column: int = 0) -> Line | None:
    written = "".join(_words(row))
    seen = [glyph for glyph in row if not glyph.text.isspace()]
    if not seen:
        return None
    wide = [glyph.size for glyph in seen if not glyph.text.isascii()]
    sizes = sorted(wide or [glyph.size for glyph in seen])  # Latin fonts differ in height
    return Line(
        written.strip(),
        x0=seen[0].x0,
        x1=seen[-1].x1,
        base=seen[0].base,
        size=sizes[len(sizes) // 2],
        lead=_lead(row),
        column=column,
    )


def _lead(row: Sequence[Glyph]) -> float:
    glyphs = row[next(i for i, glyph in enumerate(row) if not glyph.text.isspace()) :]
    last = 0
    for index, glyph in enumerate(glyphs[1:], start=1):
        is_latin = glyphs[last].text.isascii() and glyph.text.isascii()
        is_tied = glyphs[last].text in _OPENING or glyph.text in _CLOSING or is_latin
        if glyph.text.isspace() or not is_tied:
            break
        last = index
    return glyphs[last].x1 - glyphs[0].x0


def _words(row: Sequence[Glyph]) -> Iterator[str]:
    yield row[0].text
    for before, glyph in pairwise(row):
        gap = (glyph.x0 - before.x1) / max(glyph.size, before.size)
        is_latin = before.text.isascii() and glyph.text.isascii()
        if not before.text.isspace() and not glyph.text.isspace():
            if gap > _FAR_GAP:
                yield "  "
            elif gap > (_WORD_GAP if is_latin else _LOOSE_GAP):
                yield " "
        yield glyph.text


def _segments(row: Sequence[Glyph]) -> list[list[Glyph]]:
    seen = [glyph for glyph in row if not glyph.text.isspace()]
    segments: list[list[Glyph]] = [seen[:1]] if seen else []
    for before, glyph in pairwise(seen):
        if glyph.x0 - before.x1 > _COLUMN_GAP * glyph.size:
            segments.append([])
        segments[-1].append(glyph)
    return segments


def _find_gutter(rows: Sequence[Sequence[Glyph]], *, width: float) -> float | None:
    """The x between two columns of prose: few lines cross it, most have text on both sides."""
    segmented = [_segments(row) for row in rows]
    if len(segmented) < 10:
        return None
    for step in range(21):
        at = width * (_GUTTER[0] + (_GUTTER[1] - _GUTTER[0]) * step / 20)
        crossing = sum(any(s[0].x0 < at < s[-1].x1 for s in row) for row in segmented)
        beside = [
            row for row in segmented
            if len(row) == 2 and row[0][-1].x1 <= at <= row[1][0].x0
            and min(map(len, row)) >= _COLUMN_CHARACTERS
        ]  # fmt: skip
        if crossing <= _MOST_CROSSING * len(rows) and len(beside) >= _LEAST_BESIDE * len(rows):
            return at
    return None


def _read_columns(rows: Sequence[Sequence[Glyph]], gutter: float) -> Iterator[Line]:
    """Between two lines over the whole width: first the left column, then the right."""
    sides: tuple[list[Line], list[Line]] = ([], [])
    for row in rows:
        if any(s[0].x0 < gutter < s[-1].x1 for s in _segments(row)):
            yield from (*sides[0], *sides[1])
            sides = ([], [])
            if line := _line(row):
                yield line
            continue
        for side, glyphs in enumerate(
            (
                [glyph for glyph in row if glyph.x1 <= gutter],
                [glyph for glyph in row if glyph.x1 > gutter],
            )
        ):
            if glyphs and (line := _line(glyphs, side + 1)):
                sides[side].append(line)
    yield from (*sides[0], *sides[1])
