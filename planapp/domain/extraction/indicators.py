"""Measurable commitments: every number a plan binds itself to, with name, measure and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planapp.domain.extraction.clauses import split_sentences
from planapp.domain.extraction.commitments import read_sentence
from planapp.domain.extraction.contract import ExtractedIndicator, Span
from planapp.domain.extraction.flattening import Flat, plain_digits
from planapp.domain.extraction.naming import Memory
from planapp.domain.extraction.readings import Page
from planapp.domain.extraction.rows import read_row_indicators
from planapp.domain.extraction.scopes import Scope
from planapp.domain.extraction.stretches import cut_stretches
from planapp.domain.extraction.tables import find_tables
from planapp.domain.extraction.years import find_years


def find_indicators(
    text: str, scopes: Sequence[Scope], *, period_end: int | None
) -> list[ExtractedIndicator]:
    """All commitments of the text in order of their place; every span lies in `text`."""
    flat = Flat(plain_digits(text))
    page = Page.of(flat, period_end=period_end)
    tables = find_tables(flat.original)
    found: list[ExtractedIndicator] = []
    for table in tables:
        found += read_row_indicators(
            flat.original, table, scopes=scopes, boundary=page.years.boundary, period_end=period_end
        )
    leads: dict[tuple[str, ...], int] = {}  # the year that a section's own text gives its items
    for stretch in cut_stretches(flat, scopes, tables):
        section = stretch.scope.section
        memory = Memory(lead=_lead_year(section, leads))
        for sentence in split_sentences(flat.text, stretch.start, stretch.end):
            found += read_sentence(
                page, sentence, scope=stretch.scope, memory=memory, period_end=period_end
            )
        if stretch.scope.of is None and section and memory.target:
            leads[section] = memory.target
    found = [replace(i, span=Span.cut(text, i.span.start, i.span.end)) for i in found]
    return sorted(found, key=lambda i: (i.span.start, i.span.end))


def _lead_year(section: tuple[str, ...], leads: dict[tuple[str, ...], int]) -> int | None:
    """The year of the nearest heading above, or of the text that leads in its section."""
    for depth in range(len(section), 1, -1):
        if stated := find_years(section[depth - 1]):
            return stated[-1].year
        if (lead := leads.get(section[:depth])) is not None:
            return lead
    return None
