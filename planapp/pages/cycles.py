"""填报期: the rounds of all plans, opened, moved, closed and reopened by administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.terms import CycleKind, PlanStatus
from planapp.models import Plan, ReportingCycle
from planapp.pages.choices import chosen_number, chosen_term
from planapp.pages.cycle_forms import CyclesForm, MoveForm, ReopenForm
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, needs, person, tell_refusal, telling
from planapp.pages.queueing import queue_job
from planapp.queries.cycle_list import (
    CycleFilter,
    Progress,
    RoundState,
    cycles_listed,
    progress_by_unit,
    progress_of,
    whole_of,
)
from planapp.queries.duties import duties_of
from planapp.rights import Action
from planapp.services.cycles import close_cycle, move_due_date, open_cycle, reopen_cycle
from planapp.services.errors import Refused

PER_PAGE = 20


@needs(Action.SET_UP)
def cycle_list(request: HttpRequest) -> HttpResponse:
    """All rounds, with what is owed, handed in and approved in each."""
    given = request.GET
    chosen = CycleFilter(
        state=chosen_term(given.get("state"), RoundState),
        plan=chosen_number(given.get("plan")),
        year=chosen_number(given.get("year")),
        kind=chosen_term(given.get("kind"), CycleKind),
        withdrawn=given.get("withdrawn") == "1",
    )
    page = Paginator(cycles_listed(chosen, on=today()), PER_PAGE).get_page(given.get("page"))
    cycles = list(page)
    progress = progress_of(cycles, on=today())
    return draw(
        request,
        "cycle_list.html",
        title="填报期",
        page=page,
        rows=[
            (each, RoundState.of(each, on=today()), progress.get(each.pk, Progress()))
            for each in cycles
        ],
        filters=_filters(),
    )


def _filters() -> list[Filter]:
    years = ReportingCycle.objects.dates("as_of_on", "year", order="DESC")
    plans = Plan.objects.filter(cycles__isnull=False).distinct()
    return [
        Filter("state", "状态", RoundState.choices()),
        Filter("plan", "规划", [(str(plan.pk), plan.title) for plan in plans]),
        Filter("year", "年度", [(str(day.year), f"{day.year}年度") for day in years]),
        Filter("kind", "种类", CycleKind.choices()),
        Filter("withdrawn", "已撤销的规划", [("1", "一并列出")]),
    ]


@needs(Action.SET_UP)
def open_cycles(request: HttpRequest) -> HttpResponse:
    """Open the same round for several plans, each for itself: a refusal names its plan."""
    plans = Plan.objects.exclude(status=PlanStatus.WITHDRAWN).order_by("code")
    form = CyclesForm(request.POST or None, plans=plans)
    if request.method == "POST" and form.is_valid():
        opened, refusals = _open_all(request, form)
        for refused in refusals:
            tell_refusal(request, refused)
        if opened:
            messages.success(request, f"已开启 {opened} 个填报期。")
            return redirect("admin:cycle_list")
    return draw(request, "open_cycles.html", title="开启填报期", form=form)


def _open_all(request: HttpRequest, form: CyclesForm) -> tuple[int, list[Refused]]:
    opened, refusals = 0, []
    with transaction.atomic():
        for plan in form.cleaned_data["plans"]:
            try:
                open_cycle(
                    plan=plan,
                    kind=form.cleaned_data["kind"],
                    dates=form.dates(),
                    by=person(request),
                    at=now(),
                )
                opened += 1
            except Refused as refusal:
                refusals.append(Refused(f"《{plan}》没有开启：{refusal}"))
        queue_job(jobs.recalculate_stale_gaps)
    return opened, refusals


@needs(Action.SET_UP)
def cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: who handed in how much, and what can be done with it."""
    return _draw_cycle(request, _cycle(pk))


@needs(Action.SET_UP)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still missing, and the button that closes the round all the same."""
    row = _cycle(pk)
    if request.method == "POST":
        with telling(request, f"{row}填报期已关闭。"):
            close_cycle(cycle=row, on=today(), by=person(request), at=now())
            queue_job(jobs.recalculate_stale_gaps)
            queue_job(jobs.freeze_closed_rounds)
        return redirect("admin:cycle", pk)
    if row.closed_on is not None:
        return redirect("admin:cycle", pk)
    return _draw_cycle(request, row, closing=True)


@require_POST
@needs(Action.SET_UP)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an open round be due on another day."""
    row, form = _cycle(pk), MoveForm(request.POST)
    if form.is_valid():
        with telling(request, "填报截止已调整，未报的单位已收到站内信。", form) as outcome:
            move_due_date(cycle=row, **form.cleaned_data, by=person(request), at=now())
            queue_job(jobs.recalculate_stale_gaps)
        if outcome.succeeded:
            return redirect("admin:cycle", pk)
    return _draw_cycle(request, _cycle(pk), move_form=form)


@require_POST
@needs(Action.SET_UP)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let units report again in a closed round."""
    row, form = _cycle(pk), ReopenForm(request.POST)
    if form.is_valid():
        with telling(request, f"{row}填报期已重新开启，未报的单位已收到站内信。", form) as outcome:
            reopen_cycle(cycle=row, **form.cleaned_data, by=person(request), at=now())
            queue_job(jobs.recalculate_stale_gaps)
        if outcome.succeeded:
            return redirect("admin:cycle", pk)
    return _draw_cycle(request, _cycle(pk), reopen_form=form)


def _cycle(pk: int) -> ReportingCycle:
    return get_object_or_404(ReportingCycle.objects.select_related("plan"), pk=pk)


def _draw_cycle(
    request: HttpRequest,
    row: ReportingCycle,
    *,
    closing: bool = False,
    move_form: MoveForm | None = None,
    reopen_form: ReopenForm | None = None,
) -> HttpResponse:
    duties = duties_of([row], day=today())
    context: dict[str, Any] = {
        "units": progress_by_unit(duties),
        "whole": whole_of(duties),
        "state": RoundState.of(row, on=today()),
        "move_form": move_form or MoveForm(initial={"due_on": row.due_on}),
        "reopen_form": reopen_form or ReopenForm(),
    }
    template = "close_cycle.html" if closing else "cycle.html"
    title = f"{'关闭' if closing else ''}{row}填报期"
    return draw(request, template, title=title, history_of=row, cycle=row, **context)
