"""What the tables and the roll-ups can be narrowed to, read from and written to their address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR

from django.db.models import Q
from django.http import HttpRequest

from planapp.domain.terms import Attribute, CycleKind, ItemKind, Light, Status, Term
from planapp.models import Goal, Plan, Region, ReportingCycle, Sector, Unit
from planapp.pages.filters import Filter
from planapp.queries.gap_list import NONE, GapFilter

Choices = list[tuple[str, str]]


def read_filter(request: HttpRequest) -> GapFilter:
    """What the address asks for; what cannot be read there is left open."""
    given = request.GET
    return GapFilter(
        plan=_number(given.get("plan")),
        year=_year(given.get("year")),
        kind=_term(given.get("kind"), CycleKind),
        light=given.get("light", ""),
        status=given.get("status", ""),
        computed=given.get("computed") == "1",
        goal=_number(given.get("goal")),
        unit=_number(given.get("unit")),
        region=_number(given.get("region")),
        sector=_number(given.get("sector")),
        attribute=given.get("attribute", ""),
        words=given.get("q", "").strip(),
        parts=given.get("parts") == "1",
    )


def filters_for(kind: ItemKind, chosen: GapFilter) -> list[Filter]:
    """The filters of a table of indicators, tasks or goals."""
    found = [
        *places(kind),
        Filter("light", "灯号", Light.choices()),
        Filter("status", "状态", Status.choices()),
    ]
    if kind is ItemKind.INDICATOR:
        found += _of_indicators(chosen)
    if kind is not ItemKind.GOAL:
        found.append(Filter("computed", "灯号口径", [("1", "按系统测算")]))
    return found


def places(kind: ItemKind) -> list[Filter]:
    """Where and when: by these a roll-up can be narrowed as well. Five queries at most."""
    years = ReportingCycle.objects.dates("as_of_on", "year", order="DESC")
    found = [
        Filter("plan", "规划", [(str(plan.pk), plan.title) for plan in Plan.objects.all()]),
        Filter("year", "年度", [(str(day.year), f"{day.year}年度") for day in years]),
        Filter("kind", "填报期", CycleKind.choices()),
    ]
    if kind is not ItemKind.GOAL:
        units = Unit.objects.filter(_answering(kind)).distinct()
        found.append(Filter("unit", "单位", _named(units, "未定单位")))
    series = Q(series__indicators__tracked=True) if kind is ItemKind.INDICATOR else Q()
    regions = Region.objects.filter(Q(plans__isnull=False) | series).distinct()
    sectors = Sector.objects.filter(plans__isnull=False).distinct()
    return [
        *found,
        Filter("region", "地区", [(str(region.pk), region.name) for region in regions]),
        Filter("sector", "领域", _named(sectors, "未分领域")),
    ]


def _answering(kind: ItemKind) -> Q:
    if kind is ItemKind.TASK:
        return Q(responsibilities__task__tracked=True)
    return Q(responsibilities__indicator__tracked=True) | Q(
        provided_series__indicators__tracked=True
    )


def _of_indicators(chosen: GapFilter) -> list[Filter]:
    goals = Goal.objects.filter(plan=chosen.plan) if chosen.plan else Goal.objects.none()
    return [
        Filter("goal", "目标", [*((str(g.pk), str(g)) for g in goals), (str(NONE), "未列入目标")]),
        Filter("attribute", "属性", Attribute.choices()),
        Filter("parts", "分解指标", [("1", "含分解指标")]),
    ]


def _named(rows: Iterable[Unit | Sector], without: str) -> Choices:
    return [*((str(row.pk), str(row)) for row in rows), (str(NONE), without)]


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _year(text: str | None) -> int | None:
    number = _number(text)
    return number if number and number <= MAXYEAR else None


def _term(text: str | None, terms: type[Term]) -> str:
    return text if text in set(terms) else ""
