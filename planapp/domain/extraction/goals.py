"""Goals: the items and paragraphs of the sections that state a plan's aims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from planapp.domain.extraction.contract import ExtractedGoal, Span
from planapp.domain.extraction.headings import is_prose, read_heading
from planapp.domain.extraction.lines import Paragraph
from planapp.domain.extraction.marks import Rank
from planapp.domain.extraction.nodes import Node
from planapp.domain.extraction.parts import is_aims_heading, own_part
from planapp.domain.extraction.scopes import Part
from planapp.domain.extraction.years import YearRole, find_years

_YEAR = (
    r"(?:(?:19|20)\d\d\s?年?|二[〇○零][〇○零一二三四五六七八九]{2}年"
    r"|[“\"]?十[一二三四五六七八九]五[”\"]?)"
)
OPENS_AIMS = re.compile(
    rf"(?:力争|确保|争取|通过[^，,。]{{1,12}}努力[，,]|经过[^，,。]{{1,12}}[，,])?(?:到|至|力争到|展望(?:到|至)?)\s?{_YEAR}"
    rf"|{_YEAR}(?:规划)?(?:时期|期)?末|(?:力争|争取)?用\s?\S{{1,4}}年(?:左右)?(?:的)?时间"
)
NAMES_AIMS = re.compile(
    r"目标(?:任务)?(?:[是为]|如下)?\s?[：:，,]|(?:预期|奋斗|总体|主要|发展)目标[是为]"
)
_AIMS_LABEL = re.compile(
    rf"(?<=[。；])\s*(?:主要|总体|工作|发展|具体|行动)目标[：:。](?=\s*{OPENS_AIMS.pattern})"
)
_OPENS_YEAR = re.compile(rf"{OPENS_AIMS.pattern}|20\d\d\s?年(?:度|底|末)?[，,]")
_ANNOUNCES = re.compile(r"[：:]$")
_ANNOUNCES_ONLY = re.compile(r"(?:如下[^。，,]{0,8}|(?:以下|下列)[^。，,]{2,8})。$")  # no 5%以下。
_FIGURE = re.compile(r"\d[\d.]*[%％万亿个家项倍年]")
_MIXED = re.compile(r"(?:要求|思路|思想|原则)[和与及、]")
_SENTENCE_END = re.compile(r"[。！!]")
_LONGEST_TITLE = 24
_FEWEST_TITLES = 3
_LONG_LINES = 400  # characters to a line on the average: line breaks were lost
_HORIZON = re.compile(r"(?<=。)(?:力争)?(?:到|展望)20[2-9][05]年")
_NEXT_YEAR = re.compile(r"(?<=。)20[2-9]\d年[，,]")
_TITLED = re.compile(r"(?<=。)(?P<title>[一-龥、]{4,12})。(?=[^。]{20})")
_GUESSED = "标题无编号，按版式识别"
_LOST = "原文缺少章节标题，按位置推断为目标"
_IN_TEXT = "未见目标章节，按文中句式识别"


@dataclass(slots=True)
class _Stretch:
    start: int
    end: int
    heading: str | None = None


def find_goals(text: str, root: Node) -> list[ExtractedGoal]:
    """The goals of the document in the order of the text."""
    goals: list[ExtractedGoal] = []
    is_running = len(text) > _LONG_LINES * (text.strip().count("\n") + 1)
    for node in root.walk():
        if node.part is Part.AIMS:
            goals += _goals_of(text, node, is_running=is_running)
        elif node.part is Part.PRINCIPLES and not node.children:
            goals += _aims_among_others(text, node, dated=True)
        elif node.heading is None or node.rank is Rank.DOCUMENT:
            goals += _aims_among_others(text, node, dated=False)
    return sorted(goals, key=lambda goal: goal.span.start) or _aims_in_sentences(text, root)


def find_lead_year(text: str, node: Node) -> int | None:
    """The one year that a section's heading and lead paragraphs set for its items, if any."""
    named = find_years(node.title or "") if node.rank is not Rank.DOCUMENT else []
    if len(named) == 1 and named[0].role is YearRole.PLAIN:
        return named[0].year  # （一）2023年
    years = {
        mention.year
        for start, end in [(node.start, node.line_end), *((t.start, t.end) for t in node.texts)]
        for mention in find_years(text[start:end].replace("\n", ""))
        if mention.role is YearRole.TARGET
    }
    return years.pop() if len(years) == 1 else None


def _goals_of(text: str, node: Node, *, is_running: bool) -> Iterator[ExtractedGoal]:
    if _is_section(node):
        stretches = _paragraph_goals(text, node)
        if is_running:
            dated = [part for whole in stretches for part in _horizons(text, whole)]
            stretches = [part for whole in dated for part in _titled(text, whole)]
    elif node.children and not _has_text(node):
        return
    else:
        stretches = [_Stretch(node.start, node.end, node.title)]
    for stretch in stretches:
        yield _make_goal(text, node, stretch)


def _is_section(node: Node) -> bool:
    """A heading over aims; any other node of the part is an item and a goal itself."""
    if node.heading is None or node.rank is Rank.DOCUMENT or node.rank < Rank.COMMA:
        return True
    outermost = node.parent is None or node.parent.part is not Part.AIMS
    return outermost or is_aims_heading(node.title)


def _has_text(node: Node) -> bool:
    return node.body is not None or bool(node.texts)


def _make_goal(text: str, node: Node, stretch: _Stretch) -> ExtractedGoal:
    above = [*node.path(), node] if _is_section(node) else [*node.path()]
    section = tuple(n.label(text) for n in above if n.heading is not None)
    doubts = [_GUESSED] if any(n.guessed and n.rank is not Rank.DOCUMENT for n in above) else []
    if not section:
        doubts = [_LOST]
    return ExtractedGoal(
        heading=_title_or_none(stretch.heading),
        section=section,
        span=Span.cut(text, stretch.start, stretch.end),
        confidence=0.6 if doubts else 1.0,
        doubts=tuple(doubts),
    )


