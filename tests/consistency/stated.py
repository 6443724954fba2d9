"""Figures as an extraction gives them, made from a text and the words they stand in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from planapp.domain.consistency import Figure, PlanFigures
from planapp.domain.terms import Comparator, Measure


@dataclass(frozen=True)
class Document:
    """A text whose figures are told one by one, in the text's order."""

    text: str
    plan: PlanFigures = field(default_factory=PlanFigures)

    def states(self, name: str, value: str, unit: str, *, year: int, words: str = "") -> Document:
        """A figure about the past; `words` is how it is written where that differs."""
        return self._with(name, value, unit, year=year, words=words or f"{value}{unit}")

    def targets(
        self,
        name: str,
        value: str,
        unit: str,
        *,
        year: int,
        measure: Measure = Measure.LEVEL,
        comparator: Comparator = Comparator.GE,
    ) -> Document:
        """A target, the next one of these words in the text."""
        told = self._with(name, value, unit, year=year, words=f"{value}{unit}")
        *before, figure = told.plan.figures
        target = replace(figure, is_target=True, measure=measure, comparator=comparator)
        return replace(told, plan=replace(told.plan, figures=(*before, target)))

    def _with(self, name: str, value: str, unit: str, *, year: int, words: str) -> Document:
        figures = self.plan.figures
        start = self.text.index(words, figures[-1].end if figures else 0)
        figure = Figure(
            name=name,
            value=Decimal(value),
            value_unit=unit,
            year=year,
            measure=Measure.LEVEL,
            start=start,
            end=start + len(words),
            quote=words,
        )
        return replace(self, plan=replace(self.plan, figures=(*figures, figure)))
