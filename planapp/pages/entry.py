"""填报: the forms for a figure and for a task report, assessed and saved while one types."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from planapp.clock import now, today
from planapp.domain.terms import ReportState, SelfAssessment, Vintage
from planapp.models import ProgressRecord, Report, Series, Task, TaskReport, Unit
from planapp.pages.entry_forms import EvidenceForm, FigureForm, TaskReportForm, WordsForm
from planapp.pages.entry_item import Entry, entry_address
from planapp.pages.entry_parts import answers_in, conflict_of, faults_of, outlook_of, seen_in
from planapp.pages.entry_steps import (
    STEPS,
    entered_units,
    letter_of,
    may_confirm,
    take_over,
    take_step,
)
from planapp.pages.evidence import change_evidence
from planapp.pages.formats import format_input
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.my_work import duty_of
from planapp.pages.passages import context_of
from planapp.pages.work_rows import next_to_fill
from planapp.queries.duties import Duty, duties_on
from planapp.queries.gaps import assess_draft
from planapp.queries.remarks import remarks_of
from planapp.rights import Action, reporting_units
from planapp.services.errors import Refused
from planapp.services.reports import Figure, save_record, save_task_report, submit

_TO_HEAD = "已提交，等待单位负责人确认。"
FETCH = "fetch"  # what the page's own script says it is
_SAID = {
    "submit": "已提交，等待审核。",
    "attach": "草稿已保存，佐证材料已添加。",
    "remove": "草稿已保存，佐证材料已移除。",
    "take_over": "已沿用上年表述并保存草稿，请核对。",
}


@needs(Action.REPORT, Action.ENTER_FOR)
def figure_entry(
    request: HttpRequest, *, cycle_id: int, pk: int, day: str | None = None
) -> HttpResponse:
    """Fill in the figure of an indicator's series for a cycle, or an earlier day's anew."""
    entry = _own_entry(request, cycle_id=cycle_id, indicator_id=pk)
    if day is not None:
        entry = _earlier(entry.duty, entry.unit, day)
    series = entry.duty.indicators[0].series
    form = FigureForm(request.POST or None, initial=_figure_initial(entry), series=series)
    return _answer(request, entry, form)


@needs(Action.REPORT, Action.ENTER_FOR)
def task_entry(request: HttpRequest, cycle_id: int, pk: int) -> HttpResponse:
    """Report on a task for a cycle."""
    entry = _own_entry(request, cycle_id=cycle_id, task_id=pk)
    form = TaskReportForm(request.POST or None, initial=_initial(entry.newest, TaskReportForm))
    return _answer(request, entry, form)


def _earlier(duty: Duty, unit: Unit, day: str) -> Entry:
    """The figure of an earlier day that counts already: a later vintage or a correction of it."""
    try:
        as_of_on = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    versions = ProgressRecord.objects.filter(series=duty.indicators[0].series, as_of_on=as_of_on)
    counts = versions.filter(state=ReportState.APPROVED).exists()
    if not counts or as_of_on >= duty.cycle.as_of_on:
        raise Http404
    return Entry(duty, unit, corrected=versions.order_by("-version").first())


def _own_entry(
    request: HttpRequest,
    *,
    cycle_id: int,
    indicator_id: int | None = None,
    task_id: int | None = None,
) -> Entry:
    about: Series | Task = (
        get_object_or_404(Series, indicators=indicator_id)
        if task_id is None
        else get_object_or_404(Task, pk=task_id)
    )
    # The form is opened with a link to what comes next; what is sent is looked up alone.
    is_opened = request.method == "GET"
    duties = duties_on(today(), units=_units(request), about=None if is_opened else about)
    duty = duty_of(duties, cycle_id=cycle_id, indicator_id=indicator_id, task_id=task_id)
    if duty is None or duty.unit is None:
        raise PermissionDenied("这一项不由您的单位牵头填报，或填报期未开启、已关闭。")
    return Entry(duty, duty.unit, listed=duties if is_opened else None)


def _units(request: HttpRequest) -> set[int]:
    return reporting_units(person(request), on=today()) | entered_units(request)


def _following(request: HttpRequest, entry: Entry) -> Duty | None:
    """What is to be filled in next: the whole list is read only where that is shown or gone to."""
    if entry.corrected is not None:
        return None
    duties = entry.listed
    if duties is None:
        duties = duties_on(today(), units=_units(request))
    return next_to_fill(duties, entry.duty, person(request))


def _initial(newest: Report | None, form: type[WordsForm]) -> dict[str, Any]:
    if newest is None:
        return {}
    ours = set(form.base_fields) - {"correction_reason", "unit"}
    found = {name: getattr(newest, name) for name in ours}
    if "value" in found:
        found["value"] = format_input(found["value"])
    return found


def _figure_initial(entry: Entry) -> dict[str, Any]:
    """An earlier figure that counts is offered as the vintage that comes after it."""
    initial = _initial(entry.newest, FigureForm)
    if entry.corrected and entry.corrected.state == ReportState.APPROVED:
        final = Vintage.FINAL.is_later_than(Vintage(entry.corrected.vintage))
        initial["vintage"] = Vintage.FINAL if final else Vintage.REVISED
    return initial


def _answer(request: HttpRequest, entry: Entry, form: WordsForm) -> HttpResponse:
    """Try, save by itself, save or submit, as the pressed button says; else draw the form."""
    if entry.newest is not None and STEPS & set(request.POST):
        take_step(request, entry.newest)
        return redirect(request.path)
    if "take_over" in request.POST and not take_over(
        request, form, entry.blank, is_new=entry.newest is None
    ):
        return _draw_entry(request, entry, form=form, attached=EvidenceForm())
    attached = EvidenceForm(request.POST, request.FILES) if "attach" in request.POST else None
    is_valid = request.method == "POST" and form.is_valid()
    if "try" in request.POST and request.headers.get("X-Requested-With") == FETCH:
        outlook = outlook_of(request, entry.shown(form), form)
        outlook["faults"] = faults_of(form)  # a whole page has them beside their fields
        return render(request, "planapp/parts/entry_outlook.html", outlook)
    if "autosave" in request.POST:
        return _autosave(request, entry, form)
    may_keep = is_valid and "try" not in request.POST
    if attached is not None and not attached.is_valid():
        may_keep = False
    if "submit" in request.POST and may_keep:
        may_keep = _is_answered(request, entry, form)
    wants_next = "next" in (request.POST.get("save"), request.POST.get("submit"))
    following = _following(request, entry) if may_keep and wants_next else None  # as it was shown
    if may_keep and _keep(request, entry, form=form, attached=attached or EvidenceForm()):
        return _go_on(request, entry, following)
    return _draw_entry(request, entry, form=form, attached=attached or EvidenceForm())


def _go_on(request: HttpRequest, entry: Entry, following: Duty | None) -> HttpResponse:
    """After saving: back to the list it came from, or on with the same form."""
    if {"attach", "remove"} & set(request.POST):
        return redirect(f"{request.path}#evidence")
    if "take_over" in request.POST:
        return redirect(request.path)
    if following is not None:
        return redirect(entry_address(following))
    letter = letter_of(request, entry.unit, entry.duty.cycle)
    return redirect("admin:submission", letter.pk) if letter else redirect("admin:my_work")


def _is_answered(request: HttpRequest, entry: Entry, form: WordsForm) -> bool:
    """Whether everything that is asked back was confirmed; else the form says so."""
    outlook = outlook_of(request, entry.shown(form), form)
    if all(asked.is_confirmed for asked in outlook["questions"]):
        return True
    form.add_error(None, "请先核对“需要核对”中的提问：确认无误的勾选，有误的改正后再提交。")
    return False


def _keep(request: HttpRequest, entry: Entry, *, form: WordsForm, attached: EvidenceForm) -> bool:
    by, at = person(request), now()
    words = next((said for button, said in _SAID.items() if button in request.POST), "草稿已保存。")
    with telling(request, words, form, attached) as outcome:
        report = _save(request, entry, form)
        change_evidence(request, report, attached, by=by, at=at)
        if "submit" in request.POST:
            state = submit(report=report, by=by, at=at)
            outcome.words = _TO_HEAD if state == ReportState.CONFIRMING else ""
    return outcome.succeeded


def _save(request: HttpRequest, entry: Entry, form: WordsForm) -> ProgressRecord | TaskReport:
    given = form.cleaned_data
    common: dict[str, Any] = {
        "unit": entry.unit,
        "words": form.words(),
        "correction_reason": given.get("correction_reason", ""),
        "seen": seen_in(request),
        "by": person(request),
        "at": now(),
    }
    if entry.duty.task is not None:
        return save_task_report(
            task=entry.duty.task,
            cycle=entry.duty.cycle,
            self_assessment=SelfAssessment(given["self_assessment"]),
            percent=given["percent"],
            **common,
        )
    figure = Figure(
        given["stored"], Vintage(given["vintage"]), given["source"], answers_in(request)
    )
    series = entry.duty.indicators[0].series
    return save_record(series=series, as_of_on=entry.as_of_on, figure=figure, **common)


def _autosave(request: HttpRequest, entry: Entry, form: WordsForm) -> JsonResponse:
    """Keep the draft while one types; says when, or why not."""
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else ""
        return JsonResponse({"saved": False, "said": f"尚未保存：{label} {errors[0]}"})
    try:
        if not entry.autosaves:
            raise Refused("已提交或已审核的内容不自动保存。")
        report = _save(request, entry, form)
    except Refused as refusal:
        context = {"conflict": conflict_of(request, entry.newest, form)}
        answer = {
            "saved": False,
            "said": f"未能保存：{refusal}",
            "refused": render_to_string("planapp/parts/entry_conflict.html", context),
            "revision": entry.revision,
        }
        return JsonResponse(answer)
    at = timezone.localtime(report.recorded_at)
    said = f"已自动保存 {at:%H:%M}"
    return JsonResponse({"saved": True, "said": said, "revision": report.revision})


def _draw_entry(
    request: HttpRequest, entry: Entry, *, form: WordsForm, attached: EvidenceForm
) -> HttpResponse:
    duty, newest = entry.duty, entry.newest
    conflict = conflict_of(request, newest, form)
    outlook = outlook_of(request, entry.shown(form), form)
    corrects = newest is not None and newest.state == ReportState.APPROVED
    if not corrects and "correction_reason" not in form.errors:
        del form.fields["correction_reason"]
    context: dict[str, Any] = {}
    if duty.indicator:
        history = ProgressRecord.objects.filter(series=duty.indicator.series_id)
        context["history"] = history.select_related("reviewed_by")[:12]
        due = assess_draft(duty.indicator, duty.cycle, None)
        context["expected"] = due.expected_value if due else None
    return draw(
        request,
        "entry.html",
        title=f"填报：{duty.item}",
        duty=duty,
        entry=entry,
        following=_following(request, entry),
        newest=newest,
        as_of_on=entry.as_of_on,
        form=form,
        attached=attached,
        evidence=newest.evidence.select_related("uploaded_by") if newest else (),
        evidence_limit=settings.MAX_EVIDENCE_BYTES // 1024 // 1024,
        locked=entry.is_on_the_way,
        may_confirm=may_confirm(request, newest),
        letter=letter_of(request, entry.unit, entry.duty.cycle),
        conflict=conflict,
        passage=context_of(duty.item),
        remarks=remarks_of(duty),
        **outlook,
        **context,
    )
