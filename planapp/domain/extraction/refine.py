"""Items that bear no mark: paragraphs with titles of their own, texts that lost their headings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from planapp.domain.extraction.goals import OPENS_AIMS, find_lead_year
from planapp.domain.extraction.headings import Heading, is_part_heading, is_prose, read_heading
from planapp.domain.extraction.lines import Paragraph
from planapp.domain.extraction.marks import Rank
from planapp.domain.extraction.nodes import Node
from planapp.domain.extraction.responsibility import is_note
from planapp.domain.extraction.scopes import Part
from planapp.domain.extraction.years import find_years

_LONGEST_TITLE = 30
_COUNTED = re.compile(r"\d[\d.]*[%万亿个项家所人户处座公]")
_OPENING = 20  # characters in which a paragraph says by when
_SHORTEST_ITEM = 40  # characters of an untitled paragraph that may be a task


def part_later_aims(text: str, root: Node) -> None:
    """展望2035年，… on a line of its own closes the section of aims, not the item before it."""
    for node in list(root.walk()):
        section = node.parent
        if node.part is not Part.AIMS or section is None or section.part is not Part.AIMS:
            continue
        if node.body is None or node.children:
            continue
        later = (p for p in node.texts if OPENS_AIMS.match(text, p.start) and is_prose(text, p))
        first = next(later, None)
        if first is not None and find_lead_year(text, section) != _year_at(text, first):
            _part_from(node, first)


def _year_at(text: str, paragraph: Paragraph) -> int | None:
    years = find_years(text[paragraph.start : paragraph.start + _OPENING])
    return years[0].year if years else None


def _part_from(item: Node, first: Paragraph) -> None:
    """What stands in the item from this paragraph on becomes an item without a title."""
    own = [p for p in item.texts if p.start < first.start]
    boxes = [p for p in item.boxes if p.start < first.start]
    heading = Heading(None, first.start, first.start)
    later = Node(
        item.rank, first.start, max(item.end, first.end), line_end=first.end,
        heading=heading, part=item.part, parent=item.parent,
        texts=[p for p in item.texts if p.start > first.start],
        boxes=[p for p in item.boxes if p.start > first.start],
    )  # fmt: skip
    item.texts, item.boxes = own, boxes
    item.end = max([item.line_end, *(p.end for p in own)])
    siblings = item.parent.children if item.parent else []
    siblings.insert(siblings.index(item) + 1, later)


def open_plain_items(text: str, root: Node) -> None:
    """Give titled or untitled paragraphs that are items of their own a node of their own."""
    if _has_sections(root):
        for node in list(root.walk()):
            if node.part is Part.MEASURES and node.heading is not None and not node.children:
                _open_titled(text, node)
    else:
        _read_without_headings(text, root)


def _has_sections(root: Node) -> bool:
    return any(
        node.assignment is not None
        or Rank.DOCUMENT < node.rank <= Rank.PAREN
        or (node.guessed and node.rank > Rank.DOCUMENT)
        for node in root.walk()
    )


def _open_titled(text: str, node: Node) -> None:
    """疫苗。支持加快研发…: items under a heading that has no text on its line."""
    own = [paragraph for paragraph in node.texts if is_prose(text, paragraph)]
    notes = [p for p in node.texts if is_note(text, p.start, p.end)]
    noted = set(notes)
    own = [paragraph for paragraph in own if paragraph not in noted]
    if node.body is not None or len(own) < 2 or len(notes) == 1:
        return  # one note charges with the heading as a whole
    titled = [paragraph for paragraph in own if _is_titled(text, paragraph)]
    generic = is_part_heading(node.title or "")
    if len(titled) == len(own) or (generic and not titled):
        _make_items(text, node, own, notes=notes)


def _is_titled(text: str, paragraph: Paragraph) -> bool:
    heading = read_heading(text, paragraph.start, paragraph.end)
    if heading.title is None or heading.body_start is None or text[heading.end] in "！!":
        return False  # an appeal: 各位代表！…
    if is_part_heading(heading.title) or _COUNTED.search(heading.title):
        return False  # 行动目标：… is a part of the item; 新增就业4万人。 is its text
    rest = paragraph.end - heading.body_start
    return len(heading.title) <= _LONGEST_TITLE and rest > len(heading.title)


def _make_items(
    text: str, node: Node, paragraphs: Sequence[Paragraph], *, notes: Sequence[Paragraph]
) -> None:
    for paragraph in paragraphs:
        node.children.append(_plain_node(text, paragraph, parent=node, part=node.part))
    for note in notes:
        at = bisect_left(node.children, note.start, key=lambda item: item.start)
        if at > 0:
            item = node.children[at - 1]
            item.texts.append(note)
            item.end = note.end
    taken = {*paragraphs, *notes}
    node.texts = [p for p in node.texts if p not in taken]
    node.end = node.line_end


def _plain_node(text: str, paragraph: Paragraph, *, parent: Node, part: Part) -> Node:
    heading = read_heading(text, paragraph.start, paragraph.end)
    if heading.body_start is None or len(heading.title or "") > _LONGEST_TITLE:
        heading = Heading(None, paragraph.start, paragraph.start)
    return Node(
        Rank.PLAIN,
        paragraph.start,
        paragraph.end,
        line_end=paragraph.end,
        heading=heading,
        part=part,
        parent=parent,
    )


def _read_without_headings(text: str, root: Node) -> None:
    """No heading is left: aims open with a year, what comes before is the situation."""
    document = next((node for node in root.children if node.rank is Rank.DOCUMENT), root)
    nodes = [node for node in document.walk() if node is not document and node.heading]
    lines = sorted(_loose_paragraphs(document, nodes), key=lambda paragraph: paragraph.start)
    lead = next((p for p in lines if OPENS_AIMS.match(text, p.start)), None)
    if lead is None:
        _open_titled_alone(text, document, lines)
        return
    aims_end = _end_of_aims(nodes, lines, lead)
    for node in nodes:
        node.part = _part_at(node.start, lead.start, aims_end)
        node.texts = []
        node.end = node.line_end
    document.texts = [p for p in lines if p.start < lead.start]
    aims = Node(Rank.PLAIN, lead.start, lead.end, line_end=lead.end, part=Part.AIMS)
    aims.heading = Heading(None, lead.start, lead.start)
    aims.parent = document
    document.children.append(aims)
    for paragraph in lines:
        long_enough = paragraph.end - paragraph.start >= _SHORTEST_ITEM
        if paragraph.start >= aims_end and long_enough and is_prose(text, paragraph):
            document.children.append(
                _plain_node(text, paragraph, parent=document, part=Part.MEASURES)
            )
    document.children.sort(key=lambda node: node.start)


def _loose_paragraphs(document: Node, nodes: Sequence[Node]) -> list[Paragraph]:
    return [*document.texts, *(paragraph for node in nodes for paragraph in node.texts)]


def _end_of_aims(nodes: Sequence[Node], lines: Sequence[Paragraph], lead: Paragraph) -> int:
    """The aims are the lead and the marked items that follow it without a break."""
    after = [p.start for p in lines if p.start > lead.start]
    breaks = after[0] if after else None
    items = [n.start for n in nodes if n.start > lead.start]
    return breaks if breaks is not None else (max(items) + 1 if items else lead.end)


def _part_at(start: int, aims_start: int, aims_end: int) -> Part:
    if start < aims_start:
        return Part.SITUATION
    return Part.AIMS if start < aims_end else Part.MEASURES


def _open_titled_alone(text: str, document: Node, lines: Sequence[Paragraph]) -> None:
    titled = [p for p in lines if is_prose(text, p) and _is_titled(text, p)]
    if len(titled) < 2:
        return
    for paragraph in titled:
        document.children.append(_plain_node(text, paragraph, parent=document, part=Part.MEASURES))
    taken = set(titled)
    document.texts = [p for p in document.texts if p not in taken]
    document.children.sort(key=lambda node: node.start)
