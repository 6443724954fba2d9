"""Many at once neither fork a chain nor block each other. Needs PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from planapp.domain.terms import SecurityKind
from planapp.services.audit import check_audit_trail, write_audit
from planapp.services.security import (
    check_security_events,
    purge_security_events,
    record_security_event,
)
from tests.factories import AT

WORKERS, EACH = 4, 10
DAY = timedelta(days=1)
LATER = AT + 400 * DAY

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's test database has one connection"
    ),
]


def record_both(at):
    with transaction.atomic():
        record_security_event(kind=SecurityKind.LOGIN, by=None, at=at)
        write_audit(by=None, action="unit.renamed", subject="省能源局", at=at)


def test_chains_hold_while_many_write_and_one_purges():
    for at in (AT, LATER):
        record_both(at)
    barrier = Barrier(WORKERS)

    def run(number):
        try:
            barrier.wait()
            for _ in range(EACH):
                record_both(LATER)
                if number == 0:
                    purge_security_events(before=AT + DAY, by=None, at=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(run, range(WORKERS)))
    written = WORKERS * EACH
    trail, events = check_audit_trail(), check_security_events()
    assert (trail.number, trail.flaw) == (written + 3, None)  # the purge is in the trail, too
    assert (events.number, events.flaw) == (written + 1, None)
