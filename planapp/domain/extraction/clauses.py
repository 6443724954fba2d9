"""Sentences and clauses with their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_CLAUSE = 300  # a longer run has no punctuation worth the name
LONGEST_SENTENCE = 1200
_BREAK = re.compile(r"[。！？!?\n]|[，,；;：:\t]|[（(]")
_CLOSING = frozenset("。！？!?\n，,；;：:\t")
_CLOSE = re.compile(r"[）)\n。]")


@dataclass(slots=True)
class Clause:
    start: int
    end: int  # before the punctuation that closes it


@dataclass(slots=True)
class Sentence:
    start: int
    end: int
    clauses: tuple[Clause, ...]


def split_sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Sentence]:
    """The sentences between two offsets, each with its clauses; blank ones are left out."""
    stop = len(text) if end is None else end
    clauses: list[Clause] = []
    opened = start
    for at, ends_sentence in _breaks(text, start, stop):
        if text[opened:at].strip():
            clauses.append(Clause(opened, at))
        opened = at + 1 if text[at : at + 1] in _CLOSING else at
        if clauses and (ends_sentence or at - clauses[0].start > LONGEST_SENTENCE):
            yield Sentence(clauses[0].start, clauses[-1].end, tuple(clauses))
            clauses = []


def _breaks(text: str, start: int, stop: int) -> Iterator[tuple[int, bool]]:
    """Offsets of the marks that close a clause, and whether they close the sentence too."""
    at = last = start
    while at < stop:
        match = _BREAK.search(text, at, min(stop, last + LONGEST_CLAUSE))
        if match is None:
            at = min(stop, last + LONGEST_CLAUSE)
            yield at, at == stop
            last = at
            continue
        at = match.end()
        mark = match.group()
        if mark in "（(":
            at = _skip_bracket(text, at, stop)
        elif not _is_inside_number(text, match.start()):
            yield match.start(), mark in "。！？!?\n"
            last = at
    yield stop, True


def _skip_bracket(text: str, at: int, stop: int) -> int:
    """Behind a short bracket, so that a comma inside it closes nothing."""
    close = _CLOSE.search(text, at, min(stop, at + 80))
    return close.end() if close and close.group() in "）)" else at


def _is_inside_number(text: str, at: int) -> bool:
    """1,200 and 1.5:1 hold no clause mark."""
    if text[at] not in ",，:：":
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 4]
    if text[at] in ":：":
        return before.isdecimal() and after[:1].isdecimal()
    return before.isdecimal() and len(after) == 3 and after.isdecimal() and (
        not text[at + 4 : at + 5].isdecimal()
    )  # fmt: skip
