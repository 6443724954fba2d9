"""How tasks, goals and counts of either say how they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django import template
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from planapp.domain.gaps import status_label
from planapp.domain.standing import LIGHTS, Standing
from planapp.domain.terms import Comparator, Light, Status
from planapp.models import Verdict
from planapp.queries.gap_list import GapFilter
from planapp.queries.goal_list import GoalRow
from planapp.templatetags.look import PARTS, SHAPES, light_chip

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


@register.inclusion_tag(f"{PARTS}/light_counts.html")
def standing_counts(
    counts: Counter[Standing], url: str, query: Mapping[str, str]
) -> dict[str, object]:
    """`{% standing_counts tally.decided url group.query %}`: each status counted and linked."""
    return {
        "parts": [
            (
                standing.light,
                SHAPES[standing.light],
                standing_word(standing),
                counts[standing],
                list_address(url, query, status=standing.status, light=standing.light),
            )
            for standing in _ORDER
            if counts[standing]
        ],
        "linked": True,
    }
