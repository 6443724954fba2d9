"""报告: what supervisors hand in, of what they choose: looked at, taken along, made apart."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from planapp.clock import today
from planapp.domain.monitoring import Monitoring, count_groups, missing_units
from planapp.domain.terms import PaperKind
from planapp.pages.frame import draw, needs, person, tell_refusal
from planapp.pages.report_filter import Asked, read_asked, shown_filters
from planapp.queries.report_figures import count_lines, load_monitoring
from planapp.reports.page_paper import PagePaper
from planapp.reports.paper_form import write_form
from planapp.reports.report_files import FORMS, REPORT_FILES
from planapp.rights import Action, may
from planapp.services.errors import Refused

MOST_LINES = 5000  # of a report that is made while one waits
MOST_IN_JOB = 50_000  # of one that is made in the background
_SHOWN = 10  # of the units that have not reported, on the page
# What there is to take along: label, content, its preview, its printings.
_OFFERED = [
    (
        "监测表",
        "每项指标、任务一行，附汇总图和未报送单位，可筛选、可再加工",
        "",
        [("xlsx", "Excel")],
    ),
    (
        PaperKind.ANNUAL.label,
        "总体情况、指标和任务进展、报送情况，附指标监测表",
        PaperKind.ANNUAL.value,
        [("docx", "Word"), ("pdf", "PDF")],
    ),
    (
        PaperKind.CIRCULAR.label,
        "哪些单位进展快、哪些滞后、哪些没有报送，附各单位排名",
        PaperKind.CIRCULAR.value,
        [("circular-docx", "Word"), ("circular-pdf", "PDF")],
    ),
]


@needs(Action.SEE_ALL)
def report_page(request: HttpRequest) -> HttpResponse:
    """What the report will hold, for the filter of the address, and the ways to take it along."""
    asked = read_asked(request)
    if asked.wrong:
        messages.error(request, asked.refusal)
    lines = count_lines(asked.chosen, on=today())
    may_make = bool(lines) and not asked.wrong
    report = _load(asked) if may_make and lines <= MOST_LINES else None
    return draw(
        request,
        "reports.html",
        title="报告",
        filters=shown_filters(asked),
        lines=lines,
        most=MOST_LINES,
        wrong=asked.wrong,
        too_many=lines > MOST_IN_JOB,
        most_in_job=MOST_IN_JOB,
        report=report,
        counts=counts_of(report) if report else [],
        missing=missing_units(report)[:_SHOWN] if report else [],
        offered=_OFFERED,
        may_set_up=may(person(request), Action.SET_UP, on=today()),
        query=request.GET.urlencode(),
    )


@needs(Action.SEE_ALL)
def report_paper(request: HttpRequest, kind: str) -> HttpResponse:
    """One of the papers as it would be handed in, on the screen."""
    if kind not in set(FORMS):
        raise Http404
    asked = read_asked(request)
    if refused := _refused(request, asked):
        return refused
    report, form = _load(asked), FORMS[PaperKind(kind)]
    paper = write_form(form, report, on=PagePaper, office=settings.OFFICE_NAME)
    ways = {name: file for name, file in REPORT_FILES.items() if file.paper == kind}
    return draw(
        request,
        "report_paper.html",
        title=form.label,
        paper=paper,
        files=ways,
        query=request.GET.urlencode(),
        filters=shown_filters(asked),
    )


@needs(Action.SEE_ALL)
def report_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The report of the filter as a file."""
    asked = read_asked(request)
    if refused := _refused(request, asked):
        return refused
    return hand_out(request, _load(asked), kind) or _back(request)


def hand_out(request: HttpRequest, report: Monitoring, kind: str) -> HttpResponse | None:
    """The file of that kind; None where it was refused, which the page's messages say.

    Raises a 404 for a kind that there is not.
    """
    file = REPORT_FILES.get(kind)
    if file is None:
        raise Http404
    try:
        content = file.write(report, settings.OFFICE_NAME)
    except Refused as refusal:
        tell_refusal(request, refusal)
        return None
    return attached(content, file.name, content_type=file.content_type)


def attached(content: bytes, name: str, *, content_type: str) -> HttpResponse:
    """An answer that the browser keeps as a file."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    assert disposition is not None  # noqa: S101  # there is a name
    headers = {"Content-Disposition": disposition}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _refused(request: HttpRequest, asked: Asked) -> HttpResponse | None:
    """Back to the page where nothing is made at once of what is asked for."""
    if asked.wrong:
        return _back(request)  # which says it
    if count_lines(asked.chosen, on=today()) > MOST_LINES:
        messages.error(request, f"超过 {MOST_LINES:,} 行的报告请用“后台生成”，或缩小范围。")
        return _back(request)
    return None


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('admin:reports')}?{request.GET.urlencode()}")


def _load(asked: Asked) -> Monitoring:
    return load_monitoring(asked.chosen, on=today(), words=asked.words)


def counts_of(report: Monitoring) -> list[tuple[str, str]]:
    """Each group with its sentence; those without any left out."""
    return [(label, counts.sentence) for label, counts in count_groups(report) if counts.total]
