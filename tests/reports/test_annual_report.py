"""监测评估报告 as Word and as PDF."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from planapp.domain.monitoring import Monitoring
from planapp.domain.terms import Light
from planapp.reports.annual_report import ANNUAL
from planapp.reports.charts import light_bars_svg
from planapp.reports.dossier import Dossier, Printing, Section, write_dossier
from planapp.reports.paper import FilePaper, chinese_number, title_lines
from planapp.reports.paper_form import write_form
from planapp.reports.pdf_paper import PdfPaper
from planapp.reports.word_paper import WordPaper
from tests.monitoring import DECIDED, LINE, TASK, report

CENTER = WD_ALIGN_PARAGRAPH.CENTER
MARKUP = '#image("x") *a* $b$ [c] \\ <d>'


def pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_range() for page in document]
    return "".join("".join(pages).split())


def word_text(content: bytes) -> str:
    document = Document(BytesIO(content))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join("\n".join([*(each.text for each in document.paragraphs), *tables]).split())


WORDS = (
    "《医药规划》实施情况监测评估报告（2023年度）",
    "一、总体情况",
    "预期性指标共2项，其中达到序时进度1项，严重滞后1项。",
    "指标共2项，其中达到序时进度1项，严重滞后1项；任务共1项，其中达到序时进度1项。",
    "（二）滞后的指标",
    "产值：严重滞后，完成38.2%，序时进度60.0%，距序时差额186.6亿元。原因：原料涨价。措施：扩产。",
    "应报送的单位均已报送。",
    "统计范围是：年度：2023年度。",
    "演示数据",
    "3,439,000.5万元（2020年）",
    "达到序时进度（核定）",
)


def written(report: Monitoring, *, on: type[FilePaper]) -> bytes:
    return write_form(ANNUAL, report, on=on, office="省督查室").as_bytes()


def whole() -> Monitoring:
    return report(LINE, replace(LINE, name="产能", decided=DECIDED), tasks=(TASK,))


@pytest.mark.parametrize("words", WORDS)
def test_word_and_pdf_say_the_same(words: str) -> None:
    assert words in word_text(written(whole(), on=WordPaper))
    assert words in pdf_text(written(whole(), on=PdfPaper))


def test_empty_report_says_so_on_both() -> None:
    for paper, text in ((WordPaper, word_text), (PdfPaper, pdf_text)):
        assert "指标共0项；任务共0项。" in text(written(report(), on=paper))


def test_text_of_people_is_no_markup() -> None:
    strange = report(replace(LINE, name=MARKUP, problems=MARKUP, leads=(MARKUP,)))
    found = pdf_text(written(strange, on=PdfPaper))
    assert found.count("".join(MARKUP.split())) >= 2


@pytest.mark.parametrize("pasted", ["\v", "\f", "\x01", "\x1f", "\ufffe"])
def test_word_file_is_made_of_what_it_cannot_hold(pasted: str) -> None:
    words = f"原料{pasted}涨价"
    found = word_text(written(report(replace(LINE, problems=words)), on=WordPaper))
    assert "原因：原料涨价。" in found
    printing = Printing(by="张三", at="今天")
    section = Section(words, sentences=(words,), pairs=((words, words),))
    dossier = Dossier(words, words, is_demo=False, sections=(section,))
    assert word_text(write_dossier(dossier, printing)).count("原料涨价") == 6


def test_word_file_repeats_heads_and_describes_its_figure() -> None:
    content = written(whole(), on=WordPaper)
    document = Document(BytesIO(content))
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    [figure] = document.inline_shapes
    assert figure._inline.docPr.get("descr") == "各类指标和任务的灯号构成，数据见上表"
    sizes = {section.orientation for section in document.sections}
    assert len(sizes) == 2  # the annex lies on its side


def test_long_title_goes_on_below_the_name_of_the_plan() -> None:
    assert title_lines("《某省“十四五”医药工业发展规划》实施情况监测评估报告") == [
        "《某省“十四五”医药工业发展规划》",
        "实施情况监测评估报告",
    ]
    assert title_lines("《医药规划》实施情况监测评估报告") == ["《医药规划》实施情况监测评估报告"]


def test_figures_stand_in_the_middle_and_rows_are_not_torn_apart() -> None:
    table = Document(BytesIO(written(whole(), on=WordPaper))).tables[0]
    label, total, *_ = table.rows[1].cells
    assert [each.paragraphs[0].alignment for each in (label, total)] == [None, CENTER]
    assert "w:cantSplit" in table.rows[1]._tr.xml


def test_what_is_not_published_is_counted_apart() -> None:
    waiting = replace(LINE, waiting="数据未公布，预计2024年6月公布", decided=None)
    late = replace(LINE, waiting="已延期至2024年6月1日")
    assert "严重滞后2项（含数据未公布1项）" in word_text(
        written(report(waiting, late), on=WordPaper)
    )


def test_narrow_bar_leaves_its_number_to_the_table() -> None:
    svg = light_bars_svg([("任务", [(Light.GREEN, 1), (Light.GREY, 999)])])
    assert (">1<" in svg, ">999<" in svg, ">共1000项<" in svg) == (False, True, True)


def test_numbers_of_headings() -> None:
    assert [chinese_number(n) for n in (1, 10, 11, 20, 35)] == [
        "一",
        "十",
        "十一",
        "二十",
        "三十五",
    ]


@pytest.mark.services
def test_word_file_opens_in_libreoffice(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(written(whole(), on=WordPaper))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "report.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = pdf_text((tmp_path / "report.pdf").read_bytes())
    assert WORDS[0] in found and "表2" in found
