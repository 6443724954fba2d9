"""Tasks: the lowest headings and items of the measures that carry a text of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from planapp.domain.charges import UnitInRole, looks_like_unit
from planapp.domain.extraction.assignments import Assignment
from planapp.domain.extraction.contract import ExtractedTask, Span
from planapp.domain.extraction.headings import is_part_heading, is_prose
from planapp.domain.extraction.marks import Rank
from planapp.domain.extraction.nodes import Node
from planapp.domain.extraction.responsibility import DocumentRules, find_units, has_note
from planapp.domain.extraction.scopes import Part
from planapp.domain.terms import Role

_STATED = re.compile(
    r"(?:时限|期限|时间(?:节点|安排)?|进度)(?:要求|安排)?\s?[：:]\s*([^\n。；;）)】〕\]]{2,40})"
)
_DEADLINE_LINE = re.compile(rf"(?:完成|办理|整改|时间|实施)?{_STATED.pattern}")
_DEADLINE = re.compile(  # opens with a set: the search skips to its members
    r"(?<![较比由从])[2“\"](?:(?<=2)0\d\d\s?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?(?:上半年|下半年|[一二三四]季度)?(?:年?[底末])?(?:之|以)?前"
    r"|(?<=[“\"])十[一二三四五六]五[”\"](?:时期|期)?末前?)"
)
_APPEAL = re.compile(
    r"各(?:地|级|市|县|区|州|盟|部门|单位|有关)[^。，：]{0,24}(?:要|应|应当|须)(?!求)"
)
_GLUED = re.compile(
    r"(?:(?:总体|主要|发展|工作)目标|总体要求|(?:重点|主要)任务|保障措施)(?=[一-鿿]{4})"
)
_RUN_TOGETHER = "标题与后文连在一起"
_GUESSED = "标题无编号，按版式识别"
_UNTITLED = "原文无标题"
_LOST = "原文缺少章节标题，按位置推断为任务"
_ODD_UNITS = "单位名称不似机构：{}"
_MANY_LEADS = "有{}个牵头单位"


def find_tasks(text: str, root: Node, *, rules: DocumentRules) -> list[ExtractedTask]:
    """The tasks of the document in the order of the text."""
    nodes = [node for node in root.walk() if node.part is Part.MEASURES or _is_charged(text, node)]
    return [_make_task(text, node, rules) for node in nodes if is_task(text, node)]


def _is_charged(text: str, node: Node) -> bool:
    """An item of the aims with a note of its own is a goal, and work that is assigned."""
    if node.part is not Part.AIMS or node.mark is None or node.rank <= Rank.COMMA:
        return False
    return not node.children and any(has_note(text, *stretch) for stretch in node.own_stretches())


def is_task(text: str, node: Node) -> bool:
    """Does the node carry a text of its own, and none of its parts a finer one?"""
    if node.heading is None or node.rank is Rank.DOCUMENT:
        return False
    if any(child.assignment is None for child in node.children):
        return any(has_note(text, start, end) for start, end in node.own_stretches())
    title = node.title or ""
    is_section = node.parent is not None and node.parent.rank is Rank.DOCUMENT
    closes = is_section and (is_part_heading(title) or title.endswith("要求"))
    if closes and _only_appeals(text, node):
        return False
    if node.body is not None or node.title is None:
        return True
    if any(paragraph.end <= node.end for paragraph in node.texts):
        return True
    return node.mark is not None and text[node.line_end - 1] in "。；;"


def _only_appeals(text: str, node: Node) -> bool:
    """组织实施 with nothing but 各地各部门要高度重视… under it."""
    begins = [node.body] if node.body is not None else []
    begins += [paragraph.start for paragraph in node.texts if is_prose(text, paragraph)]
    return bool(begins) and all(_APPEAL.match(text, at) for at in begins)


def task_end(text: str, node: Node) -> int:
    """The end of the task: its last sentence or note, not a closing appeal after its note."""
    stretches = node.own_stretches()
    if len(stretches) == 1:
        return max(node.end, node.line_end)
    noted = [
        end
        for start, end in stretches
        if has_note(text, start, end) or _DEADLINE_LINE.match(text, start, end)
    ]
    end = max(noted) if noted else node.end
    return max(end, node.line_end)


def _make_row(text: str, node: Node, row: Assignment) -> ExtractedTask:
    doubts = _doubts(node, row.units)
    return ExtractedTask(
        number=row.number,
        title=row.title,
        section=tuple(above.label(text) for above in node.path()),
        units=row.units,
        deadline=row.deadline,
        span=Span.cut(text, row.start, row.end),
        confidence=max(0.4, round(1.0 - 0.2 * len(doubts), 1)),
        doubts=doubts,
    )


def _make_task(text: str, node: Node, rules: DocumentRules) -> ExtractedTask:
    if node.assignment is not None:
        return _make_row(text, node, node.assignment)
    end = task_end(text, node)
    stretches = [stretch for stretch in node.own_stretches() if stretch[1] <= end]
    units = find_units(text, stretches, rules=rules)
    doubts = _doubts(node, units)
    return ExtractedTask(
        number=node.mark.numeral if node.mark else None,
        title=node.title,
        section=tuple(above.label(text) for above in node.path()),
        units=units,
        deadline=_find_deadline(text, stretches),
        span=Span.cut(text, node.start, end),
        confidence=max(0.4, round(1.0 - 0.2 * len(doubts), 1)),
        doubts=doubts,
    )


def _doubts(node: Node, units: Sequence[UnitInRole]) -> tuple[str, ...]:
    doubts = []
    if [*node.path(), node][0].rank >= Rank.ARABIC:
        doubts.append(_LOST)
    elif any(above.guessed and above.rank is not Rank.DOCUMENT for above in [*node.path(), node]):
        doubts.append(_GUESSED)
    if node.title is None:
        doubts.append(_UNTITLED)
    elif _GLUED.match(node.title):
        doubts.append(_RUN_TOGETHER)
    odd = [unit.name for unit in units if not looks_like_unit(unit.name)]
    if odd:
        doubts.append(_ODD_UNITS.format("、".join(odd)))
    leads = sum(unit.role is Role.LEAD for unit in units)
    if leads > 1:
        doubts.append(_MANY_LEADS.format(leads))
    return tuple(doubts)


def find_stated_deadline(text: str, stretches: Sequence[tuple[int, int]]) -> str | None:
    """The words behind 完成时限： and the like, if the task has such a note."""
    found = (_STATED.search(text, *stretch) for stretch in stretches)
    return next((note.group(1).strip() for note in found if note), None)


def _find_deadline(text: str, stretches: Sequence[tuple[int, int]]) -> str | None:
    """完成时限：… first, else the first date by which something is to be done."""
    if stated := find_stated_deadline(text, stretches):
        return stated
    for start, end in stretches:
        date = _DEADLINE.search(text, start, end)
        if date:
            return date.group()
    return None
