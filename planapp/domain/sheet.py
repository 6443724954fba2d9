"""A sheet of values as it was read from a file, and how a place in it is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ALPHABET = 26


class Percent(Decimal):
    """A share that the sheet shows as a percentage: 0.125 where one reads 12.5%."""


Value = str | Decimal | int | date | None  # a bool is an int, a Percent a Decimal
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range; rows and columns from 1, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The values of a sheet. `rows[0]` is row 1; behind its last value a row has no cells.

    A date is a `date` only where the cell shows its year and day; else it is the text shown
    (2024年12月, 8:30). `warnings` tell in Chinese what could not be read, and where.
    """

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Merged, ...] = ()
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = field(default=())

    def at(self, row: int, column: int) -> Value:
        """The value at a row and column, both from 1; None where there is none."""
        if not 1 <= row <= len(self.rows):
            return None
        cells = self.rows[row - 1]
        return cells[column - 1] if 1 <= column <= len(cells) else None

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """The rows with their numbers in the file."""
        return enumerate(self.rows, 1)


def letters_of(column: int) -> str:
    """What a column, from 1, is called: A, Z, AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """The number, from 1, of a column called A, Z, AA."""
    number = 0
    for letter in letters:
        number = number * ALPHABET + ord(letter) - ord("A") + 1
    return number
