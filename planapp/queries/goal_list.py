"""The table of goals: what their indicators show, and what people decided on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from planapp.domain.terms import Light, Status
from planapp.models import Goal, ReportingCycle, Verdict
from planapp.queries.gap_list import CycleShown, GapFilter, cycles_shown, load_cycles, or_none

# A goal follows from no figure: without a verdict nothing is said of it.
UNDECIDED = (Status.UNASSESSABLE, Light.GREY)


@dataclass(frozen=True, slots=True)
class GoalsShown:
    """Goals with `decided_status` and `decided_light`, and the cycles, one of each plan."""

    rows: QuerySet[Goal]
    cycles: list[CycleShown]


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal as a table shows it."""

    goal: Goal
    cycle: ReportingCycle
    verdict: Verdict | None


def goals_shown(chosen: GapFilter, *, on: date) -> GoalsShown:
    """Goals by the plan, year, kind, region, sector, words and verdict that are asked for.

    One query, for the cycles; the rows cost theirs when they are read.
    """
    cycles = cycles_shown(chosen, on=on)
    status, light = UNDECIDED
    plans, ids = [cycle.plan_id for cycle in cycles], [cycle.pk for cycle in cycles]
    rows = chosen.narrow(Goal.objects.filter(plan__in=plans, withdrawn_by=None)).annotate(
        decided=FilteredRelation("verdicts", condition=Q(verdicts__cycle__in=ids)),
        decided_status=Coalesce("decided__status", Value(status.value)),
        decided_light=Coalesce("decided__light", Value(light.value)),
    )
    plain = {
        "plan__region": chosen.region,
        "decided_light": chosen.light,
        "decided_status": chosen.status,
    }
    rows = rows.filter(**{path: value for path, value in plain.items() if value})
    rows = rows.filter(or_none("plan__sector", chosen.sector))
    if chosen.words:
        rows = rows.filter(Q(heading__icontains=chosen.words) | Q(quote__icontains=chosen.words))
    return GoalsShown(rows.order_by("plan__code", "order"), cycles)


def load_goals(goals: Sequence[Goal], shown: GoalsShown) -> list[GoalRow]:
    """These goals as a table shows them. Two queries."""
    cycles = load_cycles(shown.cycles, {goal.plan_id for goal in goals})
    verdicts = Verdict.objects.filter(goal__in=goals, cycle__in=list(cycles.values()))
    by_goal = {verdict.goal_id: verdict for verdict in verdicts}
    rows = []
    for goal in goals:
        cycle = cycles[goal.plan_id]
        goal.plan = cycle.plan
        rows.append(GoalRow(goal, cycle, by_goal.get(goal.pk)))
    return rows
