"""One indicator: its figure in words and formula, its history, units, verdict and sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp.clock import now, today
from planapp.domain.terms import Light, ReportState, Status
from planapp.models import (
    AnnualTarget,
    Gap,
    Indicator,
    ProgressRecord,
    ReportingCycle,
    Responsibility,
    Verdict,
)
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.passages import context_of
from planapp.pages.way import way_of
from planapp.queries.backing import backing_of
from planapp.queries.gap_list import with_units_and_verdicts
from planapp.queries.gaps import explain_gap
from planapp.rights import Action, may
from planapp.services.verdicts import record_verdict


class VerdictForm(forms.Form):
    status = forms.ChoiceField(label="核定结论", choices=Status.choices())
    light = forms.ChoiceField(label="灯号", choices=Light.choices())
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(label="依据", widget=forms.Textarea(attrs={"rows": 2}))


@needs(Action.SEE_ALL)
def indicator_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The indicator in one of its plan's cycles, the last closed one unless the address says."""
    return _draw_indicator(request, _indicator(pk), wanted=request.GET.get("cycle", ""))


def _indicator(pk: int) -> Indicator:
    parts = Responsibility.objects.select_related("unit")
    rows = Indicator.objects.select_related("plan__document", "plan__light_policy", "series")
    return get_object_or_404(
        rows.prefetch_related(Prefetch("responsibilities", queryset=parts)), pk=pk
    )


def _draw_indicator(
    request: HttpRequest, indicator: Indicator, *, wanted: str, form: VerdictForm | None = None
) -> HttpResponse:
    gaps = list(with_units_and_verdicts(indicator.gaps.all()).order_by("cycle__as_of_on"))
    gap = _chosen(gaps, wanted)
    explanation = explain_gap(gap) if gap else None
    return draw(
        request,
        "indicator.html",
        title=indicator.name,
        indicator=indicator,
        gap=gap,
        gaps=gaps,
        explanation=explanation,
        backing=backing_of([gap])[gap.pk] if gap else None,
        way=way_of(indicator, shown=gap, gaps=gaps) if gap and explanation else None,
        verdict_form=form or _verdict_form(request, gap),
        passage=context_of(indicator, indicator.plan.document.text),
        **_history(indicator),
    )


@require_POST
@needs(Action.REVIEW)
def decide(request: HttpRequest, pk: int, cycle_id: int) -> HttpResponse:
    """A supervisor's verdict beside what was computed."""
    indicator = _indicator(pk)
    cycle = get_object_or_404(ReportingCycle, pk=cycle_id, plan=indicator.plan_id)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _draw_indicator(request, indicator, wanted=str(cycle.pk), form=form)
    given = form.cleaned_data
    with telling(request, "核定结论已保存。"):
        record_verdict(
            item=indicator,
            cycle=cycle,
            status=Status(given["status"]),
            light=Light(given["light"]),
            reason=given["reason"],
            basis=given["basis"],
            by=person(request),
            at=now(),
        )
    return redirect(f"{indicator.get_absolute_url()}?cycle={cycle.pk}")


def _chosen(gaps: list[Gap], wanted: str) -> Gap | None:
    closed = [gap for gap in gaps if gap.cycle.is_closed(today())]
    usual = closed[-1] if closed else gaps[-1] if gaps else None
    return next((gap for gap in gaps if str(gap.cycle_id) == wanted), usual)


def _verdict_form(request: HttpRequest, gap: Gap | None) -> VerdictForm | None:
    if gap is None or not may(person(request), Action.REVIEW, on=today()):
        return None
    verdict = Verdict.objects.filter(indicator=gap.indicator_id, cycle=gap.cycle_id).first()
    source: Any = verdict or gap
    initial = {"status": source.status, "light": source.light}
    if verdict:
        initial |= {"reason": verdict.reason, "basis": verdict.basis}
    return VerdictForm(initial=initial)


def _history(indicator: Indicator) -> dict[str, Any]:
    # A draft is its unit's own until it is submitted.
    records = ProgressRecord.objects.filter(series=indicator.series_id).exclude(
        state=ReportState.DRAFT
    )
    return {
        "records": records.select_related("unit", "recorded_by", "reviewed_by"),
        "annual_targets": AnnualTarget.objects.filter(indicator=indicator),
        "responsibilities": indicator.responsibilities.all(),
    }
