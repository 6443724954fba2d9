"""归档报告: what was reported when a round was closed, and what is different now."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from planapp.clock import today
from planapp.domain.monitoring import Monitoring, differences, missing_units
from planapp.models import FrozenReport
from planapp.pages.frame import draw, get_seen, needs, seen
from planapp.pages.reports import counts_of, hand_out
from planapp.queries.report_figures import load_round
from planapp.reports.report_files import REPORT_FILES
from planapp.rights import Action
from planapp.services.frozen_reports import kept_reports, read_frozen

PER_PAGE = 50


@needs(Action.SEE_ALL)
def frozen_reports(request: HttpRequest) -> HttpResponse:
    """The reports that were kept, the newest first."""
    rows = seen(request, kept_reports().defer("content"))
    page = Paginator(rows.order_by("-frozen_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return draw(request, "frozen_reports.html", title="归档报告", page=page)


@needs(Action.SEE_ALL)
def frozen_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them as it was kept, with what has changed since."""
    row = _frozen(request, pk)
    report = _report(row)
    return draw(
        request,
        "frozen_report.html",
        title=f"{row.cycle} 归档报告",
        row=row,
        report=report,
        counts=counts_of(report) if report else [],
        missing=missing_units(report) if report else [],
        changed=differences(report, load_round(row.cycle, on=today())) if report else [],
        files=REPORT_FILES,
        history_of=row.cycle,
    )


@needs(Action.SEE_ALL)
def frozen_report_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The file as it could be had on the day the round was closed."""
    report = _report(_frozen(request, pk))
    file = hand_out(request, report, kind) if report else None
    return file or redirect("admin:frozen_report", pk)


def _report(row: FrozenReport) -> Monitoring | None:
    """What was kept; None where it cannot be read any more, which the page explains."""
    try:
        return read_frozen(row)
    except ValueError:
        return None


def _frozen(request: HttpRequest, pk: int) -> FrozenReport:
    return get_seen(request, kept_reports(), pk=pk)
