"""The tree of a document's headings, each with its own text, boxes and finer headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from planapp.domain.extraction.assignments import Assignment
from planapp.domain.extraction.headings import (
    GLUED_AIMS,
    Heading,
    clean_title,
    is_bare_line,
    is_part_heading,
    is_prose,
    names_document,
    read_heading,
    starts_with_action,
)
from planapp.domain.extraction.lines import Paragraph
from planapp.domain.extraction.marks import Mark, Rank, find_mark
from planapp.domain.extraction.nodes import Node

_BOX = re.compile(r"专栏\s*[\d一二三四五六七八九十]*|(?:附?表|图)\s*[\d一二三四五六七八九十]")
_FIGURE = re.compile(r"图\s*\d")
_CLOSING = re.compile(
    r"(?:\d{4}|[二〇○零一二三四五六七八九0０Ｏ]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$"
)
_ANNEX = re.compile(r"附\s?件\s?\d{0,2}\s?[：:]?\s?")  # what follows is no text of the last task
_APPEAL = re.compile(r"[一-龥]{3,6}[！!][^\n]{12}")  # 各位代表！… speaks to the hearers
_GOES_ON = re.compile(r"到20\d\d年")
_FEW_MARKS = 5
_AHEAD = 12  # paragraphs between a document's title and its first heading
_PROSE = 60
_LONGEST_ACTION = 30  # a heading without a mark: 提升粮食安全保障能力
_ACTION_TEXT = 40


def build_outline(
    text: str,
    paragraphs: Sequence[Paragraph],
    *,
    begin: int = 0,
    rows: Sequence[Assignment] = (),
) -> Node:
    """The root of the tree; the root has no heading and holds what stands before the first.

    Marks before the offset `begin` (a web page's navigation, a title) open nothing.
    """
    return _Builder(text, paragraphs, begin=begin, rows=rows).build()


class _Builder:
    def __init__(
        self,
        text: str,
        paragraphs: Sequence[Paragraph],
        *,
        begin: int,
        rows: Sequence[Assignment],
    ) -> None:
        self.text = text
        self.paragraphs = paragraphs
        self.begin = begin
        self.rows = {row.start: row for row in rows}
        self.marks = [self._mark_of(paragraph) for paragraph in paragraphs]
        self.few_marks = sum(mark is not None for mark in self.marks) < _FEW_MARKS
        self.root = Node(Rank.DOCUMENT, 0, 0)
        self.open = [self.root]
        self.parent_ranks: dict[Rank, Rank] = {}
        self.box: dict[Rank, int] | None = None  # the numbering inside an open box
        self.closed = False  # after a signature, until the next heading

    def build(self) -> Node:
        for position in range(len(self.paragraphs)):
            self._add(position)
        documents = [
            node for node in self.root.children if node.rank is Rank.DOCUMENT and node.children
        ]
        for document in documents:
            document.listed = len(documents) > 1
        return self.root

    def _mark_of(self, paragraph: Paragraph) -> Mark | None:
        mark = find_mark(self.text, paragraph.start, paragraph.end)
        if mark is None or mark.end >= paragraph.end or mark.start < self.begin:
            return None
        if mark.rank is Rank.ORDINAL and self._holds_next(mark, paragraph):
            return None
        return mark

    def _holds_next(self, mark: Mark, paragraph: Paragraph) -> bool:
        """一是…二是… in one paragraph are its text, no items."""
        following = {1: "二", 2: "三", 3: "四"}.get(mark.number or 0)
        sign = self.text[mark.end - 1]
        return bool(following) and self.text.find(f"{following}{sign}", mark.end, paragraph.end) > 0

    def _add(self, position: int) -> None:
        paragraph, mark = self.paragraphs[position], self.marks[position]
        if row := self.rows.get(paragraph.start):
            self._open_node(_row_node(row))
        elif _BOX.match(self.text, paragraph.start, paragraph.end):
            self._open_box(paragraph)
        elif self.box is not None and self._stays_in_box(position):
            self.open[-1].boxes.append(paragraph)
        elif mark is not None:
            self._open_node(self._marked(paragraph, mark))
        elif (rank := self._unmarked_rank(position)) is not None:
            self._open_node(self._unmarked(paragraph, rank))
        elif paragraph.pieced and (aims := GLUED_AIMS.match(self.text, paragraph.start)):
            self._open_node(self._glued(paragraph, aims))
        else:
            self._add_text(paragraph)

    def _glued(self, paragraph: Paragraph, aims: re.Match[str]) -> Node:
        """发展目标到2025年，… stands beside the part of the plan before it."""
        beside = next((n for n in reversed(self.open) if is_part_heading(n.title or "")), None)
        node = self._unmarked(paragraph, beside.rank if beside else Rank.COMMA)
        node.heading = Heading(aims.group("name"), aims.end("name"), aims.end())
        return node

    def _add_text(self, paragraph: Paragraph) -> None:
        is_short = paragraph.end - paragraph.start < _PROSE
        if (
            _APPEAL.match(self.text, paragraph.start, paragraph.end)
            or (is_short and _CLOSING.search(self.text, paragraph.start, paragraph.end))
            or (len(self.open) > 1 and _ANNEX.fullmatch(self.text, paragraph.start, paragraph.end))
        ):
            self.closed = True
        elif not self.closed or self._opens_plan(paragraph):
            self.closed = False
            node = next(n for n in reversed(self.open) if n.assignment is None)
            node.texts.append(paragraph)
            if is_prose(self.text, paragraph) or _role_line(self.text, paragraph):
                node.end = paragraph.end

    def _opens_plan(self, paragraph: Paragraph) -> bool:
        """The plan behind the notice that issues it, its title glued to its first sentence."""
        is_ahead = len(self.open) == 1 and paragraph.pieced
        return is_ahead and is_prose(self.text, paragraph)

    def _marked(self, paragraph: Paragraph, mark: Mark) -> Node:
        heading = read_heading(self.text, mark.end, paragraph.end)
        return Node(
            mark.rank,
            paragraph.start,
            paragraph.end,
            line_end=paragraph.end,
            mark=mark,
            heading=heading,
        )

    def _unmarked(self, paragraph: Paragraph, rank: Rank) -> Node:
        title = clean_title(self.text[paragraph.start : paragraph.end])
        heading = Heading(title, paragraph.end, None)
        return Node(
            rank,
            paragraph.start,
            paragraph.end,
            line_end=paragraph.end,
            heading=heading,
            guessed=True,
        )

    def _open_node(self, node: Node) -> None:
        self.box, self.closed = None, False
        while len(self.open) > 1 and self.open[-1].rank >= node.rank:
            self.open.pop()
        if node.mark and node.mark.number == 1:
            self.parent_ranks[node.rank] = self.open[-1].rank
        node.parent = self.open[-1]
        node.parent.children.append(node)
        self.open.append(node)

    # Boxes

    def _open_box(self, paragraph: Paragraph) -> None:
        if _FIGURE.match(self.text, paragraph.start, paragraph.end):
            return
        self.box = {}
        self.open[-1].boxes.append(paragraph)

    def _stays_in_box(self, position: int) -> bool:
        mark, paragraph = self.marks[position], self.paragraphs[position]
        if mark is None:
            goes_on = paragraph.pieced and _GOES_ON.match(self.text, paragraph.start)
            return not goes_on and self._unmarked_rank(position) is None
        if mark.number is None or self.box is None:
            return self.box is not None
        inside = self.box.get(mark.rank)
        if inside is None and self._continues_outside(mark):
            return False
        if inside is not None and mark.number == inside + 1:
            gap = self.paragraphs[position].gap
            if gap >= 2 and self._continues_outside(mark):
                return False
        elif self._continues_outside(mark) or mark.rank < Rank.PAREN:
            return False
        self.box[mark.rank] = mark.number
        return True

    def _continues_outside(self, mark: Mark) -> bool:
        """Does the mark carry on the numbering of an open heading outside the box?"""
        for node in self.open:
            if node.mark and node.rank is mark.rank and node.mark.number is not None:
                return mark.number == node.mark.number + 1
        return mark.rank <= Rank.COMMA

    # Headings without a mark

    def _unmarked_rank(self, position: int) -> Rank | None:
        """The rank of a heading that bears no mark, None when the line is no heading."""
        paragraph = self.paragraphs[position]
        if not is_bare_line(self.text, paragraph):
            return None
        line = self.text[paragraph.start : paragraph.end]
        if names_document(line) and self._begins_document(position):
            return Rank.DOCUMENT
        if position + 1 >= len(self.paragraphs):
            return None
        following = self.marks[position + 1]
        if following is not None and following.number == 1 and following.rank > Rank.CHAPTER:
            return self.parent_ranks.get(following.rank, Rank(max(following.rank - 1, 1)))
        if following is not None:
            return None
        return self._rank_before_prose(position, line)

    def _rank_before_prose(self, position: int, line: str) -> Rank | None:
        following = self.paragraphs[position + 1]
        if not is_prose(self.text, following):
            return None
        has_sibling = self.open[-1].rank is Rank.PLAIN and not is_part_heading(line)
        is_action = starts_with_action(line) or has_sibling
        if (
            is_action
            and len(line) <= _LONGEST_ACTION
            and following.end - following.start >= _ACTION_TEXT
        ):
            return Rank.PLAIN
        if is_part_heading(line):
            return self._rank_below_aims(line) or Rank.COMMA
        is_long = following.end - following.start >= _PROSE
        if self.few_marks and is_long and self._after_prose(position):
            return Rank.COMMA
        return None

    def _rank_below_aims(self, line: str) -> Rank | None:
        """总体目标 on a line of its own under 二、发展目标 stands one step below it."""
        for node in reversed(self.open):
            title = node.title or ""
            if not node.guessed and is_part_heading(title) and line.endswith("目标"):
                return Rank(node.rank + 1) if title.endswith("目标") else None
        return None

    def _after_prose(self, position: int) -> bool:
        return position > 0 and (
            is_prose(self.text, self.paragraphs[position - 1]) or self.open[-1].guessed
        )

    def _begins_document(self, position: int) -> bool:
        for mark in self.marks[position + 1 : position + 1 + _AHEAD]:
            if mark is not None:
                return mark.number == 1 and mark.rank <= Rank.COMMA
        return False


def _row_node(row: Assignment) -> Node:
    heading = Heading(row.title, row.start, row.start)
    return Node(
        Rank.PLAIN, row.start, row.end, line_end=row.end, heading=heading, assignment=row
    )  # fmt: skip


def _role_line(text: str, paragraph: Paragraph) -> bool:
    """牵头部门：… on a line of its own belongs to the item above it."""
    label = _LABEL_SIGN.search(text, paragraph.start, min(paragraph.end, paragraph.start + 10))
    return label is not None and bool(_PART_OF_NOTE.search(text, paragraph.start, label.start()))


_LABEL_SIGN = re.compile(r"[：:]")
_PART_OF_NOTE = re.compile(r"单位|部门|时限|时间|负责|牵头|期限|分工|配合")
