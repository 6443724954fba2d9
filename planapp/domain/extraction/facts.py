"""Figures a text states about the past, each with its year: what base values are taken from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from planapp.domain.extraction.contract import ExtractedFact, Span
from planapp.domain.extraction.measures import Kind
from planapp.domain.extraction.naming import Memory, Site, group_slots, name_slot, pair_names
from planapp.domain.extraction.readings import Page, Slot
from planapp.domain.extraction.scopes import Part
from planapp.domain.extraction.survey import Passage, Survey
from planapp.domain.extraction.tables import Column, Table
from planapp.domain.extraction.years import YearRole

_OTHERS = re.compile(r"预计|预测|有望|全球|世界|估计|估算")


def find_facts(survey: Survey, *, period_end: int | None = None) -> list[ExtractedFact]:
    """The past figures of tables and sentences in the order of the text."""
    page = survey.page
    found = [fact for table in survey.tables for fact in _table_facts(page, table)]
    for passage in survey.passages:
        if not _may_tell(page, passage):
            continue
        memory = Memory()
        for read in passage.sentences:
            site = Site(page, read.sentence, passage.stretch.scope, period_end)
            found += _sentence_facts(site, read.slots, memory)
    found = [replace(f, span=Span.cut(survey.text, f.span.start, f.span.end)) for f in found]
    return sorted(found, key=lambda fact: (fact.span.start, fact.span.end))


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
                span=Span.cut(page.flat.original, cell.start, cell.end),
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
                found += _facts(site, [slot], names=[named.name], memory=memory)
                memory.verb = named.verb
    return found


def _facts(
    site: Site, group: list[Slot], *, names: list[str], memory: Memory
) -> Iterator[ExtractedFact]:
    memory.name, memory.sentence_has = names[-1], True
    memory.recent = (memory.recent + names)[-12:]
    year = _year(site, group[0], memory)
    if year is None:
        return
    memory.target = year
    for slot, name in zip(group, names, strict=True):
        if slot.q.kind in {Kind.BARE, Kind.TIME} and not slot.tie.reaches:
            continue
        yield ExtractedFact(
            name=name + _change_word(group[0]),
            value=slot.q.value,
            value_unit=slot.q.unit,
            year=year,
            span=site.page.flat.span(slot.q.start, slot.q.end),
        )


def _year(site: Site, slot: Slot, memory: Memory) -> int | None:
    """The past year of a number; in the part on the situation the paragraph's year goes on."""
    years, sentence = site.page.years, site.sentence
    governing = years.governing(sentence.start, slot.q.start)
    is_situation = site.scope.part is Part.SITUATION
    if governing is None:
        is_about_us = not _OTHERS.search(site.page.text[sentence.start : sentence.end])
        return memory.target if is_situation and is_about_us else None
    if years.boundary:
        return governing.year if governing.year <= years.boundary else None
    return governing.year if is_situation and governing.role is not YearRole.TARGET else None


def _change_word(slot: Slot) -> str:
    """What kind of figure a change is: 营业收入 grew by 5%, so it is its 增速."""
    if slot.tie.direction is None:
        return ""
    yearly = "年均" if slot.tie.has("年均") else ""
    if slot.tie.direction == "down":
        return yearly + "降幅"
    return yearly + ("增速" if slot.tie.has("增长", "增速", "递增") else "增幅")
