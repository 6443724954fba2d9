"""Tables out as files and in again, as a person does with Excel in between."""

from __future__ import annotations

import io
from itertools import chain
from typing import Any

from planapp.imports.formats import read_tables
from planapp.imports.sheet_resource import SheetResource, SheetResult
from planapp.imports.table_in import TableIn
from planapp.models import User
from planapp.reports.csv_lines import csv_lines
from planapp.reports.table_out import write_table
from tests.factories import AT

FORMATS = ("csv", "xlsx")


def exported(resource: type[SheetResource[Any]], *, by: User, form: str) -> bytes:
    """The whole table as a file."""
    made = resource(by=by, at=AT)
    if form == "csv":
        headers = [column.header for column in made.columns]
        return b"".join(csv_lines(chain([headers], made.export_rows())))
    out = io.BytesIO()
    columns = [(column.header, column.width) for column in made.columns]
    write_table(out, title=made.title, columns=columns, rows=made.export_rows())
    return out.getvalue()


def reread(resource: type[SheetResource[Any]], *, by: User, form: str) -> TableIn:
    """The table as it comes back."""
    [table] = read_tables(exported(resource, by=by, form=form), f"表.{form}")
    return table


def changed_in(table: TableIn, header: str, value: Any, *, place: int = 0) -> TableIn:
    """The table with one cell typed over."""
    rows = [list(row) for row in table.rows]
    column = list(table.headers).index(header)
    rows[place] += [None] * (len(table.headers) - len(rows[place]))
    rows[place][column] = value
    return TableIn(table.headers, rows, table.numbers, table.sheet)


def sheet(*rows: dict[str, Any]) -> TableIn:
    """A table of rows by header; all have the headers of the first."""
    headers = list(rows[0])
    return TableIn(headers, [[row[header] for header in headers] for row in rows])


def preview(resource: type[SheetResource[Any]], table: TableIn, *, by: User) -> SheetResult:
    result: SheetResult = resource(by=by, at=AT).import_data(table, dry_run=True)
    return result


def write(resource: type[SheetResource[Any]], table: TableIn, *, by: User) -> SheetResult:
    result: SheetResult = resource(by=by, at=AT).import_data(table, use_transactions=True)
    return result


def counts(result: SheetResult) -> tuple[int, int, int, int]:
    """New, changed, unchanged, refused; nothing speaks against the table as a whole."""
    assert [str(each.error) for each in result.base_errors] == []
    return result.new, result.changed, result.unchanged, result.refused


def told(result: SheetResult) -> list[tuple[int, str, str]]:
    """Row in the file, header, and why."""
    return [(each.row, each.header, each.reason) for each in result.problems]
