"""总览: how all that one gets to see stands, narrowed by the filter; each part in a few queries.

`cycles` are those of `cycles_shown`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from planapp.domain.terms import Attribute
from planapp.models import Gap, Task
from planapp.queries.backing import Backing, backing_of
from planapp.queries.gap_list import CycleShown, GapFilter, gaps_in
from planapp.queries.kept_counts import gaps_counted, rounds_to_count, tasks_counted
from planapp.queries.overview import worst_of
from planapp.queries.tallies import Tally, add_up
from planapp.queries.task_ends import ENDS, with_ends
from planapp.queries.task_list import TaskRow, load_tasks, tasks_in

WORST = 10
TASKS_DUE = 6
SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class IndicatorCounts:
    """By attribute, those that occur, and all together; each indicator once."""

    by_attribute: dict[Attribute, Tally]
    whole: Tally


def indicator_counts(chosen: GapFilter, cycles: list[CycleShown], *, on: date) -> IndicatorCounts:
    """Three queries at most."""
    rounds = rounds_to_count(chosen, cycles, on=on)
    counted = gaps_counted(chosen, rounds, "indicator__attribute")
    groups = {key: tally for (key,), tally in counted.items()}
    return IndicatorCounts(
        {attribute: groups[attribute] for attribute in Attribute if attribute in groups},
        add_up(groups.values()),
    )


def task_counts(chosen: GapFilter, cycles: list[CycleShown], *, on: date) -> Tally:
    """Three queries at most."""
    return add_up(tasks_counted(chosen, rounds_to_count(chosen, cycles, on=on)).values())


def worst_gaps(
    chosen: GapFilter, cycles: list[CycleShown], *, on: date
) -> list[tuple[Gap, Backing]]:
    """The first of all that is behind, red before yellow. Nine queries at most."""
    found = worst_of(gaps_in(cycles, chosen), WORST)
    backing = backing_of(found, on=on)
    return [(gap, backing[gap.pk]) for gap in found]


def tasks_due_soon(chosen: GapFilter, cycles: list[CycleShown], *, on: date) -> list[TaskRow]:
    """Those to be done within three months that are not, earliest first. Five queries."""
    coming = Task.objects.filter(due_on__gte=on, due_on__lte=on + SOON, tracked=True)
    unfinished = with_ends(coming).filter(**dict.fromkeys(ENDS))
    shown = tasks_in(cycles, chosen, on=on).rows
    rows = shown.filter(pk__in=unfinished.order_by().values("pk")).order_by("due_on", "code")
    return load_tasks(rows[:TASKS_DUE], cycles)
