"""Emptying the database after a test without a transaction, the audit trail's tables too."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

_KEPT = {"django_migrations", ContentType._meta.db_table, Permission._meta.db_table}


def flush_past_the_triggers(statements: list[str]) -> None:
    """In place of the database's own way, which triggers refuse or which takes seconds."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _delete_what_is_there(cursor)
        else:
            _carry_out_without_triggers(cursor, statements)


def _delete_what_is_there(cursor: CursorWrapper) -> None:
    """A few rows in a few tables; TRUNCATE writes every table and index anew, in a second or more.

    The foreign keys are checked at the end, so that any order will do.
    """
    names = set(connection.introspection.table_names(cursor)) - _KEPT
    looks = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in sorted(names))
    cursor.execute(" UNION ALL ".join(looks))
    filled = [name for (name,) in cursor.fetchall()]
    cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    guarded = {name for (name,) in cursor.fetchall()} & set(filled)
    for name in guarded:
        cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
    for name in filled:
        cursor.execute(f'DELETE FROM "{name}"')
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in guarded:
        cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')


def _carry_out_without_triggers(cursor: CursorWrapper, statements: list[str]) -> None:
    """SQLite deletes row by row, which the triggers refuse."""
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    dropping = [f"DROP TRIGGER {name}" for name, _ in triggers]
    for statement in (*dropping, *statements, *(sql for _, sql in triggers)):
        cursor.execute(statement)
