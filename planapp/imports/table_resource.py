"""A table of the services as a sheet: its columns out and in, compared value by value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from tablib import Dataset

from planapp.imports.columns import Problem
from planapp.imports.sheet_resource import KINDS, CellChange, Outcome, SheetResource
from planapp.imports.table_in import TableIn
from planapp.models import User
from planapp.queries.scope import has_rule
from planapp.rights import Action, may
from planapp.services.table_imports import plan_table
from planapp.services.tables import Row, Table, TablePlan

_AT_ONCE = 2000  # rows of a query that is streamed
Service = Callable[..., TablePlan[Any]]


class TableResource(SheetResource[Row]):
    """Rows by their key; a column that the sheet lacks stays as it is, an empty cell empties.

    A subclass names its table, the service that writes it, and its columns: those that are
    only shown come last, `told` gives their cells.
    """

    table: ClassVar[type[Table[Any]]]
    service: ClassVar[Service]
    _plan: TablePlan[Any]
    _given: frozenset[str]

    def __init__(self, *, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(by=by, at=at, **kwargs)
        self._table = self.table(by=by, at=at)

    @classmethod
    def may_import(cls, user: User, *, on: date) -> bool:
        return may(user, cls.table.needs, on=on)

    @classmethod
    def may_export(cls, user: User, *, on: date) -> bool:
        own = has_rule(cls.table.model) and may(user, Action.REPORT, on=on)
        return own or may(user, cls.table.sees, on=on)

    def get_queryset(self) -> QuerySet[Any]:
        return self._table.seen()

    def export_rows(self, queryset: QuerySet[Any] | None = None) -> Iterator[Sequence[Any]]:
        rows = self.get_queryset() if queryset is None else queryset
        names = [column.name for column in self.inputs()]
        for row in rows.iterator(chunk_size=_AT_ONCE):
            values = self._table.values(row)
            cells = [_cell(self._table.written(name, values.get(name), row)) for name in names]
            yield (*cells, *self.told(row))

    def told(self, row: Any) -> Sequence[Any]:
        """The cells of the columns that are only shown."""
        return ()

    def make_rows(self, cells: dict[str, list[Any]]) -> list[Row]:
        names = [name for name in cells if name in self._given]
        return [
            dict(zip(names, values, strict=True))
            for values in zip(*(cells[name] for name in names), strict=True)
        ]

    def plan(self, rows: Sequence[Row]) -> Outcome:
        self._plan = plan_table(self.table(by=self.by, at=self.at), rows)
        return self._outcome()

    def save(self, rows: Sequence[Row]) -> Outcome:
        self._plan = type(self).service(rows=rows, by=self.by, at=self.at)
        return self._outcome()

    def changes_in(self, place: int) -> Iterator[CellChange]:
        line = self._plan.lines[place]
        headers = {column.name: column.header for column in self.inputs()}
        for name, old, new in line.changes:
            was, now = (
                str(_cell(self._table.written(name, value, line.stored)) or "")
                for value in (old, new)
            )
            yield CellChange(headers[name], was, now)

    def _reasons_against(self, dataset: TableIn | Dataset) -> Iterator[str]:
        """Also where a column of the key is left out, which may be empty in some rows."""
        reasons = list(super()._reasons_against(dataset))
        yield from reasons
        headers = {str(header or "").strip() for header in dataset.headers or ()}
        missing = [
            column.header
            for column in self.inputs()
            if column.name in self.key and column.header not in headers and not column.required
        ]
        if missing and not reasons:
            yield f"缺少必需的列：{'、'.join(missing)}；可以留空，但要有这一列。"

    def _read(self, dataset: TableIn | Dataset) -> tuple[dict[str, list[Any]], list[Problem]]:
        headers = {str(header or "").strip() for header in dataset.headers or ()}
        self._given = frozenset(column.name for column in self.inputs() if column.header in headers)
        return super()._read(dataset)

    def _outcome(self) -> Outcome:
        headers = {column.name: column.header for column in self.inputs()}
        lines = self._plan.lines
        return Outcome(
            kinds=[KINDS[fate] for fate in self._plan.fates],
            problems=[
                Problem(place, headers.get(name, ""), _value(lines[place].given.get(name)), reason)
                for place, name, reason in self._plan.problems
            ],
        )


def _cell(value: Any) -> Any:
    """A value as the cell of a sheet holds it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return Decimal(f"{value.normalize():f}")
    return value


def _value(value: Any) -> str:
    return "" if value is None else str(value)[:100]
