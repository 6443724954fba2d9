"""Roll-ups: how many indicators and tasks stand how, in all and by one dimension.

Counts only, never averages of unlike things. Home, the list of gaps and the page 汇总 show what
is counted here; the lists show the rows behind each count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, FilteredRelation, Model, OuterRef, Q, QuerySet

from planapp.domain.terms import Attribute, ItemKind, Role, Term
from planapp.models import Gap, Goal, Plan, Region, ReportingCycle, Sector, Task, Unit
from planapp.queries.answering import TASK_ANSWERING
from planapp.queries.gap_list import NONE, GapFilter, gaps_shown, leading_now
from planapp.queries.goal_list import goals_shown
from planapp.queries.tallies import (
    Key,
    Tally,
    add_up,
    count_gaps,
    count_goals,
    count_tasks,
    tally_gaps,
    tally_tasks,
)
from planapp.queries.task_list import tasks_shown
from planapp.queries.task_standing import with_standing


class Dimension(Term):
    PLAN = "plan", "规划"
    GOAL = "goal", "目标"
    UNIT = "unit", "单位"
    REGION = "region", "地区"
    SECTOR = "sector", "领域"
    ATTRIBUTE = "attribute", "属性"


DIMENSIONS: dict[ItemKind, tuple[Dimension, ...]] = {
    ItemKind.INDICATOR: tuple(Dimension),
    ItemKind.TASK: (Dimension.PLAN, Dimension.UNIT, Dimension.REGION, Dimension.SECTOR),
    ItemKind.GOAL: (Dimension.PLAN, Dimension.REGION, Dimension.SECTOR),
}
_GAP_PATHS: dict[Dimension, tuple[str, ...]] = {
    Dimension.PLAN: ("cycle__plan",),
    Dimension.GOAL: ("cycle__plan", "indicator__goal"),
    Dimension.REGION: ("indicator__series__region",),
    Dimension.SECTOR: ("cycle__plan__sector",),
    Dimension.ATTRIBUTE: ("indicator__attribute",),
}
_PATHS = {  # of tasks and goals
    Dimension.PLAN: "plan",
    Dimension.UNIT: "answering__unit",
    Dimension.REGION: "plan__region",
    Dimension.SECTOR: "plan__sector",
}
_WITH_PARTS = {Dimension.UNIT, Dimension.REGION}

Counted = tuple[dict[Key, Tally], Tally]  # the groups, and the whole


@dataclass(frozen=True, slots=True)
class Group:
    """What has one plan, unit, … in common; `query` narrows a list's address to it."""

    label: str
    tally: Tally
    query: dict[str, str]
    hint: str = ""
    is_exercise: bool = False


@dataclass(frozen=True, slots=True)
class Rollup:
    """The groups in order, and the whole: each item once, whatever groups it is in."""

    groups: list[Group]
    whole: Tally


def roll_up(kind: ItemKind, by: Dimension, chosen: GapFilter, *, on: date) -> Rollup:
    """Goals, tracked indicators or tasks by a dimension, in at most six queries, however many.

    An indicator is one of its plan however many units lead it, and one of each of these units.
    What an indicator was broken down to is left out but of its units and regions.
    """
    groups, whole = _ROLL_UP[kind](by, chosen, on)
    return Rollup(list(_named(groups, by)), whole)


def tallies_by_plan(
    kind: ItemKind, rounds: Collection[ReportingCycle], chosen: GapFilter, *, on: date
) -> dict[int, Tally]:
    """The groups by plan alone in these cycles, one of each plan, by its id.

    Two queries at most.
    """
    if kind is ItemKind.TASK:
        tracked = chosen.narrow(Task.objects.filter(tracked=True))
        groups = count_tasks(with_standing(tracked, rounds, on=on), "plan")
    else:
        gaps = gaps_shown(chosen, on=on).filter(cycle__in=rounds)
        groups = count_gaps(gaps, "cycle__plan")
    return {plan: tally for (plan,), tally in groups.items()}


def _roll_up_gaps(by: Dimension, chosen: GapFilter, on: date) -> Counted:
    parted = replace(chosen, parts=chosen.parts or by in _WITH_PARTS)
    rows = gaps_shown(parted, on=on)
    if by is Dimension.UNIT:
        return _gaps_by_unit(rows), tally_gaps(gaps_shown(chosen, on=on))
    groups = count_gaps(rows, *_GAP_PATHS[by])
    if by in _WITH_PARTS:
        return groups, tally_gaps(gaps_shown(chosen, on=on))
    return groups, add_up(groups.values())


