from __future__ import annotations

import pytest

from planapp.domain.reading import ReadText, UnreadableDocument, read
from tests.reading.making import cell, make_docx, numbered, para, part, table


def _read(body: str, **options: object) -> ReadText:
    return read(make_docx(body, **options), file_name="规划.docx")


def _level(level: int, form: str, pattern: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/>{more}</w:lvl>'
    )


def _numbering(*levels: str, num: str = "") -> dict[str, str]:
    return {
        "numbering.xml": part(
            "numbering",
            f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
            f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{num}',
        )
    }


def test_paragraphs_become_lines() -> None:
    result = _read(para("发展规划") + para("") + para("到2025年，总产值达到1300亿元。"))

    assert result.text == "发展规划\n\n到2025年，总产值达到1300亿元。"
    assert result.encoding == ""
    assert result.media_type.endswith("wordprocessingml.document")
    assert result.warnings == ()


def test_breaks_and_tabs_inside_a_paragraph_are_kept() -> None:
    body = "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>"

    assert _read(body).text == "甲\t乙\n丙"


def test_chinese_numbering_is_rebuilt_level_by_level() -> None:
    levels = (_level(0, "chineseCounting", "%1、"), _level(1, "chineseCounting", "（%2）"))
    body = (
        numbered("总体要求")
        + numbered("指导思想", level=1)
        + numbered("基本原则", level=1)
        + numbered("主要任务")
        + numbered("创新", level=1)
    )

    assert _read(body, parts=_numbering(*levels)).text.split("\n") == [
        "一、总体要求",
        "（一）指导思想",
        "（二）基本原则",
        "二、主要任务",
        "（一）创新",
    ]


@pytest.mark.parametrize(
    ("form", "pattern", "label"),
    [
        ("decimal", "%1.", "12."),
        ("decimalEnclosedCircleChinese", "%1", "⑫ "),
        ("chineseCountingThousand", "第%1章", "第十二章 "),
        ("upperRoman", "%1、", "XII、"),
        ("lowerLetter", "%1)", "l)"),
        ("ideographDigital", "%1、", "一二、"),
        ("decimalZero", "%1、", "12、"),
    ],
)
def test_twelfth_item_carries_its_mark(form: str, pattern: str, label: str) -> None:
    body = "".join(numbered("工程") for _ in range(12))

    text = _read(body, parts=_numbering(_level(0, form, pattern))).text

    assert text.split("\n")[-1] == f"{label}工程"


def test_figures_after_a_mark_stand_apart() -> None:
    parts = _numbering(_level(0, "decimal", "%1."))

    assert _read(numbered("2025年目标"), parts=parts).text == "1. 2025年目标"


def test_legal_numbering_shows_the_chapter_in_figures() -> None:
    levels = (
        _level(0, "chineseCounting", "第%1章"),
        _level(1, "decimal", "%1.%2", "<w:isLgl/>"),
    )
    body = numbered("总则") + numbered("目标", level=1)

    assert _read(body, parts=_numbering(*levels)).text == "第一章 总则\n1.1 目标"


def test_overridden_start_begins_a_list_anew() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    parts = _numbering(_level(0, "decimal", "%1."), num=again)
    body = numbered("甲") + numbered("乙") + numbered("丙", number=2) + numbered("丁", number=2)

    assert _read(body, parts=parts).text == "1.甲\n2.乙\n1.丙\n2.丁"


def test_bullets_of_symbol_fonts_are_left_out() -> None:
    parts = _numbering(_level(0, "bullet", "\uf0b7"))

    assert _read(numbered("事项"), parts=parts).text == "事项"


def test_style_numbers_its_paragraphs_through_its_base() -> None:
    styles = part(
        "styles",
        '<w:style w:styleId="base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="own"><w:basedOn w:val="base"/></w:style>',
    )
    parts = {**_numbering(_level(0, "chineseCounting", "%1、")), "styles.xml": styles}
    plain = '<w:pStyle w:val="own"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = para("要求", properties='<w:pStyle w:val="own"/>') + para("说明", properties=plain)

    assert _read(body, parts=parts).text == "一、要求\n说明"


def test_tracked_changes_are_read_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>达到</w:t></w:r><w:del><w:r><w:delText>900</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>1300</w:t></w:r></w:ins><w:r><w:t>亿元</w:t></w:r></w:p>"
    )

    result = _read(body)

    assert result.text == "达到1300亿元"
    assert result.warnings == ("文件有未处理的修订，按“接受全部修订”读取。",)


