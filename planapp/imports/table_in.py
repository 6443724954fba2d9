"""A table as it comes in: a header and rows, cheap for 100,000 of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_FIRST = 2  # below the header


@dataclass(frozen=True, slots=True)
class TableIn:
    """What a resource takes in, as it does a tablib.Dataset, without a check for each cell.

    A row may end before the last column. `numbers` are the numbers that the rows have in their
    file, for messages; left out, the rows follow the header in row 1. `sheet` is its name.
    """

    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    numbers: Sequence[int] = ()
    sheet: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: int) -> Sequence[Any]:
        return self.rows[place]

    def get_col(self, index: int) -> list[Any]:
        """All cells of a column; None where a row ends before it."""
        return [row[index] if index < len(row) else None for row in self.rows]


@contextmanager
def without_collector() -> Iterator[None]:
    """For work that holds a hundred thousand rows and makes no cycles of objects: Python would
    walk all of them again and again in search of some, a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def headers_of(table: Any) -> list[str]:
    """The headers of a TableIn or a tablib.Dataset without space around them."""
    return [str(header or "").strip() for header in table.headers or ()]


def number_of(table: Any, place: int) -> int:
    """Which row of its file a row of a TableIn or a tablib.Dataset is."""
    numbers = getattr(table, "numbers", ())
    return int(numbers[place]) if numbers else place + _FIRST
