"""Somebody with a hand on the database, who takes the triggers away first."""

from __future__ import annotations

from django.db import connection


def tamper(statement: str, *values: object) -> None:
    """Carry out a statement behind the product's back, in the test's transaction."""
    with connection.cursor() as cursor:
        for drop in _dropping(statement):
            cursor.execute(drop)
        cursor.execute(statement, values)


def _dropping(statement: str) -> list[str]:
    table = next(word for word in statement.split() if word.startswith("planapp_"))
    if connection.vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_guard ON {table}"]
    return [f"DROP TRIGGER IF EXISTS {table}_{what}" for what in ("no_update", "no_delete")]
