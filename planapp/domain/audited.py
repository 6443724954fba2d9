"""Which rows an event of the audit trail tells of, in as few lines as possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

# Shorter runs are written row by row: an index finds those at once, long ones must be few.
SHORTEST_RUN = 16


def each_change(changes: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Row by row: its `model`, `pk`, and `fields`: by name the value before and after.

    Rows that were written together are kept as one (`pks`), by columns: a list with a value for
    each row, or one value that all of them share.
    """
    for change in changes:
        if "pks" in change:
            yield from _each_row(change)
        else:
            yield change


def _each_row(change: dict[str, Any]) -> Iterator[dict[str, Any]]:
    keys, before, after = change["pks"], dict(change.get("before", {})), dict(change["after"])
    was = {name: _values(before.get(name), len(keys)) for name in after}
    now = {name: _values(column, len(keys)) for name, column in after.items()}
    is_new = "before" not in change
    for place, pk in enumerate(keys):
        told = {
            name: [was[name][place], now[name][place]]
            for name in after
            if is_new or was[name][place] != now[name][place]
        }
        yield {"model": change["model"], "pk": str(pk), "fields": told}


def _values(column: Any, number: int) -> Sequence[Any]:
    values = column if isinstance(column, list) else (column,) * number
    if len(values) != number:
        raise ValueError(values)
    return values


def lines_of(changes: Sequence[dict[str, Any]]) -> set[tuple[str, int, int]]:
    """Kind, first and last number of the rows; those without a number as key are left out."""
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for change in changes:
        if "pks" in change:
            numbers[change["model"]].update(change["pks"])
        elif change["pk"].isdecimal():
            numbers[change["model"]].add(int(change["pk"]))
    return {
        (model, first, last)
        for model, found in numbers.items()
        for first, last in _runs(sorted(found))
    }


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Consecutive numbers as one run where it is long, else each for itself."""
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        if len(run) >= SHORTEST_RUN:
            yield run[0], run[-1]
        else:
            yield from ((number, number) for number in run)
