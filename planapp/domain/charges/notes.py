"""Who is charged, as a note or a cell says it: 牵头单位：A、B；配合单位：C, or A牵头，B配合."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from planapp.domain.charges.units import looks_like_unit, split_units
from planapp.domain.charges.values import UnitInRole
from planapp.domain.terms import Role

_ACTS = r"牵头|主办|主责|主抓|配合|参与|参加|协助|协同|协办|协作|责任|落实|负责|承办|实施|完成|主管"
LABEL = re.compile(
    rf"[【\[〔]?(?P<act>(?:第一|主要|共同|具体)?(?:{_ACTS}){{1,3}}(?:[、和及与/（(](?:{_ACTS})[）)]?){{0,2}})"
    r"(?P<who>单位|部门|机构|[处科股]室|司局|主体|地区|市县|领导|人)?(?:\s*[：:]|(?<=[单部门位])[】\]〕]\s?[：:]?)"
)
_OTHER_LABEL = re.compile(
    r"(?:完成|办理|整改)?(?:时限|时间|期限|进度)(?:要求|安排)?\s*[：:]|备注\s*[：:]"
)
_LABEL_SIGN = re.compile(r"[：:】\]〕]")
_LIST_SIGN = re.compile(r"[。；;\n（(〔\[）)】〕\]]")
NOTE = re.compile(
    r"[（(【〔\[]([^（()）【】〔〕\[\]]*(?:[（(〔][^（()）〔〕]*[）)〕][^（()）【】〔〕\[\]]*)*)[）)】〕\]]"
)
VERB = re.compile(
    r"(?:等(?:(?:有关|相关)?(?:部门|单位))?)?(?:按照|按|根据|依据|依)?(?:各自)?(?:的)?(?:职责|职能|职权)?(?:分工)?(?:分别|共同|具体|联合)?"
    r"(?P<act>牵头|负责|配合|参与|参加|协助|协同|落实|承办|主办|协办)(?!单位|部门)"
    r"(?:负责|组织|推进|落实|实施|做好|配合|完成|推动|督导|指导|协调|统筹|抓总)*"
)
RULE = re.compile(
    r"(?<![，,；;。\s])[，,；;。\s]*(?:(?:列|排)[^，,；;。]{0,4}第[一1]|首位|第一(?:个)?(?:责任)?单位|下同|以下).*",
    re.DOTALL,
)
_RULE_NOTE = re.compile(r"[（(](?=[^（）()]*(?:下同|第一位|首位|不再列|不再逐一))[^（）()]*[）)]")
_AND_OFFICES = re.compile("等(?:有关|相关)?(?:部门|单位)")
_DATED = re.compile(r"(?<![^，,；;、])[^，,；;、]*\d\s?[年月][^，,；;]*")  # 2019年6月底前完成；


def role_of(act: str) -> Role:
    """The role a word of assignment gives."""
    if any(word in act for word in ("牵头", "主办", "主责", "主抓")):
        return Role.LEAD
    if any(word in act for word in ("配合", "参", "协")):
        return Role.SUPPORT
    return Role.RESPONSIBLE


def labelled_notes(own: str) -> Iterator[list[UnitInRole]]:
    """The lists behind labels: 牵头单位：A、B；责任单位：C."""
    if not _LABEL_SIGN.search(own):
        return
    labels: list[re.Match[str]] = []
    for match in LABEL.finditer(own):
        if _is_label(own, match) or (labels and match.group("who")):
            labels.append(match)
    if not labels:
        return
    starts = {match.start() for match in (*labels, *_OTHER_LABEL.finditer(own))}
    bounds = sorted(starts)
    for label in labels:
        if label.group("who") in ("领导", "人"):
            continue
        at = bisect_right(bounds, label.start())
        following = bounds[at] if at < len(bounds) else len(own)
        stop = _end_of_list(own, label.end(), following)
        names = _RULE_NOTE.sub("", own[label.end() : stop])
        if VERB.search(NOTE.sub("", names)):  # 责任单位：A牵头，B配合
            yield from read_verbal_note(names)
        else:
            yield split_units(names, role=role_of(label.group("act")))


def _is_label(own: str, match: re.Match[str]) -> bool:
    """A label opens a line, a note or a clause; 各负责单位： inside a sentence is none."""
    before = own[match.start() - 1 : match.start()]
    return not before or before.isspace() or before in "。；;，,、（(【〔[）)：:—-"


def _end_of_list(own: str, start: int, end: int) -> int:
    """The list runs to a stop that is not inside brackets of its own."""
    depth = 0
    for sign in _LIST_SIGN.finditer(own, start, end):
        if sign.group() in "（(〔[":
            depth += 1
        elif sign.group() in "）)〕]" and depth:
            depth -= 1
        elif depth == 0:
            return sign.start()
    return end


def read_verbal_note(content: str) -> list[list[UnitInRole]]:
    """The lists of a note in words: what stands before each word of assignment."""
    content = RULE.sub("", content).split("。")[0]
    lists: list[list[UnitInRole]] = []
    start = 0
    for verb in VERB.finditer(content):
        names = _DATED.sub("", content[start : verb.start()]).strip("，,；; 由")
        names = names.removeprefix("会同")
        start = verb.end()
        if not names:
            continue
        units = split_units(names, role=role_of(verb.group("act")))
        is_short = _AND_OFFICES.match(verb.group()) is not None  # 发改、财政|等部门配合
        if not units or not (is_short or _are_mostly_units(units)):
            return []
        lists.append(units)
    rest = content[start:].strip("，,；;。 ")
    return lists if len(rest) <= 12 else []


def _are_mostly_units(units: list[UnitInRole]) -> bool:
    return sum(looks_like_unit(unit.name) for unit in units) * 2 >= len(units)


def read_names(written: str, *, role: Role) -> list[UnitInRole]:
    """The units of a list or a note in words; `role` is theirs where it gives none."""
    names = re.sub(r"(?<=[、，])\s|\n", "", written)
    notes = read_verbal_note(names)  # A牵头，B配合
    return [unit for note in notes for unit in note] or split_units(names, role=role)


def read_charged(written: str, *, role: Role) -> list[UnitInRole]:
    """The units of a cell, which may hold labels too; `role` is theirs where it gives none."""
    labelled = [unit for note in labelled_notes(written) for unit in note]
    return labelled or read_names(written, role=role)
