"""我的填报: what the person's units owe in the open cycles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from planapp.clock import today
from planapp.domain.terms import Role
from planapp.models import Unit, User
from planapp.pages.filters import link_with
from planapp.pages.frame import draw, needs, person
from planapp.pages.work_rows import (
    ALL,
    LATE_INSIDE,
    NOTHING_NEW,
    OVERDUE,
    PLACES,
    SUPPORTING,
    UNPUBLISHED,
    WorkRow,
    fits_state,
    load_rows,
    narrow,
    ordered,
    view_rows,
    work_filters,
)
from planapp.queries.duties import Duty, duties_on
from planapp.queries.remarks import Supported, supported_by
from planapp.queries.supervision_notices import count_to_acknowledge
from planapp.queries.unit_sheet import SheetOffer, sheets_offered
from planapp.queries.workdays import load_calendar
from planapp.rights import Action, reporting_units, units_for

_AT_FIRST = 20  # of a group, before one asks for all of it
_PER_PAGE = 50
_BESIDE = (  # counted across the groups, where there are any
    (NOTHING_NEW, "零报告", "plain"),
    (OVERDUE, "逾期", "red"),
    (LATE_INSIDE, "内部逾期", "yellow"),
)
_RARE = {"confirming", UNPUBLISHED.key}  # not shown where nothing stands there

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Rows in one state; `key` is what the address calls it, `shown` the first of them."""

    key: str
    label: str
    tone: str
    rows: list[WorkRow]
    limit: int | None = None

    @property
    def number(self) -> int:
        return len(self.rows)

    @property
    def url(self) -> str:
        """Leads to the same rows: of the whole unit, whatever the person opens first."""
        return f"{reverse('admin:my_work')}?view={ALL}&state={self.key}" if self.rows else ""

    @property
    def shown(self) -> list[WorkRow]:
        return self.rows[: self.limit]

    @property
    def left(self) -> int:
        return len(self.rows) - len(self.shown)

    @property
    def indicators(self) -> list[WorkRow]:
        return [row for row in self.shown if row.duty.indicator]

    @property
    def tasks(self) -> list[WorkRow]:
        return [row for row in self.shown if row.duty.task]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a person's units (ids) lead; `workdays` are left until the first open one is due."""

    units: set[int]
    rows: list[WorkRow]
    next_due: date | None
    workdays: int
    on: date

    @property
    def overdue(self) -> int:
        return sum(row.duty.is_overdue(self.on) for row in self.rows)

    @property
    def groups(self) -> list[WorkGroup]:
        """By state, earliest due first; the rare states only where there is something."""
        return groups_of(self.rows)


@dataclass(frozen=True, slots=True)
class Work(Summary):
    """The same with what the units only support, and the sheets that they can fill in."""

    supporting: list[Supported]
    sheets: list[SheetOffer]


def summary_of(user: User, *, on: date) -> Summary:
    """How far the person's units are, item by item; not who works on it, or how it stood."""
    units = reporting_units(user, on=on)
    duties = _led(duties_on(on, units=units))
    rows = [WorkRow(duty, handling=None) for duty in duties]
    return Summary(units, rows, *_next_due(duties, on=on), on)


def work_of(user: User, *, on: date) -> Work:
    """What the person's units lead, earliest due first; what they only support stands apart."""
    units = reporting_units(user, on=on)
    duties = duties_on(on, units=units)
    led = _led(duties)
    return Work(
        units,
        load_rows(led),
        *_next_due(led, on=on),
        on,
        supporting=supported_by(duties, units),
        sheets=sheets_offered(duties, units),
    )


def _led(duties: Collection[Duty]) -> list[Duty]:
    return [duty for duty in duties if duty.role == Role.LEAD]


def _next_due(duties: Collection[Duty], *, on: date) -> tuple[date | None, int]:
    """When the first open one is due, and the working days until then. One query."""
    next_due = min((duty.due_on for duty in duties if duty.is_open), default=None)
    return next_due, load_calendar().working_days(on, next_due) if next_due else 0


