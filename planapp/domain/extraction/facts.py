"""Figures a text states about the past, each with its year: what base values are taken from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from planapp.domain.extraction.contract import ExtractedFact, Span
from planapp.domain.extraction.memory import Memory
from planapp.domain.extraction.naming import (
    Named,
    Site,
    group_slots,
    name_slot,
    pair_names,
)
from planapp.domain.extraction.readings import Page, Slot
from planapp.domain.extraction.regions import PROVINCE_NAMES
from planapp.domain.extraction.scopes import Part
from planapp.domain.extraction.subjects import squeeze
from planapp.domain.extraction.survey import Passage, Survey
from planapp.domain.extraction.tables import Column, Table
from planapp.domain.extraction.years import YearRole
from planapp.domain.quantities import Kind

_DATED = 14  # characters; a longer clause says more than when
_NATION = re.compile(r"(?:全国|全球|世界|国际|国外|发达国家|先进省份|兄弟省)")
_OF_OTHERS = re.compile(rf"(?:{PROVINCE_NAMES})(?:省|市|自治区)?[（(]\Z")  # 低于北京（21个）
_REFERRING = re.compile(r"(?:以上|上述|这)\Z")  # 以上两个子行业
_COMPARED = re.compile(  # our share in a whole, our distance from others: named with our subject
    r"(?:增速|增幅|增长率|降幅|占比|比重)?(?:分别|均)?"
    r"(?:高于|低于|高出|少于|多于|超过|落后|领先|占|(?:比|较)(?=[^，。；\d]{1,20}[高低快慢多少]\Z))"
)
_SHARE = re.compile(r"占[^，。；\d]{2,12}\Z")
_DONE = re.compile(  # 14家企业|入选百强: what they did tells which are counted
    r"(?:入选|入围|通过|获批|获得|获|取得|纳入|进入|成为|上市|投产|达到)[^，。；、（(\d]{0,24}"
)
_SINCE = re.compile(r"\s?年?[底末]?以来")  # 2010年以来 tells how things stand now
_OTHERS = re.compile(r"预计|预测|有望|全球|世界|估计|估算")


def find_facts(
    survey: Survey, *, period_end: int | None = None, is_national: bool = False
) -> list[ExtractedFact]:
    """The past figures of tables and sentences in the order of the text; ours, not the nation's."""
    page = survey.page
    found = [fact for table in survey.tables for fact in _table_facts(page, table)]
    for passage in survey.passages:
        if not _may_tell(page, passage):
            continue
        memory = Memory()
        for read in passage.sentences:
            site = Site(page, read.sentence, passage.stretch.scope, period_end)
            found += _sentence_facts(site, read.slots, memory)
    if not is_national:
        found = [fact for fact in found if not _NATION.match(fact.name)]
    found = [
        replace(
            fact,
            span=Span.cut(survey.text, fact.span.start, fact.span.end),
            figure=Span.cut(survey.text, fact.figure.start, fact.figure.end),
        )
        for fact in found
    ]
    return sorted(found, key=lambda fact: (fact.figure.start, fact.figure.end))


def _may_tell(page: Page, passage: Passage) -> bool:
    """Outside the part on the situation a fact needs a year that is past."""
    scope, boundary = passage.stretch.scope, page.years.boundary
    years = page.years.between(passage.stretch.start, passage.stretch.end)
    return scope.part is Part.SITUATION or any(m.year <= boundary for m in years)


def _table_facts(page: Page, table: Table) -> Iterator[ExtractedFact]:
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=False):
            is_value = column.sort is Column.VALUE and column.is_target is not True
            if not is_value or column.year is None or cell.value is None:
                continue
            if page.years.boundary and column.year > page.years.boundary:
                continue
            yield ExtractedFact(
                name=row.name,
                value=cell.value,
                value_unit=row.unit or cell.unit,
                year=column.year,
                span=Span.cut(page.flat.original, row.start, cell.end),
                figure=Span.cut(page.flat.original, cell.start, cell.end),
            )


