"""规划体检: a draft plan's text to what was found in it; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from planapp.domain.consistency import Figure, Finding, PlanFigures, Statement, check
from planapp.domain.extraction import extract
from planapp.domain.extraction.contract import ExtractedPlan
from planapp.domain.terms import Measure

FindOthers = Callable[[str | None], Sequence[PlanFigures]]

_AROUND = 40  # characters of context on either side
_LONGEST = 90  # characters of a quote that a reader is shown


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One side of a finding as a person reads it: the figure in its words."""

    figure: str
    before: str
    quote: str
    after: str
    document: str  # the title of another document; empty: the one examined


@dataclass(frozen=True, slots=True)
class Row:
    """A finding with its passages in context."""

    finding: Finding
    sides: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Checkup:
    """What a document holds and where it contradicts itself."""

    plan: ExtractedPlan
    findings: tuple[Finding, ...]
    rows: tuple[Row, ...]

    @property
    def tasks_without_unit(self) -> int:
        return sum(not task.units for task in self.plan.tasks)


def find_none(region: str | None) -> list[PlanFigures]:
    """For a document that is examined on its own."""
    return []


def examine(text: str, find_others: FindOthers = find_none) -> Checkup:
    """Extract and check one document; `find_others` gives further plans of its region."""
    return examine_plan(text, extract(text), find_others)


def examine_plan(text: str, plan: ExtractedPlan, find_others: FindOthers = find_none) -> Checkup:
    """Check what was extracted from a document already."""
    findings = tuple(check(text, to_figures(plan), find_others(plan.header.region)))
    return Checkup(plan, findings, tuple(_row(text, finding) for finding in findings))


def to_figures(plan: ExtractedPlan) -> PlanFigures:
    """An extraction as the check takes it."""
    figures = [
        Figure(
            name=fact.name,
            value=fact.value,
            value_unit=fact.value_unit,
            year=fact.year,
            measure=Measure.LEVEL,
            start=fact.figure.start,
            end=fact.figure.end,
            quote=fact.figure.quote,
        )
        for fact in plan.facts
    ]
    figures += [
        Figure(
            name=indicator.name,
            value=indicator.value,
            value_unit=indicator.value_unit,
            year=indicator.target_year,
            measure=indicator.measure,
            start=indicator.span.start,
            end=indicator.span.end,
            quote=indicator.span.quote,
            is_target=True,
            comparator=indicator.comparator,
        )
        for indicator in plan.indicators
    ]
    return PlanFigures(
        title=plan.header.title or "",
        region=plan.header.region,
        figures=tuple(sorted(figures, key=lambda figure: (figure.start, figure.end))),
    )


def to_payload(checkup: Checkup) -> dict[str, Any]:
    """The JSON object of a report: spans are character offsets into the decoded text."""
    header = checkup.plan.header
    return {
        "plan": {"title": header.title, "region": header.region, "period_end": header.period_end},
        "findings": [_finding(finding) for finding in checkup.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "kind_label": finding.kind.label,
        "severity": finding.severity.value,
        "severity_label": finding.severity.label,
        "first": _statement(finding.first),
        "second": _statement(finding.second),
        "basis": _statement(finding.basis) if finding.basis else None,
        "arithmetic": finding.arithmetic,
        "note": finding.note,
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "figure": statement.figure,
        "start": statement.start,
        "end": statement.end,
        "quote": statement.quote,
        "document": statement.document or None,
    }


def _row(text: str, finding: Finding) -> Row:
    sides = (finding.first, finding.second, finding.basis)
    return Row(finding, tuple(_excerpt(text, side) for side in sides if side is not None))


def _excerpt(text: str, side: Statement) -> Excerpt:
    if side.document:
        return Excerpt(side.figure, "", _flat(side.quote), "", side.document)
    before = _flat(text[max(0, side.start - _AROUND) : side.start])
    after = _flat(text[side.end : side.end + _AROUND])
    quote = _flat(side.quote)
    if len(quote) > _LONGEST:
        quote, after = f"{quote[:_LONGEST]}…", ""
    figure = side.figure if len(side.figure) <= _LONGEST else ""
    return Excerpt(figure, f"…{before}", quote, f"{after}…" if after else "", "")


def _flat(words: str) -> str:
    """Cells of a table on one line; the edges keep their blank towards the quote."""
    return " ".join(words.split()) if "\n" in words or "\t" in words else words
