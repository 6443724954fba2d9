"""审签单: the sheet that people sign and stamp before, or after, their unit sends its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import SelfAssessment, SubmissionKind, Vintage
from planapp.domain.wording import format_amount
from planapp.models import ProgressRecord, Submission, TaskReport
from planapp.reports.word import set_font, set_fonts, writable

HEADS = ("序号", "事项", "本期数据或自评", "数据性质", "数据来源或进展情况")
SIGNERS = ("承办人", "处室负责人", "单位负责人")
_WIDTHS = (1.2, 5.2, 3.4, 2.2, 4.6)  # cm, on A4 within its margins
_TITLE, _HEAD, _BODY = "方正小标宋简体", "黑体", "仿宋"
_WORDS = 60  # of the narrative of a task; the whole is in the record


@dataclass(frozen=True, slots=True)
class SignOffLine:
    """An item as the paper names it."""

    name: str
    said: str
    vintage: str
    source: str


@dataclass(frozen=True, slots=True)
class SignOff:
    """What the paper holds; `code` ties it to the record."""

    submission: Submission
    lines: list[SignOffLine]
    code: str

    @property
    def title(self) -> str:
        return self.submission.cycle.plan.title

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What stands above the table, by pairs."""
        sent = self.submission
        rows = [
            ("报送单位", str(sent.unit)),
            ("规划", f"《{sent.cycle.plan.title}》"),
            ("填报期", f"{sent.cycle}（数据截至{day_in_words(sent.cycle.as_of_on)}）"),
            ("报送单号", f"第 {sent.number} 次{SubmissionKind(sent.kind).label}"),
            ("报送事项", f"{len(self.lines)} 项"),
        ]
        if sent.letter_number:
            rows.append(("来函文号", sent.letter_number))
        if sent.note:
            rows.append(("报送说明", sent.note))
        return rows


def build_sign_off(
    submission: Submission, reports: Sequence[ProgressRecord | TaskReport], *, code: str
) -> SignOff:
    """The paper for these items, in their order."""
    return SignOff(submission, [_line(report) for report in reports], code)


def _line(report: ProgressRecord | TaskReport) -> SignOffLine:
    if isinstance(report, ProgressRecord):
        said = format_amount(report.value, report.series.value_unit)
        vintage = Vintage(report.vintage).label
        return SignOffLine(report.series.name, said, vintage, report.source or "—")
    said = SelfAssessment(report.self_assessment).label
    if report.percent is not None:
        said += f"，完成{report.percent}%"
    words = report.narrative.strip()
    short = words if len(words) <= _WORDS else f"{words[:_WORDS]}……"
    return SignOffLine(str(report.task), said, "—", short or "—")


def write_sign_off(sign_off: SignOff) -> bytes:
    """The paper as a Word file."""
    document = Document()
    _set_page(document)
    _add_heading(document, sign_off)
    facts = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in sign_off.facts:
        row = facts.add_row().cells
        _write(row[0], label, font=_HEAD)
        _write(row[1], value)
    _set_widths(facts, (3.2, 13.4))
    document.add_paragraph()
    _add_items(document, sign_off.lines)
    document.add_paragraph()
    _add_signatures(document)
    foot = document.add_paragraph(f"内容校验码：{sign_off.code}")
    foot.paragraph_format.space_before = Pt(10)
    document.add_paragraph(
        "校验码由本单所列各项的数值、文字算得，与系统中的记录一一对应；内容有任何改动，校验码随之改变。"
    )
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _add_heading(document: WordDocument, sign_off: SignOff) -> None:
    for words, size in ((sign_off.title, 16), ("填报数据报送审签单", 22)):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = line.add_run(writable(words))
        run.font.size = Pt(size)
        set_font(run._element.get_or_add_rPr(), _TITLE)


def _add_items(document: WordDocument, lines: Sequence[SignOffLine]) -> None:
    table = document.add_table(rows=1, cols=len(HEADS), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, HEADS, strict=True):
        _write(cell, head, font=_HEAD)
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:tblHeader"), {}))
    for number, line in enumerate(lines, start=1):
        row = table.add_row().cells
        values = (str(number), line.name, line.said, line.vintage, line.source)
        for cell, value in zip(row, values, strict=True):
            _write(cell, value)
    _set_widths(table, _WIDTHS)


def _add_signatures(document: WordDocument) -> None:
    table = document.add_table(rows=2, cols=len(SIGNERS), style="Table Grid")
    for cell, signer in zip(table.rows[0].cells, SIGNERS, strict=True):
        _write(cell, f"{signer}（签字）：\n\n\n　　　　年　　月　　日")
    seal = table.rows[1].cells[0].merge(table.rows[1].cells[-1])
    _write(seal, "单位（盖章）：\n\n\n")
    date = seal.add_paragraph("　　　　年　　月　　日")
    date.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for row in table.rows:
        row._tr.get_or_add_trPr().append(row._tr.makeelement(qn("w:cantSplit"), {}))


def _write(cell: _Cell, words: str, *, font: str = _BODY) -> None:
    run = cell.paragraphs[0].add_run(writable(words))
    run.font.size = Pt(11)
    set_font(run._element.get_or_add_rPr(), font)


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    set_fonts(document)
