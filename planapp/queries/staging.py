"""Tables of one transaction, filled with what came from outside, to be joined with the stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection


def stage(
    cursor: Any, name: str, *, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]
) -> None:
    """Make a temporary table, its `columns` with their types, and fill it; the caller drops it.

    Names and types come from the program, never from outside. Four statements on PostgreSQL. Inside
    a transaction.
    """
    typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ({typed})")
    fill(cursor, name, names=tuple(columns), rows=rows)
    if connection.vendor == "postgresql":
        cursor.execute(f"ANALYZE {name}")  # else the planner takes it for a small one
        # What a file tells of lies together and is soon in memory: ten thousand keys are looked up
        # by an index where the planner, with a disk's seek for each, would read the whole table.
        cursor.execute("SET LOCAL random_page_cost = 1.1")


def fill(cursor: Any, table: str, *, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows, each a value per name, by COPY on PostgreSQL; one statement."""
    listed = ", ".join(f'"{name}"' for name in names)
    if connection.vendor == "postgresql":
        copying = cursor.copy(f"COPY {table} ({listed}) FROM STDIN")
        with connection.wrap_database_errors, copying as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(names))
    adapted = (tuple(_for_sqlite(value) for value in row) for row in rows)
    cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", adapted)  # noqa: S608  # names of columns only


def _for_sqlite(value: Any) -> Any:
    """Days and decimals as Django writes them there."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if value is None or isinstance(value, int | str) else str(value)
