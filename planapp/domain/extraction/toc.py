"""The table of contents: where it stands, and the headings it tells of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from planapp.domain.extraction.marks import FIRST_SIGN, MARK_PATTERN, Mark, Rank, read_mark

_HEADLINE = re.compile(r"目[\s\u3000\xa0]{0,8}[录次](?![一-龥])|目[\s\u3000\xa0]{0,8}[录次](?=第)")
_WITHIN = 8_000  # characters from the beginning in which a table of contents may stand
_LONGEST_ENTRY = 60
_LONGEST_TOC = 20_000
_FEWEST = 3
_MARKS = re.compile(rf"(?={FIRST_SIGN})(?:{MARK_PATTERN})")
_LEADERS = re.compile(r"[.…·•．]{2,}|\t|\s{3,}")
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
    begin = headline.end()
    window = text[begin : begin + _LONGEST_TOC]
    entries, end = _read_entries(window)
    if len(entries) < _FEWEST:
        return None
    return Contents(headline.start(), begin + end, tuple(entries))


def _read_entries(window: str) -> tuple[list[tuple[str, str]], int]:
    """The entries and where they end: at the first one's return, or at the first real text."""
    marks = (m for m in map(read_mark, _MARKS.finditer(window)) if m.rank in _RANKS)
    entries: list[tuple[str, str]] = []
    for mark, following in pairwise(marks):
        title = _clean(window[mark.end : following.start])
        label = window[mark.start : mark.end]
        if entries and label == entries[0][0]:
            return entries, mark.start
        if not _is_entry(title):
            return _last_entry(window, mark, entries)
        entries.append((label, title))
    return [], 0


def _last_entry(
    window: str, mark: Mark, entries: list[tuple[str, str]]
) -> tuple[list[tuple[str, str]], int]:
    """The last entry has no entry behind it: it ends with its line, if the text has lines."""
    line_end = window.find("\n", mark.end)
    title = _clean(window[mark.end : max(line_end, mark.end)])
    if not _is_entry(title):
        return entries, mark.end
    return [*entries, (window[mark.start : mark.end], title)], line_end


def _is_entry(title: str) -> bool:
    return 2 <= len(title) <= _LONGEST_ENTRY and "。" not in title


def _clean(title: str) -> str:
    """The title without its page number, its leaders and its white space."""
    return re.sub(r"\s+|(?<!\d)\d+$", "", _LEADERS.split(title, maxsplit=1)[0])


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
