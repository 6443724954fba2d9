"""Figures that a plan states about the past, and what each of them may be taken for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planapp.domain.comparison import COUNTERS
from planapp.domain.gaps import convert
from planapp.domain.likeness import Likeness, compare_names
from planapp.domain.subjects import Change, split_change
from planapp.domain.terms import Entry, Measure
from planapp.models import DraftItem, ExtractionDraft, Indicator, Plan

_BY_BASE = frozenset({Measure.LEVEL, Measure.MULTIPLE, Measure.INCREASE, Measure.DECREASE})
_OF_CHANGE = frozenset({Measure.GROWTH, Measure.INCREASE, Measure.DECREASE})
_AGAINST = re.compile(r"[比较](?P<year>20\d\d|19\d\d)年")
_ENDS = "。；！？\n"
_LONGEST_SENTENCE = 80


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure as the text states it; `index` is its place among the draft's facts."""

    index: int
    name: str
    year: int
    value: Decimal
    unit: str
    sentence: str  # it stands in; for a cell of a table the cell alone


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a past figure is looked for: an indicator's base and its history."""

    name: str
    measure: Measure
    entry: Entry
    value_unit: str  # empty where it is not settled yet
    base_year: int
    region: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A fact that may be a past figure of what is wanted; `value` is in the wanted unit."""

    fact: Fact
    likeness: Likeness
    value: Decimal
    is_base: bool  # it is of the base year, and the measure starts from a base
    other_counter: bool = False  # 户 where 家 is wanted

    @property
    def needs_look(self) -> bool:
        """Whether a person has to compare the 口径 before it is taken."""
        return self.likeness.differs or self.other_counter

    @property
    def source(self) -> str:
        """Where it comes from, in words that say the 口径 where it is another."""
        fact = self.fact
        name = f"（{fact.year}年{fact.name}）" if fact.name not in fact.sentence else ""
        words = f"规划原文{name}：“{fact.sentence}”"
        return f"{words}，口径不同，已核对" if self.needs_look else words


def facts_of(plan: Plan) -> list[Fact]:
    """What the plan's document states about the past, in its order. One query."""
    draft = ExtractionDraft.objects.filter(document=plan.document_id).first()
    return read_facts(draft.facts, text=plan.document.text) if draft else []


def read_facts(facts: Sequence[Mapping[str, Any]], *, text: str) -> list[Fact]:
    """A draft's stored facts with the sentences they stand in. No query."""
    return [
        Fact(
            index=index,
            name=fact["name"],
            year=fact["year"],
            value=Decimal(fact["value"]),
            unit=fact["unit"],
            sentence=_sentence(text, fact),
        )
        for index, fact in enumerate(facts)
    ]


def wanted_for(indicator: Indicator) -> Wanted:
    """What an indicator, with its series and plan with region loaded, needs. No query."""
    return Wanted(
        name=indicator.name,
        measure=Measure(indicator.measure),
        entry=Entry(indicator.series.entry),
        value_unit=indicator.series.value_unit,
        base_year=indicator.base_year or indicator.plan.period_start - 1,
        region=indicator.plan.region.name,
    )


def wanted_for_item(item: DraftItem, *, period_start: int, region: str) -> Wanted:
    """The same for an indicator that is still a draft's item. No query."""
    current = item.current
    measure = Measure(current["measure"])
    return Wanted(
        name=current["name"],
        measure=measure,
        entry=Entry.default_for(measure),
        value_unit="" if measure is Measure.MULTIPLE else current.get("unit") or "",
        base_year=current.get("base_year") or period_start - 1,
        region=region,
    )


def facts_for(wanted: Wanted, facts: Sequence[Fact]) -> list[Offer]:
    """The facts that may be past figures of what is wanted, nearest name first. No query.

    Only figures of the same kind in a unit that converts: a state for what is entered as a
    state, one year's change for what is entered as a rate. What is added up over the years
    (当年新增, 累计数) has no past figures.
    """
    if wanted.entry not in {Entry.LEVEL, Entry.RATE}:
        return []
    found = [offer for fact in facts if (offer := _offer(wanted, fact)) is not None]
    return sorted(found, key=lambda one: (-one.likeness.degree, one.fact.year, one.fact.index))


def _offer(wanted: Wanted, fact: Fact) -> Offer | None:
    value, other_counter = _in_unit(fact, wanted.value_unit)
    bare, change = split_change(fact.name)
    name = wanted.name
    if wanted.entry is Entry.RATE or wanted.measure in _OF_CHANGE:
        name, _ = split_change(name)
    if value is None or change is not _change_for(wanted) or _spans_years(fact, change):
        return None
    likeness = compare_names(name, bare, region=wanted.region)
    if likeness is None:
        return None
    starts_here = wanted.entry is Entry.LEVEL and wanted.measure in _BY_BASE
    is_base = starts_here and fact.year == wanted.base_year
    return Offer(fact, likeness, value, is_base=is_base, other_counter=other_counter)


def _spans_years(fact: Fact, change: Change | None) -> bool:
    """Whether a change is against an earlier year than the one before (比2016年增长22.1%)."""
    stated = _AGAINST.search(fact.sentence)
    return change is not None and stated is not None and int(stated["year"]) != fact.year - 1


def _change_for(wanted: Wanted) -> Change | None:
    """What kind of change its records are: a fall is entered as a positive rate of a decrease."""
    if wanted.entry is not Entry.RATE:
        return None
    return Change.FALL if wanted.measure is Measure.DECREASE else Change.RISE


def _in_unit(fact: Fact, unit: str) -> tuple[Decimal | None, bool]:
    """The fact's value in a unit, None where it does not convert; whether it counts otherwise."""
    if fact.unit == unit or not unit:
        return fact.value, False
    if {fact.unit, unit} <= COUNTERS:
        return fact.value, True
    try:
        return convert(fact.value, fact.unit, unit), False
    except ValueError:
        return None, False


def _sentence(text: str, fact: Mapping[str, Any]) -> str:
    """The sentence around a fact; where it is long, only the clause."""
    start, end = fact.get("start"), fact.get("end")
    if start is None or end is None:
        return str(fact["quote"])
    left, right = _around(text, start, end, marks=_ENDS)
    if right - left > _LONGEST_SENTENCE:
        left, right = _around(text, start, end, marks=_ENDS + "，,")
    sentence = text[left:right].strip()
    return sentence if len(sentence) <= _LONGEST_SENTENCE else str(fact["quote"])


def _around(text: str, start: int, end: int, *, marks: str) -> tuple[int, int]:
    left = max(text.rfind(mark, 0, start) for mark in marks) + 1
    found = [place for mark in marks if (place := text.find(mark, end)) >= 0]
    return left, min(found, default=len(text))
