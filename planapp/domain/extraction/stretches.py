"""The text cut where what holds for a number changes: at the bounds of scopes and of tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planapp.domain.extraction.flattening import Flat
from planapp.domain.extraction.scopes import Part, Scope
from planapp.domain.extraction.tables import Table


@dataclass(slots=True)
class Stretch:
    """A run of sentences in one scope, without a table."""

    start: int
    end: int
    scope: Scope


def cut_stretches(
    flat: Flat, scopes: Sequence[Scope], tables: Sequence[Table]
) -> Iterator[Stretch]:
    """The stretches of the flat text in order; what no scope covers is OTHER."""
    masks = [(flat.offset(table.start), flat.offset(table.end)) for table in tables]
    ends = [end for _, end in masks]
    at, length = 0, len(flat.text)
    for scope in flat.scopes(sorted(scopes, key=lambda s: s.start)):
        if at < scope.start:
            yield from _around(Scope(at, scope.start, Part.OTHER, (), None), masks, ends)
        yield from _around(scope, masks, ends)
        at = max(at, scope.end)
    if at < length:
        yield from _around(Scope(at, length, Part.OTHER, (), None), masks, ends)


def _around(
    scope: Scope, masks: Sequence[tuple[int, int]], ends: Sequence[int]
) -> Iterator[Stretch]:
    """The parts of a scope that no table covers."""
    at = scope.start
    for position in range(bisect_right(ends, at), len(masks)):
        start, end = masks[position]
        if start >= scope.end:
            break
        if at < start:
            yield Stretch(at, start, scope)
        at = max(at, end)
    if at < scope.end:
        yield Stretch(at, scope.end, scope)
