"""A sentence of a plan with the words around it."""

from __future__ import annotations

from dataclasses import dataclass

from planapp.models.plan import Passage

AROUND = 120  # characters shown before and after


@dataclass(frozen=True, slots=True)
class Context:
    before: str
    quote: str
    after: str
    section: list[str]


def context_of(row: Passage, text: str) -> Context:
    """The row's quote as it stands in its document's text."""
    before = text[max(0, row.start - AROUND) : row.start]
    after = text[row.end : row.end + AROUND]
    return Context(
        before=("…" if row.start > AROUND else "") + before.rpartition("\n")[2],
        quote=row.quote,
        after=after.partition("\n")[0] + ("…" if row.end + AROUND < len(text) else ""),
        section=row.section,
    )
