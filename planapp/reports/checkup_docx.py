"""The report of a 规划体检 as a Word file."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument

from planapp.reports.checkup import Checkup, Row
from planapp.reports.word import set_fonts


def write_checkup(checkup: Checkup, *, file_name: str, on: date) -> bytes:
    """The findings with both figures, the arithmetic and the passages, one after the other."""
    document = Document()
    set_fonts(document)
    document.add_heading("规划体检报告", level=0)
    document.add_paragraph(f"文件：{checkup.plan.header.title or file_name}（{file_name}）")
    document.add_paragraph(f"日期：{on.year}年{on.month}月{on.day}日")
    document.add_paragraph(
        f"提取目标{len(checkup.plan.goals)}个、指标{len(checkup.plan.indicators)}个、"
        f"任务{len(checkup.plan.tasks)}个（其中未写明责任单位{checkup.tasks_without_unit}个）；"
        f"发现前后不一致之处{len(checkup.rows)}处。"
    )
    for number, row in enumerate(checkup.rows, start=1):
        _add_row(document, row, number=number)
    document.add_paragraph("本报告由系统测算，仅供修改文稿时参考，不产生任何职责。")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _add_row(document: WordDocument, row: Row, *, number: int) -> None:
    finding = row.finding
    document.add_heading(f"{number}．{finding.kind.label}（{finding.severity.label}）", level=2)
    document.add_paragraph(f"测算：{finding.arithmetic}")
    if finding.note:
        document.add_paragraph(f"说明：{finding.note}")
    for side in row.sides:
        words = document.add_paragraph("原文：", style="List Bullet")
        if side.document:
            words.add_run(f"《{side.document}》")
        words.add_run(side.before)
        words.add_run(side.quote).bold = True
        words.add_run(side.after)
