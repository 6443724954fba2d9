"""The columns of a sheet that is taken in: what each holds, and how its cells are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from planapp.domain.cell_text import from_cell
from planapp.domain.decimals import typed
from planapp.domain.terms import Term
from planapp.models.fields import SIGNIFICANT_DIGITS

Read = Callable[[Any], Any]  # a cell's value → what it means; raises ValueError in Chinese
_PLACES = 6
_DIGITS = 24
_YEAR = re.compile(r"((?:19|20)\d\d)年?(?:度|末|底)?")
_DAY = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the program, its header, how a cell is read, and what is allowed.

    Where it is not `required` an empty cell is read as None. `repeats` says that the same text
    comes again and again, as a unit or a word does: it is then read once. `only_shown`: it goes
    out for people to read, and is passed over when it comes back.
    """

    name: str
    header: str
    read: Read
    required: bool = False
    repeats: bool = False
    note: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    only_shown: bool = False
    width: int = 16  # in characters, of a sheet that goes out


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell, or with a row where `header` is empty."""

    place: int  # of the row among the data, from 0
    header: str
    value: str
    reason: str  # also what is allowed
    row: int = 0  # its number in the file, where the file is known


def read_column(column: Column, cells: Sequence[Any]) -> tuple[list[Any], list[Problem]]:
    """All cells of a column: what they mean, None where nothing or nothing readable stands."""
    found: list[Any] = []
    problems: list[Problem] = []
    known: dict[Any, Any] = {}
    read, repeats = column.read, column.repeats
    for place, cell in enumerate(cells):
        if cell is None or cell == "":
            if column.required:
                problems.append(Problem(place, column.header, "", "必须填写。"))
            found.append(None)
            continue
        if repeats and cell in known:
            found.append(known[cell])
            continue
        try:
            value = read(cell)
        except ValueError as error:
            problems.append(Problem(place, column.header, str(cell)[:100], str(error)))
            found.append(None)
            continue
        if repeats:
            known[cell] = value
        found.append(value)
    return found, problems


def shown(header: str, *, width: int = 16) -> Column:
    """A column that is there to be read by people."""
    return Column("", header, str, only_shown=True, width=width)


def text_of(longest: int) -> Read:
    """Text of at most so many characters."""

    def read(cell: Any) -> str:
        text = from_cell((cell if isinstance(cell, str) else f"{cell}").strip())
        if len(text) > longest:
            raise ValueError(f"最多 {longest} 个字，现有 {len(text)} 个。")
        return text

    return read


def amount(cell: Any) -> Decimal:
    """A number, with thousands separators or full-width digits if one likes; never a share."""
    try:
        value = Decimal(cell if cell.__class__ is str else str(cell))
    except InvalidOperation:
        try:
            value = Decimal(typed(str(cell)))
        except InvalidOperation:
            raise ValueError("须是数字，例如 1234.5；计量单位写在“计量单位”一列。") from None
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError("须是数字，例如 1234.5。")
    if exponent < -_PLACES or len(digits) > SIGNIFICANT_DIGITS:
        value = _shortened(value)
    if value.adjusted() >= _DIGITS - _PLACES:
        raise ValueError("数值太大。")
    return value


def _shortened(value: Decimal) -> Decimal:
    """Zeros at the end do not count; what is left must fit the column."""
    value = value.normalize()
    _, digits, exponent = value.as_tuple()
    if len(digits) > SIGNIFICANT_DIGITS or not isinstance(exponent, int) or exponent < -_PLACES:
        raise ValueError(f"最多 {_PLACES} 位小数、{SIGNIFICANT_DIGITS} 位有效数字。")
    return value


def year_end_or_day(cell: Any) -> date:
    """2023, 2023年 → 31 December 2023; or a day."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip()
    if year := _YEAR.fullmatch(text):
        return date(int(year[1]), 12, 31)
    if day := _DAY.fullmatch(text):
        try:
            return date(*(int(part) for part in day.groups()))
        except ValueError:
            raise ValueError("没有这一天。") from None
    raise ValueError("须是年份（2023）或日期（2023-06-30）。")


def term(terms: type[Term]) -> Read:
    """A word of a closed vocabulary, by its label."""
    by_label = {each.label: each for each in terms}

    def read(cell: Any) -> Term:
        try:
            return by_label[str(cell).strip()]
        except KeyError:
            raise ValueError(f"须是{'、'.join(by_label)}之一。") from None

    return read


def labels(terms: type[Term]) -> tuple[str, ...]:
    """What may stand in a column of these words."""
    return tuple(each.label for each in terms)
