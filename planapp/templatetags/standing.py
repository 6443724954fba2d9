"""How tasks, goals and counts of either say how they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from planapp.domain.gaps import status_label
from planapp.domain.standing import LIGHTS, Standing, word_of_many
from planapp.domain.terms import Comparator, ItemKind, Light, Status
from planapp.models import Verdict
from planapp.pages.filters import with_light
from planapp.queries.gap_list import GapFilter
from planapp.queries.goal_list import GoalRow
from planapp.templatetags.look import count_chips, light_chip

register = template.Library()

# Green first; within a light in the order of the statuses.
_ORDER = [
    Standing(status, light) for light in Light for status in Status if light in LIGHTS[status]
]


@register.simple_tag
def standing_chip(standing: Standing, sentence: str = "") -> SafeString:
    """`{% standing_chip row.judged.computed %}`: ▲ 滞后."""
    return light_chip(standing.light, standing_word(standing), sentence)


@register.simple_tag
def decision_chip(verdict: Verdict | None) -> SafeString | str:
    """`{% decision_chip verdict %}`: what was decided on a task or goal, or “—”."""
    if verdict is None:
        return "—"
    decided = Standing(Status(verdict.status), Light(verdict.light))
    return standing_chip(decided, verdict.reason)


def standing_word(standing: Standing) -> str:
    """The word for a status with its light, where no single indicator sharpens it."""
    return status_label(
        standing.status, light=standing.light, comparator=Comparator.LE, at_end=True
    )


@register.simple_tag
def list_address(url: str, query: Mapping[str, str], **more: str) -> str:
    """`{% list_address list row.query light="red" %}`: the address of a list narrowed so."""
    parameters = urlencode({**query, **more})
    return f"{url}?{parameters}" if parameters else url


@register.simple_tag
def goal_query(row: GoalRow, chosen: GapFilter) -> dict[str, str]:
    """`{% goal_query row chosen as query %}`: what narrows the list of gaps to a goal's."""
    query = {"plan": str(row.goal.plan_id), "goal": str(row.goal.pk)}
    if chosen.year:
        query["year"] = str(chosen.year)
    return {**query, "kind": chosen.kind} if chosen.kind else query


def counted_word(standing: Standing, kind: ItemKind) -> str:
    """The word for many items that stand so."""
    if standing == (Status.BEHIND, Light.RED):
        return standing_word(standing)
    return word_of_many(standing.status, kind=kind)


@register.simple_tag
def counts_finding(counts: Counter[Standing], kind: str) -> str:
    """`{% counts_finding tally.decided "task" %}` → 46项任务：严重滞后1项、滞后2项，未填报3项."""
    of = ItemKind(kind)
    whole = f"{counts.total()}项{of.label}"
    if not counts.total():
        return whole
    told = {
        light: [f"{counted_word(each, of)}{counts[each]}项" for each in _ORDER
                if counts[each] and each.light is light]
        for light in (Light.RED, Light.YELLOW)
    }  # fmt: skip
    behind = "、".join([*told[Light.RED], *told[Light.YELLOW]]) or "没有滞后"
    silent = counts[Standing(Status.NO_DATA, Light.GREY)]
    return f"{whole}：{behind}" + (f"，未填报{silent}项" if silent else "")


@register.simple_tag
def standing_counts(
    counts: Counter[Standing], url: str, query: Mapping[str, str], *, kind: str
) -> SafeString:
    """`{% standing_counts tally.decided url group.query kind="task" %}`: each status, linked."""
    of, address = ItemKind(kind), list_address(url, query)
    joint = "&" if query else "?"
    return count_chips(
        (
            standing.light,
            counted_word(standing, of),
            counts[standing],
            f"{address}{joint}status={standing.status}&light={standing.light}",
        )
        for standing in _ORDER
        if counts[standing]
    )


@register.simple_tag
def light_cells(lights: Mapping[str, int], url: str) -> SafeString:
    """`{% light_cells row.lights url %}`: a cell of a table for each light, its count linked."""
    cells = (
        format_html('<td class="num"><a href="{}">{}</a></td>', with_light(url, light), number)
        if number
        else '<td class="num">0</td>'
        for light, number in lights.items()
    )
    return SafeString("".join(cells))
