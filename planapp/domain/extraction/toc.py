"""The table of contents: where it stands, and the headings it tells of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from planapp.domain.extraction.marks import MARK_PATTERN, Rank, read_mark

_HEADLINE = re.compile(r"目[\s\u3000\xa0]{0,8}[录次](?![一-龥])|目[\s\u3000\xa0]{0,8}[录次](?=第)")
_WITHIN = 8_000  # characters from the beginning in which a table of contents may stand
_LONGEST_ENTRY = 60
_LONGEST_TOC = 20_000
_FEWEST = 3
_MARKS = re.compile(MARK_PATTERN)
_LEADERS = re.compile(r"[\s.…·•．—-]*\d{0,4}[\s.…·•．—-]*$")
_RANKS = (Rank.BOOK, Rank.CHAPTER, Rank.CLAUSE, Rank.COMMA, Rank.PAREN)


@dataclass(frozen=True, slots=True)
class Contents:
    """The stretch a table of contents fills, and its entries: mark as written, title."""

    start: int
    end: int
    entries: tuple[tuple[str, str], ...]


def find_contents(text: str) -> Contents | None:
    """The table of contents, None when the text has none."""
    headline = _HEADLINE.search(text, 0, _WITHIN)
    if headline is None:
        return None
    window = text[headline.end() : headline.end() + _LONGEST_TOC]
    marks = [m for m in map(read_mark, _MARKS.finditer(window)) if m.rank in _RANKS]
    entries: list[tuple[str, str]] = []
    for mark, following in zip(marks, marks[1:], strict=False):
        title = _clean(window[mark.end : following.start])
        label = window[mark.start : mark.end]
        if entries and label == entries[0][0]:
            return _contents(headline.start(), headline.end() + mark.start, entries)
        if not 2 <= len(title) <= _LONGEST_ENTRY or "。" in title:
            return _ended_by_text(headline, window, mark.end, entries, label)
        entries.append((label, title))
    return None


def _contents(start: int, end: int, entries: list[tuple[str, str]]) -> Contents | None:
    return Contents(start, end, tuple(entries)) if len(entries) >= _FEWEST else None


def _ended_by_text(
    headline: re.Match[str], window: str, at: int, entries: list[tuple[str, str]], label: str
) -> Contents | None:
    """The last entry has no entry behind it: it ends with its line."""
    line_end = window.find("\n", at)
    if line_end < 0:
        return _contents(headline.start(), headline.end() + at, entries)
    title = _clean(window[at:line_end])
    if 2 <= len(title) <= _LONGEST_ENTRY and "。" not in title:
        entries = [*entries, (label, title)]
    return _contents(headline.start(), headline.end() + line_end, entries)


def _clean(title: str) -> str:
    return re.sub(r"\s+", "", _LEADERS.sub("", title))


def find_known_headings(text: str, contents: Contents, *, begin: int) -> list[tuple[int, int]]:
    """Where the entries stand in the body, in their order: start of the mark, end of the title."""
    found: list[tuple[int, int]] = []
    at, misses = begin, 0
    for label, title in contents.entries:
        if misses > 5:
            break
        letters = r"\s*".join(map(re.escape, re.sub(r"\s", "", title)))
        match = re.compile(rf"{re.escape(label.strip())}\s*{letters}").search(text, at)
        if match is None:
            misses += 1
            continue
        found.append(match.span())
        at = match.end()
    return found
