"""Many rows into one table at once, as each database does it best."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, OperationalError, connection, models
from psycopg.types.json import Jsonb

from planapp.queries.staging import fill, stage
from planapp.services.errors import Refused

SAVED_MEANWHILE = "导入期间有人保存过其中的数据，整张表都没有写入；请重新预览后再导入。"
_DEADLOCK = "40P01"
Row = Sequence[Any]


@contextmanager
def refused_when_saved_meanwhile() -> Iterator[None]:
    """Raise Refused where somebody else wrote the same rows since they were read.

    For the last steps of a transaction, which is over then.
    """
    try:
        yield
    except IntegrityError as error:
        raise Refused(SAVED_MEANWHILE) from error
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _DEADLOCK:
            raise
        raise Refused(SAVED_MEANWHILE) from error


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[Row],
    *,
    same: Mapping[str, Any],
) -> list[int]:
    """Write new rows and return their ids, in the same order.

    `names` are the columns that differ from row to row, `same` the values of others for all
    rows; what neither names takes the field's default. Nothing is validated here. Two statements
    on PostgreSQL, three on SQLite, however many rows.
    """
    if not rows:
        return []
    first = model(**same)
    constants = {
        field.attname: field.get_db_prep_save(field.pre_save(first, add=True), connection)
        for field in model._meta.concrete_fields
        if field.attname not in names and not field.primary_key
    }
    constants = {name: value for name, value in constants.items() if value is not None}
    tail = tuple(map(_written_out, constants.values()))
    with connection.cursor() as cursor:
        ids = _next_ids(cursor, model._meta.db_table, len(rows))
        whole = ((pk, *row, *tail) for pk, row in zip(ids, rows, strict=True))
        fill(cursor, model._meta.db_table, names=("id", *names, *constants), rows=whole)
    return ids


def update_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Row],
    *,
    same: Mapping[str, Any],
    revision: str,
) -> int:
    """Write over rows that still are as they were seen; returns how many were, to be compared.

    Each row is its id, the value that the column `revision` had, and the new values under
    `names`; `same` are values of others for all rows. The column `revision` counts on by one.
    Four statements, however many rows.
    """
    table = model._meta.db_table
    types = {name: model._meta.get_field(name).db_type(connection) or "" for name in names}
    given = ", ".join(
        [*(f"{name} = changed.{name}" for name in names), *(f"{name} = %s" for name in same)]
    )
    with connection.cursor() as cursor:
        columns = {"id": "bigint", "was": "bigint", **types}
        stage(cursor, "changed", columns=columns, rows=rows)
        cursor.execute(
            f"UPDATE {table} SET {given}, {revision} = {table}.{revision} + 1 FROM changed"  # noqa: S608  # names of columns only
            f" WHERE {table}.id = changed.id AND {table}.{revision} = changed.was",
            tuple(same.values()),
        )
        number: int = cursor.rowcount
        cursor.execute("DROP TABLE changed")
    return number


def _written_out(value: Any) -> Any:
    """JSON as text at once, instead of anew for every row."""
    return json.dumps(value.obj) if isinstance(value, Jsonb) else value


def _next_ids(cursor: Any, table: str, number: int) -> list[int]:
    """Ids that no other row has or will have."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(name) FROM generate_series(1, %s),"
            " (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) AS once",
            (number, table),
        )
        return [pk for (pk,) in cursor.fetchall()]
    # One writer at a time: SQLite's transaction holds the whole database.
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", (table,))
    used = cursor.fetchone()
    start = (used[0] if used else 0) + 1
    return list(range(start, start + number))
