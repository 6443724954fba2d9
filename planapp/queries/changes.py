"""What changed against the round before: how many indicators, and which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Coalesce

from planapp.domain.changes import change_between
from planapp.domain.standing import Standing
from planapp.domain.terms import Change
from planapp.models import Gap, ReportingCycle
from planapp.queries.gap_list import CycleShown, GapFilter, cycles_shown, gaps_in
from planapp.queries.tallies import standing

_BEFORE = ("before_status", "before_light")
_NOW = ("decided_status", "decided_light")


@dataclass(frozen=True, slots=True)
class Changes:
    """Gaps of plans that had a round before, each with `before_status`, `before_light`.

    `ways` says which pairs of standings, before and now, make which change.
    """

    rows: QuerySet[Gap]
    counts: Counter[Change]
    ways: dict[Change, list[tuple[Standing | None, Standing]]]

    def of(self, change: Change) -> QuerySet[Gap]:
        """As many rows as were counted."""
        return self.rows.filter(reduce(or_, map(_was, self.ways[change]), Q(pk__in=[])))


def changes_shown(chosen: GapFilter, *, on: date) -> Changes:
    """The changes in the cycles that the lists show. Three queries."""
    return changes_in(cycles_shown(chosen, on=on), chosen)


def changes_in(cycles: Iterable[CycleShown], chosen: GapFilter) -> Changes:
    """The change of every indicator of the lists against its plan's round before. Two queries.

    The round before is the last earlier one of the same kind; light and status are what was
    decided, or what was computed where nobody decided.
    """
    shown = {cycle.pk: cycle for cycle in cycles}
    previous = rounds_before(list(shown))
    rows = gaps_in([shown[key] for key in previous], chosen)
    earlier = list(previous.values())
    rows = rows.annotate(
        earlier=FilteredRelation(
            "indicator__gaps", condition=Q(indicator__gaps__cycle__in=earlier)
        ),
        ruled=FilteredRelation(
            "indicator__verdicts", condition=Q(indicator__verdicts__cycle__in=earlier)
        ),
        before_status=Coalesce("ruled__status", "earlier__status"),
        before_light=Coalesce("ruled__light", "earlier__light"),
    )
    counts: Counter[Change] = Counter()
    ways: dict[Change, list[tuple[Standing | None, Standing]]] = defaultdict(list)
    alike = rows.order_by().values_list(*_BEFORE, *_NOW)
    for was, lit, status, light, number in alike.annotate(number=Count("*")):
        before, now = standing(was, lit) if was else None, standing(status, light)
        change = change_between(before, now)
        if change is not None:
            counts[change] += number
            ways[change].append((before, now))
    return Changes(rows, counts, ways)


def rounds_before(shown: Sequence[int]) -> dict[int, int]:
    """By the id of each of the cycles, one of a plan, that of the last before it of its kind.

    Those without one are left out. One query.
    """
    own = ReportingCycle.objects.filter(pk__in=shown)
    rows = ReportingCycle.objects.filter(
        plan__cycles__in=own, kind=F("plan__cycles__kind"), as_of_on__lt=F("plan__cycles__as_of_on")
    )
    ordered = rows.order_by("as_of_on", "pk").values_list("plan__cycles__pk", "pk")
    return dict(ordered)


def _was(way: tuple[Standing | None, Standing]) -> Q:
    before, now = way
    then = {"before_status": None} if before is None else dict(zip(_BEFORE, before, strict=True))
    return Q(**then, **dict(zip(_NOW, now, strict=True)))
