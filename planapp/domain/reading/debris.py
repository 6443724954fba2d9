"""What a web page leaves in a text: navigation, slogans, inserted names. Marked, never removed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planapp.domain.reading.furniture import breadcrumb_parts, describe_furniture


@dataclass(frozen=True, slots=True, order=True)
class Debris:
    """A stretch of the text that does not look like the plan's own; offsets in characters."""

    start: int
    end: int
    reason: str  # in Chinese, for the reviewer


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str  # without the white space around it

    @property
    def end(self) -> int:
        return self.start + len(self.text)


_LINE = re.compile(r"[^\s][^\n]*(?<!\s)")
_LONG = 80  # characters: a paragraph of prose; the page's head and foot have shorter lines
_NUMBERED_SIGN = re.compile(r"\d{1,2}[.、]?\s*[/>＞»|｜]")
_NUMBERED = re.compile(r"\d{1,2}[.、]\s*\S{1,40}")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[\w./?=&%#:~-]{4,200}"
    r"|[\w.+-]{1,64}@[\w-]{1,60}(?:\.[A-Za-z]{2,10}){1,3}"
    r"|(?<![\w.])[a-z\d][a-z\d-]{0,40}\.(?:com|net|org|cn|cc|top|vip|xyz|gov)(?:\.cn)?(?![\w.])"
    r"|(?:QQ|微信号?|加群|V信)\s?[：:]\s?[\w-]{5,20}",
    re.IGNORECASE | re.ASCII,
)
_LATIN_CLAUSE = re.compile(r"(?<=[。！；])\s*([A-Za-z][A-Za-z\d]{1,14})(?=[，,。])")
_RUN = re.compile(r"[一-鿿A-Za-z\d]+")
_SENTENCE = re.compile(r"[^。！？；\n\t]{8,40}[。！？]")
_SLOGAN = re.compile(r"(?=[^，,！!]*[，,！!])[一-鿿，,！!]{6,40}")
_SHORTEST_NAME, _LONGEST_NAME = 2, 6
_REPEATED = 3
_FEW = 6  # characters beside a site's name in a line of the site


def find_debris(text: str) -> list[Debris]:
    """The suspicious stretches in the order of the text, none inside another.

    Found by structure: lines that link or lead elsewhere, a name from those lines that stands
    between the plan's words, addresses, sentences that come again and again.
    """
    lines = [_Line(match.start(), match.group()) for match in _LINE.finditer(text)]
    furniture = _find_furniture(lines)
    found = [Debris(line.start, line.end, reason) for line, reason in furniture.items()]
    found += _find_inserted(text, _page_ends(lines), furniture)
    found += [Debris(m.start(), m.end(), "网址或联系方式") for m in _ADDRESS.finditer(text)]
    found += [
        Debris(m.start(1), m.end(1), f"夹在句间的词“{m[1]}”") for m in _LATIN_CLAUSE.finditer(text)
    ]
    found += _find_repeated(text, lines)
    return _outermost(found)


def _page_ends(lines: Sequence[_Line]) -> list[_Line]:
    """The lines before the first and after the last paragraph of prose."""
    prose = [index for index, line in enumerate(lines) if len(line.text) >= _LONG]
    if not prose:
        return list(lines)
    return [*lines[: prose[0]], *lines[prose[-1] + 1 :]]


def _find_furniture(lines: Sequence[_Line]) -> dict[_Line, str]:
    found = {line: reason for line in lines if (reason := describe_furniture(line.text))}
    parts = {part for line in found for part in breadcrumb_parts(line.text)}
    for line in _page_ends(lines):
        if line.text in parts:
            found.setdefault(line, "网页导航")
    for line in _numbered_steps(lines):
        found.setdefault(line, "网页导航")
    return found


def _numbered_steps(lines: Sequence[_Line]) -> Iterator[_Line]:
    """A breadcrumb that became a list: 1. 首页, 2. /, 3. 政务公开."""
    for index, line in enumerate(lines):
        if _NUMBERED_SIGN.fullmatch(line.text):
            for near in lines[max(index - 1, 0) : index + 2]:
                if _NUMBERED.fullmatch(near.text):
                    yield near


def _find_inserted(
    text: str, ends: Sequence[_Line], furniture: dict[_Line, str]
) -> Iterator[Debris]:
    """A site's name that also stands in the plan as a clause of its own."""
    for name in _names(ends, furniture):
        alone = re.compile(rf"(?:^|(?<=[。！？；\n]))[\s　]*{re.escape(name)}[，,。]", re.MULTILINE)
        if not alone.search(text):
            continue
        for match in re.finditer(re.escape(name), text):
            yield Debris(match.start(), match.end(), f"夹入的网站名称“{name}”")
        for line in ends:
            if name in line.text and line not in furniture and len(line.text) < len(name) + _FEW:
                yield Debris(line.start, line.end, "网页导航")


def _names(ends: Sequence[_Line], furniture: dict[_Line, str]) -> list[str]:
    """Words that two lines of the page's head or foot share, one of them furniture."""
    if not furniture:
        return []
    where: dict[str, set[int]] = {}
    for index, line in enumerate(ends):
        for run in _RUN.finditer(line.text):
            for gram in _grams(run.group()):
                where.setdefault(gram, set()).add(index)
    marked = {index for index, line in enumerate(ends) if line in furniture}
    return [gram for gram, at in where.items() if len(at) > 1 and at & marked]


def _grams(run: str) -> Iterator[str]:
    for size in range(_SHORTEST_NAME, _LONGEST_NAME + 1):
        for start in range(len(run) - size + 1):
            yield run[start : start + size]


def _find_repeated(text: str, lines: Sequence[_Line]) -> Iterator[Debris]:
    """Sentences and slogans without number, mark or colon that come three times and more."""
    sentences = [
        (match.start() + len(match.group()) - len(match.group().lstrip()), match.end())
        for match in _SENTENCE.finditer(text)
        if not re.search(r"[\d（）()：:“”]", match.group())
    ]
    plain = [(line.start, line.end) for line in lines if _SLOGAN.fullmatch(line.text)]
    for group in (sentences, plain):
        counts = Counter(text[start:end] for start, end in group)
        for start, end in group:
            if counts[text[start:end]] >= _REPEATED:
                yield Debris(start, end, "多次重复的语句")


def _outermost(found: Iterable[Debris]) -> list[Debris]:
    kept: list[Debris] = []
    for debris in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or debris.start >= kept[-1].end:
            kept.append(debris)
    return kept
