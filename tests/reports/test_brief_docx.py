"""简报 as a Word file: the office's own layout holds the figures of the page."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from planapp.domain.monitoring import IndicatorLine, Monitoring
from planapp.domain.terms import Light, Measure, PaperKind
from planapp.reports.brief import Brief, indicator_brief, report_brief
from planapp.reports.brief_docx import BRIEFS, write_brief, write_brief_sample
from planapp.reports.office_template import find_mistakes, render_template, words_of
from tests.monitoring import LINE, TASK, report
from tests.reports.test_annual_report import pdf_text, word_text
from tests.reports.test_office_template import OFFICE, layout

KINDS = (PaperKind.INDICATOR_BRIEF, PaperKind.GROUP_BRIEF)
SILENT = replace(LINE, name="床位数", actual=None, leads=("省卫生健康委",))


def of_indicator(line: IndicatorLine = LINE) -> Brief:
    return indicator_brief(
        line, measure=Measure.LEVEL, as_of_on=date(2023, 12, 31), cycle="2023年度",
        on=date(2024, 2, 10),
    )  # fmt: skip


def of_plan(content: Monitoring | None = None) -> Brief:
    content = content or report(LINE, SILENT, tasks=(TASK,))
    return report_brief(content, name="医药规划", subject="《医药规划》")


BRIEF = {PaperKind.INDICATOR_BRIEF: of_indicator, PaperKind.GROUP_BRIEF: of_plan}


def filled(kind: PaperKind, *paragraphs: str) -> str:
    content = render_template(layout(*paragraphs), BRIEFS[kind], BRIEF[kind](), office=OFFICE)
    return word_text(content)


@pytest.mark.parametrize("kind", KINDS)
def test_every_placeholder_that_is_named_can_be_filled_in(kind: PaperKind) -> None:
    names = [*words_of(BRIEFS[kind]), *BRIEFS[kind].blocks]
    content = layout(*(f"{{{{{name}}}}}" for name in names))
    assert find_mistakes(content, BRIEFS[kind]) == []
    assert "{{" not in filled(kind, *(f"{{{{{name}}}}}" for name in names))


def test_words_are_the_figures_of_the_page() -> None:
    brief = of_indicator()
    assert filled(PaperKind.INDICATOR_BRIEF, "{{名称}}|{{表述}}") == f"产值|{brief.sentence}"
    words = filled(
        PaperKind.INDICATOR_BRIEF,
        "{{基期}}|{{目标}}|{{实际}}|{{完成进度}}|{{序时进度}}|{{距目标差额}}|{{判定}}",
        "{{新报数据}}|{{原因}}|{{责任单位}}|{{统计日期}}|{{发文机关}}",
    )
    assert words == (
        "3,439,000.5万元（2020年）|≥1,200亿元（2025年）|670.9亿元|38.2%|60.0%|529.1亿元|严重滞后"
        "—|原料涨价|省工信厅、省药监局|2024年2月10日|省督查室"
    )


def test_sections_are_the_tables_of_the_page() -> None:
    text = filled(PaperKind.GROUP_BRIEF, "{{滞后的指标}}", "{{尚未报送}}", "{{依据}}")
    brief = of_plan()
    for row in brief.rows:
        assert all("".join(cell.split()) in text for cell in row)
    assert "尚未报送：省卫生健康委：《医药规划》2023年度1项，已逾期10天" in text


def test_reason_of_several_lines_keeps_them() -> None:
    brief = of_indicator(replace(LINE, problems="一是原料涨价\n二是停产"))
    content = render_template(
        write_brief_sample(PaperKind.INDICATOR_BRIEF), BRIEFS[PaperKind.INDICATOR_BRIEF], brief,
        office=OFFICE,
    )  # fmt: skip
    document = Document(BytesIO(content))
    assert "原因：一是原料涨价\n二是停产" in [each.text for each in document.paragraphs]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_own_layout_counts_where_there_is_no_other(kind: PaperKind) -> None:
    brief = BRIEF[kind]()
    text = word_text(write_brief(brief, kind, office=OFFICE))
    assert brief.title in text and brief.sentence in text
    assert "2024年2月10日制，数据取自规划实施进展跟踪系统。" in text


def test_placeholder_of_another_paper_is_a_mistake() -> None:
    [mistake] = find_mistakes(layout("{{滞后的指标}}"), BRIEFS[PaperKind.INDICATOR_BRIEF])
    assert "没有“滞后的指标”这个占位符" in mistake


def _longest() -> Monitoring:
    lagging = [replace(LINE, name="规模以上医药工业企业研发投入强度", id=n) for n in range(12)]
    silent = [replace(SILENT, light=Light.GREY, leads=(f"某省第{n}厅",)) for n in range(12)]
    return report(*lagging, *silent, tasks=(TASK,))


@pytest.mark.services
@pytest.mark.parametrize(
    ("kind", "brief"),
    [
        (PaperKind.INDICATOR_BRIEF, of_indicator()),
        (PaperKind.GROUP_BRIEF, of_plan()),
        (PaperKind.GROUP_BRIEF, of_plan(_longest())),
    ],
    ids=["indicator", "plan", "longest"],
)
def test_filled_in_sample_is_one_page_in_libreoffice(
    kind: PaperKind, brief: Brief, tmp_path: Path
) -> None:
    content = render_template(write_brief_sample(kind), BRIEFS[kind], brief, office=OFFICE)
    (tmp_path / "own.docx").write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "own.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = (tmp_path / "own.pdf").read_bytes()
    assert len(pypdfium2.PdfDocument(made)) == 1
    text = pdf_text(made)
    assert "".join(brief.sentence.split()) in text
    assert "670.9亿元" in text and "严重滞后" in text
