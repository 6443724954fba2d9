"""What a check of parts against their whole says, in words."""

from __future__ import annotations

from decimal import Decimal

from planapp.domain.breakdown import BreakdownFinding, Mismatch
from planapp.pages.formats import format_amount
from planapp.queries.breakdowns import BrokenDown


def findings_in_words(broken: BrokenDown) -> list[str]:
    """A sentence for each finding: 各部分目标合计 118 亿元，比总目标 120 亿元少 2 亿元."""
    return [_sentence(finding, broken) for finding in broken.findings]


def _sentence(finding: BreakdownFinding, broken: BrokenDown) -> str:
    named = "、".join(finding.parts)
    if finding.kind is Mismatch.OTHER_UNIT:
        return f"{named}的计量单位与总指标不能换算，没有核对。"
    if finding.kind is Mismatch.OTHER_YEAR:
        return f"{named}的目标年与总指标（{broken.whole.target_year}年）不同。"
    unit = broken.whole.value_unit
    found, wanted = (format_amount(value, unit) for value in (finding.found, finding.wanted))
    if finding.kind is Mismatch.EASIER:
        return f"{named}的目标 {found}，比总目标 {wanted}的要求低。"
    difference = _difference(finding.difference, unit)
    if finding.kind is Mismatch.TARGETS:
        return f"各部分目标合计 {found}，比总目标 {wanted}{difference}。"
    return f"{_period(broken)}各部分实际合计 {found}，比总指标实际 {wanted}{difference}。"


def _difference(difference: Decimal, unit: str) -> str:
    return f"{'多' if difference > 0 else '少'} {format_amount(abs(difference), unit)}"


def _period(broken: BrokenDown) -> str:
    return str(broken.gap.cycle) if broken.gap else ""
