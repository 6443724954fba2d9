"""数据履历: all that is known of one figure on one sheet, and the sheet as a Word file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell

from planapp.reports.word import set_fonts, writable

_CELL, _MARGIN = Pt(9), Cm(2)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sheet: sentences, then pairs of term and value, then a table."""

    title: str
    level: int = 1
    sentences: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """The sheet in words; page and Word file show the same, and the digest is over the same."""

    title: str
    subtitle: str
    is_demo: bool
    sections: tuple[Section, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over the content: two sheets with one digest say the same."""
        content = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Printing:
    """By whom and when a sheet was handed out; not part of its content."""

    by: str
    at: str


def write_dossier(dossier: Dossier, printing: Printing) -> bytes:
    """The Word file, A4 across: tables with seven columns stay readable."""
    document = Document()
    set_fonts(document)
    _turn(document)
    mark = "（演示数据）" if dossier.is_demo else ""
    document.add_heading(f"数据履历{mark}", level=0)
    document.add_paragraph(writable(dossier.title)).runs[0].bold = True
    document.add_paragraph(writable(dossier.subtitle))
    for section in dossier.sections:
        _write(document, section)
    document.add_heading("出具", level=1)
    _pairs(document, (("出具时间", printing.at), ("出具人", printing.by),
                      ("内容摘要 SHA-256", dossier.digest)))  # fmt: skip
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _turn(document: WordDocument) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN


def _write(document: WordDocument, section: Section) -> None:
    document.add_heading(writable(section.title), level=section.level)
    for sentence in section.sentences:
        document.add_paragraph(writable(sentence))
    _pairs(document, section.pairs)
    if section.columns:
        _table(document, section.columns, section.rows)


def _pairs(document: WordDocument, pairs: tuple[tuple[str, str], ...]) -> None:
    if not pairs:
        return
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for term, value in pairs:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(4.5), Cm(21.2)
        _fill(cells[0], term, bold=True)
        _fill(cells[1], value)
    document.add_paragraph()


def _table(
    document: WordDocument, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> None:
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    head = table.rows[0]
    repeated = OxmlElement("w:tblHeader")  # the head again on every page
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)
    for cell, label in zip(head.cells, columns, strict=True):
        _fill(cell, label, bold=True)
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            _fill(cell, value)
    document.add_paragraph()


def _fill(cell: _Cell, text: str, *, bold: bool = False) -> None:
    run = cell.paragraphs[0].add_run(writable(text))
    run.bold = bold
    run.font.size = _CELL
