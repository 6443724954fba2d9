"""The numbers of one table row, also where the cells run together: 158180 is 158 and 180."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

from planapp.domain.quantities import AFTER, SIGNS, UNIT_WORD, WORDS
from planapp.domain.terms import Comparator

_SIGN = "(?:[≥≤<>＞＜≧≦⩾⩽约]|" + "|".join(WORDS) + ")?"
_LIMIT = r"\d[\d.]{0,9}"
_RANGE = rf"[ ]?(?<=[\s|｜]){_LIMIT}[—–～~]{_LIMIT}(?=[\s|｜]|\Z)"  # 30—50 in a cell of its own
_PIECE = (
    rf"(?:{_RANGE}|{_SIGN}[ ]?[〔\[【（(]?[+\-－−]?\d[\d,，.．]{{0,24}}(?:[∶:：]\d)?[〕\]】）)]?)"
    rf"(?:[万亿]{{0,2}}(?:{UNIT_WORD}))?(?:左右|以上|以下|以内)?"
)
_DASH = r"[—–\-－﹣/／]{1,2}(?!\d)|[—–]{1,2}"
RUN = re.compile(rf"(?:{_PIECE}|{_DASH})(?:[\s|｜]*(?:{_PIECE}|{_DASH})){{0,11}}")
_ONE = re.compile(
    rf"(?P<range>{_RANGE})|(?P<sign>{_SIGN})[ ]?(?P<open>[〔\[【（(]?)(?P<minus>[+\-－−]?)"
    r"(?P<digits>\d[\d,，.．]{0,24})(?P<ratio>(?:[∶:：]\d)?)[〕\]】）)]?"
    rf"(?P<unit>(?:[万亿]{{0,2}}(?:{UNIT_WORD}))?)(?P<after>左右|以上|以下|以内)?"
    rf"|(?P<dash>{_DASH})"
)
_PLAIN = re.compile(r"(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*|0(?=\.))(?:\.\d+)?")
_MOST_SPLITS = 4
_MOST_READINGS = 200  # a row that can be cut in more ways tells nothing


@dataclass(slots=True)
class Cell:
    """One number of a row; `value` is None for a dash."""

    start: int
    end: int
    value: Decimal | None
    unit: str = ""
    comparator: Comparator | None = None
    is_total: bool = False  # 〔18〕: made over the whole period
    value_max: Decimal | None = None  # of 30—50


@dataclass(slots=True)
class _Piece:
    match: re.Match[str]

    @property
    def is_dash(self) -> bool:
        return self.match.group("dash") is not None

    @property
    def digits(self) -> str:
        return self.match.group("digits") or ""


def read_pieces(text: str, start: int, end: int) -> list[_Piece]:
    """The numbers and dashes between two offsets as they stand, unsplit."""
    return [_Piece(match) for match in _ONE.finditer(text, start, end)]


def paired_cell(start: int, end: int, written: str | None) -> Cell:
    """The cell that one half of 2.7/3.4 stands for; a dash has no halves."""
    if written is None:
        return Cell(start, end, None)
    sign = SIGNS.get(written[0])
    value = _plain(written.lstrip("≥≤<>＞＜"))
    return Cell(start, end, value, comparator=Comparator(sign) if sign else None)


def fill_columns(pieces: Sequence[_Piece], *, columns: int, changes: int) -> list[Cell] | None:
    """One cell for each column; the last `changes` columns hold changes and may be missing."""
    for wanted in range(columns, max(columns - changes, 1) - 1, -1):
        if len(pieces) > wanted:
            pieces = pieces[:wanted] if wanted == columns else pieces
        if cells := _fit(pieces, wanted, with_change=changes > 0 and wanted == columns):
            return cells
    return None


def _fit(pieces: Sequence[_Piece], wanted: int, *, with_change: bool) -> list[Cell] | None:
    extra = wanted - len(pieces)
    if not 0 <= extra <= _MOST_SPLITS or not pieces:
        return None
    places = sum(max(0, len(piece.digits) - 1) for piece in pieces)
    if math.comb(places, extra) > _MOST_READINGS:
        return None
    best: tuple[float, list[Cell]] | None = None
    for shares in _distributions(len(pieces), extra):
        for cells in _readings(pieces, shares):
            cost = _cost(cells, with_change=with_change)
            if best is None or cost < best[0]:
                best = (cost, cells)
    if best is None or (extra and best[0] > 3.5):
        return None
    return best[1]


def _distributions(count: int, extra: int) -> Iterator[tuple[int, ...]]:
    """How many additional cuts each piece gets."""
    for bars in combinations(range(extra + count - 1), count - 1):
        edges = (-1, *bars, extra + count - 1)
        yield tuple(edges[i + 1] - edges[i] - 1 for i in range(count))


def _readings(pieces: Sequence[_Piece], shares: tuple[int, ...]) -> Iterator[list[Cell]]:
    options = [_cuts(p, share) for p, share in zip(pieces, shares, strict=True)]
    if any(not option for option in options):
        return
    stack: list[list[Cell]] = [[]]
    for option in options:
        stack = [done + cells for done in stack for cells in option]
    yield from stack


def _cuts(piece: _Piece, share: int) -> list[list[Cell]]:
    """Every way to read a piece as share + 1 numbers."""
    if piece.is_dash:
        return [] if share else [[Cell(piece.match.start(), piece.match.end(), None)]]
    if written := piece.match.group("range"):
        low, high = map(_plain, re.split("[—–～~]", written.strip()))
        cell = Cell(piece.match.start(), piece.match.end(), low, value_max=high)
        return [] if share or low is None or high is None or high <= low else [[cell]]
    if share and (piece.match.group("after") or piece.match.group("unit")):
        return []  # 30%以上 and 800公里 stand in a cell of their own
    digits, at = piece.digits.rstrip(".．,，"), piece.match.start("digits")
    if share == 0:
        value = _plain(digits)
        return [] if value is None else [[_cell(piece, value, start=at, end=piece.match.end())]]
    found = []
    for cut in combinations(range(1, len(digits)), share):
        parts = [digits[a:b] for a, b in zip((0, *cut), (*cut, len(digits)), strict=True)]
        values = [_plain(part) for part in parts]
        if None not in values:
            found.append(_split_cells(piece, values, at=at, cut=cut))
    return found


def _split_cells(
    piece: _Piece, values: list[Decimal | None], *, at: int, cut: tuple[int, ...]
) -> list[Cell]:
    found: list[Cell] = []
    edges = (0, *cut, 0)
    for index, value in enumerate(values):
        is_last = index == len(values) - 1
        if value is not None:
            end = piece.match.end() if is_last else at + edges[index + 1]
            start = at + edges[index]
            cell = _cell(piece, value, start=start, end=end, is_first=index == 0, is_last=is_last)
            found.append(cell)
    return found


def _cell(
    piece: _Piece,
    value: Decimal,
    *,
    start: int,
    end: int,
    is_first: bool = True,
    is_last: bool = True,
) -> Cell:
    match = piece.match
    sign = match.group("sign")
    sort = (SIGNS.get(sign) or WORDS.get(sign)) if is_first else None
    if is_last and match.group("after"):
        sort = AFTER[match.group("after")]
    negative = is_first and match.group("minus") in {"-", "－", "−"}
    unit = (match.group("unit") or "") if is_last else ""
    ratio = match.group("ratio")
    return Cell(
        start=match.start() if is_first else start,
        end=end,
        value=-value if negative else value,
        unit="∶" + ratio[1:] if ratio else unit,
        comparator=Comparator(sort) if sort else None,
        is_total=match.group("open") in {"〔", "[", "【"},
    )


def _plain(written: str) -> Decimal | None:
    plain = unicodedata.normalize("NFKC", written)
    if not _PLAIN.fullmatch(plain):
        return None
    return Decimal(plain.replace(",", ""))


def _cost(cells: Sequence[Cell], *, with_change: bool) -> float:
    """How far apart neighbours lie; base, target and change must agree where all are given."""
    values = [c.value for c in cells]
    levels = values[:-1] if with_change and len(values) > 2 else values
    cost = 0.0
    for left, right in pairwise(levels):
        if left is not None and right is not None:
            cost += _distance(left, right)
    if levels is not values and (change := values[-1]) is not None:
        cost += _disagreement(levels, change)
    return cost


def _distance(left: Decimal, right: Decimal) -> float:
    if left <= 0 or right <= 0:
        return 1.0
    places = abs(_places(left) - _places(right))
    return abs(math.log(float(right) / float(left))) + 0.1 * places


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _disagreement(levels: Sequence[Decimal | None], change: Decimal) -> float:
    left, right = levels[-2], levels[-1]
    if left is None or right is None or left == 0:
        return 0.0
    difference = right - left
    share = difference * 100 / left
    return min(float(abs(difference - change)), float(abs(share - change)), 10.0) / 5
