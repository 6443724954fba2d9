"""The office's own Word layout: its placeholders are checked when it comes in, and filled in.

A placeholder is a name in double braces and nothing else: there is no language in it that could
read or carry out anything. Names of words stand anywhere; names of sections stand alone in a
paragraph of the text and give way to paragraphs, tables and figures in that paragraph's looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import partial
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu
from docx.text.paragraph import Paragraph

from planapp.reports.paper import Listing, Paper
from planapp.reports.paper_form import ContentT, Form
from planapp.reports.word import writable
from planapp.reports.word_paper import WordPaper
from planapp.services.errors import Refused

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}")
_CM = 360_000  # of Word's units
_PARTS = {RELATIONSHIP_TYPE.HEADER: "页眉", RELATIONSHIP_TYPE.FOOTER: "页脚"}

_TITLE, _OFFICE = "标题", "发文机关"  # words of every paper


def words_of(form: Form[ContentT]) -> dict[str, str]:
    """What stands anywhere, by its name, with what it says."""
    return {
        _TITLE: "文件的标题",
        **{name: meaning for name, (meaning, _) in form.words.items()},
        _OFFICE: "系统设置中的发文机关名称",
    }


def find_mistakes(content: bytes, form: Form[ContentT]) -> list[str]:
    """What of the placeholders cannot be filled in, each with its place; empty where all can.

    Raises Refused where it cannot be opened.
    """
    document = _open(content)
    mistakes, found = [], 0
    for where, element in _paragraphs(document):
        text = _text(element)
        for match in _PLACEHOLDER.finditer(text):
            found += 1
            mistake = _mistake(match, element, form)
            if mistake:
                mistakes.append(f"{where}“{_excerpt(text, match.start())}”：{mistake}")
        if _BRACES.search(_PLACEHOLDER.sub("", text)):
            mistakes.append(f"{where}“{_excerpt(text, 0)}”：花括号没有成对，应写成 {{{{名称}}}}")
    if not found and not mistakes:
        mistakes.append("模板中没有占位符，报告的内容没有地方填写")
    return mistakes


def _mistake(match: re.Match[str], element: BaseOxmlElement, form: Form[ContentT]) -> str:
    name = match[1]
    if name in words_of(form):
        return ""
    if name not in form.blocks:
        return f"没有“{name}”这个占位符"
    if match.string.strip() != match[0] or element.getparent().tag != qn("w:body"):
        return f"“{name}”是成段的内容，要在正文中单独占一段，不能放在表格、页眉页脚或其他文字中间"
    return ""


def render_template(content: bytes, form: Form[ContentT], what: ContentT, *, office: str) -> bytes:
    """The layout filled in. Raises Refused, naming the placeholder, where it does not fit."""
    mistakes = find_mistakes(content, form)
    if mistakes:
        raise Refused(f"“{form.label}”的模板不能使用：{'；'.join(mistakes)}。请管理员更换模板。")
    document, title = _open(content), form.title(what)
    words = {_TITLE: title, _OFFICE: office}
    words |= {name: find(what) for name, (_, find) in form.words.items()}
    blocks, paper = form.blocks, _Inset(title, document)
    for _, element in list(_paragraphs(document)):
        text = _text(element)
        match = _PLACEHOLDER.fullmatch(text.strip())
        if match and match[1] in blocks:
            paper.fill(element, partial(blocks[match[1]], paper, what))
        elif _PLACEHOLDER.search(text):
            _substitute(element, words)
    return paper.as_bytes()


def _open(content: bytes) -> WordDocument:
    try:
        return Document(BytesIO(content))
    except Exception as error:  # python-docx raises whatever the broken part made fail
        raise Refused("这份 Word 文件打不开，可能已损坏。请另存为 .docx 再上传。") from error


def _paragraphs(document: WordDocument) -> Iterator[tuple[str, BaseOxmlElement]]:
    """All paragraphs with where they stand, those of tables, text boxes and headers as well."""
    yield from (("正文", each) for each in document.element.body.iter(qn("w:p")))
    for relation in document.part.rels.values():
        if relation.reltype in _PARTS:
            root = relation.target_part.element
            yield from ((_PARTS[relation.reltype], each) for each in root.iter(qn("w:p")))


def _texts(element: BaseOxmlElement) -> list[BaseOxmlElement]:
    """The pieces of text that are the paragraph's own, not those of a text box inside it."""
    return [
        each for each in element.iter(qn("w:t")) if next(each.iterancestors(qn("w:p"))) is element
    ]


