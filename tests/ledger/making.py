"""Ledgers as offices lay them out, made as true .xlsx, .xls and .csv files, and told in short."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
import xlwt

from planapp.domain.ledger import Reading, Recognised, read_ledger, recognise_ledgers
from planapp.domain.reading import read_table_file
from planapp.domain.sheet import Sheet


@dataclass(frozen=True)
class Share:
    """A number that is shown as a percentage."""

    value: float


@dataclass(frozen=True)
class Month:
    """A day of which the cell shows the month only."""

    day: datetime.date


def make_xlsx(
    rows: Iterable[Sequence[Any]],
    *,
    merged: Sequence[str] = (),
    title: str = "台账",
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[str] = (),
    notes: Sequence[str] = (),
    more: Sequence[tuple[str, Sequence[Sequence[Any]], bool]] = (),
) -> bytes:
    """A workbook; `more` are further sheets: name, rows, whether hidden."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        formats = {
            "share": book.add_format({"num_format": "0.0%"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "month": book.add_format({"num_format": 'yyyy"年"m"月"'}),
        }
        sheet = book.add_worksheet(title)
        for place in merged:
            sheet.merge_range(place, "")
        _fill(sheet, rows, formats)
        for number in hidden_rows:
            sheet.set_row(number - 1, None, None, {"hidden": True})
        for letters in hidden_columns:
            sheet.set_column(f"{letters}:{letters}", None, None, {"hidden": True})
        for place in notes:
            sheet.write_comment(place, "请核实")
        for name, others, is_hidden in more:
            another = book.add_worksheet(name)
            _fill(another, others, formats)
            if is_hidden:
                another.hide()
    return out.getvalue()


def _fill(sheet, rows, formats):
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if isinstance(value, Share):
                sheet.write_number(y, x, value.value, formats["share"])
            elif isinstance(value, Month):
                sheet.write_datetime(y, x, value.day, formats["month"])
            elif isinstance(value, datetime.date):
                sheet.write_datetime(y, x, value, formats["day"])
            elif isinstance(value, str) and value.startswith("="):
                sheet.write_formula(y, x, value.split("→")[0], None, float(value.split("→")[1]))
            elif value is not None:
                sheet.write(y, x, value)


def make_xls(rows: Iterable[Sequence[Any]], *, merged: Sequence[tuple[int, ...]] = ()) -> bytes:
    """An old workbook; merged ranges as first and last row, first and last column, from 0."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    share = xlwt.easyxf(num_format_str="0.00%")
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if isinstance(value, Share):
                sheet.write(y, x, value.value, share)
            elif isinstance(value, datetime.date):
                sheet.write(y, x, value, day)
            elif value is not None:
                sheet.write(y, x, value)
    for place in merged:
        sheet.merge(*place)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def make_csv(
    rows: Iterable[Sequence[Any]], *, encoding: str = "utf-8", delimiter: str = ","
) -> bytes:
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [["" if value is None else value for value in row] for row in rows]
    )
    return out.getvalue().encode(encoding)


def recognise(
    content: bytes, *, name: str = "台账.xlsx", sheet: int = 0
) -> tuple[Sheet, Recognised]:
    """The only table of a sheet of a file."""
    found = read_table_file(content, name)[sheet]
    (recognised,) = recognise_ledgers(found)
    return found, recognised


def read(content: bytes, *, name: str = "台账.xlsx") -> Reading:
    found, recognised = recognise(content, name=name)
    return read_ledger(found, recognised.mapping)


def columns_of(found: Recognised) -> list[str]:
    """Each column in short: A 序号, D 目标值 2025 亿元, ? where it is to be confirmed."""
    return [
        " ".join(
            str(part)
            for part in (
                column.letters,
                column.field.label if column.field else "—",
                column.year,
                column.unit,
                column.vintage.label if column.vintage else "",
                column.indicator,
                "" if column.is_sure else "?",
            )
            if part
        )
        for column in found.mapping.columns
    ]


def texts_of(reading: Reading) -> list[str]:
    """The texts of each row: its number, the section, and what stands in it."""
    return [
        " | ".join([str(row.number), *([row.section] if row.section else []), *row.texts.values()])
        for row in reading.rows
    ]


def figures_of(reading: Reading) -> list[str]:
    """Every figure: row, field, year, comparator, value, unit, note."""
    told = []
    for row in reading.rows:
        for each in row.figures:
            sign = each.comparator.label if each.comparator else ""
            value = f"{each.value:f}" + (f"—{each.value_max:f}" if each.value_max else "")
            parts = (row.number, each.field.value, each.year, sign, value, each.unit, each.note)
            told.append(" ".join(str(part) for part in parts if part not in {None, ""}))
    return told


def units_of(reading: Reading) -> list[str]:
    signs = {"lead": "*", "support": "+", "responsible": ""}
    return [
        f"{row.number} " + " ".join(signs[unit.role.value] + unit.name for unit in row.units)
        for row in reading.rows
    ]


def dues_of(reading: Reading) -> list[str]:
    told = []
    for row in reading.rows:
        if due := row.deadline:
            told.append(f"{row.number} {due.text} {due.on or ('~' if due.is_ongoing else '?')}")
    return told


def problems_of(reading: Reading) -> list[tuple[str, str]]:
    """The place and the value of each problem."""
    return [(problem.place, problem.value) for problem in reading.problems]


def skipped_of(found: Recognised) -> list[str]:
    return [f"{each.number} {each.reason}" for each in found.skipped]
