"""搜索: plans, their items and units by any words, within what the person gets to see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse

from planapp.clock import today
from planapp.domain.search import words_of
from planapp.domain.terms import SearchKind
from planapp.models import Plan
from planapp.pages.choices import chosen_number, chosen_term
from planapp.pages.filters import Filter, link_with
from planapp.pages.formats import format_count
from planapp.pages.frame import draw, person, scope_here, seen
from planapp.pages.search_results import Result, results_of
from planapp.queries.search import MOST_LISTED, Found, Hit, Search
from planapp.queries.search_results import load_found
from planapp.rights import Action, may

NOUNS = {
    SearchKind.PLAN: "个规划",
    SearchKind.INDICATOR: "项指标",
    SearchKind.TASK: "项任务",
    SearchKind.GOAL: "个目标",
    SearchKind.UNIT: "个单位",
}
PER_PAGE, PER_GROUP = 20, 5
_MOST_PLANS = 20  # offered to narrow the search to

AllFound = Mapping[SearchKind, Found]
Shown = Mapping[SearchKind, Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: the first few with the way to all, or one page."""

    kind: SearchKind
    count: str
    results: Sequence[Result]
    url: str = ""


def search(request: HttpRequest) -> HttpResponse:
    """What holds all of the words: the first of each kind, or one kind by pages."""
    sees_all = may(person(request), Action.SEE_ALL, on=today())
    if not sees_all and not may(person(request), Action.REPORT, on=today()):
        raise PermissionDenied("只有各单位的填报人员和督查、审计、管理人员可以搜索。")
    query = request.GET.get("q", "").strip()
    plan = chosen_number(request.GET.get("plan"))
    wanted = Search(words_of(query), scope_here(request), plan)
    found = {kind: wanted.find(kind) for kind in NOUNS} if wanted.words else {}
    chosen = chosen_term(request.GET.get("kind"), SearchKind)
    kind = SearchKind(chosen) if chosen in found else None
    page: Page[Hit] | None = None
    if kind:
        page = Paginator(found[kind].hits, PER_PAGE).get_page(request.GET.get("page"))
    shown = {kind: list(page)} if kind and page else _first_of_each(found)
    return draw(
        request,
        "search.html",
        title=f"搜索“{query}”" if query else "搜索",
        query=query,
        tabs=_tabs(request, found, kind),
        filters=_filters(request, found, plan),
        groups=_groups(request, found, shown=shown, words=wanted.words, sees_all=sees_all),
        page=page,
        noun=NOUNS[kind] if kind else "",
        count=_counted(found[kind], NOUNS[kind]) if kind else "",
        most=MOST_LISTED if kind and found[kind].more else 0,
    )


def _first_of_each(found: AllFound) -> Shown:
    return {kind: each.hits[:PER_GROUP] for kind, each in found.items() if each.hits}


def _groups(
    request: HttpRequest, found: AllFound, *, shown: Shown, words: Sequence[str], sees_all: bool
) -> list[Group]:
    groups = []
    whole = scope_here(request).everything  # the register has units that lie in nobody's scope
    for kind, hits in shown.items():
        opens = sees_all and (whole or kind is not SearchKind.UNIT)
        rows = load_found(kind, [hit.object_id for hit in hits], on=today())
        groups.append(
            Group(
                kind=kind,
                count=_counted(found[kind], NOUNS[kind]),
                results=results_of(kind, rows, words, sees_all=opens),
                url=link_with(request, kind=kind) if len(found[kind].hits) > len(hits) else "",
            )
        )
    return groups


def _tabs(request: HttpRequest, found: AllFound, chosen: SearchKind | None) -> list[dict[str, Any]]:
    """All, and each kind of which there is any."""
    everything = {"label": "全部", "url": link_with(request, kind=None), "active": chosen is None}
    return [
        everything,
        *(
            {
                "label": kind.label,
                "url": link_with(request, kind=kind),
                "active": kind is chosen,
                "count": f"{MOST_LISTED}+" if each.more else len(each.hits),
            }
            for kind, each in found.items()
            if each.hits or kind is chosen
        ),
    ]


def _filters(request: HttpRequest, found: AllFound, plan: int | None) -> list[Filter]:
    """The plans in which most was found, the most first, or the chosen one. One query."""
    hits = (hit for each in found.values() for hit in each.hits)
    numbers = Counter(hit.plan_id for hit in hits if hit.plan_id)
    first = [pk for pk, _ in numbers.most_common(_MOST_PLANS)]
    if plan and not first:
        first = [plan]
    rows = seen(request, Plan.objects.filter(pk__in=first))
    titles = dict(rows.values_list("pk", "title"))
    choices = [(str(pk), titles[pk]) for pk in first if pk in titles]
    return [Filter("plan", "规划", choices)] if choices else []


def _counted(found: Found, noun: str) -> str:
    number = len(found.hits)
    return f"超过{number}{noun}" if found.more else format_count(number, noun)
