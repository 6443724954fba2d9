"""提醒日历: who will be told what on which day, from any day on."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from planapp.clock import today
from planapp.domain.reminders import day_words
from planapp.domain.terms import PlanStatus
from planapp.models import Plan, ReportingCycle
from planapp.pages.choices import chosen_number
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, get_seen, needs, scope_here, seen
from planapp.pages.reminder_tabs import reminder_tabs
from planapp.pages.reminders import chosen_day
from planapp.pages.workdays import unknown_years_note
from planapp.queries.reminder_calendar import Line, days_ahead, lines_ahead
from planapp.reports.csv_lines import csv_lines
from planapp.rights import Action

_HEAD = ("日期", "种类", "何时", "单位", "提醒谁", "账号", "事项", "截止日期", "规划", "填报期")


@needs(Action.SEE_ALL)
def reminder_calendar(request: HttpRequest) -> HttpResponse:
    """A round's days to come, as if today were the day that the address gives."""
    plans, rounds, cycle = _chosen(request)
    day = _day(request)
    days = days_ahead(cycle, on=day, scope=scope_here(request)) if cycle else []
    return draw(
        request,
        "reminder_calendar.html",
        title="提醒日历",
        tabs=reminder_tabs("reminder_calendar"),
        filters=[
            Filter("plan", "规划", [(str(plan.pk), plan.title) for plan in plans]),
            Filter("cycle", "填报期", [(str(each.pk), str(each)) for each in rounds]),
        ],
        cycle=cycle,
        day=day,
        is_simulated=day != today(),
        now=next((each for each in days if each.on == day), None),
        days=[each for each in days if each.on != day],
        years_note=unknown_years_note(request),
    )


@needs(Action.SEE_ALL)
def calendar_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same of one round as a CSV file, a line for each person and item."""
    cycle = get_seen(request, ReportingCycle.objects.select_related("plan"), pk=pk)
    day = _day(request)
    lines = lines_ahead(cycle, on=day, scope=scope_here(request))
    name = f"提醒日历 {cycle.plan.title} {cycle} {day:%Y%m%d}.csv"
    return StreamingHttpResponse(
        csv_lines([_HEAD, *(_columns(line, cycle) for line in lines)]),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name)
            or ""
        },
    )


def _columns(line: Line, cycle: ReportingCycle) -> list[object]:
    told = line.user is not None
    return [
        f"{line.on}",
        line.kind.label,
        day_words(line.workdays_before) if told else "拟督办通知单",
        line.unit.name,
        str(line.user) if told else "",
        line.user.username if line.user else "",
        line.title,
        f"{line.key.due_on}",
        cycle.plan.title,
        str(cycle),
    ]


def _chosen(
    request: HttpRequest,
) -> tuple[list[Plan], list[ReportingCycle], ReportingCycle | None]:
    """The plans and rounds to choose from, and the round: the first that is due next. Two queries.

    Only rounds that are not closed have days to come.
    """
    open_ones = seen(request, ReportingCycle.objects.filter(closed_on=None))
    open_ones = open_ones.filter(plan__status=PlanStatus.ACTIVE).select_related("plan")
    every = list(open_ones.order_by("plan__code", "due_on", "pk"))
    plans = list({each.plan_id: each.plan for each in every}.values())
    wanted = chosen_number(request.GET.get("plan"))
    rounds = [each for each in every if wanted is None or each.plan_id == wanted] or every
    cycle = chosen_number(request.GET.get("cycle"))
    usual = min(rounds, key=lambda each: (each.due_on < today(), each.due_on), default=None)
    return plans, rounds, next((each for each in rounds if each.pk == cycle), usual)


def _day(request: HttpRequest) -> date:
    return chosen_day(request.GET.get("day")) or today()
