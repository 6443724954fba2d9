"""A text with its accidents of layout removed, and the way back to the original offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from planapp.domain.extraction.contract import Span
from planapp.domain.extraction.scopes import Scope

_PLAIN_DIGITS = dict(zip("０１２３４５６７８９．", "0123456789.", strict=True))
_ACCIDENT = re.compile(  # opens with a set: the search skips to its members
    r"[\n \xa0](?:(?<=\n)|(?<=[\u4e00-\u9fff”）)%][ \xa0])[ \xa0]?(?=\d)"
    r"|(?<=\d[ \xa0])[ \xa0]?(?=[\u4e00-\u9fff%％“]))"
)
_WRAPPED_LINE = 18  # a shorter line that ends without punctuation is a heading or a cell
_LIST_MARK = re.compile(
    r"\s|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[(（]\d{1,3}[)）]|\d{1,3}[、.．)）](?!\d)"
    r"|[—–-]{2}"
    r"|[●■◆★▪·•※]|第[一二三四五六七八九十]+[章节条]|专栏|表\s?\d|附"
)


def plain_digits(text: str) -> str:
    """The text with digits of full width as plain ones; every offset stays."""
    for wide, plain in _PLAIN_DIGITS.items():
        text = text.replace(wide, plain)
    return text


class Flat:
    """A text without wrapped lines and without spaces around its numbers."""

    def __init__(self, original: str) -> None:
        self.original = original
        parts: list[str] = []
        self._cuts: list[int] = []  # flat offsets before which something was left out
        self._shifts = [0]  # how much was left out up to each cut
        at = length = 0
        for start, end in _accidents(original):
            parts.append(original[at:start])
            length += start - at
            self._cuts.append(length)
            self._shifts.append(self._shifts[-1] + end - start)
            at = end
        self.text = "".join([*parts, original[at:]])
        self._originals = [c + s for c, s in zip(self._cuts, self._shifts[1:], strict=True)]

    def span(self, start: int, end: int) -> Span:
        """A stretch of the flat text as a span of the original."""
        return Span.cut(self.original, self._to_original(start), self._to_original(end - 1) + 1)

    def scopes(self, scopes: Sequence[Scope]) -> list[Scope]:
        """Scopes of the original as scopes of the flat text."""
        moved = (
            Scope(self.offset(s.start), self.offset(s.end), s.part, s.section, s.of, s.year)
            for s in scopes
        )
        return [scope for scope in moved if scope.start < scope.end]

    def offset(self, original: int) -> int:
        """The flat offset of an original one; what was left out counts as what follows it."""
        index = bisect_right(self._originals, original)
        flat = original - self._shifts[index]
        return min(flat, self._cuts[index]) if index < len(self._cuts) else flat

    def _to_original(self, flat: int) -> int:
        return flat + self._shifts[bisect_right(self._cuts, flat)]


def _accidents(text: str) -> Iterator[tuple[int, int]]:
    for match in _ACCIDENT.finditer(text):
        if match.group() != "\n" or _is_wrap(text, match.start()):
            yield match.span()


def _is_wrap(text: str, newline: int) -> bool:
    """Whether a sentence runs on over this line break, as in text taken from a printed page."""
    line_start = max(text.rfind("\n", max(0, newline - 200), newline) + 1, newline - 200)
    line = text[line_start:newline].strip()
    if not line or newline + 1 >= len(text) or _LIST_MARK.match(text, newline + 1):
        return False
    if line[-1] in "，、":
        return True
    return len(line) >= _WRAPPED_LINE and line[-1] not in "。！？；：;:!?…"
