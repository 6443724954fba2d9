"""Several workers at once open each yearly round once. Needs PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from planapp.models import AuditEvent, Gap, ReportingCycle
from planapp.services.cycles import roll_over_cycles
from tests.factories import AT, make_cycle, make_indicator

WORKERS = 4

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's test database has one connection"
    ),
]


def test_workers_at_once_open_each_round_once():
    for _ in range(5):
        make_cycle(plan=make_indicator().plan)
    barrier = Barrier(WORKERS)

    def work(_: int) -> int:
        try:
            barrier.wait()
            return roll_over_cycles(on=date(2025, 1, 2), at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        opened = sum(pool.map(work, range(WORKERS)))
    assert (opened, ReportingCycle.objects.count(), Gap.objects.count()) == (5, 10, 5)
    assert AuditEvent.objects.filter(action="cycle.rolled_over").count() == 5
