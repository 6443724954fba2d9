"""From text to paragraphs: blank lines, page numbers and hard line breaks are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planapp.domain.extraction.marks import find_mark

_LINE = re.compile(r"[^\n]+")
_TAG = re.compile(r"</?(?:p|br|div|span|strong|b|font|section|td|tr|li|h\d)(?:\s[^<>]{0,300})?/?>")
_PAGE_NUMBER = re.compile(r"[-—–－·•\s]*(?:第\s*)?\d{1,3}\s*+(?:页)?[-—–－·•\s]*$")
_STOPS = "。；：！？;:!?"
_ENDED = _STOPS + "）)”"
_NAVIGATION = re.compile(r"[>＞|｜]")
_MARKDOWN = re.compile(r"(?:#{1,6}\s+(?:\*\*)?|\*\*)(?P<body>[^*#\s][^*]*?)(?:\*\*)?")
_COMMA = re.compile("[，,]")
_NARROW = 64  # characters: a page line is never wider, a paragraph of prose usually is
_MANY_FULL_LINES = 8
_PROSE = 36  # columns; a shorter line may be a cell
_ENDLESS = 2_000  # characters; what a converter cut at its own limit goes on in the next line


@dataclass(slots=True, unsafe_hash=True)
class Paragraph:
    """One paragraph without the white space around it."""

    start: int
    end: int
    gap: int = 0  # empty lines before it
    indented: bool = False
    pieced: bool = False  # cut out of a longer run of text


def split_paragraphs(text: str) -> list[Paragraph]:
    """Paragraphs in the order of the text; lines broken by a page's width are joined."""
    lines = _split_lines(text)
    width = _wrap_width(text, lines)
    return _join_lines(text, lines, width=width)


def _split_lines(text: str) -> list[Paragraph]:
    lines: list[Paragraph] = []
    previous_end = 0
    for line_start, line_end in _find_lines(text):
        raw = text[line_start:line_end]
        body = raw.strip()
        if not body:
            continue
        start = line_start + len(raw) - len(raw.lstrip())
        if decorated := _MARKDOWN.fullmatch(body):
            start, body = start + decorated.start("body"), decorated.group("body")
        gap = max(0, text.count("\n", previous_end, line_start) - 1)
        lines.append(Paragraph(start, start + len(body), gap=gap, indented=start > line_start))
        previous_end = line_end
    return lines


def _find_lines(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line; tags that a web page left behind end one, too."""
    for line in _LINE.finditer(text):
        at = line.start()
        for tag in _TAG.finditer(text, line.start(), line.end()):
            yield at, tag.start()
            at = tag.end()
        yield at, line.end()


def _columns(text: str, line: Paragraph) -> int:
    """Width on the page: a Latin letter or figure is half as wide as an ideograph."""
    body = text[line.start : line.end]
    return 2 * len(body) - len(body.encode("ascii", "ignore"))


def _wrap_width(text: str, lines: Sequence[Paragraph]) -> int | None:
    """Columns of a full line where lines are broken by the page, else None."""
    if not lines:
        return None
    lengths = sorted(line.end - line.start for line in lines)
    if lengths[int(len(lengths) * 0.97)] > _NARROW:
        return None
    widths = sorted(_columns(text, line) for line in lines)
    width = widths[int(len(widths) * 0.8)]
    full = [line for line in lines if _columns(text, line) >= width * 0.85]
    open_ended = sum(text[line.end - 1] not in _STOPS for line in full)
    if width < 32 or len(full) < _MANY_FULL_LINES or open_ended < len(full) / 2:
        return None
    return width


def _join_lines(text: str, lines: Sequence[Paragraph], *, width: int | None) -> list[Paragraph]:
    """Full lines go on in the next one, and so does a sentence that is broken off at a comma."""
    joined: list[Paragraph] = []
    is_full = False
    for line in lines:
        if width and joined and _PAGE_NUMBER.match(text, line.start, line.end):
            continue
        if joined and is_full and _continues(text, joined[-1], line=line):
            joined[-1] = Paragraph(
                joined[-1].start, line.end, gap=joined[-1].gap, indented=joined[-1].indented
            )
        else:
            joined.append(line)
        is_full = _is_broken_off(text, line, width=width)
    return joined


def _is_broken_off(text: str, line: Paragraph, *, width: int | None) -> bool:
    columns = _columns(text, line)
    if text[line.end - 1] in "，," and columns >= _PROSE:
        return True
    if line.end - line.start >= _ENDLESS and text[line.end - 1] not in _ENDED:
        return True
    if width is None or columns < width / 2:
        return False
    in_sentence = _COMMA.search(text, line.start, line.end) and text[line.end - 1] not in _STOPS
    return columns >= width * 0.8 or in_sentence is not None


def _continues(text: str, before: Paragraph, *, line: Paragraph) -> bool:
    if line.indented or line.gap > 1:
        return False
    if _NAVIGATION.search(text, before.start, before.end):
        return False
    if text[before.end - 1] in "。；：":
        return False
    mark = find_mark(text, line.start, line.end)
    return mark is None or text[before.end - 1] in "，、（“"
