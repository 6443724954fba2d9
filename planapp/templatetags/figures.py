"""How indicators, gaps and verdicts are written on pages."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from planapp.domain.terms import Light, Measure
from planapp.models import Gap, Indicator
from planapp.pages.commitments import target_phrase, target_words
from planapp.pages.formats import format_amount, format_computed
from planapp.queries.duties import Duty
from planapp.queries.extensions import DutyKey
from planapp.queries.gap_list import leads_of, verdict_of
from planapp.queries.gap_words import status_words
from planapp.queries.gaps import explain_gap
from planapp.queries.waiting import Waiting
from planapp.templatetags.look import SHAPES, light_chip

register = template.Library()
register.filter(target_words)
register.filter(target_phrase)

POINTS = {"%": "个百分点", "‰": "个千分点"}


@register.filter
def computed(value: Decimal | None, value_unit: str = "") -> str:
    """`{{ gap.lag|computed:"亿元" }}` → 9.29 亿元: what was computed, rounded for reading."""
    return format_computed(value, value_unit)


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
def lead_units(indicator: Indicator) -> SafeString | str:
    """`{{ indicator|lead_units }}` → 省工业和信息化厅、…, each with the way to its page."""
    links = ((reverse("admin:unit", args=(unit.pk,)), unit.name) for unit in leads_of(indicator))
    return format_html_join("、", '<a href="{}">{}</a>', links) or "—"


@register.filter
def duty_key(duty: Duty) -> str:
    """`{{ duty|duty_key }}`: what a form sends to name a duty."""
    return str(DutyKey.of(duty))


@register.filter
def measure_words(indicator: Indicator) -> str:
    """`{{ indicator|measure_words }}` → 期末值."""
    return Measure(indicator.measure).label


def gap_words(gap: Gap) -> str:
    """The light's shape and the status in words, where no chip can be drawn."""
    return f"{SHAPES[Light(gap.light)]} {status_words(gap, gap.status, gap.light)}"


@register.simple_tag
def finding(gap: Gap, waiting: Waiting | None = None) -> str:
    """`{% finding gap %}` → 严重滞后，距序时差额 270 亿元: what the chart shows, as its title.

    What was decided comes first: 核定为滞后（系统测算严重滞后，距序时差额 270 亿元）.
    """
    said = waiting.word if waiting else status_words(gap, gap.status, gap.light)
    if gap.lag:
        amount = format_computed(abs(gap.lag), difference_unit(gap.indicator.value_unit))
        said += f"，{'距序时差额' if gap.lag > 0 else '优于应达值'} {amount}"
    verdict = verdict_of(gap)
    if verdict is None:
        return said
    return f"核定为{status_words(gap, verdict.status, verdict.light)}（系统测算{said}）"


@register.simple_tag
def gap_chip(gap: Gap, waiting: Waiting | None = None) -> SafeString:
    """`{% gap_chip gap backing.waiting %}`: what was computed, the sentence on hover.

    Where a figure is waited for, that is said in the place of 未填报.
    """
    if waiting is not None:
        return light_chip(gap.light, waiting.word, waiting.sentence)
    explanation = explain_gap(gap)
    sentence = explanation.sentence if explanation else "尚未测算"
    return light_chip(gap.light, status_words(gap, gap.status, gap.light), sentence)


@register.simple_tag
def verdict_chip(gap: Gap) -> SafeString | str:
    """`{% verdict_chip gap %}`: what people decided in the gap's cycle, or “—”."""
    verdict = verdict_of(gap)
    if verdict is None:
        return "—"
    return light_chip(
        verdict.light, status_words(gap, verdict.status, verdict.light), verdict.reason
    )
