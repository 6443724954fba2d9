"""Sentences read as part of a plan, for the tests of indicators, exclusions and facts."""

from __future__ import annotations

from collections.abc import Sequence

from planapp.domain.extraction.contract import ExtractedIndicator, Origin
from planapp.domain.extraction.indicators import find_indicators
from planapp.domain.extraction.scopes import Part, Scope
from planapp.domain.extraction.survey import survey_text
from planapp.domain.terms import ItemKind

TASK = Origin(ItemKind.TASK, 0)
GOAL = Origin(ItemKind.GOAL, 0)


def scope_of(
    text: str, *, part: Part = Part.MEASURES, year: int | None = None, section: Sequence[str] = ()
) -> Scope:
    """The whole text as one scope."""
    of = {Part.AIMS: GOAL, Part.MEASURES: TASK}.get(part)
    return Scope(0, len(text), part, tuple(section), of, year)


def indicators_of(
    text: str, scopes: Sequence[Scope], *, period_end: int | None
) -> list[ExtractedIndicator]:
    """The indicators of a text with scopes of its own."""
    survey = survey_text(text, scopes, period_end=period_end)
    return find_indicators(survey, period_end=period_end)


def read(
    text: str, *, part: Part = Part.MEASURES, period_end: int | None = 2025, year: int | None = None
) -> list[ExtractedIndicator]:
    """The indicators of a text that is one task, goal or section."""
    return indicators_of(text, [scope_of(text, part=part, year=year)], period_end=period_end)


def figures(text: str, *, part: Part = Part.MEASURES, period_end: int | None = 2025) -> list[str]:
    """Name, comparator, value and unit of each indicator, as one line."""
    return [
        f"{i.name} {i.comparator} {i.value}{'' if i.value_max is None else f'-{i.value_max}'}"
        f"{i.value_unit}"
        for i in read(text, part=part, period_end=period_end)
    ]
