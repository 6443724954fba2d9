"""The office's own Word layout: what it may hold, what is wrong with it and where."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.shared import Pt

from planapp.domain.reading import UnreadableDocument
from planapp.domain.terms import PaperKind
from planapp.reports.annual_report import ANNUAL
from planapp.reports.circular import CIRCULAR
from planapp.reports.example import example_report
from planapp.reports.office_papers import OFFICE_PAPERS
from planapp.reports.office_template import find_mistakes, render_template, words_of
from planapp.reports.sample_template import write_sample
from planapp.reports.template_intake import check_file
from planapp.services.errors import Refused
from tests.monitoring import LINE, TASK, report
from tests.reports.test_annual_report import pdf_text, word_text

OFFICE = "省督查室"
FORMS = {"annual": ANNUAL, "circular": CIRCULAR}


def layout(*paragraphs: str, change: Callable[[WordDocument], object] | None = None) -> bytes:
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    if change is not None:
        change(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def rendered(content: bytes, form: str = "annual") -> WordDocument:
    whole = report(LINE, tasks=(TASK,))
    return Document(BytesIO(render_template(content, FORMS[form], whole, office=OFFICE)))


def lines(document: WordDocument) -> list[str]:
    return [each.text for each in document.paragraphs]


def packed(content: bytes, name: str, text: str) -> bytes:
    """The same file with one part more, or with another content of one."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_every_placeholder_that_is_named_can_be_filled_in(form: str) -> None:
    names = [*words_of(FORMS[form]), *FORMS[form].blocks]
    content = layout(*(f"{{{{{name}}}}}" for name in names))
    assert find_mistakes(content, FORMS[form]) == []
    made = render_template(content, FORMS[form], example_report(), office=OFFICE)
    assert "{{" not in word_text(made)
    assert OFFICE in word_text(made)


@pytest.mark.parametrize("form", FORMS)
def test_sample_is_taken_and_says_what_the_own_paper_says(form: str) -> None:
    sample = write_sample(FORMS[form])
    check_file(sample, "样例.docx")
    assert find_mistakes(sample, FORMS[form]) == []
    text = word_text(render_template(sample, FORMS[form], example_report(), office=OFFICE))
    assert FORMS[form].title(example_report()) in text
    assert "研发投入强度" in text and "2025年3月10日" in text


@pytest.mark.parametrize("kind", OFFICE_PAPERS)
def test_sample_of_every_paper_is_taken(kind: PaperKind) -> None:
    sample = OFFICE_PAPERS[kind].sample()
    check_file(sample, "样例.docx")
    assert find_mistakes(sample, OFFICE_PAPERS[kind].form) == []


def test_breaks_in_a_text_of_several_lines_stay() -> None:
    broken = report(replace(LINE, plan="医药"), tasks=())
    broken = replace(broken, chosen=(("说明", "第一行\n第二行\n第三行"),))
    content = layout("范围（{{统计范围}}）。{{指标数}}项")
    made = Document(BytesIO(render_template(content, ANNUAL, broken, office=OFFICE)))
    assert lines(made) == ["范围（说明：第一行\n第二行\n第三行）。1项"]


def test_words_stand_where_their_names_stood_in_their_looks() -> None:
    def split(document: WordDocument) -> None:
        paragraph = document.add_paragraph()
        paragraph.add_run("根据{{规").font.size = Pt(20)
        paragraph.add_run("划}}的").bold = True
        paragraph.add_run("要求，{{ 填报期 }}完成{{指标数}}项。")
        document.sections[0].header.paragraphs[0].text = "{{标题}}"
        table = document.add_table(rows=1, cols=1)
        table.cell(0, 0).text = "{{发文机关}}"

    document = rendered(layout(change=split))
    assert lines(document)[0] == "根据《医药规划》的要求，2023年度完成1项。"
    assert [run.text for run in document.paragraphs[0].runs][:2] == ["根据《医药规划》", "的"]
    assert document.paragraphs[0].runs[0].font.size == Pt(20)
    assert document.sections[0].header.paragraphs[0].text.startswith("《医药规划》实施情况")
    assert document.tables[0].cell(0, 0).text == OFFICE


def test_section_takes_the_place_of_its_paragraph_in_its_looks() -> None:
    def looks(document: WordDocument) -> None:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        paragraph.add_run("{{任务进展}}").font.size = Pt(16)
        document.add_paragraph("以上。")

    document = rendered(layout("任务：", change=looks))
    assert lines(document) == ["任务：", "任务共1项，其中达到序时进度1项。", "以上。"]
    filled = document.paragraphs[1]
    assert (filled.paragraph_format.first_line_indent, filled.runs[0].font.size) == (Pt(32), Pt(16))


