"""审核: what units submitted, one by one or several at once."""

from __future__ import annotations

from itertools import chain

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now
from planapp.domain.gaps import Explanation
from planapp.domain.terms import ReportState
from planapp.models import Indicator, ProgressRecord, Report, TaskReport
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.passages import context_of
from planapp.queries.gaps import explain_draft
from planapp.queries.outlooks import questions_about
from planapp.rights import Action
from planapp.services.errors import Refused
from planapp.services.reports import approve, return_report

KINDS = {"record", "task"}


@needs(Action.REVIEW)
def review_queue(request: HttpRequest) -> HttpResponse:
    """All that waits for review, oldest first."""
    records = ProgressRecord.objects.filter(state=ReportState.SUBMITTED).select_related(
        "series", "unit", "submitted_by"
    )
    reports = TaskReport.objects.filter(state=ReportState.SUBMITTED).select_related(
        "task__plan", "cycle", "unit", "submitted_by"
    )
    waiting = sorted(chain(records, reports), key=_age)
    return draw(request, "review_queue.html", title="审核", waiting=waiting)


@needs(Action.REVIEW)
def review_report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One submitted figure or task report, with what a decision needs."""
    report = _report(kind, pk)
    if report.state == ReportState.DRAFT:
        raise Http404  # its unit's own until it is submitted
    indicator, preview = _preview(report) if isinstance(report, ProgressRecord) else (None, None)
    item = indicator or (report.task if isinstance(report, TaskReport) else None)
    return draw(
        request,
        "review_report.html",
        title=f"审核：{report}",
        report=report,
        kind=kind,
        indicator=indicator,
        passage=context_of(item) if item else None,
        preview=preview,
        questions=_questions(report) if isinstance(report, ProgressRecord) else (),
        evidence=report.evidence.select_related("uploaded_by"),
        versions=report.versions().select_related("recorded_by", "reviewed_by"),
    )


def _age(report: Report) -> tuple[bool, str]:
    """Oldest first; what carries no time of submission comes last."""
    at = report.submitted_at
    return at is None, at.isoformat() if at else ""


def _preview(record: ProgressRecord) -> tuple[Indicator | None, Explanation | None]:
    """The first indicator that rests on the figure, and what its approval would make of it."""
    indicator = Indicator.objects.filter(series=record.series_id).first()
    if indicator is None:
        return None, None
    cycle = indicator.plan.cycles.filter(as_of_on=record.as_of_on).first()
    return indicator, explain_draft(indicator, cycle, record) if cycle else None


def _questions(record: ProgressRecord) -> list[tuple[str, str | None]]:
    """What was asked back on entry, or should have been, each with what was said to it."""
    answers = dict(record.answers)
    asked = questions_about(record, factor=settings.PLAUSIBLE_FACTOR)
    return [(one, answers.get(one)) for one in dict.fromkeys((*answers, *asked))]


@require_POST
@needs(Action.REVIEW)
def decide_report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Approve or return one."""
    report = _report(kind, pk)
    if "approve" in request.POST:
        with telling(request, f"“{report}”审核通过。"):
            approve(report=report, by=person(request), at=now())
            transaction.on_commit(jobs.recalculate_stale_gaps.delay, robust=True)
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
            approve(report=_report(kind, pk), by=person(request), at=now())
            done += 1
        except Http404:
            messages.error(request, f"没有编号为“{chosen[:40]}”的填报。")
        except Refused as refusal:
            messages.error(request, str(refusal))
    if done:
        transaction.on_commit(jobs.recalculate_stale_gaps.delay, robust=True)
        messages.success(request, f"审核通过 {done} 项。")
    elif not request.POST.getlist("chosen"):
        messages.warning(request, "请先勾选要审核通过的填报。")
    return redirect("admin:review_queue")


def _report(kind: str, pk: int | str) -> ProgressRecord | TaskReport:
    if kind not in KINDS or not str(pk).isdecimal():
        raise Http404
    if kind == "record":
        return get_object_or_404(ProgressRecord, pk=pk)
    return get_object_or_404(TaskReport, pk=pk)
