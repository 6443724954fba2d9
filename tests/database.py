"""What other connections do on this test's database. Needs PostgreSQL.

Beside it other tests run on databases of the same server: only what is of ours counts.
"""

from __future__ import annotations

from django.db import connection

from tests.processes import wait_until


def waiting_for_us() -> list[int]:
    """The connections that wait for a lock of ours, by the numbers of their server processes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT pid FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return [pid for (pid,) in cursor.fetchall()]


def wait_for_others() -> None:
    """Until nobody else is in a transaction, as the server still is for a client that was killed.

    Not inside a transaction of one's own: there the list of connections stays as first seen.
    """
    wait_until(lambda: not _others_at_work(), what="the end of all other transactions")


def end_others() -> None:
    """End all other connections, and wait until they are gone: the server only asks them to go."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _others_at_work() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            " AND xact_start IS NOT NULL"
        )
        return cursor.fetchone() is not None
