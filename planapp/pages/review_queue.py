"""审核: what units submitted, one by one or several at once."""

from __future__ import annotations

from itertools import chain

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp.clock import now
from planapp.domain.terms import ReportState
from planapp.models import Indicator, ProgressRecord, Report, TaskReport
from planapp.pages.frame import draw, needs, person, telling
from planapp.queries.gaps import explain_draft
from planapp.rights import Action
from planapp.services.errors import Refused
from planapp.services.reports import approve, return_report

KINDS: dict[str, type[ProgressRecord] | type[TaskReport]] = {
    "record": ProgressRecord,
    "task": TaskReport,
}


@needs(Action.REVIEW)
def review_queue(request: HttpRequest) -> HttpResponse:
    """All that waits for review, oldest first."""
    records = ProgressRecord.objects.filter(state=ReportState.SUBMITTED).select_related(
        "series", "unit", "submitted_by"
    )
    reports = TaskReport.objects.filter(state=ReportState.SUBMITTED).select_related(
        "task__plan", "cycle", "unit", "submitted_by"
    )
    waiting = sorted(chain(records, reports), key=lambda report: report.submitted_at)
    return draw(request, "review_queue.html", title="审核", waiting=waiting)


@needs(Action.REVIEW)
def review_report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One submitted figure or task report, with what a decision needs."""
    report = _report(kind, pk)
    indicator = None
    if isinstance(report, ProgressRecord):
        indicator = Indicator.objects.filter(series=report.series_id).first()
    cycle = indicator.plan.cycles.filter(as_of_on=report.as_of_on).first() if indicator else None
    return draw(
        request,
        "review_report.html",
        title=f"审核：{report}",
        report=report,
        kind=kind,
        indicator=indicator,
        preview=explain_draft(indicator, cycle, report) if indicator and cycle else None,
        versions=report.versions().select_related("recorded_by", "reviewed_by"),
    )


@require_POST
@needs(Action.REVIEW)
def decide_report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Approve or return one."""
    report = _report(kind, pk)
    if "approve" in request.POST:
        with telling(request, f"“{report}”审核通过。"):
            approve(report=report, by=person(request), at=now())
    else:
        with telling(request, f"“{report}”已退回。"):
            return_report(
                report=report, reason=request.POST.get("reason", ""), by=person(request), at=now()
            )
    return redirect("admin:review_queue")


@require_POST
@needs(Action.REVIEW)
def approve_selected(request: HttpRequest) -> HttpResponse:
    """Approve the chosen ones, each for itself: a refusal names its item and stops no other."""
    done = 0
    for chosen in request.POST.getlist("chosen"):
        kind, _, pk = chosen.partition("-")
        try:
            approve(report=_report(kind, int(pk or 0)), by=person(request), at=now())
            done += 1
        except Refused as refusal:
            messages.error(request, str(refusal))
    messages.success(request, f"审核通过 {done} 项。")
    return redirect("admin:review_queue")


def _report(kind: str, pk: int) -> Report:
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(KINDS[kind], pk=pk)
