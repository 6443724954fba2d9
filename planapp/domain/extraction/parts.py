"""What each section of a plan is for, decided by its heading's words and its position."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planapp.domain.extraction.headings import is_part_heading, starts_with_action
from planapp.domain.extraction.marks import Rank
from planapp.domain.extraction.nodes import Node
from planapp.domain.extraction.scopes import Part

_AIMS = re.compile(
    r"(?:目标|愿景|主要指标|预期指标|指标体系|目标指标|目标任务|目标要求|目标体系)$"
    r"|目标(?:和|与|及|、)(?:主要|重点|基本|总体)?(?:任务|指标|要求|展望|愿景|思路)$"
)
_BARE_AIMS = re.compile(
    r"^(?:[“\"]?[一二三四五六七八九十]+五[”\"]?(?:时期|期间)?|(?:到|至)?\d{4}年(?:度)?(?:末|底)?)?(?:的)?"
    r"(?:总体|主要|具体|工作|发展|建设|年度|阶段(?:性)?|近期|中期|远期|远景|奋斗|预期|战略|规划|行动|任务|基本|分阶段)*"
    r"(?:目标|愿景|指标|目标任务|主要指标|预期指标)$"
)
_NO_AIMS = re.compile(r"^(?:加强|强化|完善|健全|落实|严格|实施|推进|分解|细化|压实|考核)")
_PRINCIPLES = re.compile(
    r"(?:思想|原则|总体要求|基本要求|总要求|总体思路|思路|定位|理念|方针|遵循|宗旨|总则|总体方略|总体部署|总体考虑)$"
)
_GLUED_PRINCIPLES = re.compile(
    "基本原则|指导思想"
)  # 基本原则|坚持健康优先: the line break was lost
_SITUATION = re.compile(
    r"(?:基础|现状|形势|环境|背景|成效|成就|成果|成绩|回顾|问题|挑战|机遇|情况|趋势|优势|短板|困难|不足|经验|条件"
    r"|需求|总结|意义|重要性|必要性|紧迫性|特点|特征|瓶颈|制约|差距|进展|潜力|态势|评估|评价|启示)$"
    r"|回顾|面临的?(?:形势|机遇|挑战|问题|环境)|发展(?:形势|现状|环境)(?:分析|与)"
)
_FRAME = re.compile(
    r"(?:范围|依据|附则|名词解释|名词术语|期限|对象|编制说明|规划说明|术语|附录|附表|定义|解释|目录|前言|序言|引言)$"
)
_MEANING = re.compile(r"认识.*(?:意义|重要性|必要性|紧迫性|形势)$")  # 充分认识…的重要意义
_MEASURES = re.compile(
    r"(?:任务|措施|举措|保障|布局|组织实施|实施|领导|方向|路径|工程|行动|项目|机制|政策|领域|工作|重点)$"
)
_LONGEST_NOUN = 14  # a heading that names a part is a short noun phrase


def own_part(title: str | None) -> Part | None:
    """The part that a heading's own words name, None when they name none."""
    if not title:
        return None
    if _AIMS.search(title) and not _NO_AIMS.match(title):
        return Part.AIMS
    if len(title) <= 8 and _FRAME.search(title):
        return Part.OTHER
    if starts_with_action(title) and not _MEANING.search(title):
        return Part.MEASURES
    if _PRINCIPLES.search(title):
        return Part.PRINCIPLES
    if _FRAME.search(title):
        return Part.OTHER
    if _SITUATION.search(title):
        return Part.SITUATION
    return Part.MEASURES if _MEASURES.search(title) else None


def is_aims_heading(title: str | None) -> bool:
    """Is the title nothing but the name of the aims (总体目标, 2025年目标)?"""
    return bool(title) and _BARE_AIMS.match(title or "") is not None


def assign_parts(root: Node) -> None:
    """Give every node of the tree its part."""
    root.part = Part.OTHER
    for document in [root, *(node for node in root.children if node.rank is Rank.DOCUMENT)]:
        document.part = Part.OTHER
        _assign_sections(document)
    for node in root.walk():
        if node.assignment is not None:
            node.part = Part.MEASURES


def _assign_sections(document: Node) -> None:
    sections = [node for child in document.children for node in _open_frame(child)]
    words = [own_part(section.title) for section in sections]
    for position, section in enumerate(sections):
        if words[position] is not Part.AIMS and _frames(section):
            words[position] = Part.PRINCIPLES
    frame = (Part.AIMS, Part.PRINCIPLES)
    first_frame = next((at for at, part in enumerate(words) if part in frame), None)
    seen_measures = False
    for position, (section, part) in enumerate(zip(sections, words, strict=True)):
        section.part = _section_part(
            part,
            before_frame=first_frame is not None and position < first_frame,
            after_measures=seen_measures,
        )
        seen_measures = seen_measures or section.part is Part.MEASURES
        for child in section.children:
            _inherit(child, section.part)


def _open_frame(child: Node) -> Iterator[Node]:
    """A section, or the chapters of a book that sets the frame (第一篇 … 第二章 主要目标)."""
    frame = (Part.AIMS, Part.PRINCIPLES)
    if child.rank is Rank.BOOK and any(
        own_part(chapter.title) in frame or _frames(chapter) for chapter in child.children
    ):
        child.part = Part.PRINCIPLES
        yield from child.children
    elif child.rank is not Rank.DOCUMENT:
        yield child


def _frames(section: Node) -> bool:
    """Whatever its own name, a section that holds 指导思想 or 主要目标 sets the frame."""
    return any(
        is_aims_heading(child.title) or own_part(child.title) is Part.PRINCIPLES
        for child in section.children
        if child.title and len(child.title) <= _LONGEST_NOUN
    )


def _section_part(part: Part | None, *, before_frame: bool, after_measures: bool) -> Part:
    if part is None:
        return Part.SITUATION if before_frame else Part.MEASURES
    if after_measures and part in (Part.SITUATION, Part.PRINCIPLES):
        return Part.MEASURES
    return part


def _inherit(node: Node, above: Part) -> None:
    stack = [(node, above)]
    while stack:
        current, part = stack.pop()
        current.part = _child_part(current, part)
        stack.extend((child, current.part) for child in current.children)


def _child_part(node: Node, above: Part) -> Part:
    title = node.title
    if node.rank >= Rank.ORDINAL or not title or above is Part.SITUATION:
        return Part.AIMS if is_aims_heading(title) and node.rank < Rank.ORDINAL else above
    if above is Part.MEASURES:
        return Part.AIMS if is_aims_heading(title) else above
    words = own_part(title)
    is_name = len(title) <= _LONGEST_NOUN and (is_part_heading(title) or words is Part.PRINCIPLES)
    mixed = re.search(r"[和与及、]", node.parent.title or "") if node.parent else None
    if words is Part.SITUATION and mixed and len(title) <= _LONGEST_NOUN:
        return words
    if words is Part.AIMS or (words is not None and is_name):
        return words
    if _GLUED_PRINCIPLES.match(title):
        return Part.PRINCIPLES
    if above is Part.OTHER:
        return words or Part.MEASURES
    return above