def _title_or_none(heading: str | None) -> str | None:
    """A sentence with figures or a year is the aim itself, no title of it."""
    return None if heading and (_FIGURE.search(heading) or OPENS_AIMS.match(heading)) else heading


def _paragraph_goals(text: str, node: Node) -> list[_Stretch]:
    """The paragraphs under a heading of aims: own goals, runs, or mere announcements."""
    paragraphs = list(node.texts)
    over_aims = any(own_part(child.title) is Part.AIMS for child in node.children)
    if node.body is not None:
        paragraphs.insert(0, Paragraph(node.body, node.line_end))
    found: list[_Stretch] = []
    for paragraph in paragraphs:
        stretch = _read_paragraph(text, paragraph)
        if stretch is None:
            continue
        dated = _OPENS_YEAR.match(text, stretch.start) is not None
        if over_aims and not dated:
            continue
        if found and not dated and stretch.heading is None:
            found[-1] = replace(found[-1], end=stretch.end)
        else:
            found.append(stretch)
    return _without_preamble(text, node, found)


def _horizons(text: str, whole: _Stretch) -> Iterator[_Stretch]:
    """到2020年，…。到2025年，…: paragraphs of their own once, where line breaks were lost."""
    opening = OPENS_AIMS.match(text, whole.start)
    if not opening and not _OPENS_YEAR.match(text, whole.start):
        yield whole
        return
    horizon = _HORIZON if opening else _NEXT_YEAR
    later = (match.start() for match in horizon.finditer(text, whole.start + 1, whole.end))
    for start, end in pairwise([whole.start, *later, whole.end]):
        yield replace(whole, start=start, end=end)


def _titled(text: str, whole: _Stretch) -> Iterator[_Stretch]:
    """…体系更加健全。防洪减灾。堤防…: titled paragraphs once, where line breaks were lost."""
    titles = list(_TITLED.finditer(text, whole.start, whole.end))
    if len(titles) < _FEWEST_TITLES:
        yield whole
        return
    if whole.start < titles[0].start():
        yield replace(whole, end=titles[0].start())
    ends = [*(match.start() for match in titles[1:]), whole.end]
    for match, end in zip(titles, ends, strict=True):
        yield _Stretch(match.start(), end, match.group("title"))


def _without_preamble(text: str, node: Node, found: list[_Stretch]) -> list[_Stretch]:
    """总体要求和目标 opens with the principles: what stands before the first dated aim."""
    if not _MIXED.search(node.title or ""):
        return found
    dated = [at for at, stretch in enumerate(found) if OPENS_AIMS.match(text, stretch.start)]
    return found[dated[0] :] if dated else found


def _read_paragraph(text: str, paragraph: Paragraph) -> _Stretch | None:
    start, end = paragraph.start, paragraph.end
    while end > start and text[end - 1].isspace():
        end -= 1
    if _ANNOUNCES.search(text, end - 1, end):
        end = text.rfind("。", start, end) + 1
    elif _ANNOUNCES_ONLY.search(text, max(start, end - 20), end) and _is_one_sentence(
        text[start:end]
    ):
        return None
    if end - start < 12 or not (paragraph.pieced or is_prose(text, Paragraph(start, end))):
        return None
    heading = read_heading(text, start, end)
    titled = heading.body_start is not None and heading.title is not None
    if titled and len(heading.title or "") <= _LONGEST_TITLE and not OPENS_AIMS.match(text, start):
        return _Stretch(start, end, heading.title)
    return _Stretch(start, end)


def _is_one_sentence(sentence: str) -> bool:
    return sentence.count("。") == 1


def _aims_among_others(text: str, node: Node, *, dated: bool) -> Iterator[ExtractedGoal]:
    """总体要求 or a preface may state the aims in a paragraph of its own (工作目标：到2020年…)."""
    paragraphs = [Paragraph(*stretch) for stretch in node.own_stretches()]
    for paragraph in paragraphs:
        heading = read_heading(text, paragraph.start, paragraph.end)
        named = heading.body_start is not None and own_part(heading.title) is Part.AIMS
        if named or (dated and OPENS_AIMS.match(text, paragraph.start)):
            start = heading.body_start if named and heading.body_start else paragraph.start
            yield _make_goal(text, node, _Stretch(start, paragraph.end))
        elif dated and (label := _AIMS_LABEL.search(text, paragraph.start, paragraph.end)):
            yield _make_goal(text, node, _Stretch(label.end(), paragraph.end))


def _aims_in_sentences(text: str, root: Node) -> list[ExtractedGoal]:
    """No section of aims: the first run of sentences that say what is to be by a year."""
    for node in root.walk():
        if node.part is Part.SITUATION:
            continue
        for start, end in node.own_stretches():
            run = _aims_run(text, start, end)
            if run is not None and not _ANNOUNCES_ONLY.search(text, run.start, run.end):
                goal = _make_goal(text, node, run)
                return [replace(goal, confidence=0.5, doubts=(_IN_TEXT,))]
    return []


def _aims_run(text: str, start: int, end: int) -> _Stretch | None:
    first = last = None
    at = start
    while at < end:
        stop = _SENTENCE_END.search(text, at, end)
        after = stop.end() if stop else end
        if OPENS_AIMS.match(text, at) or NAMES_AIMS.search(text, at, after):
            first, last = at if first is None else first, after
        elif first is not None:
            break
        at = after
        while at < end and text[at].isspace():
            at += 1
    return None if first is None or last is None else _Stretch(first, last)
