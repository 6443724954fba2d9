"""From files to tables with a header, and the formats that import-export offers on its pages."""

from __future__ import annotations

from typing import Any

from import_export.formats.base_formats import Format

from planapp.domain.reading import read_table_file
from planapp.domain.sheet import Sheet
from planapp.imports.table_in import TableIn


def read_tables(content: bytes, file_name: str) -> list[TableIn]:
    """The visible sheets of an .xlsx, .xls, .et or .csv that hold anything, header in row 1.

    Raises UnreadableDocument, in Chinese, for what is no such file or too large.
    """
    sheets = read_table_file(content, file_name)
    return [table_of(sheet) for sheet in sheets if sheet.rows and not sheet.is_hidden]


def table_of(sheet: Sheet) -> TableIn:
    """A sheet of our own layout: its first row is the header; blank rows do not count."""
    headers = [str(value or "").strip() for value in sheet.rows[0]]
    if all(sheet.rows):
        return TableIn(headers, sheet.rows[1:], range(2, len(sheet.rows) + 1), sheet=sheet.name)
    kept = [(number, row) for number, row in sheet.numbered() if number > 1 and row]
    rows, numbers = [row for _, row in kept], [number for number, _ in kept]
    return TableIn(headers, rows, numbers, sheet=sheet.name)


class _OurFormat(Format):  # type: ignore[misc]  # import-export has no types
    """Read by the product's own readers: encodings as Excel saves them, limits, nothing run."""

    extension = ""

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> TableIn:
        return read_tables(in_stream, f"表格.{self.extension}")[0]

    def get_title(self) -> str:
        return self.extension

    def get_extension(self) -> str:
        return self.extension

    def can_import(self) -> bool:
        return True


class XlsxFormat(_OurFormat):
    extension = "xlsx"


class XlsFormat(_OurFormat):
    extension = "xls"


class CsvFormat(_OurFormat):
    extension = "csv"


FORMATS = (XlsxFormat, CsvFormat, XlsFormat)
