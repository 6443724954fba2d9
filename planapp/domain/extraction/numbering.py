"""Which marks inside a paragraph open headings or items: they carry on a numbering."""

from __future__ import annotations

import re

from planapp.domain.extraction.marks import MARK_PATTERN, Mark, Rank, find_mark, read_mark

_MARKS = re.compile(MARK_PATTERN)
_SENTENCE_ENDS = "。；;！!？?）)〕】］]”’"
_HEADING = 40  # a heading without a full stop is not longer than this
_SHORTEST = 120
_TOP = (Rank.BOOK, Rank.CHAPTER, Rank.CLAUSE, Rank.COMMA, Rank.PAREN)
_INNER = (Rank.ARABIC, Rank.ARABIC_PAREN)


def find_inner_marks(text: str, start: int, end: int) -> list[Mark]:
    """The marks after `start` that open headings or items of their own, in order."""
    if end - start < _SHORTEST:
        return []
    marks = _Sequence(text, start, end).collect()
    return marks if any(mark.rank is not Rank.DASH for mark in marks) or len(marks) > 1 else []


class _Sequence:
    """Follows the numbering: a mark counts only where it is the next of its rank."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.last: dict[Rank, int] = {}
        self.fresh: set[Rank] = set()  # ranks that may begin at 1 again
        self.heading_from = -1  # where a heading without a full stop may still run
        self.opening = find_mark(text, start, end)
        if self.opening is not None:
            self._enter(self.opening)

    def collect(self) -> list[Mark]:
        found = [
            mark
            for match in _MARKS.finditer(self.text, self.start + 1, self.end)
            if self._opens(mark := read_mark(match))
        ]
        return _drop_single_items(found, opening=self.opening)

    def _opens(self, mark: Mark) -> bool:
        if mark.rank is Rank.DASH:
            return self.text[mark.start] in "—–" and self._after_sentence(mark)
        if mark.rank not in _TOP and mark.rank not in _INNER:
            return False
        if mark.number is None or mark.number != self._expected(mark):
            return False
        if not (self._after_sentence(mark) or self._after_heading(mark)):
            return False
        self._enter(mark)
        return True

    def _expected(self, mark: Mark) -> int:
        """The number the next mark of this rank bears; arabic ones may run through sections."""
        if mark.number == 1 and (mark.rank in self.fresh or self._after_heading(mark)):
            return 1
        return self.last.get(mark.rank, 0) + 1

    def _enter(self, mark: Mark) -> None:
        if mark.number is None:
            return
        self.last[mark.rank] = mark.number
        self.fresh.discard(mark.rank)
        if mark.rank in _TOP:
            self.fresh.add(Rank.ARABIC)
        for rank in [rank for rank in self.last if rank > mark.rank]:
            if rank is not Rank.ARABIC or mark.rank not in _TOP:
                del self.last[rank]
        self.heading_from = mark.end

    def _after_sentence(self, mark: Mark) -> bool:
        before = self.text[mark.start - 1]
        return before in _SENTENCE_ENDS or (before.isspace() and mark.rank in _TOP)

    def _after_heading(self, mark: Mark) -> bool:
        """Straight after a heading that ends without a stop: 二、主要任务（一）…"""
        if not 0 <= mark.start - self.heading_from <= _HEADING or mark.number != 1:
            return False
        between = self.text[self.heading_from : mark.start]
        return bool(between.strip()) and not any(stop in between for stop in "。；，,;")


def _drop_single_items(marks: list[Mark], *, opening: Mark | None) -> list[Mark]:
    """Marks of a rank that stands alone are no list: a stray （1） or —— in a sentence."""
    counts: dict[Rank, int] = {}
    for mark in [*marks, *([opening] if opening else [])]:
        counts[mark.rank] = counts.get(mark.rank, 0) + 1
    return [mark for mark in marks if counts[mark.rank] > 1]
