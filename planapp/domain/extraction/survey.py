"""A document's numbers laid out once for all who read them: tables, sentences, candidates."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planapp.domain.extraction.clauses import Sentence, split_sentences
from planapp.domain.extraction.flattening import Flat, plain_digits
from planapp.domain.extraction.readings import Page, Slot, read_slots
from planapp.domain.extraction.scopes import Part, Scope
from planapp.domain.extraction.stretches import Stretch, cut_stretches
from planapp.domain.extraction.tables import Table, find_tables
from planapp.domain.extraction.years import first_aim_year

_SENTENCE = re.compile(r"[^。！？!?\n]+")


@dataclass(slots=True)
class Read:
    """A sentence that names a year or holds numbers, with its candidates."""

    sentence: Sentence
    slots: tuple[Slot, ...]
    has_numbers: bool


@dataclass(slots=True)
class Passage:
    """What of a stretch has to do with numbers."""

    stretch: Stretch
    sentences: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """The flat text's page, the tables of the original, and the passages between them."""

    text: str  # as it was handed in: all spans are cut from it
    scopes: Sequence[Scope]
    page: Page
    tables: list[Table]
    passages: list[Passage]


def survey_text(text: str, scopes: Sequence[Scope], *, period_end: int | None) -> Survey:
    """Find every number of the text with its sentence; what no scope covers is OTHER."""
    flat = Flat(plain_digits(text))
    aims = ((scope.start, scope.end) for scope in scopes if scope.part is Part.AIMS)
    page = Page.of(flat, period_end=period_end, first_aim=first_aim_year(text, aims))
    tables = find_tables(flat.original)
    passages = [
        Passage(stretch, sentences)
        for stretch in cut_stretches(flat, scopes, tables)
        if (sentences := tuple(_read(page, stretch)))
    ]
    return Survey(text, scopes, page, tables, passages)


def _read(page: Page, stretch: Stretch) -> Iterator[Read]:
    """Only sentences with a year or a number are taken apart: most have neither."""
    told = page.told
    at, last = bisect_left(told, stretch.start), bisect_left(told, stretch.end)
    if at == last:
        return
    for run in _SENTENCE.finditer(page.text, stretch.start, stretch.end):
        if at == last:
            return
        if told[at] >= run.end():
            continue
        at = bisect_left(told, run.end(), at)
        for sentence in split_sentences(page.text, run.start(), run.end()):
            has_numbers = bool(page.within(sentence.start, sentence.end))
            slots = tuple(read_slots(page, sentence)) if has_numbers else ()
            yield Read(sentence, slots, has_numbers)
