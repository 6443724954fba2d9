"""The long lists, counted and in their order: a page is read without the rows before it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar, overload

from django.db.models import Model, QuerySet

from planapp.domain.terms import Light
from planapp.models import Gap, Plan, Task
from planapp.queries.gap_list import GapFilter, cycles_shown, gaps_in, is_sortable
from planapp.queries.kept_counts import (
    Rounds,
    gaps_counted,
    gaps_numbered,
    rounds_to_count,
    tasks_counted,
    tasks_numbered,
)
from planapp.queries.tallies import Key, Tally, add_up, by_light, count_tasks
from planapp.queries.task_list import TasksShown, tasks_in

RowT = TypeVar("RowT", bound=Model)
_SEVERITY = (Light.GREY, Light.GREEN, Light.YELLOW, Light.RED)


@dataclass(frozen=True, slots=True)
class Numbered(ABC, Generic[RowT]):
    """Rows that were counted already, for a paginator; a slice of them is read as a list."""

    rows: QuerySet[RowT]
    number: int

    def __len__(self) -> int:
        return self.number

    def __iter__(self) -> Iterator[RowT]:
        return iter(self[:])

    @overload
    def __getitem__(self, window: int, /) -> RowT: ...
    @overload
    def __getitem__(self, window: slice, /) -> list[RowT]: ...
    def __getitem__(self, window: int | slice, /) -> RowT | list[RowT]:
        if isinstance(window, int):
            return self[window : window + 1][0]
        start, stop, _ = window.indices(self.number)
        return self.read(start, stop)

    @abstractmethod
    def read(self, start: int, stop: int) -> list[RowT]:
        """The rows from a place up to another."""


@dataclass(frozen=True, slots=True)
class Sorted(Numbered[RowT]):
    """By a column. Two queries besides those of the rows' own."""

    def read(self, start: int, stop: int) -> list[RowT]:
        """Sorts no more than the keys: whole rows are many times as wide."""
        keys = list(self.rows.values_list("pk", flat=True)[start:stop])
        found = {row.pk: row for row in self.rows.filter(pk__in=keys).order_by()}
        return [found[key] for key in keys]


@dataclass(frozen=True, slots=True)
class ByPlan(Numbered[RowT]):
    """By the plans' codes. A slice reads the rows of its own plans.

    Two queries besides those of `of_plans` and of `numbers`, the number of each plan's rows.
    """

    of_plans: Callable[[Collection[int]], QuerySet[RowT]]
    numbers: Callable[[], Mapping[int, int]]

    def read(self, start: int, stop: int) -> list[RowT]:
        """The rows from a place up to another."""
        plans, skipped = plans_within(in_order(self.numbers()), start, stop)
        return list(self.of_plans(plans)[start - skipped : stop - skipped])


@dataclass(frozen=True, slots=True)
class Joined(Numbered[RowT]):
    """Several lists one after the other: a slice costs what the parts do that it falls into."""

    parts: Sequence[Numbered[RowT]]

    def read(self, start: int, stop: int) -> list[RowT]:
        """The rows from a place up to another."""
        found: list[RowT] = []
        for part in self.parts:
            if start < len(part) and stop > 0:
                found += part[max(start, 0) : stop]
            start, stop = start - len(part), stop - len(part)
        return found


def in_order(numbers: Mapping[int, int]) -> list[tuple[int, int]]:
    """What is counted by plan, in the order of the plans' codes. One query."""
    plans = Plan.objects.order_by("code").values_list("pk", flat=True)
    return [(plan, numbers[plan]) for plan in plans if plan in numbers]


def plans_within(order: Sequence[tuple[int, int]], start: int, stop: int) -> tuple[set[int], int]:
    """The plans that a window of all their rows falls into, and the rows that stand before them.

    `order` has each plan and the number of its rows.
    """
    plans, skipped, end = set(), 0, 0
    for plan, number in order:
        begin, end = end, end + number
        if end <= start:
            skipped = end
        elif begin < stop:
            plans.add(plan)
    return plans, skipped


def gaps_in_order(chosen: GapFilter, *, on: date, sort: str = "") -> tuple[Numbered[Gap], Tally]:
    """The gaps of the table, and how they stand in all.

    Four queries at most; a page costs its own, two to four of them where it is by plan.
    """
    rounds = rounds_to_count(chosen, cycles_shown(chosen, on=on), on=on)
    # What is counted item by item is counted by plan at once; what is kept, when a page needs it.
    groups = gaps_counted(chosen, rounds, *([] if rounds.kept else ["cycle__plan"]))
    whole = add_up(groups.values())
    if is_sortable(sort):
        return Sorted(gaps_in(rounds.cycles, chosen, sort=sort), whole.total), whole
    if sort.removeprefix("-") != "light":
        return _gaps_by_plan(chosen, rounds, whole.total, groups=groups), whole
    lights = by_light(whole.computed if chosen.computed else whole.decided)
    parts = [
        _gaps_by_plan(replace(chosen, light=light), rounds, lights[light])
        for light in (reversed(_SEVERITY) if sort.startswith("-") else _SEVERITY)
    ]
    return Joined(gaps_in(rounds.cycles, chosen), whole.total, parts), whole


def tasks_in_order(
    shown: TasksShown, chosen: GapFilter, *, on: date
) -> tuple[Numbered[Task], Tally]:
    """The tasks that are shown, and how they stand in all.

    Three queries at most; a page costs its own and two to four.
    """
    rounds = rounds_to_count(chosen, shown.cycles, on=on)
    by_item = not rounds.kept
    groups = count_tasks(shown.rows, "plan") if by_item else tasks_counted(chosen, rounds)
    whole = add_up(groups.values())

    def of_plans(plans: Collection[int]) -> QuerySet[Task]:
        own = [cycle for cycle in shown.cycles if cycle.plan_id in plans]
        return tasks_in(own, chosen, on=on).rows

    def numbers() -> Mapping[int, int]:
        return _numbers(groups) if by_item else tasks_numbered(chosen, rounds)

    return ByPlan(shown.rows, whole.total, of_plans, numbers), whole


def _gaps_by_plan(
    chosen: GapFilter,
    rounds: Rounds,
    number: int,
    *,
    groups: Mapping[Key, Tally] | None = None,
) -> Numbered[Gap]:
    """`groups` are their counts by plan, if they were counted so."""

    def of_plans(plans: Collection[int]) -> QuerySet[Gap]:
        return gaps_in([cycle for cycle in rounds.cycles if cycle.plan_id in plans], chosen)

    def numbers() -> Mapping[int, int]:
        if rounds.kept or groups is None:
            return gaps_numbered(chosen, rounds)
        return _numbers(groups)

    return ByPlan(gaps_in(rounds.cycles, chosen), number, of_plans, numbers)


def _numbers(groups: Mapping[Key, Tally]) -> dict[int, int]:
    return {plan: tally.total for (plan,), tally in groups.items()}