def _text(element: BaseOxmlElement) -> str:
    return "".join(each.text or "" for each in _texts(element))


def _excerpt(text: str, at: int) -> str:
    start = max(at - 10, 0)
    return ("…" if start else "") + text[start : at + 24] + ("…" if len(text) > at + 24 else "")


def _substitute(element: BaseOxmlElement, words: Mapping[str, str]) -> None:
    """Word cuts a line into pieces as it likes: the new words stand where the name began."""
    pieces = _texts(element)
    for match in reversed(list(_PLACEHOLDER.finditer(_text(element)))):
        at, value = 0, writable(words[match[1]])
        for piece in pieces:
            text = piece.text or ""
            start, end = max(match.start() - at, 0), min(match.end() - at, len(text))
            at += len(text)
            if start < end:
                piece.text = text[:start] + value + text[end:]
                piece.set(qn("xml:space"), "preserve")
                value = ""
    for piece in pieces:
        _break_lines(piece)


def _break_lines(piece: BaseOxmlElement) -> None:
    """Word shows a break inside a text as a blank."""
    first, *others = (piece.text or "").split("\n")
    piece.text = first
    for line in reversed(others):
        below = OxmlElement("w:t")
        below.text = line
        below.set(qn("xml:space"), "preserve")
        piece.addnext(below)
        piece.addnext(OxmlElement("w:br"))


class _Inset(WordPaper):
    """Sections written in the place of paragraphs of a layout, in its own styles."""

    def __init__(self, title: str, document: WordDocument) -> None:
        Paper.__init__(self, title)  # the page and its styles are the layout's
        self.document = document
        self._model: BaseOxmlElement | None = None

    def fill(self, place: BaseOxmlElement, write: Callable[[], None]) -> None:
        """What `write` writes, instead of the paragraph; a break of the page's kind stays."""
        self._model, body = place, place.getparent()
        before = set(body)
        write()
        for element in [each for each in body if each not in before]:
            place.addprevious(element)
        for run in place.findall(qn("w:r")):
            place.remove(run)
        if place.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
            body.remove(place)

    def add_heading(self, words: str, *, level: int) -> None:
        if f"Heading {level}" in self.document.styles:
            self.document.add_paragraph(writable(words), style=f"Heading {level}")
        else:
            self._like_model(words).runs[0].bold = True

    def text(self, words: str) -> None:
        self._like_model(words)

    def add_table(self, listing: Listing) -> None:
        if "Table Grid" not in self.document.styles:
            _add_grid(self.document)
        section = self.document.sections[-1]
        margins = (section.left_margin or Emu(0)) + (section.right_margin or Emu(0))
        room = ((section.page_width or Emu(21 * _CM)) - margins) / _CM
        shrink = min(1.0, room / sum(listing.cm))
        cm = [width * shrink for width in listing.cm]
        super().add_table(replace(listing, cm=cm))

    def landscape(self) -> None:
        """The layout says how pages lie."""

    def _like_model(self, words: str) -> Paragraph:
        """A paragraph that looks like the one that it takes the place of."""
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(writable(words))
        assert self._model is not None  # noqa: S101  # `fill` has set it
        looks = self._model.find(qn("w:pPr"))
        if looks is not None:
            own = deepcopy(looks)
            for each in own.findall(qn("w:sectPr")):
                own.remove(each)
            paragraph._p.insert(0, own)
        letters = self._model.find(f"{qn('w:r')}/{qn('w:rPr')}")
        if letters is not None:
            run._r.insert(0, deepcopy(letters))
        return paragraph


def _add_grid(document: WordDocument) -> None:
    style = document.styles.add_style("Table Grid", WD_STYLE_TYPE.TABLE)
    properties, borders = OxmlElement("w:tblPr"), OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties.append(borders)
    style.element.append(properties)
