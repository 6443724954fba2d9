"""矩阵: units by plans, and one plan's indicators by years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse

from planapp.clock import today
from planapp.domain.terms import Attribute, ItemKind, Light
from planapp.models import Plan
from planapp.pages.choices import places, read_filter, statuses
from planapp.pages.filters import Filter, link_with
from planapp.pages.frame import draw, needs
from planapp.pages.overview import kept_query
from planapp.pages.rollups import LISTS
from planapp.queries.gap_list import GapFilter, cycles_shown
from planapp.queries.matrix import Line, Matrix, heat_map_of, matrix_of, plans_of
from planapp.queries.tallies import Tally, by_light
from planapp.rights import Action

PLANS = 12  # columns of a page
KINDS = (ItemKind.INDICATOR, ItemKind.TASK)
YEARS = "years"  # the other view


@dataclass(frozen=True, slots=True)
class Cell:
    """Counts as drawn, and what narrows a list to them."""

    lights: dict[str, int]
    total: int
    query: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    cells: list[Cell | None]
    whole: Cell


@needs(Action.SEE_ALL)
def matrix(request: HttpRequest) -> HttpResponse:
    """Counts of indicators or tasks, or with `?of=years` the heat map of one plan."""
    chosen = read_filter(request)
    of = request.GET.get("of", "")
    cycles = cycles_shown(chosen, on=today())
    page = Paginator(plans_of(cycles), PLANS).get_page(request.GET.get("page"))
    if of == YEARS:
        return _draw_years(request, chosen, page)
    kind = next((each for each in KINDS if each == of), ItemKind.INDICATOR)
    found = matrix_of(chosen, cycles, list(page), kind=kind, on=today())
    query = {name: value for name, value in kept_query(request).items() if name != "of"}
    rows = [_row(line, found, chosen, query=query) for line in found.lines]
    sort = request.GET.get("sort", "")
    return draw(
        request,
        "matrix.html",
        title="单位 × 规划",
        chosen=chosen,
        kind=kind,
        kinds=_tabs(request, kind.value),
        list_name=LISTS[kind],
        page=page,
        rows=_sorted(rows, sort),
        columns=[_cell(found.columns.get(plan.pk), chosen, query | _of(plan)) for plan in page],
        whole=_cell(found.whole, chosen, query),
        is_whole=not page.has_other_pages(),
        filters=_filters(kind, chosen),
    )


def _draw_years(request: HttpRequest, chosen: GapFilter, page: Page[Plan]) -> HttpResponse:
    """Of the plan that is chosen, else of the first."""
    plan = next(iter(page), None)
    return draw(
        request,
        "heat_map.html",
        title="指标 × 年度",
        kinds=_tabs(request, YEARS),
        plan=plan,
        heat=heat_map_of(plan, on=today(), scope=chosen.scope) if plan else None,
        filters=[each for each in places(ItemKind.GOAL, chosen) if each.name == "plan"],
    )


def _row(line: Line, found: Matrix, chosen: GapFilter, *, query: Mapping[str, str]) -> Row:
    own = {**query, "unit": str(line.key)}
    cells = [_cell(line.cells.get(plan.pk), chosen, own | _of(plan)) for plan in found.plans]
    whole = _cell(line.whole, chosen, own)
    assert whole is not None  # noqa: S101  # a line has something in it
    return Row(line, cells, whole)


def _cell(tally: Tally | None, chosen: GapFilter, query: dict[str, str]) -> Cell | None:
    if tally is None or not tally.total:
        return None
    lights = by_light(tally.computed if chosen.computed else tally.decided)
    return Cell(lights, tally.total, query)


def _of(plan: Plan) -> dict[str, str]:
    return {"plan": str(plan.pk)}


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    """By the total or by a light; in the order of the register for anything else."""
    name = sort.removeprefix("-")
    if name not in {*Light, "total"}:
        return rows

    def number(row: Row) -> int:
        return row.whole.total if name == "total" else row.whole.lights[name]

    return sorted(rows, key=number, reverse=sort.startswith("-"))


def _tabs(request: HttpRequest, of: str) -> list[dict[str, object]]:
    labels = {"indicator": "指标", "task": "任务", YEARS: "指标 × 年度"}
    return [
        {"label": label, "url": link_with(request, of=name), "active": name == of}
        for name, label in labels.items()
    ]


def _filters(kind: ItemKind, chosen: GapFilter) -> list[Filter]:
    attribute = Filter("attribute", "属性", Attribute.choices())
    return [
        *places(kind, chosen),
        *([attribute] if kind is ItemKind.INDICATOR else []),
        Filter("light", "灯号", Light.choices()),
        statuses(kind),
        Filter("computed", "灯号口径", [("1", "按系统测算")]),
    ]
