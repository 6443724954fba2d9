"""How changed commitments are written on pages."""

from __future__ import annotations

from decimal import Decimal

from django import template

from planapp.models import Gap
from planapp.pages.commitments import changes
from planapp.pages.formats import format_amount

register = template.Library()
register.filter(changes)


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
