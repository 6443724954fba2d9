"""提醒记录: what became of each reminder, for those who watch over the items."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from planapp.clock import now
from planapp.domain.day_words import day_in_words
from planapp.domain.reminders import day_words
from planapp.domain.terms import ReminderClosing, ReminderKind, ReminderState
from planapp.models import Message, Plan, Reminder, Unit
from planapp.pages.choices import chosen_number, chosen_term
from planapp.pages.filters import Filter, link_with
from planapp.pages.frame import draw, get_among, get_seen, needs, person, seen, telling
from planapp.pages.reminder_tabs import reminder_tabs
from planapp.queries.reminders import (
    ReminderFilter,
    counts_by_state,
    deliveries_of,
    kinds_shown,
    reminders_shown,
    siblings_of,
    with_state,
)
from planapp.rights import Action
from planapp.services.reminders import acknowledge

PER_PAGE = 50
_SIBLINGS = 20
_DAYS = 15  # the last ones on which anybody was told are offered as a filter
TONES = {
    ReminderState.OWED: "yellow",
    ReminderState.CLAIMED: "accent",
    ReminderState.SENT: "accent",
    ReminderState.FAILED: "red",
    ReminderState.ACKNOWLEDGED: "green",
    ReminderState.CLOSED: "plain",
}


@needs(Action.SEE_ALL)
def reminder_list(request: HttpRequest) -> HttpResponse:
    """All reminders one may see, the latest first, by what the address asks for."""
    every = with_state(seen(request, Reminder.objects.all()))
    chosen = _chosen(request)
    rows = chosen.narrow(every)
    page = Paginator(reminders_shown(rows), PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "reminder_list.html",
        title="提醒",
        tabs=reminder_tabs("reminder_list"),
        page=page,
        rows=[line_of(row) for row in page],
        counts=_counts(request, chosen, every),
        filters=_filters(every),
    )


def line_of(row: Reminder) -> dict[str, Any]:
    """A reminder of `with_state` as a table shows it."""
    state = ReminderState(row.state)  # type: ignore[attr-defined]  # by `with_state`
    return {
        "row": row,
        "state": state,
        "tone": TONES[state],
        "when": "" if row.kind == ReminderKind.URGE else day_words(row.workdays_before),
        "closing": ReminderClosing(row.closing).label if row.closing else "",
    }


def _chosen(request: HttpRequest) -> ReminderFilter:
    given = request.GET
    return ReminderFilter(
        plan=chosen_number(given.get("plan")),
        unit=chosen_number(given.get("unit")),
        kind=chosen_term(given.get("kind"), ReminderKind),
        state=chosen_term(given.get("state"), ReminderState),
        closing=chosen_term(given.get("closing"), ReminderClosing),
        day=chosen_day(given.get("day")),
    )


def chosen_day(text: str | None) -> date | None:
    """A day in ISO form; what is none is none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _counts(
    request: HttpRequest, chosen: ReminderFilter, every: QuerySet[Reminder]
) -> list[dict[str, object]]:
    """How many are in each state, each with the way to them. One query."""
    counted = counts_by_state(chosen.with_any_state().narrow(every))
    return [
        {
            "label": state.label,
            "number": number,
            "url": link_with(request, state=None if chosen.state == state else state.value),
            "tone": TONES[state] if number else "plain",
        }
        for state, number in counted.items()
    ]


def _filters(every: QuerySet[Reminder]) -> list[Filter]:
    """Only what is among the rows can be chosen. Three queries."""
    plain = every.order_by()
    plans = Plan.objects.filter(pk__in=plain.values("cycle__plan")).order_by("code")
    units = Unit.objects.filter(pk__in=plain.values("unit")).order_by("code")
    days = plain.order_by("-owed_on").values_list("owed_on", flat=True).distinct()[:_DAYS]
    return [
        Filter("plan", "规划", [(str(plan.pk), plan.title) for plan in plans]),
        Filter("unit", "单位", [(str(unit.pk), unit.name) for unit in units]),
        Filter("kind", "种类", kinds_shown()),
        Filter("state", "状态", ReminderState.choices()),
        Filter("closing", "终止原因", ReminderClosing.choices()),
        Filter("day", "提醒日", [(f"{day}", day_in_words(day)) for day in days]),
    ]


@needs(Action.SEE_ALL)
def reminder(request: HttpRequest, pk: int) -> HttpResponse:
    """One reminder's course with its deliveries, and what else was told of the item."""
    every = reminders_shown(with_state(Reminder.objects.all()))
    row = get_seen(request, every, pk=pk)
    others = seen(request, siblings_of(row))
    return draw(
        request,
        "reminder.html",
        title=str(row),
        line=line_of(row),
        deliveries=deliveries_of(row),
        others=[line_of(each) for each in others[:_SIBLINGS]],
        others_number=others.count(),
    )


@require_POST
def acknowledge_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm having received one's own message (签收), with all that it reminds of."""
    every = Message.objects.all()
    row = get_among(every.filter(recipient=person(request)), of=every, pk=pk)
    with telling(request, "已签收。"):
        acknowledge(message=row, by=person(request), at=now())
    return redirect("admin:message", row.pk)
