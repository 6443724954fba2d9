"""数据履历: one sheet on any figure or task report for an inspector, to read and to take along."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header

from planapp.clock import now, today
from planapp.models import Indicator, ReportingCycle, Task
from planapp.pages.dossier_parts import Reader, figure_dossier, task_dossier
from planapp.pages.formats import format_instant
from planapp.pages.frame import draw, person
from planapp.queries.scope import lies_within
from planapp.reports.dossier import Dossier, Printing, write_dossier
from planapp.rights import Action, may, scope_of

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WHO_MAY = "只有填报单位、相关单位和督查、审计、管理人员可以查看这份数据履历。"
_YEAR = 4  # digits


def figure(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """The figure at a day, or at the end of a year."""
    rows = Indicator.objects.select_related(
        "plan__document", "plan__light_policy", "series__provider", "withdrawn_by__replaced"
    )
    indicator = get_object_or_404(rows, pk=pk)
    reader = _reader(request, indicator)
    dossier = figure_dossier(indicator, _day(day), reader)
    return _answer(request, dossier, back=(indicator.name, indicator.get_absolute_url()))


def task(request: HttpRequest, pk: int, cycle_id: int) -> HttpResponse:
    """The task as it was reported in one cycle of its plan."""
    rows = Task.objects.select_related("plan__document", "withdrawn_by__replaced")
    item = get_object_or_404(rows, pk=pk)
    reader = _reader(request, item)
    cycle = get_object_or_404(ReportingCycle, pk=cycle_id, plan=item.plan_id)
    dossier = task_dossier(item, cycle, reader)
    return _answer(request, dossier, back=(str(item), reverse("admin:task", args=(pk,))))


def _reader(request: HttpRequest, item: Indicator | Task) -> Reader:
    """Whoever sees the item; others learn who does."""
    user = person(request)
    scope = scope_of(user, on=today())
    if not lies_within(item, scope):
        raise PermissionDenied(_WHO_MAY)
    return Reader(scope, with_addresses=may(user, Action.SEE_ALL, on=today()))


def _day(words: str) -> date:
    """2024 or 2024-06-30."""
    try:
        day = parse_date(words if len(words) > _YEAR else f"{words}-12-31")
    except ValueError:
        day = None
    if day is None:
        raise Http404("没有这一天。")
    return day


def _answer(request: HttpRequest, dossier: Dossier, *, back: tuple[str, str]) -> HttpResponse:
    """The page, or with `?format=docx` the Word file."""
    printing = Printing(by=str(person(request)), at=format_instant(now()))
    if request.GET.get("format") != "docx":
        return draw(
            request,
            "dossier.html",
            title=f"数据履历：{dossier.title}",
            dossier=dossier,
            printing=printing,
            back=back,
        )
    headers = {
        "Content-Disposition": content_disposition_header(
            as_attachment=True, filename=f"数据履历 {dossier.title[:60]}.docx"
        )
    }
    content = write_dossier(dossier, printing)
    return HttpResponse(content, content_type=_WORD, headers=headers)
