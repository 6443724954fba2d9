"""From the lines of PDF pages to paragraphs; running heads and page numbers are left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planapp.domain.reading.page_lines import Line

_PAGE_NUMBER = re.compile(
    r"[-—–－·•~～\s]*(?:第\s*)?(?:\d{1,4}|[IVXivx]{1,6}|[一二三四五六七八九十百〇]{1,5})\s*"
    r"(?:页)?(?:\s*[/／]\s*\d{1,4}|[，,\s]*共\s*\d{1,4}\s*页)?[-—–－·•~～\s]*"
)
_EDGE_LINES = 2
_EDGE = 0.12  # share of the page's height
_REPEATED = 0.4  # share of the pages
_SLACK = 0.3  # font heights by which the right margin may be missed
_INDENT = 1.2
_GAP = 1.45  # of the usual distance of lines
_BLANK = 1.9
_SIZE = 1.12
_WIDE = "  "  # cells of a row are set apart by white space
_CELL = 20  # characters; what is longer beside a single gap is prose
_END = "。！？；：!?;:）)”"
_HYPHENS = "-/("
_LEAST_RIGHT = 0.7  # share of the page's width where full lines end at the earliest
_STEP = 4.0  # points within which two places are one
_MARK = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|——"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条]|专栏\s*\d|[一-鿿]{2,8}[：:]"
)
_COUNT = re.compile("[一二三四五六七八九十]是")  # a paragraph's mark where the one before has it


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row, at its place in the page."""

    text: str
    base: float


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line | Row, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float
    pitch: float


def join_paragraphs(pages: Sequence[Page]) -> list[str]:
    """The paragraphs and table rows of all pages; an empty string is an empty line."""
    heads = _running_heads(pages)
    bodies = [(round(page.width), _without_edges(page, heads)) for page in pages]
    margins = {
        (width, column): found
        for width in {width for width, _ in bodies}
        for column, found in _read_margins(
            [line for own, lines in bodies if own == width for line in lines], width=width
        ).items()
    }
    writer = _Writer()
    for width, lines in bodies:
        for line in lines:
            if isinstance(line, Row):
                writer.add_row(line)
            else:
                writer.add(line, margins[width, line.column])
        writer.turn_page()
    return writer.finish()


class _Writer:
    """Joins line to line; what a page ends with may go on over the page."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._before: Line | None = None
        self._room = 0.0  # left on the line before
        self._turned = False

    def add_row(self, row: Row) -> None:
        self._done.append(row.text)
        self._before = None

    def add(self, line: Line, own: _Margins) -> None:
        if self._before is not None and self._continues(self._before, line, own):
            self._done[-1] = _join(self._done[-1], line.text)
        else:
            if self._is_apart(line, own):
                self._done.append("")
            self._done.append(line.text)
        self._room = own.right - line.x1
        self._before, self._turned = line, False

    def turn_page(self) -> None:
        self._turned = True

    def finish(self) -> list[str]:
        return self._done

    def _continues(self, before: Line, line: Line, own: _Margins) -> bool:
        had_room = self._room > line.lead + _SLACK * line.size
        if had_room or max(before.size, line.size) > _SIZE * min(before.size, line.size):
            return _is_open_title(before, line, own) and not self._turned
        if line.x0 > own.left + _INDENT * line.size or _is_row(before) or _is_row(line):
            return False
        is_new_column = self._turned or before.column != line.column
        if not is_new_column and line.base - before.base > _GAP * own.pitch:
            return False
        is_counted = _COUNT.match(line.text) and _COUNT.match(self._done[-1])
        mark = _MARK.match(line.text) or is_counted
        return not (mark and before.text[-1] in _END)

    def _is_apart(self, line: Line, own: _Margins) -> bool:
        before = self._before
        if before is None or self._turned or before.column != line.column:
            return False
        return line.base - before.base > _BLANK * own.pitch


def _is_row(line: Line) -> bool:
    """Values set apart by white space; prose may hold one wide gap, too."""
    cells = line.text.split(_WIDE)
    return len(cells) > 2 or (len(cells) == 2 and max(map(len, cells)) < _CELL)


def _is_open_title(before: Line, line: Line, own: _Margins) -> bool:
    """Two centred lines of one large size are one title."""
    middle = (own.left + own.right) / 2
    return (
        before.size > _SIZE * own.pitch * 0.6
        and abs(before.size - line.size) < 0.5
        and all(
            abs((one.x0 + one.x1) / 2 - middle) < one.size and one.x0 > own.left + one.size
            for one in (before, line)
        )
        and before.text[-1] not in _END
        and line.base - before.base < 2.2 * line.size
    )


def _join(text: str, following: str) -> str:
    last, first = text[-1], following[0]
    is_apart = last.isascii() and first.isascii() and last not in _HYPHENS
    return text + (" " if is_apart else "") + following


def _without_edges(page: Page, heads: frozenset[str]) -> list[Line | Row]:
    edges = set(_edge_indexes(page))
    return [
        line
        for index, line in enumerate(page.lines)
        if index not in edges
        or not (_PAGE_NUMBER.fullmatch(line.text) or _shape(line.text) in heads)
    ]


def _edge_indexes(page: Page) -> Iterator[int]:
    """The first and last lines of a page that stand in its margins."""
    by_height = sorted(range(len(page.lines)), key=lambda index: page.lines[index].base)
    for index in {*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]}:
        line = page.lines[index]
        in_margin = not _EDGE * page.height < line.base < (1 - _EDGE) * page.height
        if isinstance(line, Line) and in_margin:
            yield index


def _running_heads(pages: Sequence[Page]) -> frozenset[str]:
    counts = Counter(
        shape
        for page in pages
        for shape in {_shape(page.lines[index].text) for index in _edge_indexes(page)}
    )
    least = max(2, _REPEATED * len(pages))
    return frozenset(shape for shape, count in counts.items() if count >= least)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.split()))


def _read_margins(lines: Sequence[Line | Row], *, width: float) -> dict[int, _Margins]:
    found: dict[int, _Margins] = {}
    for column in (0, 1, 2):
        own = [line for line in lines if isinstance(line, Line) and line.column == column]
        if own:
            least = 0.0 if column else _LEAST_RIGHT * width
            found[column] = _Margins(_left(own), max(_right(own), least), _pitch(own))
    return found


def _left(lines: Sequence[Line]) -> float:
    """Where lines begin that are not indented: the leftmost place that is no exception."""
    return min(_usual([line.x0 for line in lines])) * _STEP


def _right(lines: Sequence[Line]) -> float:
    """Where full lines end: the rightmost place that is no exception."""
    return max(_usual([line.x1 for line in lines])) * _STEP


def _usual(places: Sequence[float]) -> Sequence[int]:
    counts = Counter(round(place / _STEP) for place in places)
    least = max(1, len(places) // 10)
    return [place for place, count in counts.items() if count >= least] or list(counts)


def _pitch(lines: Sequence[Line]) -> float:
    steps = sorted(b.base - a.base for a, b in pairwise(lines) if b.base > a.base)
    return steps[len(steps) // 2] if steps else 1.5 * lines[0].size
