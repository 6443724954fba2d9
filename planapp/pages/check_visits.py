"""核查记录: what supervisors found on the spot, all of it and for one report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from planapp.clock import now, today
from planapp.domain.terms import CheckFinding
from planapp.models import ProgressRecord, TaskReport
from planapp.pages.amounts import AmountInput
from planapp.pages.days import DayField
from planapp.pages.entry_forms import EvidenceForm
from planapp.pages.evidence import change_evidence
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, get_seen, needs, person, seen, telling
from planapp.queries.check_visits import VisitFilter, visits_of, visits_shown
from planapp.rights import Action
from planapp.services.check_visits import VisitNotes, record_visit

PER_PAGE = 50
REPORTS: dict[str, type[ProgressRecord] | type[TaskReport]] = {
    "record": ProgressRecord,
    "task": TaskReport,
}


class VisitForm(forms.Form):
    """What was found; a figure that differs is asked for."""

    visited_on = DayField(
        label="核查日期",
    )
    place = forms.CharField(label="核查地点", required=False, max_length=200)
    visitors = forms.CharField(label="核查人员", max_length=200)
    finding = forms.ChoiceField(
        label="核查结论", choices=CheckFinding.choices(), widget=forms.RadioSelect
    )
    found_value = AmountInput(label="核查数值")
    details = forms.CharField(
        label="核查情况",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="查了什么（台账、凭证、现场），与填报是否一致，差在哪里。",
    )

    def __init__(self, *args: Any, report: ProgressRecord | TaskReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(report, TaskReport):
            del self.fields["found_value"]
        else:
            value_unit = report.series.value_unit
            self.fields[
                "found_value"
            ].help_text = (
                f"{'计量单位：' + value_unit + '；' if value_unit else ''}有出入的必须填写。"
            )

    def notes(self) -> VisitNotes:
        given = self.cleaned_data
        return VisitNotes(
            visited_on=given["visited_on"],
            place=given["place"],
            visitors=given["visitors"],
            finding=CheckFinding(given["finding"]),
            found_value=given.get("found_value"),
            details=given["details"],
        )


@needs(Action.SEE_ALL)
def visit_list(request: HttpRequest) -> HttpResponse:
    """Every visit, the last first, with those that found a difference on request."""
    finding = request.GET.get("finding", "")
    chosen = VisitFilter(
        finding=finding if finding in set(CheckFinding) else "",
        words=request.GET.get("q", "").strip(),
    )
    return draw(
        request,
        "check_visits.html",
        title="核查记录",
        page=Paginator(seen(request, visits_shown(chosen)), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        narrowed=bool(chosen.finding or chosen.words),
        filters=[Filter("finding", "结论", CheckFinding.choices())],
    )


@needs(Action.REVIEW)
def add_visit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The form for a visit to what one report states, beside what it states."""
    report = _report(request, kind, pk)
    form = VisitForm(
        request.POST or None,
        report=report,
        initial={"visited_on": today(), "visitors": str(person(request))},
    )
    if request.method == "POST" and form.is_valid():
        with telling(request, "核查情况已记录；需要时在下面添加核查材料。") as outcome:
            visit = record_visit(report=report, notes=form.notes(), by=person(request), at=now())
        if outcome.succeeded:
            return redirect("admin:check_visit", visit.pk)
    return draw(
        request,
        "add_check_visit.html",
        title=f"核查：{report}",
        report=report,
        form=form,
        visits=visits_of(report),
    )


@needs(Action.SEE_ALL)
def check_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit with its evidence; who wrote it may add to that."""
    visit = get_seen(request, visits_shown(VisitFilter()), pk=pk)
    is_own = visit.written_by == person(request)
    attached = EvidenceForm()
    if request.method == "POST" and is_own:
        attached = EvidenceForm(request.POST, request.FILES)
        if "remove" in request.POST or attached.is_valid():
            with telling(request, "核查材料已更新。"):
                change_evidence(request, visit, attached, by=person(request), at=now())
            return redirect("admin:check_visit", pk)
    return draw(
        request,
        "check_visit.html",
        title=f"核查记录：{visit.report}",
        visit=visit,
        is_own=is_own,
        evidence=visit.evidence.select_related("uploaded_by"),
        attached=attached,
        evidence_limit=settings.MAX_EVIDENCE_BYTES // 1024 // 1024,
    )


def _report(request: HttpRequest, kind: str, pk: int) -> ProgressRecord | TaskReport:
    model = REPORTS.get(kind)
    if model is None:
        raise Http404
    rows: QuerySet[Any] = model._default_manager.all()
    report: ProgressRecord | TaskReport = get_seen(request, rows, to=Action.REVIEW, pk=pk)
    return report
