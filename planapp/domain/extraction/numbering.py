"""Which marks inside a paragraph open headings or items: they carry on a numbering."""

from __future__ import annotations

import re
from collections import Counter

from planapp.domain.extraction.headings import names_document, opens_part
from planapp.domain.extraction.marks import (
    FIRST_SIGN,
    MARK_PATTERN,
    Mark,
    Rank,
    find_mark,
    read_mark,
)

_MARKS = re.compile(rf"(?={FIRST_SIGN})(?:{MARK_PATTERN})")
_SENTENCE_ENDS = "。；;！!？?）)〕】］]”’"
_LEADS = "：:"
_HEADING = 40  # a heading without a full stop is not longer than this
_LONGEST_MARK = 12
_LABEL = re.compile(r"(?:时限|期限|单位|部门)[：:][^。；：:]{1,60}\Z")
_LABEL_LENGTH = 70
_SHORTEST = 120
_TITLE_TAIL = 30  # of a document, right before its first heading
_CITING = "《“（(和及与至到见按第"  # 见第三章 is no heading
_ITEM = 400  # characters within which a list of sentences has its second item
_SHORT_ITEM, _LONG_ITEM = 80, 1_500  # 一是… that is more than a clause in a sentence
_SECOND = re.compile(r"(?<=[。）)])\s*2\s?[.．、﹒](?!\d)")
_TOP = (Rank.BOOK, Rank.CHAPTER, Rank.CLAUSE, Rank.COMMA, Rank.PAREN)
_INNER = (Rank.ARABIC, Rank.ARABIC_PAREN)
_FINER = {rank: frozenset(finer for finer in Rank if finer > rank) for rank in Rank}
_RESTARTING = (Rank.CHAPTER, Rank.COMMA)  # a second document in the same text


