"""Stored gaps: making their rows, marking them stale, and recalculating them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from planapp.domain.gaps import assess
from planapp.domain.terms import Light, Status
from planapp.models import Gap, Indicator, Plan, ReportingCycle
from planapp.queries.gap_material import GapMaterial, GapRow, load_material
from planapp.services.gap_store import Row, computed_row, store_rows, unreadable_row
from planapp.services.kept_counts import touch_plans

CHUNK = 10_000  # rows in memory, and in a transaction, at a time


def create_gaps(*, cycle: ReportingCycle) -> None:
    """A waiting row for every tracked indicator of the cycle's plan that has none yet."""
    indicators = Indicator.objects.filter(plan=cycle.plan_id, tracked=True)
    Gap.objects.bulk_create(
        (Gap(indicator=indicator, cycle=cycle) for indicator in indicators), ignore_conflicts=True
    )
    touch_plans([cycle.plan_id])


def mark_series_stale(*, series_ids: Collection[int], since: date) -> None:
    """A figure as of `since` changed: the cycles judged then or later rest on it.

    `date.min` where the reading of all figures changed.
    """
    _mark(Q(indicator__series__in=series_ids, cycle__as_of_on__gte=since))


def mark_indicators_stale(*, indicator_ids: Collection[int]) -> None:
    """A target or base of these indicators changed."""
    _mark(Q(indicator__in=indicator_ids))


def mark_plan_stale(*, plan: Plan) -> None:
    """What the lights of a whole plan follow has changed."""
    _mark(Q(indicator__plan=plan))


def mark_cycle_stale(*, cycle: ReportingCycle) -> None:
    """The cycle was closed or moved."""
    _mark(Q(cycle=cycle))


def _mark(touched: Q) -> None:
    """Locks in the order of the ids, so that two who mark the same gaps wait and do not deadlock.

    Also those that are stale already: one of them may be being calculated from what was before.
    """
    locked = Gap.objects.filter(touched).order_by("pk").select_for_update(of=("self",))
    Gap.objects.filter(pk__in=locked.values("pk")).update(stale=True)


def recalculate_stale_gaps(*, on: date, at: datetime) -> int:
    """Recalculate every stale gap, and those whose reporting window has ended since; how many.

    Works in chunks of its own transactions: it may be stopped and run again, and several workers
    at once share the chunks. One query where nothing waits.
    """
    stale, overdue = Gap.objects.filter(stale=True), _overdue(on=on)
    if not stale.union(overdue, all=True).exists():
        return 0
    return sum(_recalculate_all(waiting, on=on, at=at) for waiting in (stale, overdue))


def _overdue(*, on: date) -> QuerySet[Gap]:
    """Without a figure and not due when they were calculated; now they are."""
    return Gap.objects.filter(
        light=Light.GREY,  # as all of that status: the index needs both
        status=Status.NOT_DUE,
        cycle__due_on__lt=on,
        calculated_at__date__lte=F("cycle__due_on"),
    )


def _recalculate_all(waiting: QuerySet[Gap], *, on: date, at: datetime) -> int:
    total = last = 0
    while ids := _recalculate_chunk(waiting.filter(pk__gt=last), on=on, at=at):
        total, last = total + len(ids), ids[-1]
        if len(ids) < CHUNK:
            break
    return total


@transaction.atomic
def _recalculate_chunk(waiting: QuerySet[Gap], *, on: date, at: datetime) -> list[int]:
    """The ids of the gaps that were free to be taken, now calculated.

    Their locks are held until the commit: who marks one of them stale meanwhile waits, and it is
    stale afterwards. No lock is waited for here, so that there is no deadlock.
    """
    free = waiting.select_for_update(of=("self",), skip_locked=True)
    ids = list(free.order_by("pk").values_list("pk", flat=True)[:CHUNK])
    if ids:
        first, last = ids[0], ids[-1]
        mine = set(ids)  # between them may stand what another worker has taken
        material = load_material(waiting.filter(pk__gte=first, pk__lte=last))
        rows = (_calculate(row, material, on=on) for row in material.rows if row.pk in mine)
        store_rows(rows, first=first, last=last, at=at)
        touch_plans({row.plan_id for row in material.rows if row.pk in mine})
    return ids


def _calculate(row: GapRow, material: GapMaterial, *, on: date) -> Row:
    terms, revision = material.terms_of(row)
    closed = row.due_on < on or (row.closed_on is not None and row.closed_on <= on)
    try:
        found = assess(
            material.target_of(row, terms),
            material.readings_of(row),
            as_of=row.as_of_on,
            policy=material.policy_of(row).lights,
            window_closed=closed,
        )
    except ValueError as error:  # one wrong target or unit must not stop the others
        return unreadable_row(row.pk, revision, why=str(error))
    return computed_row(row.pk, revision, found=found)
