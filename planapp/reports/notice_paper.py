"""督办通知单, 督办函 and 商请函 as papers: what stands on them, and the Word file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.utils import timezone
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from planapp.domain.day_words import day_in_words
from planapp.domain.notice_drafts import reply_sentence
from planapp.domain.terms import NoticeKind, NoticeMatter, NoticeState
from planapp.models import NoticeItem, SupervisionNotice
from planapp.queries.supervision_notices import items_listed
from planapp.reports.paper import title_lines
from planapp.reports.word import set_font, set_fonts, writable

HEADS = ("序号", "事项", "情形", "时限", "逾期天数")
NUMBER_LATER = "（签发时编号）"
_WIDTHS = (1.2, 6.2, 2.4, 3.8, 2.0)  # cm, within the margins of an official paper
_TITLE, _HEAD, _BODY = "方正小标宋简体", "黑体", "仿宋"
_CELL = 10.5  # points of the letters in the list
_RED = RGBColor(0xC0, 0x00, 0x00)
_WIDTH = 440  # points between the margins
_LINE = Pt(28)  # of the text, 22 of them to a page


@dataclass(frozen=True, slots=True)
class PaperLine:
    """An item as the paper names it."""

    name: str
    matter: str
    due: str
    days: str


@dataclass(frozen=True, slots=True)
class NoticePaper:
    """What stands on the paper, from its head to its date."""

    notice: SupervisionNotice
    office: str
    lines: list[PaperLine]
    on: date

    @property
    def kind(self) -> str:
        return NoticeKind(self.notice.kind).label

    @property
    def reference(self) -> str:
        return self.notice.reference or NUMBER_LATER

    @property
    def signer(self) -> str:
        return f"签发人：{self.notice.signed_by or '（待签发）'}"

    @property
    def paragraphs(self) -> list[str]:
        """The body as it was written, and until when an answer is expected."""
        written = [line.strip() for line in self.notice.body.splitlines() if line.strip()]
        return [*written, reply_sentence(NoticeKind(self.notice.kind), self.notice.reply_by)]

    @property
    def dated(self) -> str:
        return day_in_words(self.on) if self.notice.number else "（签发时注明日期）"

    @property
    def marks(self) -> list[str]:
        """What must not be overlooked by whoever gets the paper into their hands."""
        notice = self.notice
        found = [
            (notice.state == NoticeState.DRAFT, "草稿，未经签发，不得发出"),
            (notice.state == NoticeState.VOID, "已作废"),
            (notice.cycle.plan.is_exercise, "演练"),
            (notice.is_demo, "演示数据"),
        ]
        return [words for holds, words in found if holds]


def build_paper(notice: SupervisionNotice, *, office: str, on: date) -> NoticePaper:
    """The paper as it was signed; of a draft as it would be, by this office on this day."""
    day = timezone.localdate(notice.signed_at) if notice.signed_at else on
    lines = [_line(item, on=day) for item in items_listed(notice)]
    return NoticePaper(notice, notice.office or office, lines, day)


def _line(item: NoticeItem, *, on: date) -> PaperLine:
    days = item.days_late(on)
    return PaperLine(
        name=str(item.item),
        matter=NoticeMatter(item.matter).label,
        due=("截至" if days is None else "") + day_in_words(item.due_on),
        days="—" if days is None else str(days),
    )


def write_paper(paper: NoticePaper) -> bytes:
    """The paper as a Word file, laid out as official papers are."""
    document = Document()
    _set_page(document)
    _add_head(document, paper)
    title = _centred(document, "\n".join(title_lines(paper.notice.subject)), size=22, font=_TITLE)
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(14)
    _text(document, f"{paper.notice.unit}：", indent=False)
    for words in paper.paragraphs:
        _text(document, words)
    _text(document, f"事项清单（共 {len(paper.lines)} 项）", font=_HEAD, indent=False)
    _add_items(document, paper.lines)
    for words in (paper.office, paper.dated):
        line = _text(document, words, indent=False)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Cm(1.2)
        line.paragraph_format.keep_with_next = words == paper.office
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _add_head(document: WordDocument, paper: NoticePaper) -> None:
    """The office in red, the number and who signed, the red rule below them."""
    if paper.marks:
        mark = document.add_paragraph()
        _write(mark, f"【{'；'.join(paper.marks)}】", font=_HEAD, size=14)
    size = min(30, int(_WIDTH / max(len(paper.office), 1)))  # on one line
    head = _centred(document, paper.office, size=size, font=_TITLE)
    head.runs[0].font.color.rgb = _RED
    kind = _centred(document, paper.kind, size=26, font=_TITLE)
    kind.runs[0].font.color.rgb = _RED
    line = document.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Cm(15.6), WD_TAB_ALIGNMENT.RIGHT)
    line.paragraph_format.space_before = Pt(10)
    _write(line, f"{paper.reference}\t{paper.signer}")
    _rule_below(line)


def _rule_below(line: Paragraph) -> None:
    properties = line._p.get_or_add_pPr()
    borders = properties.makeelement(qn("w:pBdr"), {})
    names = {"val": "single", "sz": "18", "space": "4", "color": "C00000"}
    rule = {qn(f"w:{name}"): value for name, value in names.items()}
    borders.append(borders.makeelement(qn("w:bottom"), rule))
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _add_items(document: WordDocument, lines: Sequence[PaperLine]) -> None:
    table = document.add_table(rows=1, cols=len(HEADS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, head in zip(table.rows[0].cells, HEADS, strict=True):
        _write(cell.paragraphs[0], head, font=_HEAD, size=_CELL)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:tblHeader"), {}))
    for number, line in enumerate(lines, start=1):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(row._tr.makeelement(qn("w:cantSplit"), {}))
        values = (str(number), line.name, line.matter, line.due, line.days)
        for head, cell, value in zip(HEADS, row.cells, values, strict=True):
            _write(cell.paragraphs[0], value, size=_CELL)
            if head != "事项":
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)  # of the grid, which LibreOffice goes by
        for cell in column.cells:
            cell.width = Cm(width)
    after = document.add_paragraph()
    for paragraph in (after, *(cell.paragraphs[0] for cell in table.rows[-1].cells)):
        paragraph.paragraph_format.keep_with_next = True  # no page holds the signature alone


def _centred(document: WordDocument, words: str, *, size: float, font: str) -> Paragraph:
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(line, words, font=font, size=size)
    return line


def _text(
    document: WordDocument, words: str, *, font: str = _BODY, indent: bool = True
) -> Paragraph:
    line = document.add_paragraph()
    form = line.paragraph_format
    form.line_spacing, form.space_after = _LINE, Pt(0)
    form.first_line_indent = Pt(32) if indent else None
    _write(line, words, font=font)
    return line


def _write(line: Paragraph, words: str, *, font: str = _BODY, size: float = 16) -> None:
    run = line.add_run(writable(words))
    run.font.size = Pt(size)
    set_font(run._element.get_or_add_rPr(), font)


def _set_page(document: WordDocument) -> None:
    """A4 with the margins of official papers: 37 mm above, 28 mm at the left."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    set_fonts(document)
