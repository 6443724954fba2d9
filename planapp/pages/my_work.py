"""我的填报: what the person's units owe in the open cycles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from planapp.clock import today
from planapp.domain.terms import ReportState, Role
from planapp.models import Unit, User
from planapp.pages.frame import draw, needs, person
from planapp.queries.duties import Duty, duties_on
from planapp.queries.unit_sheet import SheetOffer, sheets_offered
from planapp.queries.workdays import load_calendar
from planapp.rights import Action, reporting_units

# In the order of urgency; the first group a duty fits is where it is shown.
GROUPS: tuple[tuple[str, str, str, frozenset[ReportState | None]], ...] = (
    ("returned", "被退回", "red", frozenset({ReportState.RETURNED})),
    ("open", "待填", "yellow", frozenset({None})),
    ("draft", "已存草稿", "accent", frozenset({ReportState.DRAFT})),
    ("submitted", "已提交", "plain", frozenset({ReportState.SUBMITTED})),
    ("approved", "已审核", "green", frozenset({ReportState.APPROVED, ReportState.SUPERSEDED})),
)


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Duties in one state; `key` is their place on the page."""

    key: str
    label: str
    tone: str
    indicators: list[Duty]
    tasks: list[Duty]

    @property
    def number(self) -> int:
        return len(self.indicators) + len(self.tasks)

    @property
    def url(self) -> str:
        return f"{reverse('admin:my_work')}#{self.key}" if self.number else ""


@dataclass(frozen=True, slots=True)
class Work:
    """What a person's units owe and see; `workdays` are left until the first open one is due."""

    groups: list[WorkGroup]
    supporting: list[Duty]
    next_due: date | None
    workdays: int
    sheets: list[SheetOffer]


def work_of(user: User, *, on: date) -> Work:
    """Duties by state, earliest due first; what the units only support stands apart."""
    units = reporting_units(user, on=on)
    duties = duties_on(on, units=units)
    leading = [duty for duty in duties if duty.role == Role.LEAD]
    next_due = min((duty.due_on for duty in leading if duty.is_open), default=None)
    return Work(
        groups=[_group(place, leading) for place in GROUPS],
        supporting=[duty for duty in duties if duty.role == Role.SUPPORT],
        next_due=next_due,
        workdays=load_calendar().working_days(on, next_due) if next_due else 0,
        sheets=sheets_offered(duties, units),
    )


def _group(
    place: tuple[str, str, str, frozenset[ReportState | None]], leading: list[Duty]
) -> WorkGroup:
    key, label, tone, states = place
    own = [duty for duty in leading if duty.state in states]
    return WorkGroup(
        key=key,
        label=label,
        tone=tone,
        indicators=[duty for duty in own if duty.indicator],
        tasks=[duty for duty in own if duty.task],
    )


@needs(Action.REPORT)
def my_work(request: HttpRequest) -> HttpResponse:
    """What the person's units have to fill in, and how far each item is."""
    day = today()
    units = reporting_units(person(request), on=day)
    return draw(
        request,
        "my_work.html",
        title="我的填报",
        units=Unit.objects.filter(pk__in=units, memberships__user=person(request)).distinct(),
        work=work_of(person(request), on=day),
        today=day,
    )


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
