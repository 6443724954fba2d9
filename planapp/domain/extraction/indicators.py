"""Measurable commitments: every number a plan binds itself to, with name, measure and year."""

from __future__ import annotations

from dataclasses import replace

from planapp.domain.extraction.commitments import read_sentence
from planapp.domain.extraction.contract import ExtractedIndicator, Span
from planapp.domain.extraction.memory import Memory
from planapp.domain.extraction.regions import is_elsewhere
from planapp.domain.extraction.rows import read_row_indicators
from planapp.domain.extraction.survey import Survey
from planapp.domain.extraction.years import find_years


def find_indicators(
    survey: Survey, *, period_end: int | None, region: str | None = None
) -> list[ExtractedIndicator]:
    """All commitments of the text in order of their place; every span lies in the text.

    What another province is to reach is none of this region's.
    """
    page = survey.page
    found: list[ExtractedIndicator] = []
    for table in survey.tables:
        found += read_row_indicators(
            page.flat.original,
            table,
            scopes=survey.scopes,
            boundary=page.years.boundary,
            period_end=period_end,
        )
    leads: dict[tuple[str, ...], int] = {}  # the year that a section's own text gives its items
    for passage in survey.passages:
        scope = passage.stretch.scope
        memory = Memory(lead=_lead_year(scope.section, leads))
        for read in passage.sentences:
            found += read_sentence(page, read, scope=scope, memory=memory, period_end=period_end)
        if scope.of is None and scope.section and memory.target:
            leads[scope.section] = memory.target
    found = [
        replace(i, span=Span.cut(survey.text, i.span.start, i.span.end))
        for i in found
        if not is_elsewhere(i.name, region)
    ]
    return sorted(found, key=lambda i: (i.span.start, i.span.end))


def _lead_year(section: tuple[str, ...], leads: dict[tuple[str, ...], int]) -> int | None:
    """The year of the nearest heading above, or of the text that leads in its section."""
    for depth in range(len(section), 1, -1):
        if stated := find_years(section[depth - 1]):
            return stated[-1].year
        if (lead := leads.get(section[:depth])) is not None:
            return lead
    return None
