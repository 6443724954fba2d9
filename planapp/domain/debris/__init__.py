"""What a web page leaves in a text: navigation, slogans, inserted names. Marked, never removed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from planapp.domain.debris.furniture import breadcrumb_parts, describe_furniture
from planapp.domain.debris.inserted import find_inserted
from planapp.domain.debris.lines import Debris, Line, page_foot, page_head, split_lines
from planapp.domain.debris.sites import find_site_names

__all__ = ("Debris", "describe_furniture", "find_debris")

_NUMBERED_SIGN = re.compile(r"\d{1,2}[.、]?\s*[/>＞»|｜]")
_NUMBERED = re.compile(r"\d{1,2}[.、]\s*\S{1,40}")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[\w./?=&%#:~-]{4,200}"
    r"|[\w.+-]{1,64}@[\w-]{1,60}(?:\.[A-Za-z]{2,10}){1,3}"
    r"|(?<![\w.])[a-z\d][a-z\d-]{0,40}\.(?:com|net|org|cn|cc|top|vip|xyz|gov)(?:\.cn)?(?![\w.])"
    r"|(?:QQ|微信号?|加群|V信)\s?[：:]\s?[\w-]{5,20}",
    re.IGNORECASE | re.ASCII,
)
_SENTENCE = re.compile(r"(?:^|(?<=[。！？；\n\t]))[^。！？；\n\t]{8,40}[。！？]")
_MARKED = re.compile(r"[\d（）()：:“”]")
_SLOGAN = re.compile(r"(?=[^，,！!]*[，,！!])[一-鿿，,！!]{6,40}")
_REPEATED = 3


def find_debris(text: str) -> list[Debris]:
    """The suspicious stretches in the order of the text, none inside another.

    Found by structure: lines that link or lead elsewhere, addresses, sentences that come again
    and again, words that stand between the plan's words without belonging to them.
    """
    lines = split_lines(text)
    head = page_head(lines)
    ends = [*head, *page_foot(lines)]
    furniture = _find_furniture(lines, ends)
    found = [Debris(line.start, line.end, reason) for line, reason in furniture.items()]
    found += find_site_names(text, ends, furniture)
    found += find_inserted(text, [line for line in head if line not in furniture])
    found += [Debris(m.start(), m.end(), "网址或联系方式") for m in _ADDRESS.finditer(text)]
    found += _find_repeated(text, lines)
    return _outermost(found)


def _find_furniture(lines: Sequence[Line], ends: Sequence[Line]) -> dict[Line, str]:
    found = {line: reason for line in lines if (reason := describe_furniture(line.text))}
    parts = {part for line in found for part in breadcrumb_parts(line.text)}
    for line in ends:
        if line.text in parts:
            found.setdefault(line, "网页导航")
    for line in _numbered_steps(lines):
        found.setdefault(line, "网页导航")
    return found


def _numbered_steps(lines: Sequence[Line]) -> Iterator[Line]:
    """A breadcrumb that became a list: 1. 首页, 2. /, 3. 政务公开."""
    for index, line in enumerate(lines):
        if _NUMBERED_SIGN.fullmatch(line.text):
            for near in lines[max(index - 1, 0) : index + 2]:
                if _NUMBERED.fullmatch(near.text):
                    yield near


def _find_repeated(text: str, lines: Sequence[Line]) -> Iterator[Debris]:
    """Sentences and slogans without number, mark or colon that come three times and more."""
    sentences = [match.span() for match in _SENTENCE.finditer(text)]
    plain = [(line.start, line.end) for line in lines if _SLOGAN.fullmatch(line.text)]
    for group in (sentences, plain):
        counts = Counter(text[start:end].lstrip() for start, end in group)
        for start, end in group:
            words = text[start:end].lstrip()
            if counts[words] >= _REPEATED and not _MARKED.search(words):
                yield Debris(end - len(words), end, "多次重复的语句")


def _outermost(found: Iterable[Debris]) -> list[Debris]:
    kept: list[Debris] = []
    for debris in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or debris.start >= kept[-1].end:
            kept.append(debris)
    return kept
