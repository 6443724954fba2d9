"""情况通报: who is ahead, who is behind, who was silent, on every paper alike."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from planapp.domain.monitoring import Monitoring, leading, rank_units, share_words, trailing
from planapp.domain.terms import Light, Status
from planapp.reports.circular import CIRCULAR
from planapp.reports.page_paper import PagePaper
from planapp.reports.paper_form import write_form
from planapp.reports.pdf_paper import PdfPaper
from planapp.reports.word_paper import WordPaper
from tests.monitoring import DECIDED, LINE, TASK, report
from tests.reports.test_annual_report import pdf_text, word_text

GOOD = replace(
    LINE, code="YN-2", name="出口额", status=Status.AHEAD, light=Light.GREEN, words="快于预期",
    leads=("省商务厅",),
)  # fmt: skip
SILENT = replace(
    LINE, code="YN-3", name="床位数", status=Status.NO_DATA, light=Light.GREY, words="未填报",
    actual=None, completion=None, leads=("省卫生健康委",), provider="省统计局",
)  # fmt: skip
WORDS = (
    "关于《医药规划》2023年度实施进展情况的通报",
    "各有关单位：",
    "应计指标全部达到序时进度的单位有1个：省商务厅（1项）。",
    "应计任务全部达到序时进度的单位有1个：省发改委（1项）。",
    "有滞后指标的单位有2个",
    "尚有1个单位的1个事项没有报送。",
    "有滞后事项的单位要逐项分析原因",
    "尚未报送的单位要抓紧补报",
    "省督查室",
    "2024年2月10日",
    "各单位指标进展排名",
)


def whole() -> Monitoring:
    return report(LINE, GOOD, SILENT, tasks=(TASK,))


def page_of(content: Monitoring) -> PagePaper:
    return write_form(CIRCULAR, content, on=PagePaper, office="省督查室")


def text_of(page: PagePaper) -> str:
    pieces = [page.title]
    for each in page.pieces:
        pieces += [
            each.words,
            *each.lines,
            *each.heads,
            *(cell for row in each.rows for cell in row),
        ]
    return "".join("".join(pieces).split())


def test_word_pdf_and_page_say_the_same() -> None:
    word, pdf = (
        write_form(CIRCULAR, whole(), on=paper, office="省督查室").as_bytes()
        for paper in (WordPaper, PdfPaper)
    )
    texts = {"word": word_text(word), "pdf": pdf_text(pdf), "page": text_of(page_of(whole()))}
    assert {
        (name, words) for name, text in texts.items() for words in WORDS if words not in text
    } == set()


def test_units_are_ranked_by_what_reached_its_schedule() -> None:
    units = rank_units(whole().indicators)
    assert [(each.place, each.what.name, share_words(each)) for each in units] == [
        (1, "省商务厅", "100.0%"),
        (2, "省工信厅", "0.0%"),
        (2, "省药监局", "0.0%"),
        (2, "省卫生健康委", "0.0%"),
        (2, "省统计局", "0.0%"),  # provides what another leads
    ]
    assert [each.what.name for each in leading(units)] == ["省商务厅"]
    assert [each.what.name for each in trailing(units)] == ["省工信厅", "省药监局"]
    assert [each.what.silent for each in units] == [0, 0, 0, 1, 1]


def test_what_is_not_due_counts_for_nobody() -> None:
    later = replace(GOOD, status=Status.NOT_DUE, light=Light.GREY)
    [unit] = rank_units([later])
    assert (unit.place, share_words(unit), leading([unit])) == (None, "—", [])


def test_what_is_not_published_counts_for_nobody_and_is_told() -> None:
    waiting = replace(SILENT, waiting="数据未公布，预计2024年8月公布", provider="")
    units = rank_units([GOOD, waiting, replace(waiting, leads=GOOD.leads)])
    assert [(each.what.name, each.score.counted, each.what.silent) for each in units] == [
        ("省商务厅", 1, 0), ("省卫生健康委", 0, 0),
    ]  # fmt: skip
    text = text_of(page_of(report(GOOD, waiting, replace(waiting, leads=GOOD.leads))))
    assert "省商务厅（另有1项数据未公布）" in text
    assert "（含数据未公布2项）" in text and "应报送的单位均已报送。" in text
    [decided] = rank_units([replace(waiting, decided=DECIDED)])
    assert (decided.score.counted, decided.what.unpublished) == (1, 0)


def test_worst_come_first_and_name_what_lags() -> None:
    lagging = [
        replace(LINE, name=f"指标{n}", leads=("甲厅",), light=Light.YELLOW) for n in range(4)
    ]
    content = report(*lagging, replace(LINE, leads=("乙厅",)))
    [table] = [each for each in page_of(content).pieces if "指标滞后的单位" in each.words]
    assert [(row[0], row[-1]) for row in table.rows] == [
        ("乙厅", "产值"), ("甲厅", "指标0、指标1、指标2等4项"),
    ]  # fmt: skip


def test_empty_report_says_so() -> None:
    text = text_of(page_of(report()))
    assert "没有纳入统计的指标和任务。" in text
    assert "应报送的单位均已报送。" in text
    assert "排名" not in text


def test_long_table_of_a_page_is_cut_and_says_so() -> None:
    many = [replace(GOOD, leads=(f"单位{n}",)) for n in range(PagePaper.MOST_ROWS + 5)]
    [table] = [each for each in page_of(report(*many)).pieces if "排名" in each.words]
    assert (len(table.rows), table.left_out) == (PagePaper.MOST_ROWS, 5)


def test_items_with_verdict_count_as_decided() -> None:
    [unit] = rank_units([replace(LINE, decided=DECIDED, leads=("甲厅",))])
    assert (unit.what.of_light(Light.RED), share_words(unit)) == (0, "100.0%")


@pytest.mark.services
def test_word_file_becomes_pages_in_libreoffice(tmp_path: Path) -> None:
    paper = write_form(CIRCULAR, whole(), on=WordPaper, office="省督查室")
    (tmp_path / "circular.docx").write_bytes(paper.as_bytes())
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "circular.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    content = (tmp_path / "circular.pdf").read_bytes()
    found = pdf_text(content)
    assert [words for words in WORDS if words not in found] == []
    assert len(pypdfium2.PdfDocument(content)) <= 4
