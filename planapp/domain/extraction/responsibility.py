"""Who is to do it: units and their roles, read from notes, lines and sentences of a task."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planapp.domain.charges import (
    LABEL,
    NOTE,
    RULE,
    VERB,
    UnitInRole,
    is_office,
    labelled_notes,
    looks_like_unit,
    read_verbal_note,
    role_of,
    split_units,
)
from planapp.domain.extraction.marks import MARK_PATTERN
from planapp.domain.terms import Role

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
    r"牵头(?!单位|部门|人|者|责任|抓总(?:的?作用|职责|责任)|企业|[：:、）)，。；])|(?<=[一-龥])牵头(?=，)|负责(?!人|任|制(?!定)|同志|[：:、）)，。；])"
)
_HELPERS = re.compile(  # 省水利厅牵头负责…的实施，|省农业农村厅、省财政厅|配合。
    r"(?<=[，；])[^，。；：（）]{3,120}(?:配合|参与|参加|协助)(?=[。；]|$)"
)
_LEADER = re.compile(r"[（(]牵头[）)]")  # （省商务厅（牵头）、省财政厅）
_DUE = re.compile(r"[；;，,]\s?(?:20\d\d年[^；;，,、]{0,12}|持续推进|长期坚持)$")
_GLUED_HEADING = re.compile(  # 第一节加强组织领导|省水利厅牵头: the line break was lost
    rf"^(?:{MARK_PATTERN})[^，、省市]{{2,20}}(?=(?:省|市|自治区)[^省市]{{1,10}}[厅局委办院])"
)
_MANNER = re.compile(r"(?:具体|统一|共同|分别|全面|主要)$")  # 省民政厅具体|负责日常工作
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
        for note in (*labelled_notes(own), *_bracketed(own), *_in_sentences(own)):
            for unit in _apply_rules(note, rules):
                found.setdefault((unit.name, unit.role), unit)
    return _drop_weaker(tuple(found.values()))


def has_note(text: str, start: int, end: int) -> bool:
    """Does the stretch hold a note that assigns it (not a mere mention in a sentence)?"""
    own = text[start:end].replace("\n", "")
    return any(True for _ in labelled_notes(own)) or any(True for _ in _bracketed(own))


def is_note(text: str, start: int, end: int) -> bool:
    """Is the stretch nothing but a note or a line that names who is charged?"""
    label = LABEL.match(text, start + (text[start] in "（("), end)
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


# 牵头单位：A、B；责任单位：C


# （A牵头，B、C按职责分工负责）


def _bracketed(own: str) -> Iterator[list[UnitInRole]]:
    for match in NOTE.finditer(own):
        content = match.group(1)
        if "：" in content or ":" in content:
            continue
        if VERB.search(_LEADER.sub("", content)):
            yield from read_verbal_note(content)
        elif match.start() and own[match.start() - 1] in _STOPS:
            yield from _read_bare_note(content)


def _read_bare_note(content: str) -> list[list[UnitInRole]]:
    """（省教育厅、省财政厅） behind a full stop: nothing but offices, so they are charged."""
    content = _DUE.sub("", RULE.sub("", content))
    units = split_units(content, role=Role.RESPONSIBLE)
    is_list = bool(units) and all(_is_named_unit(unit.name) for unit in units)
    return [units] if is_list and any(is_office(unit.name) for unit in units) else []


# 由省审改办牵头建立…


def _in_sentences(own: str) -> Iterator[list[UnitInRole]]:
    if "牵头" not in own and "负责" not in own:
        return
    for shared in (*_SHARED.finditer(own), *_HELPERS.finditer(own)):
        yield from (
            units
            for units in read_verbal_note(shared.group())
            if all(_is_named_unit(unit.name) for unit in units)
        )
    for verb in _IN_SENTENCE.finditer(own):
        start = _clause_start(own, verb.start())
        names = _GLUED_HEADING.sub("", own[start : verb.start()].strip()).removeprefix("由")
        names = _MANNER.sub("", names)
        is_charged = own[start - 1 : start] == "由" or not own.startswith("，", verb.end())
        if not names or not (is_charged or own[start - 1 : start] in _STOPS):
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
