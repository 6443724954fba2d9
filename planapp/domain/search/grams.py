"""What the index keeps of a text, and what a query asks of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

MARK = "#"  # begins the mark of a kind
TITLE_END = "|"  # between the pairs of a title and those of the text; no pair has it
LONGEST_TEXT = 4000  # characters of one text that can be found
_LONGEST_QUERY = 200
_MOST_WORDS = 8
# Letters, digits and Chinese characters; the point of 343.9 and the sign of R&D belong to them.
_RUN = re.compile(r"[^\W_]+(?:(?:(?<=\d)\.(?=\d)|&)[^\W_]+)*")


class _Folding(dict[int, str]):
    """Each character as it is compared: full and half width alike, capitals and small ones."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = unicodedata.normalize("NFKC", chr(code)).casefold()
        return folded


FOLDING = _Folding()


def grams_of(kind: str, title: Sequence[str], text: Sequence[str] = ()) -> str:
    """The mark of a kind, the pairs of what names a thing, TITLE_END, and those of its text."""
    return " ".join((mark_of(kind), *_pairs_in(title), TITLE_END, *_pairs_in(text)))


def mark_of(kind: str) -> str:
    """What every entry of a kind begins with; no word is like it."""
    return f"{MARK}{kind}"


def words_of(query: str) -> list[str]:
    """The words that a query asks for, all of them; each once, in its folded form."""
    found = _RUN.findall(query[:_LONGEST_QUERY].translate(FOLDING))
    return list(dict.fromkeys(found))[:_MOST_WORDS]


def pairs_of(word: str) -> list[str]:
    """The pairs that stand one after the other wherever the word stands; one for a single."""
    return [word[at : at + 2] for at in range(max(1, len(word) - 1))]


def _pairs_in(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        for run in _RUN.findall(text[:LONGEST_TEXT].translate(FOLDING)):
            if len(run) > 1:
                yield from pairs_of(run)
            yield run[-1]  # found by itself, and ends the run
