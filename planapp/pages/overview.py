"""总览: how all that one gets to see stands, what lags, who owes, what changed, what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from planapp.clock import today
from planapp.domain.terms import Attribute, Change, ItemKind, Light, ReportState, Term
from planapp.pages.choices import chosen_number, places, read_filter, statuses
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, needs, person
from planapp.queries.backing import backing_of
from planapp.queries.changes import changes_in, changes_shown
from planapp.queries.duties import Duty
from planapp.queries.gap_list import CycleShown, GapFilter, cycles_shown, gaps_in
from planapp.queries.overview import due_cycles, late_units
from planapp.queries.overview_page import (
    indicator_counts,
    task_counts,
    tasks_due_soon,
    worst_gaps,
)
from planapp.queries.owing import owing_on
from planapp.queries.waiting import unpublished
from planapp.rights import Action, may

PER_PAGE = 50
UNITS = DUE = 10
AT_ONCE = 60  # plans
_OWN = {"page", "sort", "change", "show", "cycle"}  # of these pages, not of what is counted
_TONES = {
    Change.BETTER: ("green", "+"),
    Change.WORSE: ("red", "−"),
    Change.REPORTED: ("accent", "+"),
    Change.SILENT: ("grey", "−"),
}


class Show(Term):
    """Which duties the list of what is owed shows."""

    OPEN = "open", "待报"
    OVERDUE = "overdue", "逾期未报"
    HANDED_IN = "handed_in", "已报送"
    UNPUBLISHED = "unpublished", "数据未公布"
    ALL = "all", "全部"


class Asked(NamedTuple):
    """What the page is about: the filter, the cycles that it shows, and the day."""

    chosen: GapFilter
    cycles: list[CycleShown]
    day: date


def _indicators(asked: Asked) -> dict[str, Any]:
    counts = indicator_counts(asked.chosen, asked.cycles, on=asked.day)
    waited_for = unpublished(gaps_in(asked.cycles, asked.chosen), on=asked.day)
    return {
        "by_attribute": counts.by_attribute,
        "whole": counts.whole,
        "unpublished": waited_for.order_by().count(),
    }


def _tasks(asked: Asked) -> dict[str, Any]:
    return {"whole": task_counts(asked.chosen, asked.cycles, on=asked.day)}


def _changes(asked: Asked) -> dict[str, Any]:
    counts = changes_in(asked.cycles, asked.chosen).counts
    return {"rows": [(change, *_TONES[change], counts[change]) for change in Change]}


def _worst(asked: Asked) -> dict[str, Any]:
    return {"rows": worst_gaps(asked.chosen, asked.cycles, on=asked.day)}


def _owing(asked: Asked) -> dict[str, Any]:
    day = asked.day
    owing = owing_on(day, asked.chosen)
    late = late_units(owing.duties, day=day)
    return {
        "owing": owing,
        "late": late[:UNITS],
        "late_number": len(late),
        "due": due_cycles(owing.duties, day=day)[:DUE],
        "unassigned": sum(duty.is_open and duty.unit is None for duty in owing.duties),
        "unpublished": sum(_is(duty, Show.UNPUBLISHED) for duty in owing.duties),
    }


def _coming(asked: Asked) -> dict[str, Any]:
    return {"rows": tasks_due_soon(asked.chosen, asked.cycles, on=asked.day)}


# In the order of the page; each in a template of its name, parts/overview_NAME.html.
SECTIONS: dict[str, Callable[[Asked], dict[str, Any]]] = {
    "indicators": _indicators,
    "tasks": _tasks,
    "changes": _changes,
    "worst": _worst,
    "owing": _owing,
    "coming": _coming,
}
FIRST = {"indicators"}


@needs(Action.SEE_ALL)
def overview(request: HttpRequest) -> HttpResponse:
    """Everything on one page; each number leads to the list of just as many rows.

    Of many plans each section is asked for by itself once the page is there (sections.js).
    """
    asked = _asked(request)
    drawn = SECTIONS if len(asked.cycles) <= AT_ONCE else FIRST
    parts = {name: SECTIONS[name](asked) for name in drawn}
    return draw(
        request,
        "overview.html",
        title="总览",
        chosen=asked.chosen,
        filters=_filters(asked.chosen),
        query=kept_query(request),
        sections={name: parts.get(name) for name in SECTIONS},
        is_empty=not asked.cycles,
        may_urge=may(person(request), Action.REVIEW, on=asked.day),
        today=asked.day,
    )


@needs(Action.SEE_ALL)
def overview_section(request: HttpRequest, name: str) -> HttpResponse:
    """One section alone, for the page to put in its place."""
    if name not in SECTIONS:
        raise Http404
    asked = _asked(request)
    context = {
        "chosen": asked.chosen,
        "query": kept_query(request),
        "section": SECTIONS[name](asked),
        "may_urge": may(person(request), Action.REVIEW, on=asked.day),
        "today": asked.day,
    }
    return render(request, f"planapp/parts/overview_{name}.html", context)


def _asked(request: HttpRequest) -> Asked:
    chosen, day = read_filter(request), today()
    return Asked(chosen, cycles_shown(chosen, on=day), day)


@needs(Action.SEE_ALL)
def change_list(request: HttpRequest) -> HttpResponse:
    """The indicators of one change against the round before."""
    chosen, day = read_filter(request), today()
    changes = changes_shown(chosen, on=day)
    change = next((one for one in Change if one == request.GET.get("change")), Change.BETTER)
    page = Paginator(changes.of(change), PER_PAGE).get_page(request.GET.get("page"))
    gaps = list(page)
    backing = backing_of(gaps, on=day)
    return draw(
        request,
        "changes.html",
        title="较上一期的变化",
        page=page,
        rows=[(gap, backing[gap.pk]) for gap in gaps],
        tabs=_tabs(
            [(one, changes.counts[one]) for one in Change],
            name="change",
            chosen=change,
            query=kept_query(request),
        ),
        change=change,
        filters=_filters(chosen),
    )


@needs(Action.SEE_ALL)
def owing_list(request: HttpRequest) -> HttpResponse:
    """What units owe in the rounds that 总览 counts, item by item."""
    chosen, day = read_filter(request), today()
    owing = owing_on(day, chosen)
    cycle = chosen_number(request.GET.get("cycle"))
    duties = [duty for duty in owing.duties if cycle is None or duty.cycle.pk == cycle]
    show = next((one for one in Show if one == request.GET.get("show")), Show.OPEN)
    query = kept_query(request) | ({"cycle": str(cycle)} if cycle else {})
    counted = [(one, sum(_is(duty, one) for duty in duties)) for one in Show]
    shown = [duty for duty in duties if _is(duty, show)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "owing.html",
        title="应报事项",
        page=page,
        rows=[(duty, *_state(duty), (day - duty.due_on).days) for duty in page],
        tabs=_tabs(counted, name="show", chosen=show, query=query),
        show=show,
        owing=owing,
        filters=places(ItemKind.INDICATOR, chosen),
    )


def kept_query(request: HttpRequest) -> dict[str, str]:
    """What narrows this page, as part of the addresses of the lists it leads to."""
    return {name: str(value) for name, value in request.GET.items() if name not in _OWN}


def _filters(chosen: GapFilter) -> list[Filter]:
    return [
        *places(ItemKind.INDICATOR, chosen),
        Filter("attribute", "属性", Attribute.choices()),
        Filter("light", "灯号", Light.choices()),
        statuses(ItemKind.INDICATOR),
    ]


def _tabs(
    counted: list[tuple[Any, int]], *, name: str, chosen: Term, query: dict[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "label": term.label,
            "query": {**query, name: term.value},
            "active": term == chosen,
            "count": number,
        }
        for term, number in counted
    ]


def _is(duty: Duty, show: Show) -> bool:
    return {
        Show.OPEN: duty.is_open,
        Show.OVERDUE: duty.is_overdue(today()),
        Show.HANDED_IN: duty.is_closed,
        Show.UNPUBLISHED: duty.is_unpublished,
        Show.ALL: True,
    }[show]


def _state(duty: Duty) -> tuple[str, str]:
    """What others than the unit get to see of it, and its tone."""
    if duty.is_closed:
        approved = duty.approved is not None
        return ("已审核", "green") if approved else ("未审核", "accent")
    if not duty.published:
        return "数据未公布", "plain"
    return ("被退回", "red") if duty.state == ReportState.RETURNED else ("未报", "yellow")
