"""Counts of all items of many rounds, added up from what is kept of each round.

What is kept holds until something in the plan is touched (`services.kept_counts`); rounds of such
plans, and all where they are few, are counted item by item. Both give the same, a test compares.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from planapp.domain.standing import Standing
from planapp.domain.terms import Counted
from planapp.models import KeptCount, ReportingCycle, TouchedPlan
from planapp.queries.gap_list import CycleShown, GapFilter, gaps_in, or_none
from planapp.queries.tallies import Key, Tally, count_gaps, count_tasks, standing
from planapp.queries.task_list import tasks_in
from planapp.queries.unit_tallies import gaps_by_unit, tasks_by_unit

_A_WORD = r"\S+"
FEW = 20  # rounds, counted item by item: nothing is gained
Groups = defaultdict[Key, Tally]
# Where a kept count has what leads to a group from a gap or a task.
_PATHS = {
    "indicator__series__region": "place",
    "indicator__attribute": "attribute",
    "plan": "cycle__plan",
    "plan__region": "cycle__plan__region",
    "plan__sector": "cycle__plan__sector",
}


@dataclass(frozen=True, slots=True)
class Rounds:
    """Rounds to count on a day, one of each plan: `kept` (ids) are those whose counts are read."""

    cycles: list[CycleShown]
    kept: list[int]
    on: date

    @property
    def others(self) -> list[CycleShown]:
        """Those that are counted item by item."""
        kept = set(self.kept)
        return [cycle for cycle in self.cycles if cycle.pk not in kept]


def rounds_to_count(chosen: GapFilter, cycles: list[CycleShown], *, on: date) -> Rounds:
    """Of these rounds, which are counted how. One query, none where it is not worth it."""
    return Rounds(cycles, _kept_of(cycles, on=on) if _is_kept(chosen, cycles) else [], on)


def gaps_counted(chosen: GapFilter, rounds: Rounds, *paths: str) -> Groups:
    """`count_gaps` of `gaps_in`. Two queries at most."""
    groups = _add_up(_kept_gaps(rounds.kept, chosen), paths)
    others = rounds.others
    return _with(groups, count_gaps(gaps_in(others, chosen), *paths) if others else {})


def gaps_numbered(chosen: GapFilter, rounds: Rounds) -> dict[int, int]:
    """How many of `gaps_in` each plan has, where it has any. Two queries at most."""
    numbers = _sum_up(_kept_gaps(rounds.kept, chosen))
    if others := rounds.others:
        rows = gaps_in(others, chosen).order_by().values_list("cycle")
        numbers |= dict(rows.annotate(n=Count("*")))
    return {cycle.plan_id: numbers[cycle.pk] for cycle in rounds.cycles if cycle.pk in numbers}


def gaps_counted_by_unit(chosen: GapFilter, rounds: Rounds) -> Groups:
    """`gaps_by_unit` of `gaps_in`, for a filter with parts. Three queries at most."""
    if chosen.region or chosen.attribute:
        rounds = replace(rounds, kept=[])
    groups = _add_up(_kept(rounds.kept, chosen, Counted.LED), ("place",))
    others = rounds.others
    return _with(groups, gaps_by_unit(gaps_in(others, chosen)) if others else {})


def tasks_counted(chosen: GapFilter, rounds: Rounds, *paths: str) -> Groups:
    """`count_tasks` of `tasks_in`. Two queries at most, and one for words."""
    groups = _add_up(_kept_tasks(Counted.TASK, rounds.kept, chosen), paths)
    others = rounds.others
    counted = count_tasks(tasks_in(others, chosen, on=rounds.on).rows, *paths) if others else {}
    return _with(groups, counted)


def tasks_numbered(chosen: GapFilter, rounds: Rounds) -> dict[int, int]:
    """How many of `tasks_in` each plan has, where it has any. Two queries at most."""
    numbers = _sum_up(_kept_tasks(Counted.TASK, rounds.kept, chosen))
    found = {cycle.plan_id: numbers[cycle.pk] for cycle in rounds.cycles if cycle.pk in numbers}
    if others := rounds.others:
        rows = tasks_in(others, chosen, on=rounds.on).rows.order_by().values_list("plan")
        found |= dict(rows.annotate(n=Count("*")))
    return found


def tasks_counted_by_unit(chosen: GapFilter, rounds: Rounds) -> Groups:
    """`tasks_by_unit` of `tasks_in`. Three queries at most."""
    groups = _add_up(_kept_tasks(Counted.ANSWERED, rounds.kept, chosen), ("place",))
    others = rounds.others
    counted = tasks_by_unit(tasks_in(others, chosen, on=rounds.on).rows) if others else {}
    return _with(groups, counted)


def _is_kept(chosen: GapFilter, cycles: Sequence[CycleShown]) -> bool:
    """Whether it is worth it, and nothing is asked for by which counts are not kept."""
    narrow = chosen.words or chosen.goal is not None or chosen.unit is not None
    whole = chosen.scope is None or chosen.scope.is_of_plans
    return len(cycles) > FEW and whole and not narrow


def _kept_of(cycles: Sequence[CycleShown], *, on: date) -> list[int]:
    """The ids of the rounds whose counts hold that day. One query."""
    touched = TouchedPlan.objects.filter(plan_id=OuterRef("plan_id"))
    rows = ReportingCycle.objects.filter(pk__in=[cycle.pk for cycle in cycles]).with_over(on)
    holds = Q(kept__over=F("is_over")) & ~Q(Exists(touched))
    return list(rows.filter(holds).order_by().values_list("pk", flat=True))


def _kept_gaps(kept: Collection[int], chosen: GapFilter) -> QuerySet[KeptCount]:
    kinds = [Counted.INDICATOR, *([Counted.PART] if chosen.with_parts else [])]
    plain = {"attribute": chosen.attribute, "place": chosen.region}
    rows = _kept(kept, chosen, *kinds)
    return rows.filter(**{name: value for name, value in plain.items() if value})


def _kept_tasks(of: Counted, kept: Collection[int], chosen: GapFilter) -> QuerySet[KeptCount]:
    rows = _kept(kept, chosen, of)
    return rows.filter(cycle__plan__region=chosen.region) if chosen.region else rows


def _kept(kept: Collection[int], chosen: GapFilter, *kinds: Counted) -> QuerySet[KeptCount]:
    """What is kept of these rounds, of a light, status and sector alone where asked for."""
    rows = KeptCount.objects.filter(of__in=kinds, cycle__in=kept).order_by()
    if chosen.light or chosen.status:
        wanted = f"{chosen.status or _A_WORD} {chosen.light or _A_WORD}"
        rows = rows.filter(standing__regex=f"^{wanted} " if chosen.computed else f" {wanted}$")
    return rows.filter(or_none("cycle__plan__sector", chosen.sector))


def _sum_up(rows: QuerySet[KeptCount]) -> dict[int, int]:
    """By round. One query."""
    return dict(rows.values_list("cycle").annotate(n=Sum("number")))


def _add_up(rows: QuerySet[KeptCount], paths: Sequence[str]) -> Groups:
    """By these paths. One query."""
    alike = rows.values_list(*(_PATHS.get(path, path) for path in paths), "standing")
    groups: Groups = defaultdict(Tally)
    for *key, text, number in alike.annotate(n=Sum("number")):
        groups[tuple(key)].add(*read_standings(text), number)
    return groups


def _with(groups: Groups, counted: dict[Key, Tally]) -> Groups:
    for key, tally in counted.items():
        groups[key].pour(tally)
    return groups


def write_standings(computed: Standing, decided: Standing) -> str:
    """Four words: as computed and as decided."""
    return " ".join((*computed, *decided))


@cache
def read_standings(text: str) -> tuple[Standing, Standing]:
    """What `write_standings` wrote."""
    status, light, so, lit = text.split(" ")
    return standing(status, light), standing(so, lit)
