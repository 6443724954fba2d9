"""An extraction as a JSON object and back: the only place that knows the keys."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from planapp.domain.charges import UnitInRole
from planapp.domain.extraction.contract import (
    ExtractedFact,
    ExtractedGoal,
    ExtractedIndicator,
    ExtractedPlan,
    ExtractedTask,
    Origin,
    PlanHeader,
    Span,
)
from planapp.domain.terms import Comparator, ItemKind, Measure, Role, Term

_Word = TypeVar("_Word", bound=Term)

_HEADER_FIELDS = (
    "title",
    "region",
    "issuer",
    "doc_number",
    "issued_on",
    "period_start",
    "period_end",
)


def to_payload(plan: ExtractedPlan, *, version: str) -> dict[str, Any]:
    """The JSON object of an extraction; numbers are decimal strings, what is unknown is null."""
    return {
        "plan": {field: getattr(plan.header, field) for field in _HEADER_FIELDS},
        "goals": [_goal(goal) for goal in plan.goals],
        "indicators": [_indicator(indicator) for indicator in plan.indicators],
        "tasks": [_task(task) for task in plan.tasks],
        "facts": [_fact(fact) for fact in plan.facts],
        "warnings": list(plan.warnings),
        "version": version,
    }


def from_payload(payload: Mapping[str, Any]) -> ExtractedPlan:
    """The extraction a JSON object stands for; keys beside the contract's are ignored.

    Raises KeyError or ValueError where the object lacks what the contract asks for.
    """
    plan = payload["plan"]
    return ExtractedPlan(
        header=PlanHeader(**{field: plan.get(field) for field in _HEADER_FIELDS}),
        goals=tuple(_read_goal(item) for item in payload.get("goals", ())),
        indicators=tuple(_read_indicator(item) for item in payload.get("indicators", ())),
        tasks=tuple(_read_task(item) for item in payload.get("tasks", ())),
        facts=tuple(_read_fact(item) for item in payload.get("facts", ())),
        warnings=tuple(payload.get("warnings", ())),
    )


def _span(span: Span) -> dict[str, Any]:
    return {"quote": span.quote, "start": span.start, "end": span.end}


def _doubt(item: ExtractedGoal | ExtractedIndicator | ExtractedTask) -> dict[str, Any]:
    return {"confidence": round(item.confidence, 2), "doubts": list(item.doubts)}


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _goal(goal: ExtractedGoal) -> dict[str, Any]:
    return {
        "heading": goal.heading,
        "section": list(goal.section),
        **_span(goal.span),
        **_doubt(goal),
    }


def _indicator(indicator: ExtractedIndicator) -> dict[str, Any]:
    of = indicator.of
    return {
        "name": indicator.name,
        "measure": indicator.measure.value,
        "comparator": indicator.comparator.value,
        "value": _decimal(indicator.value),
        "value_max": _decimal(indicator.value_max),
        "unit": indicator.value_unit,
        "target_year": indicator.target_year,
        "base_year": indicator.base_year,
        "base_value": _decimal(indicator.base_value),
        "of": None if of is None else {of.kind.value: of.position},
        **_span(indicator.span),
        **_doubt(indicator),
    }


def _task(task: ExtractedTask) -> dict[str, Any]:
    return {
        "number": task.number,
        "title": task.title,
        "section": list(task.section),
        "units": [{"name": unit.name, "role": unit.role.value} for unit in task.units],
        "deadline": task.deadline,
        **_span(task.span),
        **_doubt(task),
    }


def _fact(fact: ExtractedFact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "value": _decimal(fact.value),
        "unit": fact.value_unit,
        "year": fact.year,
        **_span(fact.span),
        "figure": _span(fact.figure),
    }


def _read_term(vocabulary: type[_Word], value: str) -> _Word:
    for word in vocabulary:
        if word.value == value:
            return word
    raise ValueError(f"{value!r} is no {vocabulary.__name__}")


def _read_span(item: Mapping[str, Any]) -> Span:
    return Span(start=item["start"], end=item["end"], quote=item["quote"])


def _read_doubt(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "confidence": item.get("confidence", 1.0),
        "doubts": tuple(item.get("doubts", ())),
    }


def _read_decimal(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def _read_origin(of: Mapping[str, int] | None) -> Origin | None:
    if not of:
        return None
    [(kind, position)] = of.items()
    return Origin(_read_term(ItemKind, kind), position)


def _read_goal(item: Mapping[str, Any]) -> ExtractedGoal:
    return ExtractedGoal(
        heading=item.get("heading"),
        section=tuple(item.get("section", ())),
        span=_read_span(item),
        **_read_doubt(item),
    )


def _read_indicator(item: Mapping[str, Any]) -> ExtractedIndicator:
    return ExtractedIndicator(
        name=item["name"],
        measure=_read_term(Measure, item["measure"]),
        comparator=_read_term(Comparator, item["comparator"]),
        value=Decimal(item["value"]),
        value_max=_read_decimal(item.get("value_max")),
        value_unit=item["unit"],
        target_year=item.get("target_year"),
        base_year=item.get("base_year"),
        base_value=_read_decimal(item.get("base_value")),
        of=_read_origin(item.get("of")),
        span=_read_span(item),
        **_read_doubt(item),
    )


def _read_task(item: Mapping[str, Any]) -> ExtractedTask:
    return ExtractedTask(
        number=item.get("number"),
        title=item.get("title"),
        section=tuple(item.get("section", ())),
        units=tuple(
            UnitInRole(u["name"], _read_term(Role, u["role"])) for u in item.get("units", ())
        ),
        deadline=item.get("deadline"),
        span=_read_span(item),
        **_read_doubt(item),
    )


def _read_fact(item: Mapping[str, Any]) -> ExtractedFact:
    return ExtractedFact(
        name=item["name"],
        value=Decimal(item["value"]),
        value_unit=item["unit"],
        year=item["year"],
        span=_read_span(item),
        figure=_read_span(item.get("figure") or item),  # older drafts held the number alone
    )