class Numbering:
    """Follows the numbering through a document: a mark counts only where it is due."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._last: dict[Rank, int] = {}
        self._fresh: set[Rank] = set()  # ranks that may begin at 1 again
        self._held: set[int] = set()  # first items that follow a heading need no second
        self._current = Rank.DOCUMENT  # of the mark last met
        self._heading_from = -1  # where a heading without a full stop may still run

    def find_marks(self, start: int, end: int, *, anywhere: bool = False) -> list[Mark]:
        """The marks after `start` that open headings or items, in order.

        A short paragraph holds none, unless it is a piece of running text (`anywhere`).
        Call it once per paragraph, in the order of the text.
        """
        opening = find_mark(self._text, start, end)
        if opening is not None:
            self._enter(opening)
        is_short = end - start < _SHORTEST and not anywhere
        found: list[Mark] = []
        if is_short:  # only what stands right behind a heading counts
            end = min(end, self._heading_from + _HEADING + _LONGEST_MARK)
        for match in _MARKS.finditer(self._text, start + 1, max(start + 1, end)):
            mark = read_mark(match)
            after_heading = self._after_heading(mark)
            if is_short and not after_heading:
                continue
            if self._opens(mark, after_heading=after_heading, anywhere=anywhere):
                found.append(mark)
                if after_heading or self._is_announced(mark):
                    self._held.add(mark.start)
        return self._drop_single_items(found, opening=opening)

    def _opens(self, mark: Mark, *, after_heading: bool, anywhere: bool) -> bool:
        before = self._text[mark.start - 1]
        if mark.rank is Rank.DASH:
            return self._text[mark.start] in "—–―─-" and (
                before in _SENTENCE_ENDS or before in _LEADS or before.isspace() or after_heading
            )
        if mark.rank is Rank.ORDINAL:
            return self._may_be_ordinal(mark, anywhere=anywhere) and self._is_due(mark)
        if mark.rank not in _TOP and mark.rank not in _INNER:
            return False
        may_begin = before in _SENTENCE_ENDS or before.isspace() or after_heading
        may_begin = may_begin or self._is_announced(mark)
        may_begin = may_begin or (anywhere and self._follows_unstopped(mark))
        return (may_begin or self._after_label(mark)) and self._is_due(mark)

    def _may_be_ordinal(self, mark: Mark, *, anywhere: bool) -> bool:
        """一是 opens an item on a line of its own, or where nothing else parts running text."""
        before = self._text[mark.start - 1]
        if before.isspace():
            return True
        if not anywhere or before not in _SENTENCE_ENDS:
            return False
        if mark.number != 1:
            return self._current is Rank.ORDINAL
        if self._current is not Rank.COMMA:
            return False
        if mark.start - self._heading_from <= _HEADING:
            return True
        second = self._text.find(f"。二{self._text[mark.end - 1]}", mark.end, mark.end + _LONG_ITEM)
        return before == "。" and second - mark.end >= _SHORT_ITEM

    def _is_due(self, mark: Mark) -> bool:
        """Is it the next number of its rank, or a first one where a list may begin?"""
        if mark.number is None:
            return False
        begins = mark.number == 1 and (
            mark.rank in self._fresh or mark.rank not in self._last or mark.rank in _RESTARTING
        )
        following = self._last.get(mark.rank, 0) + 1
        one_lost = mark.rank is Rank.COMMA and mark.number == following + 1
        if not begins and mark.number != following and not one_lost:
            return False
        self._enter(mark)
        return True

    def _enter(self, mark: Mark) -> None:
        if mark.number is None:
            return
        self._last[mark.rank] = mark.number
        self._current = mark.rank
        self._fresh.discard(mark.rank)
        self._fresh |= _FINER[mark.rank]
        self._heading_from = mark.end

    def _after_label(self, mark: Mark) -> bool:
        """Behind 完成时限：… or 责任单位：…, which end without a stop."""
        return _LABEL.search(self._text, max(0, mark.start - _LABEL_LENGTH), mark.start) is not None

    def _after_heading(self, mark: Mark) -> bool:
        """Straight after a heading that ends without a stop: 二、主要任务（一）…"""
        if self._heading_from < 0 or not 0 < mark.start - self._heading_from <= _HEADING:
            return False
        between = self._text[self._heading_from : mark.start]
        stops = "。；;\n" if between[-1:].isspace() else "。；，,;\n"
        return bool(between.strip()) and not any(stop in between for stop in stops)

    def _follows_unstopped(self, mark: Mark) -> bool:
        """Glued to a title, a number or a cell: …行动计划一、总体要求, 2020年底前三、保障措施."""
        is_book = self._text.endswith("篇", mark.start, mark.end)  # 第一部分 is a word as well
        if is_book or mark.rank in (Rank.CHAPTER, Rank.CLAUSE):
            return self._text[mark.start - 1] not in _CITING
        if mark.rank is not Rank.COMMA:
            return False
        if opens_part(self._text, mark.end):
            return True
        before = self._text[max(0, mark.start - _TITLE_TAIL) : mark.start]
        return mark.number == 1 and names_document(before)

    def _is_announced(self, mark: Mark) -> bool:
        """具体目标如下：（一）…; a （1） behind a colon lists things in a sentence."""
        if mark.number != 1 or not (mark.rank in _TOP or mark.rank is Rank.ARABIC):
            return False
        if not self._text[max(0, mark.start - 4) : mark.start].rstrip().endswith(("：", ":")):
            return False
        return (
            mark.rank in _TOP or _SECOND.search(self._text, mark.end, mark.end + _ITEM) is not None
        )

    def _drop_single_items(self, marks: list[Mark], *, opening: Mark | None) -> list[Mark]:
        """A first item without a second is no list: a stray （1） or —— in a sentence."""
        if not marks:
            return []
        counts = Counter(mark.rank for mark in [*marks, *([opening] if opening else [])])
        return [
            mark
            for mark in marks
            if counts[mark.rank] > 1
            or mark.rank <= Rank.COMMA
            or (mark.number or 0) > 1
            or mark.start in self._held
        ]
