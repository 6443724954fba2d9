"""A sentence of a plan with the words around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from planapp.domain.reading import find_debris
from planapp.models.plan import Passage

AROUND = 120  # characters shown before and after

_debris_of = lru_cache(maxsize=8)(find_debris)  # one document is looked at again and again


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one kind; `reason` says why it is not the plan's, where it is a web page's."""

    text: str
    quoted: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    before: str
    quote: str
    after: str
    section: list[str]
    pieces: list[Piece]  # all three, in order


def context_of(row: Passage) -> Context:
    """The row's quote as it stands in the text of its document."""
    text = row.document.text
    before = text[max(0, row.start - AROUND) : row.start].rpartition("\n")[2]
    after = text[row.end : row.end + AROUND].partition("\n")[0]
    first, last = row.start - len(before), row.end + len(after)
    lead = "…" if row.start > AROUND else ""
    rest = "…" if row.end + AROUND < len(text) else ""
    return Context(
        before=lead + before,
        quote=row.quote,
        after=after + rest,
        section=row.section,
        pieces=[
            Piece(lead),
            *_cut(text, first, row.start),
            *_cut(text, row.start, row.end, quoted=True),
            *_cut(text, row.end, last),
            Piece(rest),
        ],
    )


def _cut(text: str, start: int, end: int, *, quoted: bool = False) -> Iterator[Piece]:
    """The stretch, cut wherever a web page's own words begin or end."""
    at = start
    for one in _debris_of(text):
        if one.end <= at or one.start >= end:
            continue
        yield Piece(text[at : one.start], quoted)
        at = min(one.end, end)
        yield Piece(text[max(one.start, start) : at], quoted, one.reason)
    yield Piece(text[at:end], quoted)
