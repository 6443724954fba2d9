"""目标调整: proposing a changed target or base, and a second person's confirmation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.terms import Comparator, RevisionState
from planapp.models import Indicator, TargetRevision
from planapp.models.revision import REVISABLE
from planapp.pages.amounts import AmountInput
from planapp.pages.filters import Filter
from planapp.pages.formats import format_input
from planapp.pages.frame import draw, get_seen, needs, person, seen, telling
from planapp.pages.queueing import queue_job
from planapp.queries.revision_preview import CycleEffect, preview_revision
from planapp.rights import Action, may
from planapp.services.revisions import (
    RevisionGrounds,
    RevisionTerms,
    confirm_revision,
    propose_revision,
    refuse_revision,
    revise,
)

PER_PAGE = 50


class RevisionForm(forms.Form):
    """All that holds from a year on; what is left as it stands does not change."""

    target = AmountInput(label="目标值", required=True)
    target_max = AmountInput(label="目标上限")
    target_year = forms.IntegerField(label="目标年", min_value=1978, max_value=2100)
    base_year = forms.IntegerField(label="基期年", required=False, min_value=1978, max_value=2100)
    base_value = AmountInput(label="基期值")
    effective_year = forms.IntegerField(
        label="生效年度", min_value=1978, max_value=2100,
        help_text="从哪一年度的填报期起按新目标测算；以前年度和已关闭的填报期仍按原目标。",
    )  # fmt: skip
    authority = forms.CharField(label="批准机关", max_length=200)
    doc_number = forms.CharField(label="文号", max_length=60)
    reason = forms.CharField(label="调整理由", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        self.has_upper_end = indicator.comparator == Comparator.RANGE
        if not self.has_upper_end:
            del self.fields["target_max"]

    def terms(self) -> list[tuple[forms.BoundField, Any, str]]:
        """The fields that may be revised, each with what holds now and its value unit."""
        units = {
            "target": self.indicator.value_unit,
            "target_max": self.indicator.value_unit,
            "base_value": self.indicator.series.value_unit,
        }
        names = [name for name in REVISABLE if name in self.fields]
        return [(self[n], getattr(self.indicator, n), units.get(n, "年")) for n in names]

    def grounds(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in REVISABLE]

    def change(self) -> RevisionTerms:
        given = self.cleaned_data
        upper_end: Decimal | None = given.get("target_max", self.indicator.target_max)
        values = {name: given[name] for name in REVISABLE if name != "target_max"}
        return RevisionTerms(effective_year=given["effective_year"], target_max=upper_end, **values)


@needs(Action.SEE_ALL)
def revision_list(request: HttpRequest) -> HttpResponse:
    """The revisions of all plans in one state; what waits for confirmation unless told."""
    known = {state.value for state in RevisionState}
    wanted = request.GET.get("state", "")
    state = wanted if wanted in known else RevisionState.PROPOSED
    found = seen(request, TargetRevision.objects.filter(state=state))
    rows = _with_people(found).order_by("-proposed_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "revision_list.html",
        title="目标调整",
        page=page,
        state=RevisionState(state),
        filters=[Filter("state", "状态", RevisionState.choices())],
    )


@needs(Action.SEE_ALL)
def revisions(request: HttpRequest, pk: int) -> HttpResponse:
    """An indicator's revisions, old and proposed, and the form for a new one."""
    indicator = _indicator(request, pk)
    return _draw_revisions(request, indicator, form=_first_form(indicator))


@require_POST
@needs(Action.SET_UP)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a change up for confirmation, or only show what it would do."""
    indicator = _indicator(request, pk)
    form = RevisionForm(request.POST, indicator=indicator)
    if not form.is_valid():
        return _draw_revisions(request, indicator, form=form)
    if "preview" in request.POST:
        effects = _effects(revise(indicator, form.change()), form.change().effective_year)
        return _draw_revisions(request, indicator, form=form, effects=effects)
    given = form.cleaned_data
    with telling(request, "目标调整已提出，请另一位管理员确认。") as outcome:
        propose_revision(
            indicator=indicator,
            change=form.change(),
            grounds=RevisionGrounds(given["authority"], given["doc_number"], given["reason"]),
            by=person(request),
            at=now(),
        )
    if outcome.succeeded:
        return redirect("admin:revisions", pk)
    return _draw_revisions(request, indicator, form=form)


@require_POST
@needs(Action.SET_UP)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a proposal take effect."""
    revision = get_object_or_404(TargetRevision, pk=pk)
    with telling(request, "目标调整已生效，有关年度正在重新测算。"):
        confirm_revision(revision=revision, by=person(request), at=now())
        queue_job(jobs.recalculate_stale_gaps)
    return redirect("admin:revisions", revision.indicator_id)


@require_POST
@needs(Action.SET_UP)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a proposal without effect."""
    revision = get_object_or_404(TargetRevision, pk=pk)
    with telling(request, "目标调整未予确认，目标不变。"):
        reason = request.POST.get("reason", "")
        refuse_revision(revision=revision, reason=reason, by=person(request), at=now())
    return redirect("admin:revisions", revision.indicator_id)


def _indicator(request: HttpRequest, pk: int) -> Indicator:
    rows = Indicator.objects.select_related("plan__light_policy", "series")
    return get_seen(request, rows, pk=pk)


def _with_people(rows: QuerySet[TargetRevision]) -> QuerySet[TargetRevision]:
    return rows.select_related(
        "indicator__plan", "indicator__series", "proposed_by", "decided_by", "reissue"
    )


def _first_form(indicator: Indicator) -> RevisionForm:
    plan = indicator.plan
    initial = {
        "target": format_input(indicator.target),
        "target_max": format_input(indicator.target_max),
        "target_year": indicator.target_year,
        "base_year": indicator.base_year,
        "base_value": format_input(indicator.base_value),
        "effective_year": min(max(today().year, plan.period_start), plan.period_end),
    }
    return RevisionForm(indicator=indicator, initial=initial)


def _draw_revisions(
    request: HttpRequest,
    indicator: Indicator,
    *,
    form: RevisionForm,
    effects: list[CycleEffect] | None = None,
) -> HttpResponse:
    rows = list(_with_people(indicator.revisions.all()).order_by("-proposed_at", "-pk"))
    proposal = next((row for row in rows if row.state == RevisionState.PROPOSED), None)
    proposed = None
    if proposal is not None:
        proposed = _effects(revise(indicator, _terms_of(proposal)), proposal.effective_year)
    return draw(
        request,
        "revisions.html",
        title="目标调整",
        indicator=indicator,
        rows=[row for row in rows if row.state != RevisionState.PROPOSED],
        proposal=proposal,
        proposed_effects=proposed,
        form=form,
        effects=effects,
        may_set_up=may(person(request), Action.SET_UP, on=today()),
    )


def _terms_of(revision: TargetRevision) -> RevisionTerms:
    new = {name: getattr(revision, f"new_{name}") for name in REVISABLE}
    return RevisionTerms(effective_year=revision.effective_year, **new)


def _effects(revised: Indicator, effective_year: int) -> list[CycleEffect]:
    return preview_revision(revised, effective_year=effective_year, at=now())
