"""A document's numbers laid out once for all who read them: tables, sentences, candidates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planapp.domain.extraction.clauses import Sentence, split_sentences
from planapp.domain.extraction.flattening import Flat, plain_digits
from planapp.domain.extraction.readings import Page, Slot, read_slots
from planapp.domain.extraction.scopes import Scope
from planapp.domain.extraction.stretches import Stretch, cut_stretches
from planapp.domain.extraction.tables import Table, find_tables

_SENTENCE = re.compile(r"[^。！？!?\n]+")


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence that names a year or holds numbers, with its candidates."""

    sentence: Sentence
    slots: tuple[Slot, ...]
    has_numbers: bool


@dataclass(frozen=True, slots=True)
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
    page = Page.of(flat, period_end=period_end)
    tables = find_tables(flat.original)
    passages = [
        Passage(stretch, tuple(_read(page, stretch)))
        for stretch in cut_stretches(flat, scopes, tables)
    ]
    return Survey(text, scopes, page, tables, passages)


def _read(page: Page, stretch: Stretch) -> Iterator[Read]:
    """Only sentences with a year or a number are taken apart: most have neither."""
    if not _tells(page, stretch.start, stretch.end):
        return
    for run in _SENTENCE.finditer(page.text, stretch.start, stretch.end):
        if not _tells(page, run.start(), run.end()):
            continue
        for sentence in split_sentences(page.text, run.start(), run.end()):
            has_numbers = bool(page.within(sentence.start, sentence.end))
            slots = tuple(read_slots(page, sentence)) if has_numbers else ()
            yield Read(sentence, slots, has_numbers)


def _tells(page: Page, start: int, end: int) -> bool:
    return page.has_number(start, end) or page.years.has_mention(start, end)
