"""How the installation itself is: its tables, its size, its last backup."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count

from planapp.models import AuditEvent, Delivery, JobRun


def unapplied_migrations() -> list[str]:
    """`app.name` of each that the program has and the database has not. Two queries."""
    applied = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
    return sorted(_known_migrations() - applied)


@cache
def _known_migrations() -> frozenset[str]:
    return frozenset(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)


def database_bytes() -> int:
    """How large the database is. One query."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])


def database_version() -> str:
    """`PostgreSQL 15.4`. No query once connected."""
    numbers = connection.get_database_version()
    return f"{connection.display_name} {'.'.join(str(number) for number in numbers)}"


def last_backup() -> AuditEvent | None:
    """The event of the last backup. One query."""
    return AuditEvent.objects.filter(action="backup.made").order_by("-pk").first()


def job_run_counts() -> dict[tuple[str, str], int]:
    """How many kept runs there are by job and state. One query."""
    rows = JobRun.objects.order_by().values("job", "state").annotate(number=Count("pk"))
    return {(row["job"], row["state"]): row["number"] for row in rows}


def delivery_counts() -> dict[str, int]:
    """How many deliveries there are by state. One query."""
    rows = Delivery.objects.order_by().values("state").annotate(number=Count("pk"))
    return {row["state"]: row["number"] for row in rows}
