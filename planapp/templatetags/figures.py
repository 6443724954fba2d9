"""How indicators, gaps and verdicts are written on pages."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from planapp.domain.gaps import status_label
from planapp.domain.terms import Comparator, Light, Measure, Status
from planapp.models import Gap, Indicator
from planapp.pages.formats import ATTACHED_UNITS, format_amount, format_computed
from planapp.queries.gap_list import leads_of, verdict_of
from planapp.queries.gaps import explain_gap
from planapp.templatetags.look import SHAPES, light_chip

register = template.Library()


POINTS = {"%": "个百分点", "‰": "个千分点"}


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
def target_phrase(indicator: Indicator) -> str:
    """`{{ indicator|target_phrase }}` → ≥ 1,200 亿元, ≥ 25%, 3–5 个: the target with its unit."""
    words = target_words(indicator)
    unit = indicator.value_unit
    return f"{words}{unit}" if unit in ATTACHED_UNITS else f"{words} {unit}".rstrip()


@register.filter
def series_amount(indicator: Indicator, value: Decimal | None) -> str:
    """`{{ indicator|series_amount:value }}`: a figure of its series in a column of target units.

    The unit is written where it is another.
    """
    unit = indicator.series.value_unit
    return format_amount(value, "" if unit == indicator.value_unit else unit)


@register.filter
def difference_unit(value_unit: str) -> str:
    """`{{ indicator.value_unit|difference_unit }}`: what lies between two percents is points."""
    return POINTS.get(value_unit, value_unit)


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
def finding(gap: Gap) -> str:
    """`{% finding gap %}` → 严重滞后，距序时差额 270 亿元: what the chart shows, as its title."""
    word = _word(gap, gap.status, gap.light)
    if not gap.lag:
        return word
    amount = format_computed(abs(gap.lag), difference_unit(gap.indicator.value_unit))
    return f"{word}，距序时差额 {amount}" if gap.lag > 0 else f"{word}，优于应达值 {amount}"


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
