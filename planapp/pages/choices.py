"""What the tables and the roll-ups can be narrowed to, read from and written to their address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from planapp.domain.standing import statuses_of, word_of_many
from planapp.domain.terms import Attribute, CycleKind, ItemKind, Light, SearchKind, Status, Term
from planapp.models import (
    Goal,
    Indicator,
    Plan,
    Region,
    ReportingCycle,
    Responsibility,
    Sector,
    Unit,
)
from planapp.pages.filters import Filter
from planapp.pages.frame import scope_here
from planapp.queries.gap_list import NONE, GapFilter
from planapp.queries.scope import within

Choices = list[tuple[str, str]]
RowT = TypeVar("RowT", bound=Model)
MOST_PLANS = 200  # in a menu


def read_filter(request: HttpRequest) -> GapFilter:
    """What the address asks for; what cannot be read there is left open."""
    given = request.GET
    return GapFilter(
        plan=chosen_number(given.get("plan")),
        year=_year(given.get("year")),
        kind=chosen_term(given.get("kind"), CycleKind),
        light=chosen_term(given.get("light"), Light),
        status=chosen_term(given.get("status"), Status),
        computed=given.get("computed") == "1",
        goal=chosen_number(given.get("goal")),
        unit=chosen_number(given.get("unit")),
        region=chosen_number(given.get("region")),
        sector=chosen_number(given.get("sector")),
        attribute=chosen_term(given.get("attribute"), Attribute),
        words=given.get("q", "").replace("\0", "").strip(),
        parts=given.get("parts") == "1",
        withdrawn=given.get("withdrawn") == "1",
        scope=scope_here(request),
    )


def filters_for(kind: ItemKind, chosen: GapFilter) -> list[Filter]:
    """The filters of a table of indicators, tasks or goals."""
    found = [
        *places(kind, chosen),
        Filter("light", "灯号", Light.choices()),
        statuses(kind),
    ]
    if kind is ItemKind.INDICATOR:
        found += _of_indicators(chosen)
    if kind is not ItemKind.GOAL:
        found.append(Filter("computed", "灯号口径", [("1", "按系统测算")]))
    return found


def statuses(kind: ItemKind) -> Filter:
    """In the words that many items are counted under."""
    words = [(status.value, word_of_many(status, kind=kind)) for status in statuses_of(kind)]
    return Filter("status", "状态", words)


def places(kind: ItemKind, chosen: GapFilter) -> list[Filter]:
    """Where and when: by these a roll-up can be narrowed as well. Five queries at most.

    Only what the reader gets to see is offered.
    """
    years = _seen(ReportingCycle.objects.all(), chosen).dates("as_of_on", "year", order="DESC")
    found = [
        _plans(chosen),
        Filter("year", "年度", [(str(day.year), f"{day.year}年度") for day in years]),
        Filter("kind", "填报期", CycleKind.choices()),
        Filter("withdrawn", "已撤销的规划", [("1", "一并列出")]),
    ]
    if kind is not ItemKind.GOAL:
        units = Unit.objects.filter(_answering(kind, chosen))
        found.append(Filter("unit", "单位", _named(units, "未定单位")))
    regions = Region.objects.filter(_concerned(kind, chosen))
    sectors = Sector.objects.filter(
        Exists(_seen(Plan.objects.filter(sector=OuterRef("pk")), chosen))
    )
    return [
        *found,
        Filter("region", "地区", [(str(region.pk), region.name) for region in regions]),
        Filter("sector", "领域", _named(sectors, "未分领域")),
    ]


def _plans(chosen: GapFilter) -> Filter:
    """Of many the first and the chosen one; the others are found by words. One query, or two."""
    plans = _seen(Plan.objects.all(), chosen)
    first = list(plans.values_list("pk", "title")[: MOST_PLANS + 1])
    if len(first) <= MOST_PLANS:
        return Filter("plan", "规划", _as_choices(first))
    offered = dict(first[:MOST_PLANS])
    if chosen.plan and chosen.plan not in offered:
        offered |= dict(plans.filter(pk=chosen.plan).values_list("pk", "title"))
    return Filter("plan", "规划", _as_choices(offered.items()), other_plans())


def other_plans() -> tuple[str, str]:
    """What a menu of the first plans ends with, and the address where the others are found."""
    url = f"{reverse('admin:search')}?{urlencode({'q': '规划', 'kind': SearchKind.PLAN})}"
    return f"只列出{MOST_PLANS}个，搜索其他规划", url


def _as_choices(plans: Iterable[tuple[int, str]]) -> Choices:
    return [(str(pk), title) for pk, title in plans]


def _seen(rows: QuerySet[RowT], chosen: GapFilter) -> QuerySet[RowT]:
    if chosen.scope is None or chosen.scope.everything:
        return rows
    return within(rows, chosen.scope)


# Each asks row by row of the register whether there is one item, and reads no more than that.
def _answering(kind: ItemKind, chosen: GapFilter) -> Q:
    of = "task" if kind is ItemKind.TASK else "indicator"
    wanted = {"unit": OuterRef("pk"), f"{of}__tracked": True}
    parts: QuerySet[Responsibility] = Responsibility.objects.filter(**wanted)
    parts = _seen(parts, chosen)
    if kind is ItemKind.TASK:
        return Q(Exists(parts))
    provided = Indicator.objects.filter(series__provider=OuterRef("pk"), tracked=True)
    return Q(Exists(parts)) | Q(Exists(_seen(provided, chosen)))


def _concerned(kind: ItemKind, chosen: GapFilter) -> Q:
    plans = Q(Exists(_seen(Plan.objects.filter(region=OuterRef("pk")), chosen)))
    if kind is not ItemKind.INDICATOR:
        return plans
    indicators = Indicator.objects.filter(series__region=OuterRef("pk"), tracked=True)
    return plans | Q(Exists(_seen(indicators, chosen)))


def _of_indicators(chosen: GapFilter) -> list[Filter]:
    goals = Goal.objects.filter(plan=chosen.plan) if chosen.plan else Goal.objects.none()
    goals = _seen(goals, chosen)
    return [
        Filter("goal", "目标", [*((str(g.pk), str(g)) for g in goals), (str(NONE), "未列入目标")]),
        Filter("attribute", "属性", Attribute.choices()),
        Filter("parts", "分解指标", [("1", "含分解指标")]),
    ]


def _named(rows: Iterable[Unit | Sector], without: str) -> Choices:
    return [*((str(row.pk), str(row)) for row in rows), (str(NONE), without)]


def chosen_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def chosen_numbers(texts: Iterable[str]) -> list[int]:
    """The keys of what was ticked; what is none is passed over."""
    return [number for number in map(chosen_number, texts) if number]


def _year(text: str | None) -> int | None:
    number = chosen_number(text)
    return number if number and number <= MAXYEAR else None


def chosen_term(text: str | None, terms: type[Term]) -> str:
    return text if text in set(terms) else ""
