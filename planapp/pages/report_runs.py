"""生成的文件: one's own files that are made in the background, found again from here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.terms import FileState
from planapp.models import FrozenReport, ReportRun
from planapp.pages.frame import draw, get_among, get_seen, needs, person, scope_here, telling
from planapp.pages.queueing import queue_job
from planapp.pages.report_filter import read_asked
from planapp.pages.reports import MOST_IN_JOB
from planapp.queries.report_figures import count_lines
from planapp.reports.archive import ARCHIVE, archive_name
from planapp.reports.report_files import REPORT_FILES
from planapp.rights import Action
from planapp.services.frozen_reports import kept_reports
from planapp.services.report_runs import Wanted, ask_again, ask_for_file, cancel_file

PER_PAGE = 50
REFRESH_SECONDS = 3
_QUEUED = "已提交，正在后台生成。可以离开本页，完成后站内信会告诉您。"
_TONES = {
    FileState.WAITING: "accent",
    FileState.MAKING: "accent",
    FileState.DONE: "green",
    FileState.CANCELLED: "plain",
    FileState.FAILED: "red",
}


@needs(Action.SEE_ALL)
def report_runs(request: HttpRequest) -> HttpResponse:
    """The files that one asked for, the last first."""
    page = Paginator(_own(request), PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(request, run) for run in page]
    response = draw(
        request,
        "report_runs.html",
        title="生成的文件",
        page=page,
        rows=rows,
        days=settings.KEEP_REPORT_FILES_DAYS,
    )
    if any(row["running"] for row in rows):
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_POST
@needs(Action.SEE_ALL)
def make_report_file(request: HttpRequest) -> HttpResponse:
    """Have the report of the address's filter made, as a file of the kind that was chosen."""
    asked, file = read_asked(request), REPORT_FILES.get(request.POST.get("kind", ""))
    back = f"{reverse('admin:reports')}?{request.GET.urlencode()}"
    if file is None:
        messages.error(request, "请选择要生成哪一种文件。")
        return redirect(back)
    if asked.wrong:
        return redirect(back)  # which says it
    if count_lines(asked.chosen, on=today()) > MOST_IN_JOB:
        messages.error(request, f"一份报告最多 {MOST_IN_JOB:,} 行，请缩小范围。")
        return redirect(back)
    kind = request.POST["kind"]
    wanted = Wanted(kind, file.name, asked.as_columns(), asked.words)
    return redirect("admin:report_runs" if _ask(request, wanted) else back)


@require_POST
@needs(Action.SEE_ALL)
def make_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the package of a closed round made."""
    report: FrozenReport = get_seen(request, kept_reports(), pk=pk)
    words = [("规划", report.cycle.plan.title), ("填报期", str(report.cycle))]
    with_evidence = request.POST.get("evidence") == "1"
    wanted = Wanted(ARCHIVE, archive_name(report), {}, words, report, with_evidence)
    return (
        redirect("admin:report_runs")
        if _ask(request, wanted)
        else redirect("admin:frozen_report", pk)
    )


@require_POST
@needs(Action.SEE_ALL)
def make_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have one's file made anew."""
    run = _mine(request, pk)
    with telling(request, _QUEUED):
        ask_again(run=run, by=person(request), at=now())
        queue_job(jobs.make_report_file, run.pk)
    return redirect("admin:report_runs")


@require_POST
@needs(Action.SEE_ALL)
def cancel_report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up."""
    with telling(request, "已取消。"):
        cancel_file(run=_mine(request, pk), by=person(request), at=now())
    return redirect("admin:report_runs")


@require_GET
@needs(Action.SEE_ALL)
def made_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to who asked for it and still gets to see all that is in it."""
    run = _mine(request, pk)
    if run.state != FileState.DONE or not run.file:
        raise Http404
    if not _still_reaches(request, run):
        raise PermissionDenied("生成以后，您的可见范围有了变化，这份文件不能再下载；请重新生成。")
    try:
        content = run.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    file = REPORT_FILES.get(run.kind)
    content_type = file.content_type if file else "application/zip"
    return FileResponse(
        content, as_attachment=True, filename=run.file_name, content_type=content_type
    )


def _ask(request: HttpRequest, wanted: Wanted) -> bool:
    with telling(request, _QUEUED) as outcome:
        run = ask_for_file(wanted=wanted, by=person(request), at=now())
        queue_job(jobs.make_report_file, run.pk)
    return outcome.succeeded


def _own(request: HttpRequest) -> QuerySet[ReportRun]:
    return ReportRun.objects.filter(made_by=person(request))


def _mine(request: HttpRequest, pk: int) -> ReportRun:
    return get_among(_own(request), of=ReportRun.objects.all(), pk=pk)


def _still_reaches(request: HttpRequest, run: ReportRun) -> bool:
    return bool(run.reach == scope_here(request).mark)


def _row(request: HttpRequest, run: ReportRun) -> dict[str, Any]:
    """As the list shows it."""
    state = FileState(run.state)
    file = REPORT_FILES.get(run.kind)
    return {
        "run": run,
        "label": file.label if file else "归档包",
        "tone": _TONES[state],
        "running": state.is_running,
        "words": "；".join(f"{label}：{value}" for label, value in run.words) or "全部可见的规划",
        "ready": state is FileState.DONE and bool(run.file) and _still_reaches(request, run),
        "gone": state is FileState.DONE and not run.file,
        "closed": state is FileState.DONE and bool(run.file) and not _still_reaches(request, run),
    }
