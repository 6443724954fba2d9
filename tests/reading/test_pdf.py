from __future__ import annotations

import pytest

from planapp.domain.reading import UnreadableDocument, read
from tests.reading.making import Word, join_objects, make_pdf, set_lines

_FIRST = "　　到二〇二五年，全省医药产业总产值达到一千三百亿元以上，创新能力显著"
_SECOND = "增强，质量明显提升。"


def _text(content: bytes) -> str:
    return read(content, file_name="规划.pdf").text


def _refusal(content: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(content, file_name="规划.pdf")
    return str(caught.value)


def test_lines_are_joined_into_paragraphs() -> None:
    page = set_lines(
        ["　　一、总体要求", _FIRST, _SECOND, "　　二、主要任务", "　　培育企业100家。"]
    )

    assert _text(make_pdf([page])).split("\n") == [
        "一、总体要求",
        (_FIRST + _SECOND).strip(),
        "二、主要任务",
        "培育企业100家。",
    ]


def test_paragraph_goes_on_over_the_page() -> None:
    pages = [set_lines(["　　一、总体要求", _FIRST]), set_lines([_SECOND, "　　二、主要任务"])]

    assert _text(make_pdf(pages)).split("\n") == [
        "一、总体要求",
        (_FIRST + _SECOND).strip(),
        "二、主要任务",
    ]


def test_one_wide_gap_makes_no_row_of_prose() -> None:
    lines = ["　　一、总体要求", _FIRST, _SECOND, "升级。"]
    right = 72 + 12 * len(_FIRST)
    behind = "同时统筹推进产业链供应链创新链协同发展和"
    page = set_lines(lines)
    page.insert(3, (right - 12 * len(behind), page[2][1], behind))

    assert _text(make_pdf([page])).split("\n") == [
        "一、总体要求",
        f"{(_FIRST + _SECOND).strip()}  {behind}升级。",
    ]


def test_page_numbers_and_running_heads_are_left_out() -> None:
    pages = [
        [
            (72, 810, "某省发展规划"),
            *set_lines([f"　　第{n}项任务，抓好落实。"]),
            (280, 30, f"— {n} —"),
        ]
        for n in "一二三"
    ]

    assert _text(make_pdf(pages)).split("\n") == [f"第{n}项任务，抓好落实。" for n in "一二三"]


def _ruled_page() -> tuple[list[Word], list[tuple[float, float, float, float]]]:
    columns, heights = (72, 252, 332, 412, 500), (760, 730, 700, 670)
    rules = [(x, heights[0], x, heights[-1]) for x in columns]
    rules += [(columns[0], y, columns[-1], y) for y in heights]
    cells = (
        ("指标名称", "单位", "2020年", "2025年"),
        ("总产值", "亿元", "900", "1300"),
        ("企业数", "家", "", "40"),
    )
    words = [
        (x + 8, y - 20, text)
        for y, row in zip(heights, cells, strict=False)
        for x, text in zip(columns, row, strict=False)
        if text
    ]
    return [(72, 790, "主要指标"), *words, (72, 640, "表后文字。")], rules


def test_ruled_table_gives_rows_between_the_paragraphs() -> None:
    words, rules = _ruled_page()

    assert _text(make_pdf([words], rules=rules)).split("\n") == [
        "主要指标",
        "指标名称\t单位\t2020年\t2025年",
        "总产值\t亿元\t900\t1300",
        "企业数\t家\t—\t40",
        "表后文字。",
    ]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_turned_page_reads_like_an_upright_one(rotate: int) -> None:
    page = set_lines(["　　一、总体要求", _FIRST, _SECOND])

    assert _text(make_pdf([page], rotate=rotate)) == "一、总体要求\n" + (_FIRST + _SECOND).strip()


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"左栏第{n}行文字写到中缝为止" for n in "一二三四五六七八九十"]
    right = [f"右栏第{n}行文字写到右边为止" for n in "一二三四五六七八九十"]
    page = [*set_lines(left, left=50), *set_lines(right, left=330)]

    assert _text(make_pdf([page])) == "".join(left) + "".join(right)


def test_stamp_written_aslant_is_left_out() -> None:
    plain, aslant = set_lines(["　　一、总体要求"]), "0.7 0.7 -0.7 0.7"
    joined = make_pdf([plain, [(200, 300, "内部")]])
    stamped = make_pdf([[(200, 300, "内部资料")]], matrix=aslant)

    assert _text(joined) == "一、总体要求\n内部"
    assert "没有文字层" in _refusal(stamped)


def test_page_without_text_is_named() -> None:
    result = read(make_pdf([set_lines(["　　一、总体要求"]), []]), file_name="规划.pdf")

    assert result.warnings == ("第 2 页没有文字层（可能是扫描的图片），没有读取。",)


def test_scanned_document_says_what_to_do() -> None:
    assert _refusal(make_pdf([[], []])) == (
        "《规划.pdf》没有文字层，像是扫描件。"
        "请先用文字识别（OCR）软件转换为 .docx 或可检索的 PDF，核对后再上传。"
    )


def test_password_is_asked_to_be_removed() -> None:
    encrypted = join_objects(
        ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 0/Kids[]>>",
         f"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<{'11' * 32}>/U<{'22' * 32}>>>"]
    ).replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]")  # fmt: skip

    assert _refusal(encrypted) == "《规划.pdf》设有打开密码。请取消密码后再上传。"


def test_broken_file_is_refused() -> None:
    assert _refusal(b"%PDF-1.7\nbroken") == (
        "《规划.pdf》已损坏，不是完整的 PDF 文件。请重新导出后再上传。"
    )


def test_radicals_of_a_font_are_read_as_ideographs() -> None:
    assert _text(make_pdf([[(72, 700, "⼀、⾏动计划")]])) == "一、行动计划"
