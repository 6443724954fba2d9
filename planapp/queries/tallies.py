"""Counts of indicators, tasks and goals by how they stand; never averages of unlike things."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from planapp.domain.standing import Standing
from planapp.domain.terms import Light, Status
from planapp.models import Gap, Goal
from planapp.queries.gap_list import GapFilter
from planapp.queries.task_list import INPUTS, Judged, TasksShown, fits

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


def tally_judged(tasks: Iterable[Judged]) -> Tally:
    """Tasks that were found already."""
    tally = Tally()
    for judged in tasks:
        tally.add(judged.computed, judged.decided, 1)
    return tally


def tally_goals(rows: QuerySet[Goal]) -> Tally:
    """All of `goals_shown` in one count. One query."""
    return count_goals(rows)[()]


def count_gaps(rows: QuerySet[Gap], *paths: str) -> dict[Key, Tally]:
    """Those of `gaps_shown` by what they have in common. One query."""
    groups: dict[Key, Tally] = defaultdict(Tally)
    counted = rows.order_by().values_list(
        *paths, "status", "light", "decided_status", "decided_light"
    )
    for *key, status, light, decided, decided_light, number in counted.annotate(n=Count("pk")):
        groups[tuple(key)].add(
            Standing(Status(status), Light(light)),
            Standing(Status(decided), Light(decided_light)),
            number,
        )
    return groups


def count_goals(rows: QuerySet[Goal], *paths: str) -> dict[Key, Tally]:
    """Those of `goals_shown`; a goal is only decided, nothing is computed of it. One query."""
    groups: dict[Key, Tally] = defaultdict(Tally)
    counted = rows.order_by().values_list(*paths, "decided_status", "decided_light")
    for *key, status, light, number in counted.annotate(n=Count("pk")):
        decided = Standing(Status(status), Light(light))
        groups[tuple(key)].add(decided, decided, number)
    return groups


def count_tasks(shown: TasksShown, chosen: GapFilter, *paths: str) -> dict[Key, Tally]:
    """Tasks that rest on the same inputs stand alike: they are judged once and counted."""
    groups: dict[Key, Tally] = defaultdict(Tally)
    alike = shown.rows.order_by().values_list(*paths, *INPUTS)
    for *values, number in alike.annotate(n=Count("pk", distinct=True)):
        key, inputs = tuple(values[: len(paths)]), values[len(paths) :]
        judged = shown.judge(inputs)
        if fits(judged, chosen):
            groups[key].add(judged.computed, judged.decided, number)
    return groups
