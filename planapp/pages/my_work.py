"""我的填报: what the person's units owe in the open cycles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from planapp.clock import today
from planapp.domain.terms import ReportState, Role
from planapp.models import Unit
from planapp.pages.frame import draw, needs, person
from planapp.queries.duties import Duty, duties_on
from planapp.rights import Action, reporting_units

# In the order of urgency; the first group a duty fits is where it is shown.
GROUPS: tuple[tuple[str, str, frozenset[ReportState | None]], ...] = (
    ("被退回", "red", frozenset({ReportState.RETURNED})),
    ("待填", "yellow", frozenset({None})),
    ("已存草稿", "accent", frozenset({ReportState.DRAFT})),
    ("已提交", "plain", frozenset({ReportState.SUBMITTED})),
    ("已审核", "green", frozenset({ReportState.APPROVED, ReportState.SUPERSEDED})),
)


@needs(Action.REPORT)
def my_work(request: HttpRequest) -> HttpResponse:
    """Duties by state, earliest due first; what one only supports stands apart."""
    units = reporting_units(person(request), on=today())
    duties = duties_on(today(), units=units)
    leading = [duty for duty in duties if duty.role == Role.LEAD]
    groups = [
        {"label": label, "tone": tone, "duties": [d for d in leading if d.state in states]}
        for label, tone, states in GROUPS
    ]
    return draw(
        request,
        "my_work.html",
        title="我的填报",
        units=Unit.objects.filter(pk__in=units, memberships__user=person(request)).distinct(),
        groups=groups,
        counts=[
            {"label": group["label"], "number": len(group["duties"]), "tone": group["tone"]}
            for group in groups
        ],
        supporting=[duty for duty in duties if duty.role == Role.SUPPORT],
        next_due=min((duty.due_on for duty in leading if duty.is_open), default=None),
        today=today(),
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
