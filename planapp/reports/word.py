"""What every Word file that is handed out has in common: fonts of Chinese offices, legal text."""

from __future__ import annotations

import re

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.shared import Pt
from docx.styles.style import ParagraphStyle

_BODY, _HEAD = "仿宋", "黑体"
_BREAKS = str.maketrans("\v\f", "\n\n")
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text without what no Word file can hold; breaks pasted from one are ends of lines."""
    return _ILLEGAL.sub("", text.translate(_BREAKS))


def set_fonts(document: WordDocument) -> None:
    """Word takes the font of Chinese characters from w:eastAsia alone."""
    for name, font, size in (
        ("Normal", _BODY, 12),
        ("Title", _HEAD, 20),
        ("Heading 1", _HEAD, 15),
        ("Heading 2", _HEAD, 13),
        ("List Bullet", _BODY, 11),
    ):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101  # the default template's own
        style.font.name = font
        style.font.size = Pt(size)
        set_font(style.element.get_or_add_rPr(), font)


def set_font(properties: CT_RPr, font: str) -> None:
    """The font of a style or a run, for Chinese characters as well."""
    fonts = properties.get_or_add_rFonts()
    for slot in ("w:eastAsia", "w:hAnsi", "w:ascii"):
        fonts.set(qn(slot), font)
    for theme in ("w:eastAsiaTheme", "w:asciiTheme", "w:hAnsiTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
