"""目标: the table of goals with what their indicators show, and each one's page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from planapp.clock import today
from planapp.domain.terms import ItemKind
from planapp.models import Goal, ReportingCycle, Verdict
from planapp.pages.choices import filters_for, read_filter
from planapp.pages.frame import draw, get_seen, needs, seen
from planapp.pages.passages import context_of
from planapp.pages.rounds import chosen_round, rounds_of
from planapp.pages.verdict_form import VerdictForm, keep_verdict, verdict_form
from planapp.queries.gap_list import GapFilter, gaps_shown, with_units_and_verdicts
from planapp.queries.goal_list import goals_shown, load_goals
from planapp.queries.tallies import Tally, tally_by_goal, tally_goals
from planapp.rights import Action

PER_PAGE = 50


@needs(Action.SEE_ALL)
def goal_list(request: HttpRequest) -> HttpResponse:
    """All goals, filtered by the address."""
    chosen = read_filter(request)
    shown = goals_shown(chosen, on=today())
    page = Paginator(shown.rows, PER_PAGE).get_page(request.GET.get("page"))
    goals = list(page)
    gaps = gaps_shown(GapFilter(year=chosen.year, kind=chosen.kind, scope=chosen.scope), on=today())
    tallies = tally_by_goal(gaps.filter(indicator__goal__in=goals))
    return draw(
        request,
        "goal_list.html",
        title="目标",
        page=page,
        rows=[(row, tallies.get(row.goal.pk, Tally())) for row in load_goals(goals, shown)],
        tally=tally_goals(shown.rows),
        undecided=shown.rows.filter(Q(decided=None)).count(),
        filters=filters_for(ItemKind.GOAL, chosen),
        chosen=chosen,
    )


@needs(Action.SEE_ALL)
def goal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The goal in one of its plan's cycles, the last closed one unless the address says."""
    return _draw_goal(request, _goal(request, pk), wanted=request.GET.get("cycle", ""))


@require_POST
@needs(Action.REVIEW)
def decide(request: HttpRequest, pk: int, cycle_id: int) -> HttpResponse:
    """A supervisor's verdict: a goal has no other judge."""
    goal = _goal(request, pk)
    cycle = get_object_or_404(ReportingCycle, pk=cycle_id, plan=goal.plan_id)
    form = VerdictForm(request.POST, kind=ItemKind.GOAL)
    if not form.is_valid() or not keep_verdict(request, form, item=goal, cycle=cycle):
        return _draw_goal(request, goal, wanted=str(cycle.pk), form=form)
    return redirect(f"{reverse('admin:goal', args=(pk,))}?cycle={cycle.pk}")


def _goal(request: HttpRequest, pk: int) -> Goal:
    return get_seen(request, Goal.objects.select_related("plan"), pk=pk)


def _draw_goal(
    request: HttpRequest, goal: Goal, *, wanted: str, form: VerdictForm | None = None
) -> HttpResponse:
    rounds = rounds_of(goal.plan, on=today())
    cycle = chosen_round(rounds, wanted, on=today())
    verdict = Verdict.objects.filter(goal=goal, cycle=cycle).select_related("decided_by").first()
    gaps = cycle.gaps.filter(indicator__goal=goal, indicator__tracked=True) if cycle else None
    if cycle and form is None:
        form = verdict_form(request, kind=ItemKind.GOAL, verdict=verdict)
    return draw(
        request,
        "goal.html",
        title=str(goal),
        history_of=goal,
        goal=goal,
        rounds=rounds,
        cycle=cycle,
        verdict=verdict,
        gaps=with_units_and_verdicts(seen(request, gaps.order_by("indicator__order")))
        if gaps is not None
        else [],
        verdict_form=form,
        passage=context_of(goal),
    )
