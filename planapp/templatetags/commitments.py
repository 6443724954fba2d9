"""How changed commitments are written on pages."""

from __future__ import annotations

from decimal import Decimal

from django import template

from planapp.models import Gap, TargetRevision
from planapp.models.revision import REVISABLE
from planapp.pages.formats import NOTHING, format_amount

register = template.Library()

_LABELS = {
    "target": "目标值",
    "target_max": "目标上限",
    "target_year": "目标年",
    "base_year": "基期年",
    "base_value": "基期值",
}


@register.filter
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


@register.filter
def terms_used(gap: Gap) -> str:
    """`{{ gap|terms_used }}` → 目标 100 万千瓦（2025年）: what a stored gap was judged by."""
    inputs = gap.inputs
    if not inputs.get("target"):
        return ""
    ends = [Decimal(inputs[name]) for name in ("target", "target_max") if inputs.get(name)]
    amounts = "–".join(format_amount(end) for end in ends)
    words = f"目标 {amounts} {inputs.get('unit') or ''}".rstrip()
    base = inputs.get("base_value")
    told = f"，基期 {format_amount(Decimal(base))}" if base else ""
    return f"{words}（{inputs['target_year']}年）{told}"


def _written(revision: TargetRevision, name: str, value: Decimal | int | None) -> str:
    if value is None:
        return NOTHING
    if name.endswith("_year"):
        return f"{value}年"
    indicator = revision.indicator
    in_series = name == "base_value"
    return format_amount(value, indicator.series.value_unit if in_series else indicator.value_unit)
