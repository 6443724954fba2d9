"""简报: one A4 page on an indicator, a plan or a unit, to be read, copied, printed, taken along."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from planapp.clock import today
from planapp.domain.terms import Measure, PaperKind
from planapp.models import Indicator, Plan
from planapp.pages.frame import draw, get_seen, needs, scope_here, tell_refusal
from planapp.pages.indicator import chosen_gap
from planapp.pages.passages import context_of
from planapp.pages.reports import attached
from planapp.pages.unit_page import unit_open_to
from planapp.pages.way import way_of
from planapp.queries.gap_list import GapFilter, gaps_shown, with_units_and_verdicts
from planapp.queries.report_figures import line_of, load_monitoring
from planapp.queries.tallies import tally_gaps, tally_tasks
from planapp.queries.task_list import tasks_shown
from planapp.reports import brief as briefs
from planapp.reports.brief import Brief
from planapp.reports.brief_docx import write_brief
from planapp.reports.report_files import DOCX
from planapp.rights import Action
from planapp.services.errors import Refused

MOST_LINES = 2000  # read for a brief; more are for the report


@needs(Action.SEE_ALL)
def indicator_brief(request: HttpRequest, pk: int) -> HttpResponse:
    """In the round that the address names; with `?format=docx` the Word file."""
    rows = Indicator.objects.select_related(
        "plan__document", "plan__light_policy", "series", "withdrawn_by__replaced"
    )
    indicator = get_seen(request, rows, pk=pk)
    stored = with_units_and_verdicts(indicator.gaps.select_related("revision"))
    begun = stored.filter(cycle__opens_on__lte=today()).select_related(
        "indicator__plan__document", "indicator__withdrawn_by__replaced"
    )
    gaps = list(begun.order_by("cycle__as_of_on", "cycle"))
    gap = chosen_gap(gaps, request.GET.get("cycle", ""))
    if gap is None:
        raise Http404("这个指标还没有测算。")
    line = line_of(gap, on=today())
    brief = briefs.indicator_brief(
        line,
        measure=Measure(indicator.measure),
        as_of_on=gap.cycle.as_of_on,
        cycle=str(gap.cycle),
        on=today(),
    )
    if file := _file(request, brief, PaperKind.INDICATOR_BRIEF):
        return file
    way = way_of(indicator, shown=gap, gaps=gaps)
    return draw(
        request,
        "brief_indicator.html",
        title=brief.title,
        brief=brief,
        indicator=indicator,
        line=line,
        gap=gap,
        way=way,
        passage=context_of(indicator),
    )


@needs(Action.SEE_ALL)
def plan_brief(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The plan in the round that the lists show."""
    plan = get_seen(request, Plan.objects.all(), pk=pk)
    chosen = GapFilter(plan=plan.pk, scope=scope_here(request))
    return _group(request, chosen, name=plan.title, subject=f"《{plan.title}》", way=("plan", pk))


@needs(Action.SEE_ALL)
def unit_brief(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the unit leads, each plan in the round that the lists show."""
    unit = unit_open_to(request, pk)
    chosen = GapFilter(unit=unit.pk, scope=scope_here(request))
    return _group(request, chosen, name=unit.name, subject=f"{unit.name}牵头", way=("unit", pk))


def _group(
    request: HttpRequest, chosen: GapFilter, *, name: str, subject: str, way: tuple[str, int]
) -> HttpResponseBase:
    """Of many lines no brief is made: `way` is the page to return to."""
    day = today()
    number = tally_gaps(gaps_shown(chosen, on=day)).total
    number += tally_tasks(tasks_shown(chosen, on=day).rows).total
    if number > MOST_LINES:
        messages.error(request, f"超过{MOST_LINES:,}项，请在“报告”中选定范围。")
        return redirect(f"admin:{way[0]}", way[1])
    report = load_monitoring(chosen, on=day)
    brief = briefs.report_brief(report, name=name, subject=subject)
    if file := _file(request, brief, PaperKind.GROUP_BRIEF):
        return file
    return draw(
        request, "brief.html", title=brief.title, brief=brief, report=report, way=f"admin:{way[0]}",
        pk=way[1], name=name,
    )  # fmt: skip


def _file(request: HttpRequest, brief: Brief, kind: PaperKind) -> HttpResponse | None:
    """The Word file where it is asked for; None also where it was refused, which the page says."""
    if request.GET.get("format") != "docx":
        return None
    try:
        content = write_brief(brief, kind, office=settings.OFFICE_NAME)
    except Refused as refusal:
        tell_refusal(request, refusal)
        return None
    return attached(content, f"{brief.title[:60]}{brief.on:%Y%m%d}.docx", content_type=DOCX)
