"""The basic data that comes with the product, brought into the database in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.serializers.base import (
    DeserializationError,
    DeserializedObject,
    M2MDeserializationError,
)
from django.core.serializers.python import Deserializer
from django.db import IntegrityError, connection, models, transaction

from planapp.services.audit import Change, Snapshot, changed, created, snapshot, write_audit

# Rows that others point to come first.
FILES = (
    "regions.json",
    "sectors.json",
    "units.json",
    "unit_names.json",
    "unit_successions.json",
    "groups.json",
    "workdays.json",
)

# What a row that does not fit can raise on its way from the file into its table.
_ROW_ERRORS = (
    DeserializationError,
    FieldDoesNotExist,
    ValidationError,
    ObjectDoesNotExist,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    IntegrityError,
)

_Stored = dict[type[models.Model], dict[Any, Snapshot]]


class BrokenFixture(Exception):
    """A file that cannot be loaded; the message says in Chinese which, where and why."""


@dataclass(slots=True)
class FixtureCount:
    """What loading one file did."""

    file: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0


@transaction.atomic
def load_fixtures(*, folder: Path, at: datetime) -> list[FixtureCount]:
    """Load every file of the folder; rows already as the files say are left alone.

    Raises BrokenFixture, and then nothing has been written.
    """
    stored: _Stored = {}
    counts = []
    changes: list[Change] = []
    for name in FILES:
        count = FixtureCount(name)
        for place, row in _read_rows(folder / name):
            changes += _load_row(row, place=place, stored=stored, count=count)
        counts.append(count)
    _check_references(stored)
    if changes:
        write_audit(by=None, action="fixtures.loaded", subject="基础数据", at=at, changes=changes)
    return counts


def _read_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row of a file with its place in words."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BrokenFixture(f"{path.name}：无法读取文件（{error.strerror}）。") from error
    except UnicodeDecodeError as error:
        raise BrokenFixture(f"{path.name}：文件不是 UTF-8 编码。") from error
    except json.JSONDecodeError as error:
        place = f"第 {error.lineno} 行第 {error.colno} 列"
        raise BrokenFixture(f"{path.name} {place}：JSON 格式错误。") from error
    if not isinstance(rows, list):
        raise BrokenFixture(f"{path.name}：内容应为记录的列表。")
    for number, row in enumerate(rows, 1):
        yield f"{path.name} 第 {number} 条", row


def _load_row(
    row: dict[str, Any], *, place: str, stored: _Stored, count: FixtureCount
) -> list[Change]:
    """Save one row if it is new or differs from what is stored."""
    try:
        [incoming] = Deserializer([row])
        instance = incoming.object
        instance.clean_fields(exclude=_references(instance))
        known = _stored_rows(type(instance), stored)
        before = known.get(instance.pk)
        if before == snapshot(instance) and _has_same_links(incoming):
            count.unchanged += 1
            return []
        incoming.save()
    except _ROW_ERRORS as error:
        raise BrokenFixture(f"{place}：{_explain(error)}") from error
    known[instance.pk] = snapshot(instance)
    if before is None:
        count.created += 1
        return created(instance)
    count.updated += 1
    return [changed(instance, before)]


def _explain(error: BaseException) -> str:
    match _root_of(error):
        case ObjectDoesNotExist():
            return f"所引用的记录不存在（{error}）。"
        case FieldDoesNotExist():
            return f"没有这个字段（{error}）。"
        case ValidationError(messages=messages):
            return "；".join(messages)
        case IntegrityError():
            return f"与已有记录冲突（{error}）。"
    return f"字段或取值有误（{error}）。"


def _root_of(error: BaseException) -> BaseException:
    """Django wraps what went wrong with a field's value; the innermost error tells the kind."""
    inner = error.__context__ if isinstance(error, DeserializationError) else None
    if isinstance(inner, M2MDeserializationError):
        inner = inner.original_exc
    return inner or error


def _references(instance: models.Model) -> set[str]:
    """Fields that the final check of all references covers at once."""
    return {field.name for field in instance._meta.concrete_fields if field.is_relation}


def _stored_rows(model: type[models.Model], stored: _Stored) -> dict[Any, Snapshot]:
    if model not in stored:
        rows = model._default_manager.all()
        stored[model] = {row.pk: snapshot(row) for row in rows}
    return stored[model]


def _has_same_links(incoming: DeserializedObject) -> bool:
    """Whether the many-to-many links of a stored row are already those of the file."""
    return all(
        set(getattr(incoming.object, name).values_list("pk", flat=True)) == set(keys)
        for name, keys in (incoming.m2m_data or {}).items()
    )


def _check_references(stored: _Stored) -> None:
    try:
        connection.check_constraints([model._meta.db_table for model in stored])
    except IntegrityError as error:
        raise BrokenFixture(f"所引用的记录不存在（{error}）。") from error