def _sentence_facts(site: Site, slots: Sequence[Slot], memory: Memory) -> list[ExtractedFact]:
    memory.verb, memory.sentence_has, memory.recent = None, False, []
    if "\n" in site.page.text[max(0, site.sentence.start - 1) : site.sentence.start]:
        memory.target = None  # a paragraph's year does not reach into the next
    found: list[ExtractedFact] = []
    for group in group_slots(site.page.text, slots):
        paired = pair_names(site, group, memory) if len(group) > 1 else None
        if paired is not None:
            found += _facts(site, group, names=paired[1], memory=memory)
            continue
        for slot in group:
            named = name_slot(site, slot, memory)
            if named is not None:
                found += _facts(site, [slot], names=[_with_deed(site, slot, named)], memory=memory)
                memory.verb = named.verb
    return found


def _facts(
    site: Site, group: list[Slot], *, names: list[str], memory: Memory
) -> Iterator[ExtractedFact]:
    if all(map(_COMPARED.match, names)):
        subjects = memory.recent[-len(names) :]
        names = [s + n.replace("分别", "") for s, n in zip(subjects, names, strict=False)]
    else:
        memory.name = names[-1]
        memory.recent = (memory.recent + names)[-12:]
    memory.sentence_has = True
    year = _year(site, group[0], memory)
    if year is None:
        return
    memory.target = year
    for slot, name in zip(group, names, strict=False):  # what nothing is compared with is none
        if _is_none_of_ours(site.page.text, slot):
            continue
        yield ExtractedFact(
            name=name + (_change_word(group[0]) or _share_word(name)),
            value=slot.q.value,
            value_unit=slot.q.unit,
            year=year,
            span=site.page.flat.span(*_stated(site, slot)),
            figure=site.page.flat.span(slot.q.start, slot.q.end),
        )


def _is_none_of_ours(text: str, slot: Slot) -> bool:
    """A number that is no figure, or another region's."""
    if slot.q.kind in {Kind.BARE, Kind.TIME} and not slot.tie.reaches:
        return True
    before = text[max(0, slot.q.start - 8) : slot.q.start]
    return bool(_OF_OTHERS.search(before) or _REFERRING.search(before))


def _with_deed(site: Site, slot: Slot, named: Named) -> str:
    deed = _DONE.match(site.page.text, named.end, slot.clause.end) if slot.counts_noun else None
    return named.name + squeeze(deed.group()) if deed else named.name


def _stated(site: Site, slot: Slot) -> tuple[int, int]:
    """The clause up to its number, with the clause before it where that names the year alone."""
    text, clauses = site.page.text, site.sentence.clauses
    at = bisect_left(clauses, slot.clause.start, key=lambda clause: clause.start)
    first = clauses[at - 1] if at > 0 else slot.clause
    dated = first.end - first.start <= _DATED and site.page.years.has_mention(
        first.start, first.end
    )
    start = first.start if dated else slot.clause.start
    while start < slot.q.start and text[start].isspace():
        start += 1
    end = slot.clause.end if slot.counts_noun else max(slot.after.end, slot.q.end)
    return start, end


def _year(site: Site, slot: Slot, memory: Memory) -> int | None:
    """The past year of a number; in the part on the situation the paragraph's year goes on."""
    years, sentence = site.page.years, site.sentence
    governing = years.governing(sentence.start, slot.q.start)
    is_situation = site.scope.part is Part.SITUATION
    if governing is None:
        is_about_us = not _OTHERS.search(site.page.text[sentence.start : sentence.end])
        return memory.target if is_situation and is_about_us else None
    if years.boundary:
        is_since = _SINCE.match(site.page.text, governing.end) is not None
        year = max(governing.year, years.boundary) if is_since else governing.year
        return year if year <= years.boundary else None
    return governing.year if is_situation and governing.role is not YearRole.TARGET else None


def _share_word(name: str) -> str:
    return "比重" if _SHARE.search(name) and not name.endswith(("比重", "比例", "份额")) else ""


def _change_word(slot: Slot) -> str:
    """What kind of figure a change is: 营业收入 grew by 5%, so it is its 增速."""
    if slot.tie.direction is None:
        return ""
    yearly = "年均" if slot.tie.has("年均") else ""
    if slot.tie.direction == "down":
        return yearly + "降幅"
    return yearly + ("增速" if slot.tie.has("增长", "增速", "递增") else "增幅")
