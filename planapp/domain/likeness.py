"""Whether two names may mean the same figure, and the words in which they differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from planapp.domain.subjects import Change, Subject, split_change

_SHORTEST = 4  # characters that say enough to be found in a longer name: 企业 does not
_ALIKE_FROM = 0.5  # of the pairs of characters two names have, the share they have in common
_LARGE = re.compile(r"规模以上|规上")
_MARKS = re.compile(r"[“”\"'\s　]")


class Degree(IntEnum):
    """How near two names are, nearest last."""

    SIMILAR = 1
    CONTAINED = 2
    SAME = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of a name; `differs` where the other name has something else or nothing."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two names side by side: each in stretches, alike and not."""

    degree: Degree
    first: tuple[Word, ...]
    second: tuple[Word, ...]

    @property
    def differs(self) -> bool:
        """Whether the 口径 has to be looked at: any word that the other has not."""
        return any(word.differs for word in (*self.first, *self.second))


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as tokens with what each stands for; the scope of the whole region is left out."""

    tokens: tuple[tuple[str, str], ...]  # as written, and what it is compared by
    subject: Subject
    change: Change | None
    scope: str

    @classmethod
    @lru_cache(maxsize=4096)  # every name is compared with many
    def of(cls, written: str, region: str) -> _Name:
        plain = _MARKS.sub("", written)
        bare, change = split_change(plain)
        subject = Subject.of(bare, region=region)
        scope = region if region and plain.startswith(region) else subject.scope
        return cls(tuple(_tokens(plain[len(scope) :], subject.terms)), subject, change, scope)

    @property
    def keys(self) -> list[str]:
        return [key for _, key in self.tokens]


def compare_names(first: str, second: str, *, region: str = "") -> Likeness | None:
    """How near two names are, None where they mean different things.

    The scope of the whole region (全省, 我省, its name) is no difference; a level and a change
    (增速, 降幅) are never alike. The names are the same; or the shorter one, of at least four
    characters, has its words in order in the longer and both end alike, for what is measured
    stands at the end (规上企业, 规上医药制造业企业); or both are measured as turnover, in whatever
    terms (产值, 营业收入), and what they speak of is alike by at least half of its characters.
    """
    one, other = _Name.of(first, region), _Name.of(second, region)
    if one.change is not other.change:
        return None
    degree = _degree(one, other)
    if degree is None:
        return None
    own, theirs = _differing(one.keys, other.keys)
    return Likeness(degree, _words(one, own), _words(other, theirs))


def _degree(one: _Name, other: _Name) -> Degree | None:
    if one.keys == other.keys:
        return Degree.SAME
    short, long = sorted((one, other), key=lambda name: len("".join(name.keys)))
    is_long_enough = len("".join(short.keys)) >= _SHORTEST
    if is_long_enough and short.keys[-1] == long.keys[-1] and _in_order(short.keys, long.keys):
        return Degree.CONTAINED
    both_turnover = bool(one.subject.terms and other.subject.terms)
    if both_turnover and _share_in_common(one.subject.what, other.subject.what) >= _ALIKE_FROM:
        return Degree.SIMILAR
    return None


def _tokens(text: str, terms: str) -> Iterable[tuple[str, str]]:
    """Single characters, but 规模以上 and the words of turnover whole."""
    pattern = "|".join(filter(None, ("规模以上|规上", re.escape(terms), ".")))
    for match in re.finditer(pattern, text):
        written = match.group()
        yield written, "规模以上" if _LARGE.fullmatch(written) else written


def _in_order(short: Sequence[str], long: Sequence[str]) -> bool:
    rest = iter(long)
    return all(token in rest for token in short)


def _share_in_common(one: str, other: str) -> float:
    """Dice's coefficient over the pairs of neighbouring characters; 1 for equal names."""
    if one == other:
        return 1.0
    mine, theirs = Counter(pairwise(one)), Counter(pairwise(other))
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 0.0


def _differing(one: Sequence[str], other: Sequence[str]) -> tuple[set[int], set[int]]:
    """The places of the tokens that only one of the two has."""
    same = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    here = {block.a + step for block in same for step in range(block.size)}
    there = {block.b + step for block in same for step in range(block.size)}
    return set(range(len(one))) - here, set(range(len(other))) - there


def _words(name: _Name, differing: set[int]) -> tuple[Word, ...]:
    words = [Word(name.scope)] if name.scope else []
    for place, (written, _) in enumerate(name.tokens):
        differs = place in differing
        if words and words[-1].differs == differs:
            words[-1] = Word(words[-1].text + written, differs)
        else:
            words.append(Word(written, differs))
    return tuple(words)
