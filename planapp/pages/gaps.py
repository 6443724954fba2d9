"""差距: the table of all indicators with their lights, and each one's page."""

from __future__ import annotations

from collections import Counter
from datetime import MAXYEAR

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from planapp.clock import today
from planapp.domain.terms import Attribute, Light, Status
from planapp.models import Plan, ReportingCycle, Unit
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, needs
from planapp.queries.backing import backing_of
from planapp.queries.gap_list import GapFilter, gaps_shown
from planapp.rights import Action

PER_PAGE = 50


@needs(Action.SEE_ALL)
def gap_list(request: HttpRequest) -> HttpResponse:
    """All tracked indicators one may see, filtered by the address."""
    chosen = _chosen(request)
    rows = gaps_shown(chosen, on=today(), sort=request.GET.get("sort", ""))
    counts = Counter(rows.order_by().values_list("light", flat=True))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    gaps = list(page)
    backing = backing_of(gaps)
    return draw(
        request,
        "gap_list.html",
        title="差距",
        page=page,
        rows=[(gap, backing[gap.pk]) for gap in gaps],
        counts={light.value: counts[light.value] for light in Light},
        filters=_filters(),
        chosen=chosen,
    )


def _chosen(request: HttpRequest) -> GapFilter:
    given = request.GET
    return GapFilter(
        plan=_number(given.get("plan")),
        year=_year(given.get("year")),
        light=given.get("light", ""),
        status=given.get("status", ""),
        unit=_number(given.get("unit")),
        attribute=given.get("attribute", ""),
        words=given.get("q", "").strip(),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _year(text: str | None) -> int | None:
    number = _number(text)
    return number if number and number <= MAXYEAR else None


def _filters() -> list[Filter]:
    years = ReportingCycle.objects.dates("as_of_on", "year", order="DESC")
    units = Unit.objects.filter(responsibilities__indicator__tracked=True).distinct()
    return [
        Filter("plan", "规划", [(str(plan.pk), plan.title) for plan in Plan.objects.all()]),
        Filter("year", "年度", [(str(day.year), f"{day.year}年度") for day in years]),
        Filter("light", "灯号", Light.choices()),
        Filter("status", "状态", Status.choices()),
        Filter("unit", "牵头单位", [(str(unit.pk), unit.name) for unit in units]),
        Filter("attribute", "属性", Attribute.choices()),
    ]
