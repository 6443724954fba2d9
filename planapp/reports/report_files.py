"""The files in which a report is handed in; each is written from the same data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from planapp.domain.monitoring import Monitoring
from planapp.domain.terms import PaperKind
from planapp.reports.annual_report import ANNUAL
from planapp.reports.circular import CIRCULAR
from planapp.reports.monitoring_xlsx import write_monitoring
from planapp.reports.office_template import render_template
from planapp.reports.paper_form import PaperForm, write_form
from planapp.reports.pdf_paper import PdfPaper
from planapp.reports.word_paper import WordPaper
from planapp.services.report_templates import template_content

_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OFFICE}.wordprocessingml.document"
FORMS: dict[PaperKind, PaperForm] = {PaperKind.ANNUAL: ANNUAL, PaperKind.CIRCULAR: CIRCULAR}
Write = Callable[[Monitoring, str], bytes]  # of a report, by an office


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file by its label, its name and how it is written.

    `write` raises Refused where the office's own layout does not fit.
    """

    label: str
    name: str
    content_type: str
    write: Write
    paper: PaperKind | None = None  # that it is a printing of


def _workbook(report: Monitoring, _office: str) -> bytes:
    out = BytesIO()
    write_monitoring(out, report)
    return out.getvalue()


def _word(kind: PaperKind) -> Write:
    def write(report: Monitoring, office: str) -> bytes:
        own = template_content(kind)
        if own is not None:
            return render_template(own, FORMS[kind], report, office=office)
        return write_form(FORMS[kind], report, on=WordPaper, office=office).as_bytes()

    return write


def _pdf(kind: PaperKind) -> Write:
    return lambda report, office: write_form(
        FORMS[kind], report, on=PdfPaper, office=office
    ).as_bytes()


REPORT_FILES: dict[str, ReportFile] = {
    "xlsx": ReportFile(
        "监测表（Excel）",
        "规划实施监测表.xlsx",
        f"{_OFFICE}.spreadsheetml.sheet",
        _workbook,
    ),
    "pdf": ReportFile(
        "监测评估报告（PDF）",
        "规划实施情况监测评估报告.pdf",
        "application/pdf",
        _pdf(PaperKind.ANNUAL),
        PaperKind.ANNUAL,
    ),
    "docx": ReportFile(
        "监测评估报告（Word）",
        "规划实施情况监测评估报告.docx",
        DOCX,
        _word(PaperKind.ANNUAL),
        PaperKind.ANNUAL,
    ),
    "circular-pdf": ReportFile(
        "情况通报（PDF）",
        "规划实施进展情况通报.pdf",
        "application/pdf",
        _pdf(PaperKind.CIRCULAR),
        PaperKind.CIRCULAR,
    ),
    "circular-docx": ReportFile(
        "情况通报（Word）",
        "规划实施进展情况通报.docx",
        DOCX,
        _word(PaperKind.CIRCULAR),
        PaperKind.CIRCULAR,
    ),
}
WORD_FILES: dict[PaperKind, ReportFile] = {
    file.paper: file
    for file in REPORT_FILES.values()
    if file.paper is not None and file.content_type == DOCX
}
