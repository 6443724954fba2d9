"""How the pages that count across plans write their counts, days and shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from html import escape

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from planapp.domain.ranking import Score
from planapp.domain.standing import Standing
from planapp.domain.terms import Comparability, Light
from planapp.models import Gap
from planapp.pages.filters import with_light
from planapp.pages.formats import format_percent
from planapp.pages.matrix import Cell
from planapp.queries.gap_list import GapFilter
from planapp.queries.gap_words import status_words
from planapp.queries.tallies import Tally, by_light
from planapp.templatetags.look import LIGHT_WORDS, PARTS, SHAPES, light_chip, tag
from planapp.templatetags.standing import list_address

register = template.Library()
SHARE_WIDTH = 160
_MINI = (
    '<a class="mini chip-{0}" href="{1}" title="{2}{3}项"><span aria-hidden="true">{4}</span>'
    '<span class="visually-hidden">{2}</span>{3}</a>'
)
_COMPARABILITY_TONES = {
    Comparability.ALIKE: "green",
    Comparability.CHECK: "yellow",
    Comparability.UNLIKE: "plain",
}


@register.filter
def counts_of(tally: Tally, chosen: GapFilter) -> Counter[Standing]:
    """`{{ tally|counts_of:chosen }}`: as decided, or as computed where that is asked for."""
    return tally.computed if chosen.computed else tally.decided


@register.filter
def lights_of(tally: Tally, chosen: GapFilter) -> dict[str, int]:
    """`{% light_bar tally|lights_of:chosen %}`: the same by light."""
    return by_light(counts_of(tally, chosen))


@register.filter
def counted_as(counts: Mapping[str, int], term: str) -> int:
    """`{{ counts|counted_as:"late" }}`: nothing counted is 0."""
    return counts.get(term, 0)


@register.simple_tag
def narrowed(query: Mapping[str, str], **more: str) -> dict[str, str]:
    """`{% narrowed query attribute="binding" as own %}`; what is empty narrows nothing."""
    return {**query, **{name: value for name, value in more.items() if value}}


@register.simple_tag
def days_to(due_on: date, today: date) -> str:
    """`{% days_to row.due_on today %}` → 还有18天, 今天截止, 已过3天."""
    days = (due_on - today).days
    if days == 0:
        return "今天截止"
    return f"还有{days}天" if days > 0 else f"已过{-days}天"


@register.filter
def share_words(score: Score) -> str:
    """`{{ placed.score|share_words }}` → 66.7%; “—” where nothing is counted."""
    return format_percent(Decimal(score.reached) / score.counted if score.counted else None)


@register.simple_tag
def before_chip(gap: Gap) -> SafeString | str:
    """`{% before_chip gap %}`: how it stood the round before; for gaps of `changes_shown`."""
    status, light = (getattr(gap, f"before_{name}") for name in ("status", "light"))
    return light_chip(light, status_words(gap, status, light)) if status else "—"


@register.simple_tag
def matrix_cells(cells: Iterable[Cell | None], url: str) -> SafeString:
    """`{% matrix_cells row.cells list %}`: each as `matrix_cell` draws it, in a cell of a table."""
    return SafeString("".join(f"<td>{matrix_cell(cell, url)}</td>" for cell in cells))


@register.simple_tag
def matrix_cell(cell: Cell | None, url: str) -> SafeString:
    """`{% matrix_cell cell list %}`: the whole and small chips, each to its part of the list.

    Of hundreds in a page nothing is escaped but the addresses: all else are numbers and our words.
    """
    if cell is None:
        return SafeString('<span class="none">—</span>')
    address = list_address(url, cell.query)
    minis = "".join(
        _MINI.format(
            light, escape(with_light(address, light)), LIGHT_WORDS[light], number, SHAPES[light]
        )
        for light in Light
        if (number := cell.lights[light])
    )
    return SafeString(
        f'<span class="cell"><a class="cell-total" href="{escape(address)}">{cell.total}</a>'
        f"{minis}</span>"
    )


@register.simple_tag
def heat_cell(gap: Gap) -> SafeString:
    """`{% heat_cell gap %}`: a year of an indicator; the sentence on hover."""
    status, light = (getattr(gap, f"decided_{name}") for name in ("status", "light"))
    word = status_words(gap, status, light)
    return format_html(
        '<a class="heat-cell chip-{}" href="{}?cycle={}" title="{}，序时进度{}">'
        '<span class="chip-shape" aria-hidden="true">{}</span>'
        '<span class="heat-word">{}</span><b>{}</b></a>',
        light,
        reverse("admin:indicator", args=(gap.indicator_id,)),
        gap.cycle_id,
        word,
        format_percent(gap.time_progress),
        SHAPES[Light(light)],
        word,
        format_percent(gap.completion),
    )


@register.simple_tag
def merged(query: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """`{% merged query group.query as own %}`: a list's address narrowed to a group as well."""
    return {**query, **own}


@register.inclusion_tag(f"{PARTS}/share_bar.html")
def share_bar(score: Score) -> dict[str, object]:
    """`{% share_bar placed.score %}`: the share as a bar from zero to all."""
    width = Decimal(SHARE_WIDTH) * score.reached / score.counted if score.counted else Decimal(0)
    return {"width": f"{width:.1f}", "whole": SHARE_WIDTH, "words": share_words(score)}


@register.simple_tag
def comparability_tag(verdict: Comparability) -> SafeString:
    """`{% comparability_tag row.verdict %}`: 可比, 请核对, 不可比."""
    return tag(verdict.label, _COMPARABILITY_TONES[verdict])
