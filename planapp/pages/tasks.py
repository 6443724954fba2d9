"""任务: the table of all tasks and how they stand, and each one's page."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from planapp.clock import now, today
from planapp.domain.terms import ItemKind
from planapp.models import ReportingCycle, Task, TaskReport
from planapp.models.report import UNITS_OWN
from planapp.pages.choices import filters_for, read_filter
from planapp.pages.days import DayField
from planapp.pages.frame import draw, get_seen, needs, person, telling
from planapp.pages.passages import context_of
from planapp.pages.rounds import chosen_round, rounds_of
from planapp.pages.verdict_form import VerdictForm, keep_verdict, verdict_form
from planapp.queries.check_visits import visits_to_task
from planapp.queries.numbered import tasks_in_order
from planapp.queries.successions import parts_shown
from planapp.queries.tallies import by_light
from planapp.queries.task_list import load_tasks, task_row, tasks_shown
from planapp.rights import Action, may
from planapp.services.tasks import set_due_on

PER_PAGE = 50


class DueForm(forms.Form):
    due_on = DayField(
        label="完成时限",
        required=False,
        help_text="留空表示没有截止日期（长期坚持、持续推进）。",
    )
    reason = forms.CharField(label="更正理由", max_length=300)


@needs(Action.SEE_ALL)
def task_list(request: HttpRequest) -> HttpResponse:
    """All tracked tasks, filtered by the address."""
    chosen = read_filter(request)
    shown = tasks_shown(chosen, on=today())
    rows, tally = tasks_in_order(shown, chosen, on=today())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "task_list.html",
        title="任务",
        page=page,
        rows=load_tasks(page, shown.cycles),
        counts=by_light(tally.computed if chosen.computed else tally.decided),
        filters=filters_for(ItemKind.TASK, chosen),
        chosen=chosen,
    )


@needs(Action.SEE_ALL)
def task_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The task in one of its plan's cycles, the last closed one unless the address says."""
    return _draw_task(request, _task(request, pk), wanted=request.GET.get("cycle", ""))


@require_POST
@needs(Action.REVIEW)
def decide(request: HttpRequest, pk: int, cycle_id: int) -> HttpResponse:
    """A supervisor's verdict beside what follows from the unit's report."""
    task = _task(request, pk)
    cycle = get_object_or_404(ReportingCycle, pk=cycle_id, plan=task.plan_id)
    form = VerdictForm(request.POST, kind=ItemKind.TASK)
    if not form.is_valid() or not keep_verdict(request, form, item=task, cycle=cycle):
        return _draw_task(request, task, wanted=str(cycle.pk), form=form)
    return redirect(f"{reverse('admin:task', args=(pk,))}?cycle={cycle.pk}")


@require_POST
@needs(Action.SET_UP)
def correct_due_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down until when the task is to be done, where the text was misread."""
    task, form = _task(request, pk), DueForm(request.POST)
    if not form.is_valid():
        return _draw_task(request, task, wanted="", due_form=form)
    with telling(request, "完成时限已保存。"):
        set_due_on(task=task, **form.cleaned_data, by=person(request), at=now())
    return redirect("admin:task", pk)


def _task(request: HttpRequest, pk: int) -> Task:
    return get_seen(request, Task.objects.select_related("plan"), pk=pk)


def _draw_task(
    request: HttpRequest,
    task: Task,
    *,
    wanted: str,
    form: VerdictForm | None = None,
    due_form: DueForm | None = None,
) -> HttpResponse:
    rounds = rounds_of(task.plan, on=today())
    cycle = chosen_round(rounds, wanted, on=today())
    row = task_row(task, cycle, on=today()) if cycle else None
    if row and task.tracked and form is None:
        form = verdict_form(
            request, kind=ItemKind.TASK, verdict=row.verdict, usual=row.judged.computed
        )
    if due_form is None and may(person(request), Action.SET_UP, on=today()):
        due_form = DueForm(initial={"due_on": task.due_on})
    reports = TaskReport.objects.filter(task=task).exclude(state__in=UNITS_OWN)
    return draw(
        request,
        "task.html",
        title=str(task),
        history_of=task,
        task=task,
        rounds=rounds,
        cycle=cycle,
        row=row,
        reports=reports.select_related(
            "cycle", "unit", "recorded_by", "reviewed_by"
        ).prefetch_related("evidence"),
        responsibilities=parts_shown(
            task.responsibilities.select_related("unit", "took_over_from__unit"), on=today()
        ),
        visits=visits_to_task(task.pk),
        may_review=may(person(request), Action.REVIEW, on=today()),
        verdict_form=form,
        due_form=due_form,
        passage=context_of(task),
    )