def test_deleted_paragraph_end_joins_the_next_paragraph() -> None:
    body = para("到2025年，", properties="<w:rPr><w:del/></w:rPr>") + para("总产值翻一番。")

    assert _read(body).text == "到2025年，总产值翻一番。"


def test_hidden_words_are_left_out_and_told() -> None:
    body = (
        "<w:p><w:r><w:t>看得见</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r></w:p>"
    )

    result = _read(body)

    assert (result.text, result.warnings) == ("看得见", ("文件有隐藏文字，没有读取。",))


def test_field_codes_are_left_out_and_their_results_kept() -> None:
    body = (
        "<w:p><w:r><w:instrText>DATE</w:instrText></w:r>"
        '<w:fldSimple w:instr="DATE"><w:r><w:t>2021年</w:t></w:r></w:fldSimple>'
        "<w:hyperlink><w:r><w:t>全文</w:t></w:r></w:hyperlink></w:p>"
    )

    assert _read(body).text == "2021年全文"


def test_table_rows_become_lines_with_merged_cells_once() -> None:
    body = table(
        [cell("类别"), cell("指标"), cell("2020年"), cell("2025年")],
        [
            cell("规模", properties='<w:vMerge w:val="restart"/>'),
            cell("产值"),
            cell("9"),
            cell("13"),
        ],
        [cell("规模", properties="<w:vMerge/>"), cell("利润"), cell("1"), cell("2")],
        [cell("说明", properties='<w:gridSpan w:val="2"/>'), cell("甲"), cell("乙")],
    )

    assert _read(body).text.split("\n") == [
        "类别\t指标\t2020年\t2025年",
        "规模\t产值\t9\t13",
        "利润\t1\t2",
        "说明\t甲\t乙",
    ]


def test_empty_cell_among_numbers_is_written_as_a_dash() -> None:
    body = table(
        [cell("指标"), cell("2020年"), cell("2025年")],
        [cell("产值（亿元）"), cell("60"), cell("90")],
        [cell("企业（家）"), cell(""), cell("6065")],
    )

    assert _read(body).text.split("\n")[-1] == "企业（家）\t—\t6065"


def test_box_made_of_one_cell_gives_its_paragraphs() -> None:
    box = f"<w:tc>{para('专栏1 重点工程')}{para('1.疫苗。支持研发。')}</w:tc>"

    assert _read(table([box])).text == "专栏1 重点工程\n1.疫苗。支持研发。"


def test_deleted_row_is_left_out() -> None:
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('旧')}{cell('1')}</w:tr>"
    body = table([cell("新"), cell("2")]).replace("</w:tbl>", f"{deleted}</w:tbl>")

    assert _read(body).text == "新\t2"


def test_text_box_in_two_versions_is_read_once() -> None:
    box = f"<w:pict><w:txbxContent>{para('方框文字')}</w:txbxContent></w:pict>"
    both = (
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )

    assert _read(f"<w:p><w:r><w:t>正文</w:t>{both}</w:r></w:p>").text == "正文\n方框文字"


def test_foot_notes_follow_at_the_end_without_their_marks() -> None:
    notes = part("footnotes", f'<w:footnote w:id="3">{para("不含烟草。")}</w:footnote>')
    body = (
        '<w:p><w:r><w:t>产值</w:t><w:footnoteReference w:id="3"/><w:t>增长。</w:t></w:r></w:p>'
        + para("结尾。")
    )

    text = _read(body, parts={"footnotes.xml": notes}).text

    assert text == "产值增长。\n结尾。\n脚注1：不含烟草。"


def test_strict_vocabulary_is_read_like_the_usual_one() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"

    assert _read(para("严格格式"), word=strict).text == "严格格式"


def test_macros_are_told_and_not_opened() -> None:
    result = _read(para("正文"), parts={"vbaProject.bin": b"\x00\x01"})

    assert (result.text, result.warnings) == ("正文", ("文件含有宏，已忽略。",))


def test_entities_are_refused_with_the_part_named() -> None:
    notes = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + part("footnotes", "&a;")

    with pytest.raises(UnreadableDocument) as caught:
        _read(para("正文"), parts={"footnotes.xml": notes})

    assert str(caught.value) == (
        "《规划.docx》的部件 word/footnotes.xml 含有文档类型声明，拒绝读取。"
    )
