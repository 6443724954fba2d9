"""Keeps counts of items by how they stand, round by round, for pages that count a country.

`write_audit` calls `touch_counted` with the rows of each event, and whoever recalculates gaps calls
`touch_plans`, both in the transaction of the change: from its commit on nothing that was kept of
these plans is read any more. `renew_counts` counts them again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, zip_longest
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from planapp.domain.audited import each_change
from planapp.domain.terms import Counted
from planapp.models import (
    Breakdown,
    Indicator,
    KeptCount,
    KeptRound,
    Plan,
    ReportingCycle,
    Responsibility,
    Series,
    Task,
    TaskReport,
    TouchedPlan,
    Verdict,
)
from planapp.queries.gap_list import CycleShown, GapFilter, gaps_in
from planapp.queries.kept_counts import write_standings
from planapp.queries.tallies import Tally, count_gaps, count_tasks
from planapp.queries.task_list import tasks_in
from planapp.queries.unit_tallies import gaps_by_unit, tasks_by_unit

_AT_ONCE = 2000  # rows whose plans are asked for
_PLANS_AT_ONCE = 50  # counted in a transaction
_PLACE = ("indicator__series__region", "indicator__attribute")
# What is counted follows from these rows: the ways from each to its plans.
_WAYS: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    str(model._meta.model_name): (model, ways)
    for model, ways in (
        (Plan, ("pk",)),
        (Indicator, ("plan",)),
        (Task, ("plan",)),
        (Series, ("indicators__plan",)),
        (Responsibility, ("indicator__plan", "task__plan")),
        (Breakdown, ("part__plan",)),
        (ReportingCycle, ("plan",)),
        (TaskReport, ("cycle__plan",)),
        (Verdict, ("cycle__plan",)),
    )
}
# Columns that say where a row belongs or belonged, also of rows that are gone.
_BELONGS = {
    "plan_id": "plan",
    "cycle_id": "reportingcycle",
    "indicator_id": "indicator",
    "task_id": "task",
    "part_id": "indicator",
}


def touch_counted(changes: Sequence[dict[str, Any]]) -> None:
    """What is counted of the plans that an event's rows belong to holds no longer.

    No query where no such row changed; else one for each kind and 2,000 rows, and one that writes.
    """
    touched: defaultdict[str, set[int]] = defaultdict(set)
    for change in each_change([each for each in changes if each["model"] in _WAYS]):
        told = change["fields"]
        places = [name for name in _BELONGS if name in told]
        for name in places:
            touched[_BELONGS[name]].update(int(pk) for pk in told[name] if pk)
        if not places:
            touched[change["model"]].add(int(change["pk"]))
    touch_plans({plan for kind, ids in touched.items() for plan in _plans_of(kind, ids)})


def _plans_of(kind: str, ids: Collection[int]) -> Iterator[int]:
    model, ways = _WAYS[kind]
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        rows = model._default_manager.filter(pk__in=ordered[start : start + _AT_ONCE]).order_by()
        for found in rows.values_list(*ways).distinct():
            yield from (plan for plan in found if plan)


def touch_plans(plans: Iterable[int]) -> None:
    """What is counted of these plans holds no longer, in the caller's transaction. One query."""
    TouchedPlan.objects.bulk_create(TouchedPlan(plan_id=plan) for plan in sorted(plans))


def renew_counts(*, on: date) -> int:
    """Count again whatever does not hold on a day; returns how many rounds.

    In transactions of some plans each: it may be stopped and run again, and several workers share
    the plans. Two queries where nothing waits.
    """
    begun = ReportingCycle.objects.filter(opens_on__lte=on).with_over(on)
    unlike = begun.filter(Q(kept=None) | ~Q(kept__over=F("is_over")))
    touched = TouchedPlan.objects.order_by().values_list("plan_id", flat=True)
    plans = sorted({*unlike.order_by().values_list("plan", flat=True), *touched})
    return sum(
        _renew(plans[start : start + _PLANS_AT_ONCE], on=on)
        for start in range(0, len(plans), _PLANS_AT_ONCE)
    )


@transaction.atomic
def _renew(wanted: Sequence[int], *, on: date) -> int:
    """Nobody else counts a plan meanwhile; what is touched from now on stays touched."""
    free = Plan.objects.filter(pk__in=wanted).order_by("pk").only("pk")
    plans = [plan.pk for plan in free.select_for_update(skip_locked=True, no_key=True)]
    marks = TouchedPlan.objects.filter(plan_id__in=plans)
    seen = list(marks.values_list("pk", flat=True))
    rounds = ReportingCycle.objects.filter(plan__in=plans, opens_on__lte=on).with_over(on)
    over = dict(rounds.order_by().values_list("pk", "is_over"))  # type: ignore[misc]  # of `with_over`
    for kept in (KeptCount, KeptRound):
        kept._default_manager.filter(cycle__plan__in=plans).delete()
    KeptCount.objects.bulk_create(_count(rounds, on=on), batch_size=_AT_ONCE)
    KeptRound.objects.bulk_create(KeptRound(cycle_id=pk, over=ended) for pk, ended in over.items())
    marks.filter(pk__in=seen).delete()
    return len(over)


def _count(rounds: QuerySet[ReportingCycle], *, on: date) -> Iterator[KeptCount]:
    """The counts of these rounds; tasks are counted in one round of each plan at a time."""
    ordered = rounds.order_by("plan", "pk").values_list(*CycleShown._fields)
    cycles = [CycleShown._make(row) for row in ordered]
    own, all_gaps = gaps_in(cycles, GapFilter()), gaps_in(cycles, GapFilter(parts=True))
    parts = all_gaps.filter(indicator__in=Breakdown.objects.values("part"))
    for of, rows in ((Counted.INDICATOR, own), (Counted.PART, parts)):
        for (cycle, *place), tally in count_gaps(rows, "cycle", *_PLACE).items():
            yield from _rows(of, tally, cycle=cycle, place=place)
    for (unit, cycle), tally in gaps_by_unit(all_gaps, "cycle").items():
        yield from _rows(Counted.LED, tally, cycle=cycle, place=(unit, ""))
    by_plan = (list(of_plan) for _, of_plan in groupby(cycles, lambda cycle: cycle.plan_id))
    for layer in zip_longest(*by_plan):
        yield from _count_tasks([cycle for cycle in layer if cycle], on=on)


def _count_tasks(cycles: list[CycleShown], *, on: date) -> Iterator[KeptCount]:
    of_plan = {cycle.plan_id: cycle.pk for cycle in cycles}
    tasks = tasks_in(cycles, GapFilter(), on=on).rows
    for (plan,), tally in count_tasks(tasks, "plan").items():
        yield from _rows(Counted.TASK, tally, cycle=of_plan[plan])
    for (unit, plan), tally in tasks_by_unit(tasks, "plan").items():
        yield from _rows(Counted.ANSWERED, tally, cycle=of_plan[plan], place=(unit, ""))


def _rows(
    of: Counted, tally: Tally, *, cycle: int, place: Sequence[Any] = (None, "")
) -> Iterator[KeptCount]:
    where, attribute = place
    for pair, number in tally.pairs.items():
        yield KeptCount(
            cycle_id=cycle,
            of=of,
            place=where,
            attribute=attribute,
            standing=write_standings(*pair),
            number=number,
        )