def test_wide_table_fits_the_layouts_page() -> None:
    table = rendered(layout("{{指标监测表}}")).tables[0]
    section = Document().sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert sum(cell.width for cell in table.rows[0].cells) <= room


def test_figures_of_people_are_not_read_as_placeholders() -> None:
    strange = report(replace(LINE, name="{{发文机关}}", problems="{{标题}}"))
    content = layout("{{总体情况}}", "{{指标进展}}")
    made = render_template(content, ANNUAL, strange, office=OFFICE)
    assert "{{发文机关}}：严重滞后" in word_text(made)


@pytest.mark.parametrize(
    ("words", "mistake"),
    [
        ("截至{{截止日}}，", "正文“截至{{截止日}}，”：没有“截止日”这个占位符"),
        ("见{{指标进展}}", "“指标进展”是成段的内容，要在正文中单独占一段"),
        ("{{标题", "花括号没有成对"),
        ("没有内容", "模板中没有占位符"),
        ("{{ config.items() }}", "没有“config.items()”这个占位符"),
        ("{% for x in y %}{{标题}}{{x.__class__}}", "没有“x.__class__”这个占位符"),
    ],
)
def test_mistake_is_told_with_its_place(words: str, mistake: str) -> None:
    [found] = find_mistakes(layout(words), ANNUAL)
    assert mistake in found


def test_section_in_a_table_or_a_header_is_a_mistake() -> None:
    def misplaced(document: WordDocument) -> None:
        document.add_table(rows=1, cols=1).cell(0, 0).text = "{{总体情况}}"
        document.sections[0].header.paragraphs[0].text = "{{任务进展}}"

    found = find_mistakes(layout(change=misplaced), ANNUAL)
    assert [each.split("“")[0] for each in found] == ["正文", "页眉"]


def test_layout_that_no_longer_fits_names_the_placeholder() -> None:
    with pytest.raises(Refused, match=r"“监测评估报告”的模板不能使用：.*进展排名"):
        rendered(layout("{{进展排名}}"))


_OUT = 'TargetMode="External"'
_RELS = "word/_rels/document.xml.rels"
_LINK = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument'
    '/2006/relationships/{}" Target="{}" {}/></Relationships>'
)


@pytest.mark.parametrize(
    ("part", "text", "why"),
    [
        ("word/vbaProject.bin", "x", "宏"),
        ("word/embeddings/a.xlsx", "x", "嵌入的对象"),
        ("word/activeX/activeX1.xml", "<a/>", "控件"),
        (_RELS, _LINK.format("image", "http://a.example/x.png", _OUT), "a.example"),
        (_RELS, _LINK.format("attachedTemplate", "file:///c:/a.dotm", _OUT), "外部链接"),
        (_RELS, _LINK.format("aFChunk", "a.html", ""), "外部链接"),
        ("word/extra.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "文档类型声明"),
    ],
)  # fmt: skip
def test_file_that_would_act_or_fetch_is_refused(part: str, text: str, why: str) -> None:
    content = packed(layout("{{标题}}"), part, text)
    with pytest.raises(UnreadableDocument, match=why):
        check_file(content, "模板.docx")


def test_field_that_reads_other_files_is_refused() -> None:
    def field(document: WordDocument) -> None:
        run = document.add_paragraph("{{标题}}").add_run()
        code = OxmlElement("w:instrText")
        code.text = ' DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" '
        run._r.append(code)

    with pytest.raises(UnreadableDocument, match="DDEAUTO"):
        check_file(layout(change=field), "模板.docx")


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"PK not a file", "a.docx", "不符|损坏"),
        (b"", "a.docx", "空文件"),
        (layout("{{标题}}"), "a.docm", "不是 .docx"),
        (b"%PDF-1.7", "a.pdf", "不是 .docx"),
    ],
)
def test_what_is_no_word_file_is_refused(content: bytes, name: str, why: str) -> None:
    with pytest.raises(UnreadableDocument, match=why):
        check_file(content, name)


@pytest.mark.services
def test_filled_in_sample_opens_in_libreoffice(tmp_path: Path) -> None:
    content = render_template(write_sample(ANNUAL), ANNUAL, example_report(), office=OFFICE)
    (tmp_path / "own.docx").write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "own.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = pdf_text((tmp_path / "own.pdf").read_bytes())
    assert "研发投入强度：严重滞后" in found and "指标监测表" in found
