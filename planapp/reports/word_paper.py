"""Word files in the layout of official papers (GB/T 9704): margins, fonts, headings, tables."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from planapp.reports.charts import svg_as_png
from planapp.reports.paper import FilePaper, Listing, title_lines
from planapp.reports.word import set_font, writable

_TITLE, _BODY, _HEAD, _SUBHEAD, _NUMBER = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
_SIZES = {"title": 22, "table": 10.5, "caption": 12, "page": 14}  # 二号, 五号, 小四, 四号


class WordPaper(FilePaper):
    """A paper as a Word file; letters and lines are measured in points, 三号 on 28 as a rule."""

    def __init__(self, title: str, *, letters: int = 16, line: int = 28) -> None:
        super().__init__(title)
        self._letters, self._line = letters, line
        self.document: WordDocument = Document()
        self._set_page()
        self._set_styles()
        words = "\n".join(title_lines(title))
        self._add(words, font=_TITLE, size=_SIZES["title"], centred=True, after=20)

    def add_heading(self, words: str, *, level: int) -> None:
        paragraph = self.document.add_heading(writable(words), level=level)
        paragraph.paragraph_format.first_line_indent = Pt(2 * self._letters)

    def text(self, words: str) -> None:
        paragraph = self.document.add_paragraph(writable(words))
        paragraph.paragraph_format.first_line_indent = Pt(2 * self._letters)

    def address(self, words: str) -> None:
        self.document.add_paragraph(writable(words))

    def sign(self, *lines: str) -> None:
        for words in lines:
            paragraph = self.document.add_paragraph(writable(words))
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.right_indent = Pt(4 * self._letters)
            paragraph.paragraph_format.keep_with_next = words != lines[-1]

    def add_table(self, listing: Listing) -> None:
        self._caption(listing.caption).paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=1, cols=len(listing.heads), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, listing.cm, strict=True):
            column.width = Cm(width)
        _fill(table.rows[0], listing, listing.heads, is_head=True)
        _mark(table.rows[0], "w:tblHeader")  # on every page
        _fill_rows(table, listing)
        self._add("", font=_BODY, size=_SIZES["caption"])

    def add_figure(self, svg: str, *, caption: str, alternative: str) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(BytesIO(svg_as_png(svg)), width=Cm(15))
        shape._inline.docPr.set("descr", alternative)
        self._caption(caption)

    def new_page(self) -> None:
        self.document.add_page_break()  # type: ignore[no-untyped-call]  # python-docx leaves it open

    def landscape(self) -> None:
        section = self.document.add_section()
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width

    def as_bytes(self) -> bytes:
        last = self.document.paragraphs[-1:]
        if last and not last[0].text and last[0]._p.getprevious() is not None:
            _flatten(last[0])
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        _number_pages(section.footer.paragraphs[0])

    def _set_styles(self) -> None:
        for name, font in (("Normal", _BODY), ("Heading 1", _HEAD), ("Heading 2", _SUBHEAD)):
            style = self.document.styles[name]
            assert isinstance(style, ParagraphStyle)  # noqa: S101  # the default template's own
            style.font.size, style.font.bold = Pt(self._letters), False
            style.font.color.rgb = None
            style.paragraph_format.line_spacing = Pt(self._line)
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
            set_font(style.element.get_or_add_rPr(), font)

    def _caption(self, words: str) -> Paragraph:
        return self._add(words, font=_HEAD, size=_SIZES["caption"], centred=True)

    def _add(
        self, words: str, *, font: str, size: float, centred: bool = False, after: int = 0
    ) -> Paragraph:
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(writable(words))
        run.font.size = Pt(size)
        set_font(run._element.get_or_add_rPr(), font)
        paragraph.paragraph_format.space_after = Pt(after)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return paragraph


def _fill(row: _Row, listing: Listing, words: Sequence[str], *, is_head: bool = False) -> None:
    columns = zip(row.cells, words, listing.cm, listing.centred, strict=True)
    for cell, text, width, centred in columns:
        cell.width = Cm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        if centred or is_head:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        run = paragraph.add_run(text)
        run.font.size = Pt(_SIZES["table"])
        set_font(run._element.get_or_add_rPr(), _HEAD if is_head else _NUMBER)


def _fill_rows(table: Table, listing: Listing) -> None:
    """Copies one row for all: making each anew takes seconds for a thousand."""
    model = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves it open
    _fill(model, listing, ["—"] * len(listing.heads))
    _mark(model, "w:cantSplit")
    for words in listing.rows:
        row = deepcopy(model._tr)
        for run, text in zip(row.iter(qn("w:r")), words, strict=True):
            run.text = writable(text)
        table._tbl.append(row)
    table._tbl.remove(model._tr)


def _flatten(paragraph: Paragraph) -> None:
    """What stands below a last table: of any height, it may take a page of its own."""
    if paragraph._p.getprevious().tag == qn("w:tbl"):
        paragraph.paragraph_format.line_spacing = Pt(1)
        for run in paragraph.runs:
            run.font.size = Pt(1)


def _mark(row: _Row, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _number_pages(paragraph: Paragraph) -> None:
    """— 1 —, in the middle of the foot."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in ("— ", None, " —"):
        run = paragraph.add_run(piece or "")
        run.font.size = Pt(_SIZES["page"])
        set_font(run._element.get_or_add_rPr(), _NUMBER)
        if piece is None:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            run._element.addnext(field)
