"""How commitments, and changes of them, are written on pages and on what is handed out."""

from __future__ import annotations

from decimal import Decimal

from planapp.domain.gaps import status_label
from planapp.domain.terms import Comparator, Light, Status
from planapp.models import Gap, Indicator, TargetRevision
from planapp.models.revision import REVISABLE
from planapp.pages.formats import ATTACHED_UNITS, NOTHING, format_amount

_LABELS = {
    "target": "目标值",
    "target_max": "目标上限",
    "target_year": "目标年",
    "base_year": "基期年",
    "base_value": "基期值",
}


def target_words(indicator: Indicator) -> str:
    """`{{ indicator|target_words }}` → ≥ 1,200, 3–5, 约 70."""
    if indicator.comparator == Comparator.RANGE and indicator.target_max is not None:
        return f"{format_amount(indicator.target)}–{format_amount(indicator.target_max)}"
    return f"{Comparator(indicator.comparator).label} {format_amount(indicator.target)}"


def target_phrase(indicator: Indicator) -> str:
    """`{{ indicator|target_phrase }}` → ≥ 1,200 亿元, ≥ 25%, 3–5 个: the target with its unit."""
    words = target_words(indicator)
    unit = indicator.value_unit
    return f"{words}{unit}" if unit in ATTACHED_UNITS else f"{words} {unit}".rstrip()


def status_words(gap: Gap, status: str, light: str) -> str:
    """The status, computed or decided, as the gap's indicator and cycle have it read."""
    indicator = gap.indicator
    return status_label(
        Status(status),
        light=Light(light),
        comparator=Comparator(indicator.comparator),
        at_end=gap.cycle.is_year_end and gap.cycle.year >= indicator.target_year,
    )


def changes(revision: TargetRevision) -> list[tuple[str, str, str]]:
    """`{% for label, old, new in revision|changes %}`: only what changes, with its unit."""
    pairs = [
        (name, getattr(revision, f"old_{name}"), getattr(revision, f"new_{name}"))
        for name in REVISABLE
    ]
    return [
        (_LABELS[name], _written(revision, name, old), _written(revision, name, new))
        for name, old, new in pairs
        if old != new
    ]


def _written(revision: TargetRevision, name: str, value: Decimal | int | None) -> str:
    if value is None:
        return NOTHING
    if name.endswith("_year"):
        return f"{value}年"
    indicator = revision.indicator
    in_series = name == "base_value"
    return format_amount(value, indicator.series.value_unit if in_series else indicator.value_unit)
