"""站内信: a person's messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from planapp.clock import now, today
from planapp.models import Message, Reminder, ReportingCycle
from planapp.pages.entry_item import entry_address
from planapp.pages.frame import draw, get_among, person
from planapp.pages.my_work import duty_of
from planapp.queries.duties import Duty, duties_on
from planapp.rights import Action, may, reporting_units
from planapp.services.inbox import mark_read

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class MessageItem:
    """An item that a message names: where it leads, and the reader's own duty where it is one."""

    title: str
    cycle: ReportingCycle
    due_on: date
    url: str
    duty: Duty | None


def inbox(request: HttpRequest) -> HttpResponse:
    """One's own messages, newest first."""
    own = Message.objects.filter(recipient=person(request))
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    return draw(request, "inbox.html", title="站内信", page=page)


def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own messages; opening it marks it read."""
    every = Message.objects.all()
    row = get_among(every.filter(recipient=person(request)), of=every, pk=pk)
    mark_read(message_ids=[row.pk], by=person(request), at=now())
    reminders = _reminders_in(row)
    return draw(
        request,
        "message.html",
        title=row.subject,
        row=row,
        items=_items(request, reminders),
        waits=sum(each.acknowledged_at is None for each in reminders),
        acknowledged_at=next((each.acknowledged_at for each in reminders), None),
        may_report=may(person(request), Action.REPORT, on=today()),
    )


def _reminders_in(row: Message) -> list[Reminder]:
    rows = Reminder.objects.filter(message=row).select_related("cycle__plan", "indicator", "task")
    return list(rows.order_by("due_on", "pk"))


def _items(request: HttpRequest, reminders: list[Reminder]) -> list[MessageItem]:
    """What is reminded of, each once, with how far it is now.

    Who reports for its unit is led to its form, who sees plans as a whole to its page.
    """
    told = {(each.cycle_id, each.indicator_id, each.task_id): each for each in reminders}
    if not told:
        return []
    day, user = today(), person(request)
    units = reporting_units(user, on=day)
    duties = duties_on(day, units=units) if units else []
    sees = may(user, Action.SEE_ALL, on=day)
    return [_item(each, duties, sees=sees) for each in told.values()]


def _item(row: Reminder, duties: list[Duty], *, sees: bool) -> MessageItem:
    duty = duty_of(
        duties, cycle_id=row.cycle_id, indicator_id=row.indicator_id, task_id=row.task_id
    )
    page = f"{row.item.get_absolute_url()}?cycle={row.cycle_id}" if sees else ""
    return MessageItem(
        str(row.item), row.cycle, row.due_on, entry_address(duty) if duty else page, duty
    )
