"""填报: the form for a figure and the form for a task report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MINYEAR, date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from planapp.clock import now, today
from planapp.domain.terms import ReportState, SelfAssessment, Vintage
from planapp.models import ProgressRecord, Report, Task, TaskReport, Unit
from planapp.models.fields import validate_significant_digits
from planapp.pages.formats import format_input
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.my_work import duty_of
from planapp.pages.passages import context_of
from planapp.queries.duties import Duty, duties_on
from planapp.queries.gaps import explain_draft
from planapp.rights import Action, reporting_units
from planapp.services.reports import (
    Figure,
    Words,
    save_record,
    save_task_report,
    submit,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is filled in: a duty, or, beside it, the correction of an earlier year's figure."""

    duty: Duty
    unit: Unit
    corrected: ProgressRecord | None = None

    @property
    def newest(self) -> ProgressRecord | TaskReport | None:
        return self.corrected or self.duty.newest

    @property
    def as_of_on(self) -> date:
        return self.corrected.as_of_on if self.corrected else self.duty.cycle.as_of_on


class WordsForm(forms.Form):
    """The text that goes with a figure or a task report."""

    narrative = forms.CharField(
        label="进展情况", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    problems = forms.CharField(
        label="存在问题",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="滞后、严重滞后或劣于基期时，请写明原因。",
    )
    next_steps = forms.CharField(
        label="下一步措施",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="滞后时请写明措施和完成时间。",
    )
    correction_reason = forms.CharField(
        label="更正原因", required=False, help_text="已审核的数据更正时必填。", max_length=300
    )

    def words(self) -> Words:
        given = self.cleaned_data
        return Words(given["narrative"], given["problems"], given["next_steps"])


class FigureForm(WordsForm):
    value = forms.DecimalField(
        label="数值",
        max_digits=24,
        decimal_places=6,
        localize=False,
        validators=[validate_significant_digits],
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": "请填写数字，例如 1234.5。"},
    )
    vintage = forms.ChoiceField(
        label="数据性质", choices=Vintage.choices(), initial=Vintage.PRELIMINARY
    )
    source = forms.CharField(label="数据来源", required=False, max_length=200)
    field_order = ("value", "vintage", "source")


class TaskReportForm(WordsForm):
    self_assessment = forms.ChoiceField(label="自评", choices=SelfAssessment.choices())
    percent = forms.IntegerField(label="完成百分比", required=False, min_value=0, max_value=100)
    field_order = ("self_assessment", "percent")


@needs(Action.REPORT)
def figure_entry(
    request: HttpRequest, *, cycle_id: int, pk: int, year: int | None = None
) -> HttpResponse:
    """Fill in the figure of an indicator's series for a cycle, or correct an earlier year's."""
    duty, unit = _own_duty(request, cycle_id=cycle_id, indicator_id=pk)
    entry = Entry(duty, unit) if year is None else _earlier(duty, unit, year)
    form = FigureForm(request.POST or None, initial=_initial(entry.newest, FigureForm))
    if request.method == "POST" and form.is_valid() and _keep_figure(request, entry, form):
        return redirect("admin:my_work")
    return _draw_entry(request, entry, form)


@needs(Action.REPORT)
def task_entry(request: HttpRequest, cycle_id: int, pk: int) -> HttpResponse:
    """Report on a task for a cycle."""
    duty, unit = _own_duty(request, cycle_id=cycle_id, task_id=pk)
    entry = Entry(duty, unit)
    form = TaskReportForm(request.POST or None, initial=_initial(entry.newest, TaskReportForm))
    if request.method == "POST" and form.is_valid() and _keep_task_report(request, entry, form):
        return redirect("admin:my_work")
    return _draw_entry(request, entry, form)


def _earlier(duty: Duty, unit: Unit, year: int) -> Entry:
    """The figure of an earlier year that counts already and may be corrected."""
    if not MINYEAR <= year < duty.cycle.as_of_on.year:
        raise Http404
    as_of_on = date(year, 12, 31)
    versions = ProgressRecord.objects.filter(series=duty.indicators[0].series, as_of_on=as_of_on)
    if not versions.filter(state=ReportState.APPROVED).exists():
        raise Http404
    return Entry(duty, unit, corrected=versions.order_by("-version").first())


def _own_duty(
    request: HttpRequest,
    *,
    cycle_id: int,
    indicator_id: int | None = None,
    task_id: int | None = None,
) -> tuple[Duty, Unit]:
    units = reporting_units(person(request), on=today())
    duty = duty_of(
        duties_on(today(), units=units),
        cycle_id=cycle_id,
        indicator_id=indicator_id,
        task_id=task_id,
    )
    if duty is None or duty.unit is None:
        raise PermissionDenied("这一项不由您的单位牵头填报，或填报期未开启、已关闭。")
    return duty, duty.unit


def _initial(newest: Report | None, form: type[forms.Form]) -> dict[str, Any]:
    if newest is None:
        return {}
    found = {
        name: getattr(newest, name) for name in form.base_fields if name != "correction_reason"
    }
    if "value" in found:
        found["value"] = format_input(found["value"])
    return found


def _keep_figure(request: HttpRequest, entry: Entry, form: FigureForm) -> bool:
    given, by, at = form.cleaned_data, person(request), now()
    with telling(request, _done(request)) as outcome:
        record = save_record(
            series=entry.duty.indicators[0].series,
            as_of_on=entry.as_of_on,
            unit=entry.unit,
            figure=Figure(given["value"], Vintage(given["vintage"]), given["source"]),
            words=form.words(),
            correction_reason=given.get("correction_reason", ""),
            by=by,
            at=at,
        )
        if "submit" in request.POST:
            submit(report=record, by=by, at=at)
    return outcome.succeeded


def _keep_task_report(request: HttpRequest, entry: Entry, form: TaskReportForm) -> bool:
    task = entry.duty.item
    assert isinstance(task, Task)  # noqa: S101  # found by a task
    given, by, at = form.cleaned_data, person(request), now()
    with telling(request, _done(request)) as outcome:
        report = save_task_report(
            task=task,
            cycle=entry.duty.cycle,
            unit=entry.unit,
            self_assessment=SelfAssessment(given["self_assessment"]),
            percent=given["percent"],
            words=form.words(),
            correction_reason=given.get("correction_reason", ""),
            by=by,
            at=at,
        )
        if "submit" in request.POST:
            submit(report=report, by=by, at=at)
    return outcome.succeeded


def _done(request: HttpRequest) -> str:
    return "已提交，等待审核。" if "submit" in request.POST else "草稿已保存。"


def _draw_entry(request: HttpRequest, entry: Entry, form: forms.Form) -> HttpResponse:
    duty, newest = entry.duty, entry.newest
    locked = newest is not None and newest.state == ReportState.SUBMITTED
    if newest is None or newest.state != ReportState.APPROVED:
        del form.fields["correction_reason"]
    context: dict[str, Any] = {}
    if duty.indicator:
        history = ProgressRecord.objects.filter(series=duty.indicator.series_id)
        context["history"] = history.select_related("reviewed_by")[:12]
        context["preview"] = (
            explain_draft(duty.indicator, duty.cycle, newest)
            if isinstance(newest, ProgressRecord)
            else None
        )
    return draw(
        request,
        "entry.html",
        title=f"填报：{duty.item}",
        duty=duty,
        newest=newest,
        as_of_on=entry.as_of_on,
        form=form,
        locked=locked,
        passage=context_of(duty.item, duty.cycle.plan.document.text),
        **context,
    )
