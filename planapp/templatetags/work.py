"""What is said of the work on an item inside its unit, and how the item stood before."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django import template
from django.utils.safestring import SafeString

from planapp.models import Gap
from planapp.pages.entry_item import entry_address
from planapp.queries.gap_words import status_words
from planapp.queries.handling import Handed
from planapp.queries.remarks import Supported
from planapp.templatetags.figures import gap_chip
from planapp.templatetags.look import light_chip

register = template.Library()
register.filter(entry_address)  # `<a href="{{ duty|entry_address }}">`


@register.filter
def is_late_inside(handed: Handed, on: date) -> bool:
    """`{% if row|is_late_inside:today %}`: whether the unit's own date has passed."""
    return handed.is_late_inside(on)


@register.filter
def is_late(supported: Supported, on: date) -> bool:
    """`{% if row|is_late:today %}`: whether the day for supporting units passed unused."""
    return supported.is_late(on)


@register.simple_tag
def decided_chip(gap: Gap) -> SafeString:
    """`{% decided_chip gap %}`: what people decided, else what was computed.

    For gaps that were read with `decided_status` and `decided_light`.
    """
    status, light = (getattr(gap, f"decided_{name}") for name in ("status", "light"))
    if (status, light) == (gap.status, gap.light):
        return gap_chip(gap)
    return light_chip(light, status_words(gap, status, light), "经核定")


@register.filter
def number_of(counts: Counter[int], key: int) -> int:
    """`{{ held|number_of:user.pk }}`: nothing counted is 0."""
    return counts[key]
