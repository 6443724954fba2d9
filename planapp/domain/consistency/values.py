"""What a check is given and what it returns: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planapp.domain.terms import Comparator, FindingKind, Measure, Severity


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure the document states: a target for `year`, or what was in a past `year`.

    `start` and `end` are character offsets of its passage; `value` keeps the printed digits,
    trailing zeros included, because they tell how it was rounded.
    """

    name: str
    value: Decimal
    value_unit: str
    year: int | None
    measure: Measure
    start: int
    end: int
    is_target: bool = False
    comparator: Comparator = Comparator.GE
    quote: str = ""  # needed only of figures in other documents, whose text is not at hand


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """A document by what it says of itself and the figures it states, in the text's order."""

    title: str = ""
    region: str | None = None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One side of a contradiction: the figure as written and the passage it stands in."""

    figure: str
    start: int
    end: int
    quote: str
    document: str = ""  # the title of another document; empty: the one examined

    @classmethod
    def of(cls, text: str, figure: Figure) -> Statement:
        written = f"{figure.value}{figure.value_unit}"
        return cls(written, figure.start, figure.end, text[figure.start : figure.end])

    @classmethod
    def cut(cls, text: str, start: int, end: int) -> Statement:
        """A stretch of the text that is itself what was written."""
        return cls(text[start:end], start, end, text[start:end])


@dataclass(frozen=True, slots=True)
class Finding:
    """Two statements that do not fit, with the arithmetic that shows it and what to consider."""

    kind: FindingKind
    severity: Severity
    first: Statement
    second: Statement
    arithmetic: str
    note: str = ""
    basis: Statement | None = None  # what else the arithmetic starts from
