"""How computed gaps get into their table: whole chunks at once, as each database does it best."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from json import JSONEncoder
from operator import attrgetter

from django.db import connection

from planapp.domain.gaps import Assessment, as_payload
from planapp.domain.terms import Light, Reason, Status
from planapp.models import Gap, TargetRevision

_NUMBERS = (
    "actual",
    "expected_value",
    "completion",
    "time_progress",
    "due_progress",
    "attainment",
    "gap",
    "lag",
    "required",
    "forecast",
)
_WORDS = ("status", "light", "reason", "trend", "annual_status", "rule")
# What a computed row holds; beside it stand `stale` and `calculated_at`, the same for a chunk.
COLUMNS = ("id", "revision_id", *_NUMBERS, *_WORDS, "met", "missing_years", "inputs")
_LONGEST = len("-") + 18 + len(".") + 6  # a number of 24 digits, six of them decimals

Row = tuple[int | bool | str | None, ...]

_read_numbers: Callable[[Assessment], tuple[Decimal | None, ...]] = attrgetter(*_NUMBERS)
_read_words: Callable[[Assessment], tuple[str | None, ...]] = attrgetter(*_WORDS)
_as_json = JSONEncoder(ensure_ascii=False).encode


def computed_row(gap_id: int, revision: TargetRevision | None, *, found: Assessment) -> Row:
    """An assessment, by the terms of that revision, as a row; numbers have six decimals."""
    inputs = as_payload(found)
    if revision is not None:
        inputs["revision"] = {
            "effective_year": revision.effective_year,
            "doc_number": revision.doc_number,
            "authority": revision.authority,
        }
    return (
        gap_id,
        None if revision is None else revision.pk,
        *[_number(value) for value in _read_numbers(found)],
        *[word or "" for word in _read_words(found)],
        found.met,
        _as_json(found.missing_years),
        _as_json(inputs),
    )


def unreadable_row(gap_id: int, revision: TargetRevision | None, *, why: str) -> Row:
    """Why an indicator cannot be assessed; nothing of an earlier result stays."""
    words = {"status": Status.UNASSESSABLE, "light": Light.GREY, "reason": Reason.UNDEFINED}
    return (
        gap_id,
        None if revision is None else revision.pk,
        *[None] * len(_NUMBERS),
        *[words.get(name, "") for name in _WORDS],
        None,
        _as_json([]),
        _as_json({"error": why}),
    )


def _number(value: Decimal | None) -> str | None:
    """A number as its column takes it; null where it has no room, as the forecast of a jump."""
    if value is None:
        return None
    text = f"{value:.6f}"
    return text if len(text) <= _LONGEST else None


def store_rows(rows: Iterable[Row], *, first: int, last: int, at: datetime) -> None:
    """Write computed rows over those with the same ids, from first to last; they are locked."""
    if connection.vendor == "postgresql":
        _copy_and_update(rows, first=first, last=last, at=at)
    else:
        _update_each(rows, at=at)


def _copy_and_update(rows: Iterable[Row], *, first: int, last: int, at: datetime) -> None:
    """COPY into a table of this transaction, and one UPDATE from there.

    Told the range of ids, the database need not read all gaps to find these.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        with cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_UPDATE_FROM, (at, first, last))
        cursor.execute("DROP TABLE computed")  # the transaction may store more


def _update_each(rows: Iterable[Row], *, at: datetime) -> None:
    when = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.executemany(_UPDATE, [(*row[1:], when, row[0]) for row in rows])


# Only names of columns are put into these.
_TABLE, _NAMES = Gap._meta.db_table, ", ".join(COLUMNS)
_CREATE = f"CREATE TEMPORARY TABLE computed ON COMMIT DROP AS SELECT {_NAMES} FROM {_TABLE} LIMIT 0"  # noqa: S608
_COPY = f"COPY computed ({_NAMES}) FROM STDIN"
_CONSTANT = "stale = FALSE, calculated_at = %s"
_CHANGED = ", ".join(f"{name} = computed.{name}" for name in COLUMNS[1:])
_SAME = f"{_TABLE}.id = computed.id AND {_TABLE}.id BETWEEN %s AND %s"
_UPDATE_FROM = f"UPDATE {_TABLE} SET {_CHANGED}, {_CONSTANT} FROM computed WHERE {_SAME}"  # noqa: S608
_GIVEN = ", ".join(f"{name} = %s" for name in COLUMNS[1:])
_UPDATE = f"UPDATE {_TABLE} SET {_GIVEN}, {_CONSTANT} WHERE id = %s"  # noqa: S608
