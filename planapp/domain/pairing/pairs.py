"""Passages of two printings told apart by their words: places differ, and some text does too."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_ALIKE = 0.5  # of 1: below it they are two different passages


@dataclass(frozen=True, slots=True)
class Wording:
    """What a passage says: its name or title, its words, the figure it promises."""

    name: str
    text: str
    figure: str = ""


def pair_up(old: Sequence[Wording], new: Sequence[Wording]) -> dict[int, int]:
    """The index of each new passage that was there before → its old index; none twice.

    What reads the same is paired first, in the order of the text; then the likest that are left.
    Of equally like ones those with the same figure, then those at the nearest place.
    """
    pairs = _same(old, new)
    left = [index for index in range(len(old)) if index not in set(pairs.values())]
    come = [index for index in range(len(new)) if index not in pairs]
    grams = {id(one): (_grams(one.name), _grams(one.text)) for one in (*old, *new)}
    ranked = sorted(
        (-likeness, old[i].figure != new[j].figure, abs(i / len(old) - j / len(new)), i, j)
        for i in left
        for j in come
        if (likeness := _likeness(grams[id(old[i])], grams[id(new[j])])) >= _ALIKE
    )
    taken: set[int] = set()
    for *_, i, j in ranked:
        if i not in taken and j not in pairs:
            taken.add(i)
            pairs[j] = i
    return pairs


def plain(text: str) -> str:
    """The text without its white space, full-width signs as half-width: formats differ in these."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _same(old: Sequence[Wording], new: Sequence[Wording]) -> dict[int, int]:
    places: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, one in enumerate(old):
        places[_key(one)].append(index)
    pairs: dict[int, int] = {}
    for index, one in enumerate(new):
        if places[_key(one)]:
            pairs[index] = places[_key(one)].pop(0)
    return pairs


def _key(one: Wording) -> tuple[str, str, str]:
    return plain(one.name), plain(one.text), one.figure


def _grams(text: str) -> frozenset[str]:
    words = plain(text)
    return frozenset(a + b for a, b in pairwise(words)) or frozenset({words} - {""})


def _likeness(
    one: tuple[frozenset[str], frozenset[str]], other: tuple[frozenset[str], frozenset[str]]
) -> float:
    """Name and text count alike; where neither has a name the text counts alone."""
    text = _shared(one[1], other[1])
    return (text + _shared(one[0], other[0])) / 2 if one[0] or other[0] else text


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    size = len(one) + len(other)
    return 2 * len(one & other) / size if size else 0.0
