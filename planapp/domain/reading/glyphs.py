"""The glyphs of a PDF page with their places, as the page is looked at: top left is the origin."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_FINE = 1000  # steps per point when pdfium maps places
_RADICALS = range(0x2E80, 0x2FE0)  # fonts map 一 to the radical ⼀
_PRIVATE = range(0xE000, 0xF900)


@dataclass(frozen=True, slots=True)
class Glyph:
    text: str
    x0: float
    x1: float
    base: float  # of the writing line, downwards
    size: float  # height of the font


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    glyphs: tuple[Glyph, ...]
    unknown: int  # glyphs that stand for no character
    quarters: int  # of a clockwise turn by which the page as shown is written askew


@dataclass(frozen=True, slots=True)
class _Map:
    """From the page's own coordinates to those of the page as shown."""

    x: float
    y: float
    xx: float
    yx: float
    xy: float
    yy: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        return self.x + self.xx * x + self.xy * y, self.y + self.yx * x + self.yy * y

    def turned(self, quarters: int, width: float, height: float) -> _Map:
        """The same map with the picture turned clockwise by quarters."""
        found, (w, h) = self, (width, height)
        for _ in range(quarters):
            found = _Map(h - found.y, found.x, -found.yx, found.xx, -found.yy, found.xy)
            w, h = h, w
        return found


def read_glyphs(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> PageGlyphs:
    """The glyphs written in the direction most of them have; others are stamps and watermarks."""
    count = text.count_chars()
    angles = [raw.FPDFText_GetCharAngle(text, index) for index in range(count)]
    shown = math.radians(page.get_rotation())
    quarters = [_quarter(shown + angle) for angle in angles]
    common = Counter(quarter for quarter in quarters if quarter is not None).most_common(1)
    main = common[0][0] if common else 0
    width, height = page.get_size()
    mapping = _mapping(page, width, height).turned(-main % 4, width, height)
    kept = [index for index in range(count) if quarters[index] == main]
    glyphs = tuple(_glyphs(text, kept, mapping))
    unknown = sum(
        bool(raw.FPDFText_HasUnicodeMapError(text, index) == 1)
        or raw.FPDFText_GetUnicode(text, index) in _PRIVATE
        for index in kept
    )
    return PageGlyphs(glyphs, unknown, quarters=main)


def _quarter(angle: float) -> int | None:
    """Quarters of a turn, None for what is written aslant."""
    quarters = angle / (math.pi / 2)
    return round(quarters) % 4 if abs(quarters - round(quarters)) < 0.06 else None


def _mapping(page: pdfium.PdfPage, width: float, height: float) -> _Map:
    def shown(x: float, y: float) -> tuple[float, float]:
        at = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(
            page, 0, 0, round(width * _FINE), round(height * _FINE), 0, x, y, *map(ctypes.byref, at)
        )
        return at[0].value / _FINE, at[1].value / _FINE

    (x, y), (x1, y1), (x2, y2) = shown(0, 0), shown(100, 0), shown(0, 100)
    return _Map(x, y, (x1 - x) / 100, (y1 - y) / 100, (x2 - x) / 100, (y2 - y) / 100)


def _glyphs(text: pdfium.PdfTextPage, indexes: list[int], mapping: _Map) -> Iterator[Glyph]:
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    for index in indexes:
        written = _character(raw.FPDFText_GetUnicode(text, index))
        if not written or raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        base = mapping.place(x.value, y.value)[1]
        left, top = mapping.place(box.left, box.top)
        right, bottom = mapping.place(box.right, box.bottom)
        yield Glyph(written, min(left, right), max(left, right), base, max(abs(bottom - top), 1.0))


def _character(code: int) -> str:
    if code < 0x20 or code in {0x7F, 0xFFFE, 0xFFFF} or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    written = chr(code)
    if code in _RADICALS:
        return unicodedata.normalize("NFKC", written)
    return " " if written == "\xa0" else written
