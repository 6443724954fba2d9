"""Counts of indicators, tasks and goals by how they stand; never averages of unlike things."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet

from planapp.domain.standing import Standing
from planapp.domain.terms import Light, Status
from planapp.models import Gap, Goal, Task
from planapp.queries.task_standing import STANDINGS

Key = tuple[Any, ...]  # what a group has in common: ids, None for those without


@dataclass(slots=True)
class Tally:
    """Items counted by how they stand: as computed, and as decided where somebody did."""

    computed: Counter[Standing] = field(default_factory=Counter)
    decided: Counter[Standing] = field(default_factory=Counter)
    differing: int = 0

    def add(self, computed: Standing, decided: Standing, number: int) -> None:
        self.computed[computed] += number
        self.decided[decided] += number
        self.differing += number * (computed != decided)

    def pour(self, tally: Tally) -> None:
        self.computed.update(tally.computed)
        self.decided.update(tally.decided)
        self.differing += tally.differing

    @property
    def total(self) -> int:
        return self.decided.total()

    @property
    def lights(self) -> dict[str, int]:
        return by_light(self.decided)


def by_light(counts: Counter[Standing]) -> dict[str, int]:
    """All four lights, with how many there are of each."""
    found = {light.value: 0 for light in Light}
    for standing, number in counts.items():
        found[standing.light.value] += number
    return found


def tally_gaps(rows: QuerySet[Gap]) -> Tally:
    """All of `gaps_shown` in one count. One query."""
    return count_gaps(rows)[()]


def tally_by_goal(rows: QuerySet[Gap]) -> dict[int, Tally]:
    """Those of `gaps_shown` that stand in a goal, by its id. One query."""
    groups = count_gaps(rows.exclude(indicator__goal=None), "indicator__goal")
    return {goal: tally for (goal,), tally in groups.items()}


def tally_tasks(rows: QuerySet[Task]) -> Tally:
    """All of `tasks_shown` in one count. One query."""
    return count_tasks(rows)[()]


def add_up(tallies: Iterable[Tally]) -> Tally:
    """Of groups that have no item in common."""
    whole = Tally()
    for tally in tallies:
        whole.pour(tally)
    return whole


def tally_goals(rows: QuerySet[Goal]) -> Tally:
    """All of `goals_shown` in one count. One query."""
    return count_goals(rows)[()]


def count_gaps(rows: QuerySet[Gap], *paths: str) -> dict[Key, Tally]:
    """Those of `gaps_shown` by what they have in common. One query."""
    groups: dict[Key, Tally] = defaultdict(Tally)
    alike = rows.order_by().values_list(
        *paths, "status", "light", "decided_status", "decided_light"
    )
    for *key, status, light, so, lit, number in alike.annotate(n=Count("*")):
        groups[tuple(key)].add(standing(status, light), standing(so, lit), number)
    return groups


def count_goals(rows: QuerySet[Goal], *paths: str) -> dict[Key, Tally]:
    """Those of `goals_shown`; a goal is only decided, nothing is computed of it. One query."""
    groups: dict[Key, Tally] = defaultdict(Tally)
    alike = rows.order_by().values_list(*paths, "decided_status", "decided_light")
    for *key, status, light, number in alike.annotate(n=Count("*")):
        decided = standing(status, light)
        groups[tuple(key)].add(decided, decided, number)
    return groups


def count_tasks(rows: QuerySet[Task], *paths: str) -> dict[Key, Tally]:
    """Those of `tasks_shown`, once in each group, however often a path leads there. One query."""
    groups: dict[Key, Tally] = defaultdict(Tally)
    once = any("__" in path and not path.startswith("plan__") for path in paths)
    number = Count("pk", distinct=True) if once else Count("*")
    alike = rows.order_by().values_list(*paths, "computed", "decided__status", "decided__light")
    for *key, place, status, light, count in alike.annotate(n=number):
        computed = STANDINGS[place]
        decided = standing(status, light) if status else computed
        groups[tuple(key)].add(computed, decided, count)
    return groups


@cache
def standing(status: str, light: str) -> Standing:
    return Standing(Status(status), Light(light))
