"""Where the words that were asked for stand in a text as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from planapp.domain.search.grams import FOLDING

_BEFORE, _LENGTH = 20, 120  # characters shown before the first word that was found, and in all


class Piece(NamedTuple):
    """A stretch of a text, and whether it is one of the words."""

    text: str
    is_hit: bool


def mark_words(text: str, words: Iterable[str]) -> list[Piece]:
    """The text in pieces, every place of every word marked; none is lost."""
    pieces: list[Piece] = []
    done = 0
    for start, end in _places(text, words):
        pieces.append(Piece(text[done:start], is_hit=False))
        pieces.append(Piece(text[start:end], is_hit=True))
        done = end
    pieces.append(Piece(text[done:], is_hit=False))
    return [piece for piece in pieces if piece.text]


def excerpt_of(text: str, words: Sequence[str]) -> list[Piece]:
    """The part of a text around the first word in it, marked; its beginning where none is."""
    plain = " ".join(text.split())
    places = _places(plain, words)
    start = max(0, places[0][0] - _BEFORE) if places else 0
    start = max(0, min(start, len(plain) - _LENGTH))
    shown = plain[start : start + _LENGTH]
    before = "…" if start else ""
    after = "…" if start + _LENGTH < len(plain) else ""
    return mark_words(f"{before}{shown}{after}", words)


def _places(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where words stand in the text, in order, those that touch or overlap made one."""
    folded = [text[at].translate(FOLDING) for at in range(len(text))]
    at_of = [at for at, letters in enumerate(folded) for _ in letters]  # folded place → place
    whole = "".join(folded)
    found = sorted(
        (at_of[at], at_of[at + len(word) - 1] + 1)
        for word in words
        for at in range(len(whole))
        if whole.startswith(word, at)
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
