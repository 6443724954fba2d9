"""What a file brings, in our own columns, with the place of each cell in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from planapp.domain.ledger import Problem
from planapp.domain.ledger.texts import shown
from planapp.domain.sheet import Percent, Row, Sheet
from planapp.imports.columns import Column
from planapp.imports.table_in import TableIn

EXAMPLE = "示例"  # how the first cell of an example row in a template begins
NEW = "+"  # chosen for a name that means none of the candidates and is to be added
_NAMING = 2  # cells that say which row it is
_SEARCHED = 20  # rows in which our own header is looked for


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name as the file writes it, what it means, and what else it may mean.

    `code` is empty while nobody has said which of the `candidates` it is.
    """

    written: str
    row: int
    how: str
    code: str = ""
    means: str = ""
    is_sure: bool = False  # no person need look at it
    is_left_out: bool = False  # as a person chose
    is_new: bool = False  # means nothing that is there, and may be added
    candidates: tuple[tuple[str, str], ...] = ()  # code, and words to choose by

    @property
    def refusal(self) -> str:
        """Why a row with this name is not taken in."""
        told = "、".join(words for code, words in self.candidates if code != NEW)
        hint = f"，可能是：{told}" if told else ""
        return f"{self.how}{hint}。请在“名称对应”中选定。"


@dataclass(slots=True)
class Intake:
    """A table in our columns, and where in the file it stands.

    `numbers` are the rows' numbers in the file; several figures of one row have the same. `places`
    say by row and header in which column of the file a cell stands; `columns` hold for all rows.
    """

    headers: Sequence[str]
    sheet: str
    rows: list[Sequence[Any]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)  # what people call the rows
    columns: dict[str, int] = field(default_factory=dict)
    places: list[dict[str, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    names: list[NameMatch] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def table(self) -> TableIn:
        """For a resource; it tells of rows by their place among these, from 0."""
        return TableIn(self.headers, self.rows, range(len(self.rows)), self.sheet)

    def title_at(self, place: int) -> str:
        """What a row is about; by its first cells where it has no name."""
        if self.titles:
            return self.titles[place]
        cells = self.rows[place][:_NAMING]
        return " · ".join(str(cell) for cell in cells if cell not in {None, ""})

    def column_at(self, place: int, header: str) -> int | None:
        """Where in the file the cell of a row under one of our headers stands."""
        if self.places and header in self.places[place]:
            return self.places[place][header]
        return self.columns.get(header)


def find_own(sheets: Sequence[Sheet], columns: Sequence[Column]) -> Intake | None:
    """The rows of the first sheet whose header is ours, as templates and exports write it.

    Every required column is there, and none that is not ours. Rows of examples and empty ones
    are left out.
    """
    for sheet in sheets:
        for number, row in list(sheet.numbered())[:_SEARCHED]:
            headers = [shown(cell).strip() for cell in row]
            if _is_own(headers, columns):
                return _read(sheet, number, headers=headers)
    return None


def _is_own(headers: Sequence[str], columns: Sequence[Column]) -> bool:
    given = {header for header in headers if header}
    known = {column.header for column in columns}
    return {column.header for column in columns if column.required} <= given <= known and bool(
        given
    )


def _read(sheet: Sheet, header_row: int, *, headers: list[str]) -> Intake:
    columns = {header: at for at, header in enumerate(headers, 1) if header}
    intake = Intake(headers, sheet.name, columns=columns)
    for number, row in enumerate(sheet.rows[header_row:], header_row + 1):
        if not any(cell is not None and cell != "" for cell in row) or is_example(row):
            continue
        intake.rows.append([_as_shown(cell) for cell in row[: len(headers)]])
        intake.numbers.append(number)
    return intake


def is_example(row: Row) -> bool:
    """Whether a row only shows how to fill in."""
    first = next((cell for cell in row if cell is not None and cell != ""), None)
    return isinstance(first, str) and first.strip().startswith(EXAMPLE)


def _as_shown(cell: Any) -> Any:
    """A share as the sheet shows it: 0.125 that reads 12.5% must not count as 0.125."""
    return shown(cell) if isinstance(cell, Percent) else cell