def _roll_up_tasks(by: Dimension, chosen: GapFilter, on: date) -> Counted:
    rows = tasks_shown(chosen, on=on).rows
    groups = _tasks_by(by, rows)
    if by is Dimension.UNIT:
        return groups, tally_tasks(rows)
    return groups, add_up(groups.values())


def _roll_up_goals(by: Dimension, chosen: GapFilter, on: date) -> Counted:
    groups = count_goals(goals_shown(chosen, on=on).rows, _PATHS[by])
    return groups, add_up(groups.values())


def _gaps_by_unit(rows: QuerySet[Gap]) -> dict[Key, Tally]:
    """Once for each unit that leads an indicator or provides its figure. Two queries."""
    provider = "indicator__series__provider"
    led = count_gaps(
        rows.annotate(
            lead=FilteredRelation(
                "indicator__responsibilities",
                condition=Q(
                    indicator__responsibilities__role=Role.LEAD,
                    indicator__responsibilities__valid_to=None,
                ),
            )
        ),
        "lead__unit",
        provider,
    )
    leads_too = leading_now().filter(indicator=OuterRef("indicator"), unit=OuterRef(provider))
    provided = rows.exclude(**{provider: None}).exclude(Exists(leads_too))
    groups: dict[Key, Tally] = defaultdict(Tally)
    for (lead, provided_by), tally in led.items():
        if lead is not None or provided_by is None:
            groups[lead,].pour(tally)
    for key, tally in count_gaps(provided, provider).items():
        groups[key].pour(tally)
    return groups


def _tasks_by(by: Dimension, rows: QuerySet[Task]) -> dict[Key, Tally]:
    answering = FilteredRelation(
        "responsibilities",
        condition=Q(responsibilities__role__in=TASK_ANSWERING, responsibilities__valid_to=None),
    )
    if by is Dimension.UNIT:
        rows = rows.annotate(answering=answering)
    return count_tasks(rows, _PATHS[by])


def _named(groups: dict[Key, Tally], by: Dimension) -> Iterable[Group]:
    """The groups with their names, in the order of their register; one query."""
    if by is Dimension.ATTRIBUTE:
        return [
            Group(term.label, groups[term.value,], {"attribute": term.value})
            for term in Attribute
            if (term.value,) in groups
        ]
    return _NAMING[by](groups)


def _plans(groups: dict[Key, Tally]) -> list[Group]:
    plans = Plan.objects.in_bulk([pk for (pk,) in groups])
    return [
        Group(plan.title, groups[plan.pk,], {"plan": str(plan.pk)}, plan.period, plan.is_exercise)
        for plan in sorted(plans.values(), key=lambda plan: plan.code)
    ]


def _goals(groups: dict[Key, Tally]) -> list[Group]:
    plans = Plan.objects.in_bulk({plan for plan, _ in groups})
    goals = Goal.objects.in_bulk({goal for _, goal in groups if goal})

    def place(key: Key) -> tuple[str, bool, int]:
        plan, goal = key
        return plans[plan].code, goal is None, goals[goal].order if goal else 0

    return [
        Group(
            str(goals[goal]) if goal else "未列入目标",
            groups[plan, goal],
            {"plan": str(plan), "goal": str(goal or NONE)},
            plans[plan].title,
        )
        for plan, goal in sorted(groups, key=place)
    ]


def _registered(
    model: type[Unit] | type[Region] | type[Sector], name: str, without: str
) -> Callable[[dict[Key, Tally]], list[Group]]:
    def named(groups: dict[Key, Tally]) -> list[Group]:
        rows: list[Model] = list(
            model._default_manager.filter(pk__in=[pk for (pk,) in groups if pk]).order_by("code")
        )
        found = [Group(str(row), groups[row.pk,], {name: str(row.pk)}) for row in rows]
        if (None,) in groups:
            found.append(Group(without, groups[None,], {name: str(NONE)}))
        return found

    return named


_NAMING: dict[Dimension, Callable[[dict[Key, Tally]], list[Group]]] = {
    Dimension.PLAN: _plans,
    Dimension.GOAL: _goals,
    Dimension.UNIT: _registered(Unit, "unit", "未定单位"),
    Dimension.REGION: _registered(Region, "region", "未定地区"),
    Dimension.SECTOR: _registered(Sector, "sector", "未分领域"),
}
_ROLL_UP: dict[ItemKind, Callable[[Dimension, GapFilter, date], Counted]] = {
    ItemKind.INDICATOR: _roll_up_gaps,
    ItemKind.TASK: _roll_up_tasks,
    ItemKind.GOAL: _roll_up_goals,
}
