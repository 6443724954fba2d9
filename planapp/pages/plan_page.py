"""A plan on one page: what it promises, section by section, who answers, and how it stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from planapp.clock import today
from planapp.domain.terms import ItemKind
from planapp.models import Plan
from planapp.pages.frame import draw, get_seen, needs, person, scope_here
from planapp.pages.plan_ways import ways_of
from planapp.pages.rollups import LISTS
from planapp.queries.cycle_list import RoundState
from planapp.queries.matrix import heat_map_of
from planapp.queries.plan_page import plan_shown
from planapp.queries.unit_page import units_open_to
from planapp.reports.draft_checkup import examine_draft
from planapp.rights import Action, may


@needs(Action.SEE_ALL)
def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan in the round that the lists show; the check of its text follows by itself."""
    rows = Plan.objects.select_related("document", "region", "sector", "default_lead")
    plan = get_seen(request, rows, pk=pk)
    scope, day, lead = scope_here(request), today(), plan.default_lead
    shown = plan_shown(plan, on=day, scope=scope)
    may_set_up = may(person(request), Action.SET_UP, on=day)
    return draw(
        request,
        "plan.html",
        title=plan.title,
        history_of=plan,
        plan=plan,
        shown=shown,
        rounds=[(cycle, RoundState.of(cycle, on=day)) for cycle in shown.rounds],
        heat=heat_map_of(plan, on=day, scope=scope),
        lists={kind.value: reverse(name) for kind, name in LISTS.items()},
        opens_lead=lead is not None and units_open_to(scope).contains(lead),
        query={"plan": str(plan.pk)},
        ways=ways_of(plan) if may_set_up else [],
        kinds=ItemKind,
    )


@needs(Action.SEE_ALL)
def plan_findings(request: HttpRequest, pk: int) -> HttpResponse:
    """What the plan's own text contradicts itself in, as a part of its page."""
    plan = get_seen(request, Plan.objects.select_related("document"), pk=pk)
    draft = plan.document.drafts.select_related("document").first()
    report = examine_draft(draft, list(draft.items.all()), plan=plan) if draft else None
    return render(request, "planapp/parts/plan_findings.html", {"plan": plan, "report": report})
