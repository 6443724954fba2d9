"""How commitments, and changes of them, are written on pages and on what is handed out."""

from __future__ import annotations

from decimal import Decimal

from planapp.domain.terms import Comparator
from planapp.domain.wording import NOTHING, format_amount, format_target
from planapp.models import Indicator, TargetRevision
from planapp.models.revision import REVISABLE

_LABELS = {
    "target": "目标值",
    "target_max": "目标上限",
    "target_year": "目标年",
    "base_year": "基期年",
    "base_value": "基期值",
}


def target_words(indicator: Indicator) -> str:
    """`{{ indicator|target_words }}` → ≥ 1,200, 3–5, 约 70."""
    comparator = Comparator(indicator.comparator)
    return format_target(comparator, indicator.target, target_max=indicator.target_max)


def target_phrase(indicator: Indicator) -> str:
    """`{{ indicator|target_phrase }}` → ≥ 1,200 亿元, ≥ 25%, 3–5 个: the target with its unit."""
    return format_target(
        Comparator(indicator.comparator),
        indicator.target,
        target_max=indicator.target_max,
        value_unit=indicator.value_unit,
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
