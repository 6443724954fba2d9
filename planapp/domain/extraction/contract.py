"""What an extraction returns: frozen values, every one traceable to its place in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from planapp.domain.charges import UnitInRole
from planapp.domain.terms import Comparator, ItemKind, Measure


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the document's text; `start` and `end` are character offsets."""

    start: int
    end: int
    quote: str

    @classmethod
    def cut(cls, text: str, start: int, end: int) -> Span:
        """The only way spans are made, so that text[start:end] == quote always holds."""
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start}:{end} lies outside a text of {len(text)} characters")
        return cls(start, end, text[start:end])


@dataclass(frozen=True, slots=True)
class Origin:
    """The goal or task an indicator stands in, by its position in the result's list."""

    kind: ItemKind
    position: int


@dataclass(frozen=True, slots=True)
class PlanHeader:
    """What a plan says of itself; what it does not state is None."""

    title: str | None = None
    region: str | None = None
    issuer: str | None = None
    doc_number: str | None = None
    issued_on: str | None = None  # as precise as the text: "2021-12" or "2021-12-03"
    period_start: int | None = None
    period_end: int | None = None


@dataclass(frozen=True, slots=True)
class ExtractedGoal:
    heading: str | None
    section: tuple[str, ...]
    span: Span
    confidence: float = 1.0
    doubts: tuple[str, ...] = ()  # in Chinese, for the reviewer


@dataclass(frozen=True, slots=True)
class ExtractedIndicator:
    name: str
    measure: Measure
    comparator: Comparator
    value: Decimal  # as the text states it, in `value_unit`
    value_max: Decimal | None  # the upper end of a range
    value_unit: str
    target_year: int | None
    base_year: int | None
    base_value: Decimal | None
    of: Origin | None
    span: Span
    confidence: float = 1.0
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractedFact:
    """A figure that the text states about the past, offered as a base value."""

    name: str
    value: Decimal
    value_unit: str
    year: int
    span: Span  # the clause that states it
    figure: Span  # the number with its unit alone


@dataclass(frozen=True, slots=True)
class ExtractedTask:
    number: str | None
    title: str | None
    section: tuple[str, ...]
    units: tuple[UnitInRole, ...]
    deadline: str | None
    span: Span
    confidence: float = 1.0
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractedPlan:
    header: PlanHeader
    goals: tuple[ExtractedGoal, ...] = ()
    indicators: tuple[ExtractedIndicator, ...] = ()
    tasks: tuple[ExtractedTask, ...] = ()
    facts: tuple[ExtractedFact, ...] = ()
    warnings: tuple[str, ...] = field(default=())  # of the document as a whole, in Chinese
