"""The text cut where what holds for a number changes: at the bounds of scopes and of tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planapp.domain.extraction.scopes import Part, Scope
from planapp.domain.extraction.tables import Table


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of sentences in one scope, without a table."""

    start: int
    end: int
    scope: Scope


def cut_stretches(
    length: int, scopes: Sequence[Scope], tables: Sequence[Table]
) -> Iterator[Stretch]:
    """The stretches of a text of this length in order; what no scope covers is OTHER."""
    ends = [table.end for table in tables]
    at = 0
    for scope in sorted(scopes, key=lambda s: s.start):
        if at < scope.start:
            yield from _around_tables(Scope(at, scope.start, Part.OTHER, (), None), tables, ends)
        yield from _around_tables(scope, tables, ends)
        at = max(at, scope.end)
    if at < length:
        yield from _around_tables(Scope(at, length, Part.OTHER, (), None), tables, ends)


def _around_tables(scope: Scope, tables: Sequence[Table], ends: Sequence[int]) -> Iterator[Stretch]:
    at = scope.start
    for table in tables[bisect_right(ends, at) :]:
        if table.start >= scope.end:
            break
        if at < table.start:
            yield Stretch(at, table.start, scope)
        at = max(at, table.end)
    if at < scope.end:
        yield Stretch(at, scope.end, scope)
