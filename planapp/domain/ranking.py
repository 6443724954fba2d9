"""Places by a share: the higher first, equal shares on one place, those without any at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from planapp.domain.standing import Standing
from planapp.domain.terms import Light, Status

T = TypeVar("T")
# Not asked yet, or nothing can be said: neither for nor against.
_OPEN = frozenset({Status.NOT_DUE, Status.UNASSESSABLE})
_DONE_OR_AHEAD = frozenset({Status.EXCEEDED, Status.ACHIEVED, Status.AHEAD})


@dataclass(frozen=True, slots=True)
class Score:
    """So many of so many; nothing to be ranked by where there are none."""

    reached: int
    counted: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.reached, self.counted) if self.counted else None


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """`place` is None without a score; `is_tied` where others have the same share."""

    what: T
    score: Score
    place: int | None
    is_tied: bool = False


def on_schedule(counts: Mapping[Standing, int]) -> Score:
    """达到序时: green ones among all that are due; what was not reported counts as not reached."""
    return _score(counts, lambda standing: standing.light is Light.GREEN)


def done_or_ahead(counts: Mapping[Standing, int]) -> Score:
    """完成或快于预期, among all that are due."""
    return _score(counts, lambda standing: standing.status in _DONE_OR_AHEAD)


def rank(scored: Iterable[tuple[T, Score]]) -> list[Placed[T]]:
    """In order of the share, then of how many were counted; the given order where both are equal.

    Equal shares have one place, and the next place counts them all: 1, 2, 2, 4.
    """
    given = list(scored)
    without = [(what, score) for what, score in given if not score.counted]
    first = [(what, score) for what, score in given if score.counted]
    first.sort(key=lambda each: (-_share(each[1]), -each[1].counted))
    number = Counter(score.share for _, score in first)
    placed, place = [], 0
    for position, (what, score) in enumerate(first, start=1):
        if position == 1 or score.share != first[position - 2][1].share:
            place = position
        placed.append(Placed(what, score, place, number[score.share] > 1))
    return [*placed, *(Placed(what, score, None) for what, score in without)]


def _share(score: Score) -> Fraction:
    return score.share or Fraction(0)


def _score(counts: Mapping[Standing, int], fits: Callable[[Standing], bool]) -> Score:
    due = {each: number for each, number in counts.items() if each.status not in _OPEN}
    return Score(sum(number for each, number in due.items() if fits(each)), sum(due.values()))
