"""What a sheet of rows would do to a table, and doing it: all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from planapp.domain.cell_text import is_same_text
from planapp.services.audit import Change, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.figure_rows import Fate
from planapp.services.tables import FieldChange, Line, ModelT, Row, Table, TablePlan

Key = tuple[Any, ...]
_MANY = 5000  # keys: with more of them the table is read whole


def plan_table(
    table: Table[ModelT], rows: Sequence[Row], *, locks: bool = False
) -> TablePlan[ModelT]:
    """What the rows would do; nothing is written. Raises Refused without the right.

    The number of queries does not depend on the rows. With `locks` the rows that are met wait
    for the end of the transaction.
    """
    require(table.needs, by=table.by, at=table.at, refusal=table.who_may)
    table.prepare(rows)
    lines = [Line[ModelT](place, dict(row)) for place, row in enumerate(rows)]
    keys = {line.place: _read_key(table, line) for line in lines}
    stored = _load(table, {key for key in keys.values() if key is not None}, locks=locks)
    seen: set[Key] = set()
    for line in lines:
        key = keys[line.place]
        if key is None:
            continue
        if key in seen:
            line.reasons.append(("", "同一项在表中出现了两次；请只留一行。"))
            continue
        seen.add(key)
        _meet(table, line, stored.get(key))
    table.check_all([line for line in lines if line.fate in {Fate.NEW, Fate.CHANGED}])
    return TablePlan(lines)


def save_table(table: Table[ModelT], rows: Sequence[Row], *, action: str) -> TablePlan[ModelT]:
    """Write all rows or none, inside the caller's transaction, with one event in the trail.

    Raises Refused where a row is refused; `plan_table` says which and why.
    """
    plan = plan_table(table, rows, locks=True)
    if plan.problems:
        number = len({problem.place for problem in plan.problems})
        why = plan.problems[0].reason
        raise Refused(f"有 {number} 行不能写入，整张表都没有写入；第一处：{why}")
    lines = [line for line in plan.lines if line.fate in {Fate.NEW, Fate.CHANGED}]
    if lines:
        subject = table.subject(lines)
        changes = _write(table, lines)
        write_audit(by=table.by, action=action, subject=subject, at=table.at, changes=changes)
    return plan


def _write(table: Table[ModelT], lines: Sequence[Line[ModelT]]) -> list[Change]:
    try:
        with transaction.atomic():
            return table.write(lines)
    except IntegrityError as error:  # somebody was quicker, or rows exchange what is unique
        raise Refused(
            "写入时与已有的数据冲突，整张表都没有写入；可能刚刚有人保存过，请重新预览后再导入。"
        ) from error


def _read_key(table: Table[ModelT], line: Line[ModelT]) -> Key | None:
    """The key of a row; None, with the reasons, where it cannot be read."""
    for name in table.key:
        _read(table, line, name)
    return None if line.reasons else _key_of(table, line.given)


def _read(table: Table[ModelT], line: Line[ModelT], name: str) -> None:
    value = line.given.get(name)
    if value is None:
        return
    try:
        line.given[name] = table.read(name, value, line.row)
    except ValueError as error:
        line.reasons.append((name, str(error)))


def _load(table: Table[ModelT], keys: Collection[Key], *, locks: bool) -> dict[Key, ModelT]:
    rows = table.queryset()
    if len(keys) <= _MANY:
        rows = rows.filter(**{f"{table.key[0]}__in": {key[0] for key in keys}})
    if locks:
        rows = rows.select_for_update(of=("self",))
    found = {}
    for row in rows:
        found[_key_of(table, table.values(row))] = row
    return found


def _key_of(table: Table[ModelT], values: Row) -> Key:
    """Texts without space around them, as cells have them."""
    found = (values.get(name) for name in table.key)
    return tuple(value.strip() if isinstance(value, str) else value for value in found)


def _meet(table: Table[ModelT], line: Line[ModelT], stored: ModelT | None) -> None:
    """Compare a row with what is stored, put the changes on it, and check them."""
    if stored is None and table.no_new:
        line.reasons.append((table.key[0], table.no_new))
        return
    if stored is not None and (why := table.hides(stored)):
        line.reasons.append(("", why))
        return
    line.row, line.is_new = stored, stored is None
    rest = [name for name in line.given if name not in table.key]
    for name in rest:
        _read(table, line, name)
    line.row = line.row or table.model()
    old = {} if stored is None else table.values(stored)
    names = [*table.key, *rest] if line.is_new else rest
    line.changes = [
        FieldChange(name, old.get(name), line.given.get(name))
        for name in names
        if name not in table.remarks and not _same(old.get(name), line.given.get(name))
    ]
    line.reasons += _touched(table, line)
    if line.reasons or not line.changes:
        return
    line.reasons += table.admit(line)
    if line.reasons:
        return
    line.before = {} if line.is_new else snapshot(line.row)
    _fill_empty(table, line)
    table.apply(line)
    line.reasons += _flaws(line) or list(table.check(line))


def _touched(table: Table[ModelT], line: Line[ModelT]) -> Iterator[tuple[str, str]]:
    """Columns to be looked at only that say something else."""
    for change in line.changes:
        if change.name in table.fixed and not line.is_new:
            now = table.written(change.name, change.old, line.stored)
            yield change.name, f"此列只供查看，现为“{now}”，不能在表中修改。"


def _fill_empty(table: Table[ModelT], line: Line[ModelT]) -> None:
    """An emptied text is the empty text, where the column takes no null."""
    fields = {each.name: each for each in table.model._meta.concrete_fields}
    for place, change in enumerate(line.changes):
        column = fields.get(change.name)
        if change.new is None and column is not None and column.empty_strings_allowed:
            line.changes[place] = change._replace(new=None if column.null else "")


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        return is_same_text(old, new)
    return bool(_or_nothing(old) == _or_nothing(new))


def _or_nothing(value: Any) -> Any:
    return "" if value is None or value == () else value


def _flaws(line: Line[ModelT]) -> list[tuple[str, str]]:
    """What the columns of the row do not take; those that were not touched are let be."""
    row, touched = line.stored, {change.name for change in line.changes}
    concrete = row._meta.concrete_fields
    missing = [
        (each.name, "必须填写。")
        for each in concrete
        if each.is_relation and not each.null and getattr(row, each.attname) is None
    ]
    left = {each.name for each in concrete if each.is_relation or each.primary_key}
    if not line.is_new:
        left |= {each.name for each in concrete} - touched
    try:
        row.clean_fields(exclude=left)
    except ValidationError as error:
        return [*missing, *_told(error.message_dict)]
    return missing


def _told(messages: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    yield from ((name, "；".join(several)) for name, several in messages.items())
