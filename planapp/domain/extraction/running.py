"""Running text: headings and items that stand inside one long line are cut apart."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from planapp.domain.charges import looks_like_unit
from planapp.domain.extraction.assignments import Assignment
from planapp.domain.extraction.dates import DATE
from planapp.domain.extraction.headings import GLUED_AIMS, KINDS, read_heading
from planapp.domain.extraction.lines import Paragraph
from planapp.domain.extraction.marks import find_mark
from planapp.domain.extraction.numbering import Numbering
from planapp.domain.extraction.toc import Contents, find_contents, find_known_headings

_LONG = 800  # characters; a longer line may hold what were paragraphs once
_SHORT = 200  # a shorter one is a paragraph
_GAP = re.compile(
    r"(?<=[。；：！？日])[ \t\u3000\xa0]{2,}"
    r"|(?<![ \t\u3000\xa0])[ \t\u3000\xa0]{3,}+(?=[^\s]{2})"
)
_NARROW_GAP = re.compile(r"(?<=[。；！？])[ \t\u3000\xa0]+(?=\S)")
_FEWEST_GAPS = 3
_PARTED = 0.7  # at most this share of sentences ends a paragraph
_SIGNED_LINE = 40  # characters; a shorter line is a signature itself or holds none
_BOX_WORD = "专栏"
_BOX = re.compile(r"(?<=[。；）)])\s*专栏\s*[\d一二三四五六七八九十]")
_AFTER_BOX = re.compile(r"(?<=。)到20\d\d年[^。]{0,30}[，,]")
_GLUED_AIMS = re.compile(rf"(?<=[。；）]){GLUED_AIMS.pattern}")
_SIGNED = re.compile(
    r"(?:^|[。）)：:])\s*(?P<name>[一-龥][一-龥 \u3000\xa0]{0,34}[一-龥]\s*)$"
    r"|\s(?P<apart>[一-龥]{2,36}\s+)$|(?<=。)(?P<unsigned>\s*)$"
)
_AFTER_SIGNATURE = re.compile(
    rf"\s*[（(][^（）()]{{2,12}}[）)]|(?=\s)|$|(?=[^。，；：,;:]{{4,60}}?(?:{KINDS}))"
)


def cut_running_text(
    text: str, paragraphs: Iterable[Paragraph], *, rows: Sequence[Assignment] = ()
) -> list[Paragraph]:
    """The same paragraphs, those that hold several headings or items cut apart.

    A table of contents is left out; what it tells of headings is used. A row of a table of
    tasks is one paragraph.
    """
    contents = find_contents(text)
    paragraphs = _with_rows(text, paragraphs, rows)
    known = find_known_headings(text, contents, begin=contents.end) if contents else []
    numbering = Numbering(text)
    pieces: list[Paragraph] = []
    row_starts = {row.start for row in rows}
    longest = max(_SHORT, min(_LONG, len(text) // 2))  # a short text may be one line altogether
    for paragraph in paragraphs:
        if paragraph.start in row_starts:
            pieces.append(paragraph)
            continue
        for part in _without(contents, paragraph):
            is_running = part.pieced or part.end - part.start >= longest
            for line in _split_at_gaps(text, part):
                bounds = _bounds(text, line, known, numbering=numbering, is_running=is_running)
                pieces += _cut(text, line, bounds)
    return pieces


def _with_rows(
    text: str, paragraphs: Iterable[Paragraph], rows: Sequence[Assignment]
) -> Iterator[Paragraph]:
    """The paragraphs with each row in the place of the cells it is made of."""
    covered = [(row.start, row.end, True) for row in rows]
    covered += [(*row.header, False) for row in rows if row.header]
    waiting = deque(sorted(covered))
    for paragraph in paragraphs:
        at = paragraph.start
        while waiting and waiting[0][0] < paragraph.end:
            start, end, is_row = waiting.popleft()
            yield from _strip(text, at, start, gap=paragraph.gap)
            if is_row:
                yield Paragraph(start, end, pieced=True)
            at = max(at, end)
            if end > paragraph.end:
                waiting.appendleft((start, end, False))  # it goes on in the next paragraph
                break
        if at == paragraph.start:
            yield paragraph
        else:
            yield from _strip(text, at, paragraph.end)


def _strip(text: str, start: int, end: int, *, gap: int = 0) -> Iterator[Paragraph]:
    """What is left of a paragraph between rows, if anything."""
    body = text[start:end].strip()
    if body:
        first = text.index(body, start)
        yield Paragraph(first, first + len(body), gap=gap, pieced=True)


def _without(contents: Contents | None, paragraph: Paragraph) -> Iterator[Paragraph]:
    if contents is None or not paragraph.start < contents.end or paragraph.end <= contents.start:
        yield paragraph
        return
    for start, end in ((paragraph.start, contents.start), (contents.end, paragraph.end)):
        if start < end:
            yield Paragraph(start, end, gap=paragraph.gap, pieced=True)


def _split_at_gaps(text: str, paragraph: Paragraph) -> Iterator[Paragraph]:
    """Wide white space in a long line stands where lines were broken once."""
    if paragraph.end - paragraph.start < _LONG:
        yield paragraph
        return
    gaps = _gaps(text, paragraph)
    if len(gaps) < _FEWEST_GAPS:
        yield paragraph
        return
    start = paragraph.start
    for gap_start, gap_end in [*gaps, (paragraph.end, paragraph.end)]:
        if start < gap_start:
            yield Paragraph(start, gap_start)
        start = gap_end


def _gaps(text: str, paragraph: Paragraph) -> list[tuple[int, int]]:
    """White space that parts paragraphs: wide, or single where only few sentences have one."""
    start, end = paragraph.start, paragraph.end
    wide = [match.span() for match in _GAP.finditer(text, start, end)]
    narrow = [match.span() for match in _NARROW_GAP.finditer(text, start, end)]
    sentences = text.count("。", start, end)
    if len(narrow) < 2 * len(wide) or not len(narrow) <= sentences * _PARTED:
        return wide
    return sorted({*wide, *narrow})


def _cut(text: str, paragraph: Paragraph, bounds: Sequence[int]) -> list[Paragraph]:
    if len(bounds) == 2:
        return [paragraph]
    pieces = []
    for start, end in pairwise(bounds):
        piece = text[start:end]
        body = piece.strip()
        if body:
            first = start + len(piece) - len(piece.lstrip())
            gap = paragraph.gap if start == paragraph.start else 0
            pieces.append(Paragraph(first, first + len(body), gap=gap, pieced=True))
    return pieces


def _bounds(
    text: str,
    paragraph: Paragraph,
    known: Sequence[tuple[int, int]],
    *,
    numbering: Numbering,
    is_running: bool,
) -> list[int]:
    start, end = paragraph.start, paragraph.end
    inside = known[bisect_left(known, (start, start)) : bisect_right(known, (end, end))]
    bounds = {start, end}
    if inside:
        bounds.update(offset for span in inside for offset in span if start < offset < end)
        stretches = zip(
            [start, *(e for _, e in inside)], [*(s for s, _ in inside), end], strict=True
        )
    else:
        stretches = zip([start], [end], strict=True)
    for first, last in stretches:
        marks = [mark.start for mark in numbering.find_marks(first, last, anywhere=is_running)]
        bounds.update(marks, _texts_after_headings(text, [first, *marks, last]))
        if is_running and text.find("目标", first, last) >= 0:
            bounds.update(m.start() for m in _GLUED_AIMS.finditer(text, first, last))
        if text.find(_BOX_WORD, first, last) >= 0:
            bounds.update(_boxes(text, first, last))
    if end - start >= _SIGNED_LINE:
        bounds.update(_signatures(text, start, end))
    return sorted(bounds)


def _texts_after_headings(text: str, bounds: Sequence[int]) -> Iterator[int]:
    """Where a heading ends by white space alone, its text is a paragraph of its own."""
    if bounds[-1] - bounds[0] < _LONG:
        return
    for start, end in pairwise(bounds):
        mark = find_mark(text, start, end)
        heading = read_heading(text, mark.end, end) if mark else None
        if heading and heading.body_start and text[heading.end].isspace():
            yield heading.body_start


def _boxes(text: str, start: int, end: int) -> Iterator[int]:
    """Where a box begins inside running text, and where the text goes on by a year."""
    in_box = False
    for match in sorted(
        [*_BOX.finditer(text, start, end), *_AFTER_BOX.finditer(text, start, end)],
        key=lambda found: found.start(),
    ):
        opens = match.re is _BOX
        if opens or in_box:
            yield match.start()
        in_box = opens


def _signatures(text: str, start: int, end: int) -> Iterator[int]:
    """…执行。重庆市人民政府2021年8月24日（此件公开发布）is a paragraph of its own."""
    if text.find("月", start, end) < 0:
        return
    for date in DATE.finditer(text, start, end):
        signed = _SIGNED.search(text[max(start, date.start() - 60) : date.start()])
        if signed is None:
            continue
        name = signed.group("name") or signed.group("apart") or ""
        is_full = date.group("day") is not None or signed.group("apart")
        is_signature = signed.group("unsigned") is not None or looks_like_unit(_dense(name))
        if not is_full or not is_signature:
            continue
        if after := _AFTER_SIGNATURE.match(text, date.end(), end):
            yield date.start() - len(name)
            yield after.end()


def _dense(name: str) -> str:
    return re.sub(r"\s", "", name)