def groups_of(rows: Collection[WorkRow], *, limit: int | None = None) -> list[WorkGroup]:
    """The rows by state, in their order."""
    by_place: dict[str, list[WorkRow]] = {place.key: [] for place in (*PLACES, UNPUBLISHED)}
    for row in rows:
        by_place[row.place].append(row)
    return [
        WorkGroup(place.key, place.label, place.tone, by_place[place.key], limit)
        for place in (*PLACES, UNPUBLISHED)
        if by_place[place.key] or place.key not in _RARE
    ]


@needs(Action.REPORT)
def my_work(request: HttpRequest) -> HttpResponse:
    """What the person's units have to fill in, and how far each item is.

    Without a state every group shows its first rows; with one its rows are paged.
    """
    day, user = today(), person(request)
    work = work_of(user, on=day)
    views = view_rows(work.rows, user, on=day)
    view = views.chosen(request)
    own, state = views.rows[view], request.GET.get("state", "")
    context: dict[str, Any] = {"supporting": [], "groups": []}
    if state == SUPPORTING:
        context["page"] = _page(request, work.supporting)
        context["supporting"] = list(context["page"])
    else:
        found = ordered(narrow(own, request, on=day), request.GET.get("sort", ""))
        context["page"] = _page(request, found) if state else None
        context["groups"] = _grouped(context["page"], found)
        context["supporting"] = [] if state else work.supporting[:_AT_FIRST]
    return draw(
        request,
        "my_work.html",
        title="我的填报",
        units=_own_units(user, work.units),
        notices=count_to_acknowledge(work.units),
        work=work,
        tabs=views.tabs(request, view),
        counts=_counts(request, own, work),
        filters=work_filters(own),
        hand_out=_to_hand_out(user, work),
        today=day,
        **context,
    )


def _own_units(user: User, units: Collection[int]) -> QuerySet[Unit]:
    """Those the person belongs to, without their predecessors."""
    return Unit.objects.filter(pk__in=units, memberships__user=user).distinct()


def _page(request: HttpRequest, rows: list[RowT]) -> Page[RowT]:
    return Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))


def _grouped(page: Page[WorkRow] | None, found: list[WorkRow]) -> list[WorkGroup]:
    """A page of one state's rows, or the first of every group."""
    groups = groups_of(found, limit=_AT_FIRST) if page is None else groups_of(list(page))
    return [group for group in groups if group.number]


def _counts(request: HttpRequest, rows: list[WorkRow], work: Work) -> list[dict[str, object]]:
    """How many stand in each group, are late, or are only supported; each leads to its list."""
    counted = [(group.key, group.label, group.tone, group.number) for group in groups_of(rows)]
    for state, label, tone in _BESIDE:
        number = sum(fits_state(row, state, on=work.on) for row in rows)
        if number:
            counted.append((state, label, tone, number))
    if work.supporting:
        counted.append((SUPPORTING, "配合", "plain", len(work.supporting)))
    return [
        {
            "label": label,
            "tone": tone,
            "number": number,
            "url": link_with(request, state=state) if number else "",
        }
        for state, label, tone, number in counted
    ]


def _to_hand_out(user: User, work: Work) -> str:
    """Where the person hands out what comes first, empty where there is nothing to."""
    units = units_for(user, Action.HAND_OUT, on=work.on)
    offers = [sheet for sheet in work.sheets if sheet.unit.pk in units]
    if not offers:
        return ""
    return reverse("admin:handling", args=(offers[0].cycle.pk, offers[0].unit.pk))


def duty_of(
    duties: list[Duty], *, cycle_id: int, indicator_id: int | None, task_id: int | None
) -> Duty | None:
    """The duty for an item in a cycle among those the person may answer for, or None."""
    for duty in duties:
        if duty.cycle.pk != cycle_id or duty.role != Role.LEAD:
            continue
        if task_id is not None and duty.task and duty.task.pk == task_id:
            return duty
        if indicator_id is not None and any(i.pk == indicator_id for i in duty.indicators):
            return duty
    return None
