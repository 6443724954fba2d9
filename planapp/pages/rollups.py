"""汇总: how many indicators, tasks and goals stand how, by plan, goal, unit, region, sector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from planapp.clock import today
from planapp.domain.standing import Standing
from planapp.domain.terms import ItemKind, Light, Term
from planapp.pages.choices import places, read_filter
from planapp.pages.filters import Filter, link_with
from planapp.pages.frame import draw, needs
from planapp.queries.gap_list import GapFilter, gaps_shown
from planapp.queries.rollups import DIMENSIONS, Dimension, Group, roll_up
from planapp.queries.tallies import by_light
from planapp.queries.waiting import unpublished
from planapp.rights import Action

TermT = TypeVar("TermT", bound=Term)
PER_PAGE, PLANS = 100, 10  # rows, or where a plan has several, plans
KINDS = (ItemKind.INDICATOR, ItemKind.TASK, ItemKind.GOAL)
LISTS = {
    ItemKind.INDICATOR: "admin:gap_list",
    ItemKind.TASK: "admin:task_list",
    ItemKind.GOAL: "admin:goal_list",
}
_SORTABLE = {*Light, "total", "differing"}
_OWN = {"of", "by", "sort", "page"}  # of this page's address, not of the lists it leads to


@dataclass(frozen=True, slots=True)
class Row:
    """A group as drawn: its counts, and the address parts that lead to what was counted."""

    group: Group
    counts: Counter[Standing]
    lights: dict[str, int]
    query: dict[str, str]


@needs(Action.SEE_ALL)
def rollups(request: HttpRequest) -> HttpResponse:
    """The counts by one dimension; each leads to the list of just as many rows."""
    kind = _chosen(request.GET.get("of"), KINDS)
    by = _chosen(request.GET.get("by"), DIMENSIONS[kind])
    chosen = read_filter(request)
    found = roll_up(kind, by, chosen, on=today())
    given = {name: str(value) for name, value in request.GET.items() if name not in _OWN}

    def row(group: Group) -> Row:
        counts = group.tally.computed if chosen.computed else group.tally.decided
        return Row(group, counts, by_light(counts), given | group.query)

    sort = request.GET.get("sort", "")
    is_sorted = sort.removeprefix("-") in _SORTABLE
    groups = _sorted(found.groups, sort, computed=chosen.computed) if is_sorted else found.places
    by_plans = by is Dimension.GOAL and not is_sorted
    page = Paginator(groups, PLANS if by_plans else PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "rollups.html",
        title="汇总",
        kinds=_tabs(request, "of", possible=KINDS, chosen=kind),
        dimensions=_tabs(request, "by", possible=DIMENSIONS[kind], chosen=by),
        by=by,
        kind=kind,
        list_name=LISTS[kind],
        page=page,
        rows=[row(group) for place in page for group in place],
        noun="个规划" if by_plans else "行",
        whole=row(Group("合计", found.whole, {})),
        unpublished=_unpublished(chosen) if kind is ItemKind.INDICATOR else 0,
        filters=[*places(kind, chosen), *_basis(kind)],
        chosen=chosen,
    )


def _unpublished(chosen: GapFilter) -> int:
    """How many of the whole have no figure because it is not published yet. One query."""
    return unpublished(gaps_shown(chosen, on=today()), on=today()).order_by().count()


def _basis(kind: ItemKind) -> list[Filter]:
    if kind is ItemKind.GOAL:
        return []
    return [Filter("computed", "灯号口径", [("1", "按系统测算")])]


def _chosen(text: str | None, possible: Sequence[TermT]) -> TermT:
    return next((each for each in possible if each == text), possible[0])


def _tabs(
    request: HttpRequest, name: str, *, possible: Sequence[TermT], chosen: TermT
) -> list[dict[str, Any]]:
    prefix = "按" if name == "by" else ""
    return [
        {
            "label": f"{prefix}{each.label}",
            "url": link_with(request, **{name: each.value}),
            "active": each == chosen,
        }
        for each in possible
    ]


def _sorted(groups: Sequence[Group], sort: str, *, computed: bool) -> list[list[Group]]:
    """By a light or by one of the totals."""
    name = sort.removeprefix("-")

    def number(group: Group) -> int:
        if name in set(Light):
            counts = group.tally.computed if computed else group.tally.decided
            return by_light(counts)[name]
        return int(getattr(group.tally, name))

    return [[group] for group in sorted(groups, key=number, reverse=sort.startswith("-"))]
