"""How indicators, gaps and verdicts are written on pages."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from planapp.domain.gaps import status_label
from planapp.domain.terms import Comparator, Light, Measure, Status
from planapp.models import Gap, Indicator
from planapp.pages.formats import format_amount, format_computed
from planapp.queries.gap_list import leads_of, verdict_of
from planapp.queries.gaps import explain_gap
from planapp.templatetags.look import SHAPES, light_chip

register = template.Library()


@register.filter
def target_words(indicator: Indicator) -> str:
    """`{{ indicator|target_words }}` → ≥ 1,200, 3–5, 约 70."""
    if indicator.comparator == Comparator.RANGE and indicator.target_max is not None:
        return f"{format_amount(indicator.target)}–{format_amount(indicator.target_max)}"
    return f"{Comparator(indicator.comparator).label} {format_amount(indicator.target)}"


@register.filter
def computed(value: Decimal | None, value_unit: str = "") -> str:
    """`{{ gap.lag|computed:"亿元" }}` → 9.29 亿元: what was computed, rounded for reading."""
    return format_computed(value, value_unit)


@register.filter
def lead_units(indicator: Indicator) -> str:
    """`{{ indicator|lead_units }}` → 省工业和信息化厅、省科学技术厅."""
    return "、".join(unit.name for unit in leads_of(indicator)) or "—"


@register.filter
def measure_words(indicator: Indicator) -> str:
    """`{{ indicator|measure_words }}` → 期末值."""
    return Measure(indicator.measure).label


def gap_words(gap: Gap) -> str:
    """The light's shape and the status in words, where no chip can be drawn."""
    return f"{SHAPES[Light(gap.light)]} {_word(gap, gap.status, gap.light)}"


@register.simple_tag
def gap_chip(gap: Gap) -> SafeString:
    """`{% gap_chip gap %}`: what was computed, the sentence on hover."""
    explanation = explain_gap(gap)
    sentence = explanation.sentence if explanation else "尚未测算"
    return light_chip(gap.light, _word(gap, gap.status, gap.light), sentence)


@register.simple_tag
def verdict_chip(gap: Gap) -> SafeString | str:
    """`{% verdict_chip gap %}`: what people decided in the gap's cycle, or “—”."""
    verdict = verdict_of(gap)
    if verdict is None:
        return "—"
    return light_chip(verdict.light, _word(gap, verdict.status, verdict.light), verdict.reason)


def _word(gap: Gap, status: str, light: str) -> str:
    indicator = gap.indicator
    return status_label(
        Status(status),
        light=Light(light),
        comparator=Comparator(indicator.comparator),
        at_end=gap.cycle.is_year_end and gap.cycle.year >= indicator.target_year,
    )
