"""One indicator: its figure in words and formula, its history, units, verdict and sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp.clock import today
from planapp.domain.standing import Standing
from planapp.domain.terms import ItemKind, Light, RevisionState, Status
from planapp.models import (
    AnnualTarget,
    Breakdown,
    Gap,
    Indicator,
    ProgressRecord,
    ReportingCycle,
    Responsibility,
)
from planapp.models.report import UNITS_OWN
from planapp.pages.breakdown_words import findings_in_words
from planapp.pages.frame import draw, get_seen, needs, person, scope_here, seen
from planapp.pages.passages import context_of
from planapp.pages.verdict_form import VerdictForm, keep_verdict, verdict_form
from planapp.pages.way import way_of
from planapp.queries.backing import backing_of
from planapp.queries.breakdowns import BrokenDown, breakdown_of
from planapp.queries.check_visits import visits_to_series
from planapp.queries.gap_list import verdict_of, with_units_and_verdicts
from planapp.queries.gaps import explain_gap
from planapp.queries.successions import parts_shown
from planapp.rights import Action, may


@needs(Action.SEE_ALL)
def indicator_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The indicator in one of its plan's cycles, the last closed one unless the address says."""
    return _draw_indicator(request, _indicator(request, pk), wanted=request.GET.get("cycle", ""))


def _indicator(request: HttpRequest, pk: int) -> Indicator:
    parts = Responsibility.objects.select_related("unit", "took_over_from__unit")
    rows = Indicator.objects.select_related("plan__document", "plan__light_policy", "series")
    rows = rows.prefetch_related(Prefetch("responsibilities", queryset=parts))
    return get_seen(request, rows, pk=pk)


def _draw_indicator(
    request: HttpRequest, indicator: Indicator, *, wanted: str, form: VerdictForm | None = None
) -> HttpResponse:
    stored = with_units_and_verdicts(indicator.gaps.select_related("revision"))
    begun = stored.filter(cycle__opens_on__lte=today())
    gaps = list(begun.order_by("cycle__as_of_on", "cycle"))
    gap = chosen_gap(gaps, wanted)
    explanation = explain_gap(gap) if gap else None
    broken = _breakdown(request, indicator, gap)
    return draw(
        request,
        "indicator.html",
        title=indicator.name,
        history_of=indicator,
        indicator=indicator,
        gap=gap,
        gaps=gaps,
        explanation=explanation,
        backing=backing_of([gap], on=today())[gap.pk] if gap else None,
        way=way_of(indicator, shown=gap, gaps=gaps) if gap and explanation else None,
        verdict_form=form or _verdict_form(request, gap),
        passage=context_of(indicator),
        broken=broken,
        sentences=findings_in_words(broken) if broken else [],
        may_set_up=may(person(request), Action.SET_UP, on=today()),
        may_review=may(person(request), Action.REVIEW, on=today()),
        **_history(request, indicator),
    )


@require_POST
@needs(Action.REVIEW)
def decide(request: HttpRequest, pk: int, cycle_id: int) -> HttpResponse:
    """A supervisor's verdict beside what was computed."""
    indicator = _indicator(request, pk)
    cycle = get_object_or_404(ReportingCycle, pk=cycle_id, plan=indicator.plan_id)
    form = VerdictForm(request.POST)
    if not form.is_valid() or not keep_verdict(request, form, item=indicator, cycle=cycle):
        return _draw_indicator(request, indicator, wanted=str(cycle.pk), form=form)
    return redirect(f"{indicator.get_absolute_url()}?cycle={cycle.pk}")


def _breakdown(request: HttpRequest, indicator: Indicator, gap: Gap | None) -> BrokenDown | None:
    """The parts of the whole; nothing for who does not see all of them."""
    broken = breakdown_of(indicator, cycle=gap.cycle if gap else None)
    rows = Breakdown.objects.filter(whole=indicator)
    parts = Indicator.objects.filter(breakdown__in=rows)
    whole = scope_here(request).everything or seen(request, parts).count() == rows.count()
    return broken if whole else None


def chosen_gap(gaps: Sequence[Gap], wanted: str) -> Gap | None:
    """Of the cycle that the address names, else of the last closed one, else the newest."""
    closed = [gap for gap in gaps if gap.cycle.is_closed(today())]
    usual = closed[-1] if closed else gaps[-1] if gaps else None
    return next((gap for gap in gaps if str(gap.cycle_id) == wanted), usual)


def _verdict_form(request: HttpRequest, gap: Gap | None) -> VerdictForm | None:
    if gap is None:
        return None
    return verdict_form(
        request,
        kind=ItemKind.INDICATOR,
        verdict=verdict_of(gap),
        usual=Standing(Status(gap.status), Light(gap.light)),
    )


def _history(request: HttpRequest, indicator: Indicator) -> dict[str, Any]:
    records = ProgressRecord.objects.filter(series=indicator.series_id).exclude(state__in=UNITS_OWN)
    return {
        "records": records.select_related("unit", "recorded_by", "reviewed_by").prefetch_related(
            "evidence"
        ),
        "revisions": indicator.revisions.filter(state=RevisionState.CONFIRMED).select_related(
            "indicator__series", "decided_by"
        ),
        "whole": seen(request, Breakdown.objects.filter(part=indicator))
        .select_related("whole")
        .first(),
        "annual_targets": AnnualTarget.objects.filter(indicator=indicator),
        "responsibilities": parts_shown(indicator.responsibilities.all(), on=today()),
        "visits": visits_to_series(indicator.series_id),
    }
