"""Who is to do it: units and their roles, read from notes, lines and sentences of a task."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planapp.domain.extraction.contract import UnitInRole
from planapp.domain.extraction.units import is_office, looks_like_unit, split_units
from planapp.domain.terms import Role

_ACTS = r"牵头|主办|主责|主抓|配合|参与|参加|协助|协同|协办|协作|责任|落实|负责|承办|实施|完成|主管"
_LABEL = re.compile(
    rf"[【\[〔]?(?P<act>(?:第一|主要|共同|具体)?(?:{_ACTS}){{1,3}}(?:[、和及与/（(](?:{_ACTS})[）)]?){{0,2}})"
    r"(?P<who>单位|部门|机构|[处科股]室|司局|主体|地区|市县|领导|人)?(?:\s*[：:]|(?<=[单部门位])[】\]〕]\s?[：:]?)"
)
_OTHER_LABEL = re.compile(
    r"(?:完成|办理|整改)?(?:时限|时间|期限|进度)(?:要求|安排)?\s*[：:]|备注\s*[：:]"
)
_LABEL_SIGN = re.compile(r"[：:】\]〕]")
_LIST_SIGN = re.compile(r"[。；;\n（(〔\[）)】〕\]]")
_NOTE = re.compile(
    r"[（(【〔\[]([^（()）【】〔〕\[\]]*(?:[（(〔][^（()）〔〕]*[）)〕][^（()）【】〔〕\[\]]*)*)[）)】〕\]]"
)
_VERB = re.compile(
    r"(?:等(?:(?:有关|相关)?(?:部门|单位))?)?(?:按照|按|根据|依据|依)?(?:各自)?(?:的)?(?:职责|职能|职权)?(?:分工)?(?:分别|共同|具体|联合)?"
    r"(?P<act>牵头|负责|配合|参与|参加|协助|协同|落实|承办|主办|协办)(?!单位|部门)"
    r"(?:负责|组织|推进|落实|实施|做好|配合|完成|推动|督导|指导|协调|统筹|抓总)*"
)
_RULE = re.compile(
    r"(?<![，,；;。\s])[，,；;。\s]*(?:(?:列|排)[^，,；;。]{0,4}第[一1]|首位|第一(?:个)?(?:责任)?单位|下同|以下).*",
    re.DOTALL,
)
_RULE_NOTE = re.compile(r"[（(](?=[^（）()]*(?:下同|第一位|首位))[^（）()]*[）)]")
_SHARED = re.compile(  # 县农办牵头，县水利局、县财政局等部门参加。
    r"(?:(?<=[。；])|^)(?:由)?[^，。；：（(]{2,60}(?:牵头|负责)[，,][^。；：]{2,160}"
    r"(?:参加|参与|配合|协助|负责|落实)(?=[。；]|$)"
    r"|(?<=由)[^，。；：（）]{2,40}牵头[，、](?:会同)?[^，。；：（）]{2,80}?(?:配合|参与|参加|协助)(?=，)"
)
_FIRST_LEADS = re.compile(
    r"(?:列|排|排列|列在|排在)(?:在)?(?:第一位|首位|第一|最前|第1位)(?:的|者)?[^。；）)]{0,10}(?:为|是)牵头"
    r"|第一(?:个)?(?:责任)?单位(?:为|是)牵头"
)
_CLAUSE_SIGN = re.compile(r"[。；;，,：:！？\n（(〔【\[由）)]")
_IN_SENTENCE = re.compile(
    r"牵头(?!单位|部门|人|者|责任|抓总|企业|[：:、）)，。；])|(?<=[一-龥])牵头(?=，)|负责(?!人|任|制(?!定)|同志|[：:、）)，。；])"
)
_DATED = re.compile(r"(?<![^，,；;、])[^，,；;、]*\d\s?[年月][^，,；;]*")  # 2019年6月底前完成；
_LONGEST_LIST = 90
_STOPS = "。！；"


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """What a document says once about all its notes."""

    first_leads: bool = False  # 列第一位者为牵头单位，下同


def read_document_rules(text: str) -> DocumentRules:
    """Rules on notes that hold for the whole document."""
    is_told = "为牵头" in text or "是牵头" in text
    return DocumentRules(first_leads=is_told and _FIRST_LEADS.search(text) is not None)


def find_units(
    text: str, stretches: Iterable[tuple[int, int]], *, rules: DocumentRules
) -> tuple[UnitInRole, ...]:
    """The units named in these stretches of one task, each once per role, in their order."""
    found: dict[tuple[str, Role], UnitInRole] = {}
    for start, end in stretches:
        own = text[start:end].replace("\n", "")  # a line broken by the page's width
        for note in (*_labelled(own), *_bracketed(own), *_in_sentences(own)):
            for unit in _apply_rules(note, rules):
                found.setdefault((unit.name, unit.role), unit)
    return _drop_weaker(tuple(found.values()))


def has_note(text: str, start: int, end: int) -> bool:
    """Does the stretch hold a note that assigns it (not a mere mention in a sentence)?"""
    own = text[start:end].replace("\n", "")
    return any(True for _ in _labelled(own)) or any(True for _ in _bracketed(own))


def is_note(text: str, start: int, end: int) -> bool:
    """Is the stretch nothing but a note or a line that names who is charged?"""
    label = _LABEL.match(text, start + (text[start] in "（("), end)
    return label is not None and "。" not in text[start : end - 1]


def _apply_rules(note: list[UnitInRole], rules: DocumentRules) -> list[UnitInRole]:
    if not rules.first_leads or not note or note[0].role is not Role.RESPONSIBLE:
        return note
    return [UnitInRole(note[0].name, Role.LEAD), *note[1:]]


def _drop_weaker(units: tuple[UnitInRole, ...]) -> tuple[UnitInRole, ...]:
    """A unit that leads need not be named as responsible as well."""
    leads = {unit.name for unit in units if unit.role is Role.LEAD}
    return tuple(
        unit for unit in units if unit.role is not Role.RESPONSIBLE or unit.name not in leads
    )


def role_of(act: str) -> Role:
    """The role a word of assignment gives."""
    if any(word in act for word in ("牵头", "主办", "主责", "主抓")):
        return Role.LEAD
    if any(word in act for word in ("配合", "参", "协")):
        return Role.SUPPORT
    return Role.RESPONSIBLE


# 牵头单位：A、B；责任单位：C


def _labelled(own: str) -> Iterator[list[UnitInRole]]:
    if not _LABEL_SIGN.search(own):
        return
    labels: list[re.Match[str]] = []
    for match in _LABEL.finditer(own):
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
        if _VERB.search(_NOTE.sub("", names)):  # 责任单位：A牵头，B配合
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


# （A牵头，B、C按职责分工负责）


def _bracketed(own: str) -> Iterator[list[UnitInRole]]:
    for match in _NOTE.finditer(own):
        content = match.group(1)
        if "：" in content or ":" in content:
            continue
        if _VERB.search(content):
            yield from read_verbal_note(content)
        elif match.start() and own[match.start() - 1] in _STOPS:
            yield from _read_bare_note(content)


def _read_bare_note(content: str) -> list[list[UnitInRole]]:
    """（省教育厅、省财政厅） behind a full stop: nothing but offices, so they are charged."""
    units = split_units(_RULE.sub("", content), role=Role.RESPONSIBLE)
    is_list = bool(units) and all(_is_named_unit(unit.name) for unit in units)
    return [units] if is_list and any(is_office(unit.name) for unit in units) else []


def read_verbal_note(content: str) -> list[list[UnitInRole]]:
    """The lists of a note in words: what stands before each word of assignment."""
    content = _RULE.sub("", content).split("。")[0]
    lists: list[list[UnitInRole]] = []
    start = 0
    for verb in _VERB.finditer(content):
        names = _DATED.sub("", content[start : verb.start()]).strip("，,；; 由")
        names = names.removeprefix("会同")
        start = verb.end()
        if not names:
            continue
        units = split_units(names, role=role_of(verb.group("act")))
        if not units or sum(looks_like_unit(unit.name) for unit in units) * 2 < len(units):
            return []
        lists.append(units)
    rest = content[start:].strip("，,；;。 ")
    return lists if len(rest) <= 12 else []


# 由省审改办牵头建立…


def _in_sentences(own: str) -> Iterator[list[UnitInRole]]:
    if "牵头" not in own and "负责" not in own:
        return
    for shared in _SHARED.finditer(own):
        yield from (
            units
            for units in read_verbal_note(shared.group())
            if all(_is_named_unit(unit.name) for unit in units)
        )
    for verb in _IN_SENTENCE.finditer(own):
        start = _clause_start(own, verb.start())
        names = own[start : verb.start()].strip().removeprefix("由")
        is_charged = own[start - 1 : start] == "由" or not own.startswith("，", verb.end())
        if not names or not is_charged:
            continue
        units = split_units(names, role=role_of(verb.group()))
        if units and all(_is_named_unit(unit.name) for unit in units):
            yield units


def _clause_start(own: str, end: int) -> int:
    depth = 0
    for match in reversed([*_CLAUSE_SIGN.finditer(own, max(0, end - _LONGEST_LIST + 1), end)]):
        sign = match.group()
        if sign in "）)":
            depth += 1
        elif sign in "（(" and depth:
            depth -= 1
        elif depth == 0 or sign in "（(〔【[由":
            return match.end()
    return max(0, end - _LONGEST_LIST)


def _is_named_unit(name: str) -> bool:
    """In a sentence only what is plainly an office counts, not 企业牵头 or 龙头单位."""
    return (
        len(name) <= 18
        and looks_like_unit(name)
        and not re.search(r"企业|牵头|责任|高校|机构", name)
    )
