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

    pairs: Counter[tuple[Standing, Standing]] = field(default_factory=Counter)

    def add(self, computed: Standing, decided: Standing, number: int) -> None:
        self.pairs[computed, decided] += number

    def pour(self, tally: Tally) -> None:
        self.pairs.update(tally.pairs)

    def take(self, tally: Tally) -> None:
        """The opposite: without these items."""
        self.pairs -= tally.pairs

    @property
    def computed(self) -> Counter[Standing]:
        return self._by(0)

    @property
    def decided(self) -> Counter[Standing]:
        return self._by(1)

    def _by(self, place: int) -> Counter[Standing]:
        found: Counter[Standing] = Counter()
        for pair, number in self.pairs.items():
            found[pair[place]] += number
        return found

    @property
    def differing(self) -> int:
        pairs = self.pairs.items()
        return sum(number for (computed, decided), number in pairs if computed != decided)

    @property
    def total(self) -> int:
        return self.pairs.total()

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


def count_gaps(rows: QuerySet[Gap], *paths: str) -> defaultdict[Key, Tally]:
    """Those of `gaps_shown` by what they have in common. One query."""
    groups: defaultdict[Key, Tally] = defaultdict(Tally)
    verdict = ("decided__status", "decided__light")
    alike = rows.order_by().values_list(*paths, "status", "light", *verdict)
    for *key, status, light, so, lit, number in alike.annotate(n=Count("*")):
        computed = standing(status, light)
        groups[tuple(key)].add(computed, standing(so, lit) if so else computed, number)
    return groups


def count_goals(rows: QuerySet[Goal], *paths: str) -> dict[Key, Tally]:
    """Those of `goals_shown`; a goal is only decided, nothing is computed of it. One query."""
    groups: dict[Key, Tally] = defaultdict(Tally)
    alike = rows.order_by().values_list(*paths, "decided_status", "decided_light")
    for *key, status, light, number in alike.annotate(n=Count("*")):
        decided = standing(status, light)
        groups[tuple(key)].add(decided, decided, number)
    return groups


def count_tasks(rows: QuerySet[Task], *paths: str) -> defaultdict[Key, Tally]:
    """Those of `tasks_shown`; a path must lead to a place once. One query."""
    groups: defaultdict[Key, Tally] = defaultdict(Tally)
    alike = rows.order_by().values_list(*paths, "computed", "decided__status", "decided__light")
    for *key, place, status, light, count in alike.annotate(n=Count("*")):
        computed = STANDINGS[place]
        decided = standing(status, light) if status else computed
        groups[tuple(key)].add(computed, decided, count)
    return groups


@cache
def standing(status: str, light: str) -> Standing:
    return Standing(Status(status), Light(light))
