"""Roll-ups: how many indicators and tasks stand how, in all and by one dimension.

Counts only, never averages of unlike things. Home, the list of gaps and the page 汇总 show what
is counted here; the lists show the rows behind each count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import overload

from django.db.models import Model

from planapp.domain.terms import Attribute, ItemKind, Term
from planapp.models import Goal, Plan, Region, ReportingCycle, Sector, Task, Unit
from planapp.queries.gap_list import NONE, GapFilter, cycles_shown, gaps_in
from planapp.queries.goal_list import goals_shown
from planapp.queries.kept_counts import (
    gaps_counted,
    gaps_counted_by_unit,
    gaps_numbered,
    rounds_to_count,
    tasks_counted,
    tasks_counted_by_unit,
    tasks_numbered,
)
from planapp.queries.numbered import in_order
from planapp.queries.tallies import (
    Key,
    Tally,
    add_up,
    count_gaps,
    count_goals,
    count_tasks,
)
from planapp.queries.task_standing import with_standing
from planapp.queries.unit_tallies import gaps_by_unit
from planapp.queries.waiting import unpublished


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
    unpublished: int = 0  # of them, where told: those whose figure is not published yet


@dataclass(frozen=True, slots=True)
class Rollup:
    """The groups of each place in order, and the whole: each item once, whatever groups it is in.

    A place has one group; a plan has several where it is counted by its goals.
    """

    places: Sequence[Sequence[Group]]
    whole: Tally

    @property
    def groups(self) -> list[Group]:
        return [group for place in self.places for group in place]


def roll_up(kind: ItemKind, by: Dimension, chosen: GapFilter, *, on: date) -> Rollup:
    """Goals, tracked indicators or tasks by a dimension, in at most seven queries, however many.

    By plan and goal indicators and tasks are counted when they are read, those of a slice alone.

    An indicator is one of its plan however many units lead it, and one of each of these units.
    What an indicator was broken down to is left out but of its units and regions.
    """
    if by in {Dimension.PLAN, Dimension.GOAL}:
        return _BY_PLAN[kind](by, chosen, on)
    groups, whole = _ROLL_UP[kind](by, chosen, on)
    return Rollup([[group] for group in _named(groups, by)], whole)


class Plans(Sequence[list[Group]]):
    """The groups of each plan: of thousands, no more are counted than are shown."""

    def __init__(
        self,
        numbers: Mapping[int, int],
        count: Callable[[Collection[int]], Iterable[tuple[int, Group]]],
    ) -> None:
        """Of the plans that have a number; `count` gives the groups of some, each with its plan.

        One query, for the order.
        """
        self._plans, self._count = [plan for plan, _ in in_order(numbers)], count

    def __len__(self) -> int:
        return len(self._plans)

    def __iter__(self) -> Iterator[list[Group]]:
        return iter(self[:])

    @overload
    def __getitem__(self, window: int, /) -> list[Group]: ...
    @overload
    def __getitem__(self, window: slice, /) -> list[list[Group]]: ...
    def __getitem__(self, window: int | slice, /) -> list[Group] | list[list[Group]]:
        if isinstance(window, int):
            return self[window : window + 1][0]
        wanted = self._plans[window]
        groups: dict[int, list[Group]] = {plan: [] for plan in wanted}  # in their order
        for plan, group in self._count(set(wanted)) if wanted else ():
            groups[plan].append(group)
        return list(groups.values())


def _gaps_by_plan(by: Dimension, chosen: GapFilter, on: date) -> Rollup:
    cycles = cycles_shown(chosen, on=on)

    def count(plans: Collection[int]) -> Iterable[tuple[int, Group]]:
        own = [cycle for cycle in cycles if cycle.plan_id in plans]
        if by is Dimension.GOAL:
            return _goals(count_gaps(gaps_in(own, chosen), *_GAP_PATHS[by]))
        own_rounds = rounds_to_count(chosen, own, on=on)
        return _plans(gaps_counted(chosen, own_rounds, *_GAP_PATHS[by]))

    rounds = rounds_to_count(chosen, cycles, on=on)
    whole = add_up(gaps_counted(chosen, rounds).values())
    return Rollup(Plans(gaps_numbered(chosen, rounds), count), whole)


def _tasks_by_plan(by: Dimension, chosen: GapFilter, on: date) -> Rollup:
    cycles = cycles_shown(chosen, on=on)

    def count(plans: Collection[int]) -> Iterable[tuple[int, Group]]:
        own = [cycle for cycle in cycles if cycle.plan_id in plans]
        own_rounds = rounds_to_count(chosen, own, on=on)
        return _plans(tasks_counted(chosen, own_rounds, _PATHS[by]))

    rounds = rounds_to_count(chosen, cycles, on=on)
    whole = add_up(tasks_counted(chosen, rounds).values())
    return Rollup(Plans(tasks_numbered(chosen, rounds), count), whole)


def _goals_by_plan(by: Dimension, chosen: GapFilter, on: date) -> Rollup:
    groups, whole = _roll_up_goals(by, chosen, on)

    def counted(plans: Collection[int]) -> Iterable[tuple[int, Group]]:
        return _plans({(plan,): groups[plan,] for plan in plans})

    return Rollup(Plans({plan: tally.total for (plan,), tally in groups.items()}, counted), whole)


def tallies_by_plan(
    kind: ItemKind, rounds: Collection[ReportingCycle], chosen: GapFilter, *, on: date
) -> dict[int, Tally]:
    """The groups by plan alone in these cycles, one of each plan, by its id. One query."""
    if kind is ItemKind.TASK:
        tracked = chosen.narrow(Task.objects.filter(tracked=True))
        groups = count_tasks(with_standing(tracked, rounds, on=on), "plan")
    else:
        groups = count_gaps(gaps_in(rounds, chosen), "cycle__plan")
    return {plan: tally for (plan,), tally in groups.items()}


def _roll_up_gaps(by: Dimension, chosen: GapFilter, on: date) -> Counted:
    rounds = rounds_to_count(chosen, cycles_shown(chosen, on=on), on=on)
    parted = _parted(chosen, by)
    if by is Dimension.UNIT:
        groups = gaps_counted_by_unit(parted, rounds)
    else:
        groups = gaps_counted(parted, rounds, *_GAP_PATHS[by])
    if by is Dimension.UNIT or parted.with_parts != chosen.with_parts:
        return groups, add_up(gaps_counted(chosen, rounds).values())
    return groups, add_up(groups.values())


def count_unpublished(by: Dimension, chosen: GapFilter, *, on: date) -> dict[Key, Tally]:
    """The indicators of each group of `roll_up` that are not published yet. Three queries."""
    rows = unpublished(gaps_in(cycles_shown(chosen, on=on), _parted(chosen, by)), on=on)
    return gaps_by_unit(rows) if by is Dimension.UNIT else count_gaps(rows, *_GAP_PATHS[by])


def _parted(chosen: GapFilter, by: Dimension) -> GapFilter:
    return replace(chosen, parts=chosen.parts or by in _WITH_PARTS)


def _roll_up_tasks(by: Dimension, chosen: GapFilter, on: date) -> Counted:
    rounds = rounds_to_count(chosen, cycles_shown(chosen, on=on), on=on)
    if by is Dimension.UNIT:
        whole = add_up(tasks_counted(chosen, rounds).values())
        return tasks_counted_by_unit(chosen, rounds), whole
    groups = tasks_counted(chosen, rounds, _PATHS[by])
    return groups, add_up(groups.values())


def _roll_up_goals(by: Dimension, chosen: GapFilter, on: date) -> Counted:
    groups = count_goals(goals_shown(chosen, on=on).rows, _PATHS[by])
    return groups, add_up(groups.values())


def _named(groups: dict[Key, Tally], by: Dimension) -> Iterable[Group]:
    """The groups with their names, in the order of their register; one query."""
    if by is Dimension.ATTRIBUTE:
        return [
            Group(term.label, groups[term.value,], {"attribute": term.value})
            for term in Attribute
            if (term.value,) in groups
        ]
    return _NAMING[by](groups)


def _plans(groups: dict[Key, Tally]) -> Iterator[tuple[int, Group]]:
    plans = Plan.objects.in_bulk([pk for (pk,) in groups])
    for (pk,), tally in groups.items():
        plan, query = plans[pk], {"plan": str(pk)}
        yield pk, Group(plan.title, tally, query, plan.period, plan.is_exercise)


def _goals(groups: dict[Key, Tally]) -> Iterator[tuple[int, Group]]:
    """Each plan's in the order of its goals, last what has none."""
    plans = Plan.objects.in_bulk({plan for plan, _ in groups})
    goals = Goal.objects.in_bulk({goal for _, goal in groups if goal})

    def place(key: Key) -> tuple[bool, int]:
        _, goal = key
        return goal is None, goals[goal].order if goal else 0

    for plan, goal in sorted(groups, key=place):
        label = str(goals[goal]) if goal else "未列入目标"
        query = {"plan": str(plan), "goal": str(goal or NONE)}
        yield plan, Group(label, groups[plan, goal], query, plans[plan].title)


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
    Dimension.UNIT: _registered(Unit, "unit", "未定单位"),
    Dimension.REGION: _registered(Region, "region", "未定地区"),
    Dimension.SECTOR: _registered(Sector, "sector", "未分领域"),
}
_BY_PLAN: dict[ItemKind, Callable[[Dimension, GapFilter, date], Rollup]] = {
    ItemKind.INDICATOR: _gaps_by_plan,
    ItemKind.TASK: _tasks_by_plan,
    ItemKind.GOAL: _goals_by_plan,
}
_ROLL_UP: dict[ItemKind, Callable[[Dimension, GapFilter, date], Counted]] = {
    ItemKind.INDICATOR: _roll_up_gaps,
    ItemKind.TASK: _roll_up_tasks,
    ItemKind.GOAL: _roll_up_goals,
}
