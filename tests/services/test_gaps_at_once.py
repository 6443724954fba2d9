"""Several workers and those who mark gaps at once: the same rows, no deadlock. PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from planapp.domain.terms import ReportState, Status
from planapp.models import Gap
from planapp.services import gaps
from tests.database import waiting_for_us
from tests.factories import (
    AT,
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
)
from tests.processes import wait_until

ON = date(2024, 2, 1)

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's test database has one connection"
    ),
]


@pytest.fixture
def pool():
    with ThreadPoolExecutor(4) as threads:
        yield threads


def start(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Future[Any]:
    """Carry the work out elsewhere, with a connection of its own."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    return pool.submit(run)


def calculate() -> int:
    return gaps.recalculate_stale_gaps(on=ON, at=AT)


@transaction.atomic
def mark(gap: Gap) -> None:
    gaps.mark_series_stale(series_ids=[gap.indicator.series_id], since=date.min)


def make_stale_gaps(count: int) -> list[Gap]:
    plan = make_plan()
    cycle = make_cycle(plan=plan)
    found = []
    for _ in range(count):
        indicator = make_indicator(plan=plan)
        make_record(series=indicator.series, state=ReportState.APPROVED)
        found.append(make_gap(indicator=indicator, cycle=cycle, stale=True))
    return found


def test_workers_share_the_gaps_and_calculate_each_once(pool, monkeypatch):
    monkeypatch.setattr(gaps, "CHUNK", 3)
    make_stale_gaps(40)
    workers = [start(pool, calculate) for _ in range(4)]
    assert sum(worker.result() for worker in workers) == 40
    assert Gap.objects.filter(stale=False, status=Status.ON_TRACK, gap=Decimal(20)).count() == 40


def test_gap_marked_while_it_is_calculated_is_stale_afterwards(pool):
    [gap] = make_stale_gaps(1)
    with transaction.atomic():
        assert calculate() == 1
        marker = start(pool, lambda: mark(gap))
        wait_until(waiting_for_us, what="the marker waiting for the worker")
    marker.result()
    gap.refresh_from_db()
    assert (gap.stale, gap.status) == (True, Status.ON_TRACK)


def test_worker_passes_over_what_is_being_marked(pool):
    held, free = make_stale_gaps(2)
    with transaction.atomic():
        mark(held)
        assert start(pool, calculate).result() == 1
    assert list(Gap.objects.filter(stale=True)) == [held]
    assert (calculate(), Gap.objects.get(pk=free.pk).stale) == (1, False)


def test_workers_and_markers_at_once_do_not_deadlock(pool, monkeypatch):
    monkeypatch.setattr(gaps, "CHUNK", 7)
    found = make_stale_gaps(60)
    plan, cycle = found[0].indicator.plan, found[0].cycle
    ids = [gap.indicator_id for gap in found]

    @transaction.atomic
    def mark_all(turn: int) -> None:
        if turn % 3 == 0:
            gaps.mark_plan_stale(plan=plan)
        elif turn % 3 == 1:
            gaps.mark_cycle_stale(cycle=cycle)
        else:
            gaps.mark_indicators_stale(indicator_ids=ids[::-1])

    workers = [start(pool, lambda: [calculate() for _ in range(40)]) for _ in range(2)]
    markers = [
        start(pool, lambda first=first: [mark_all(first + turn) for turn in range(40)])
        for first in range(2)
    ]
    for each in (*workers, *markers):
        each.result()
    calculate()
    assert Gap.objects.filter(stale=False, status=Status.ON_TRACK, gap=Decimal(20)).count() == 60
