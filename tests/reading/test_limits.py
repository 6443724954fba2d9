from __future__ import annotations

import itertools
import random
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planapp.domain.reading import ReadText, UnreadableDocument, read
from planapp.domain.reading.limits import (
    MAX_BYTES,
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_HTML,
    MAX_PAGES,
    MAX_PART,
    MAX_STREAM,
    Deadline,
)
from planapp.domain.reading.trial import ends_in_time
from tests.reading.making import (
    cell,
    join_objects,
    make_docx,
    make_pdf,
    numbered,
    para,
    set_lines,
    table,
)

_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS_WORD = "请用 Word 或 WPS 打开后“另存为”.docx，再上传。"
_SAVE_AS_PDF = "请用 OFD 阅读器“导出”或“另存为”PDF，再上传。"


def _refusal(content: bytes, file_name: str) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(content, file_name=file_name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("file_name", "advice"),
    [
        ("规划.doc", f"旧版 Word 文件（.doc）不能直接读取。{_SAVE_AS_WORD}"),
        ("规划.WPS", f"WPS 文字文件（.wps）不能直接读取。{_SAVE_AS_WORD}"),
        ("规划.rtf", f"RTF 文件（.rtf）不能直接读取。{_SAVE_AS_WORD}"),
        ("规划.ofd", f"OFD 版式文件（.ofd）不能直接读取。{_SAVE_AS_PDF}"),
        ("规划.png", "图片中的文字不能读取。请先用文字识别（OCR）软件转换为 .docx，再上传。"),
        ("规划.zip", "压缩文件不能直接读取。请解压后逐个上传。"),
        ("规划.exe", "不支持这种文件，可读取的格式是 .docx、.pdf、.html、.txt。"),
        ("规划", "不支持这种文件，可读取的格式是 .docx、.pdf、.html、.txt。"),
    ],
)  # fmt: skip
def test_other_format_says_how_to_convert(file_name: str, advice: str) -> None:
    assert _refusal(b"content", file_name) == f"《{file_name}》：{advice}"


@pytest.mark.parametrize(
    ("content", "file_name", "says"),
    [
        (b"%PDF-1.7", "规划.docx", "扩展名是 .docx，内容像是PDF 文件"),
        (b"PK\x03\x04", "规划.pdf", "扩展名是 .pdf，内容像是Word（.docx）或压缩文件"),
        (_OLD_WORD, "规划.docx", "扩展名是 .docx，内容像是旧版 Word 或 WPS 文件"),
        (b"{\\rtf1", "规划.txt", "扩展名是 .txt，内容像是RTF 文件"),
        (b" <!DOCTYPE HTML><p>x", "规划.txt", "扩展名是 .txt，内容像是网页"),
        (b"plain", "规划.pdf", "扩展名是 .pdf，内容不是这种文件"),
    ],
)  # fmt: skip
def test_ending_and_content_must_agree(content: bytes, file_name: str, says: str) -> None:
    assert _refusal(content, file_name) == (
        f"《{file_name}》的扩展名与内容不符：{says}。请确认文件，按实际格式另存后再上传。"
    )


def test_encrypted_word_file_asks_to_remove_the_password() -> None:
    content = _OLD_WORD + "EncryptedPackage".encode("utf-16-le")

    assert (
        _refusal(content, "规划.docx")
        == "《规划.docx》设有打开密码。请在 Word 中取消密码后再上传。"
    )


@pytest.mark.parametrize("file_name", ["规划.txt", "规划.html", "规划.docx", "规划.pdf"])
def test_empty_file_is_refused(file_name: str) -> None:
    assert _refusal(b"", file_name) == f"《{file_name}》是空文件，没有可读取的内容。"


def test_file_over_the_limit_is_refused() -> None:
    assert _refusal(bytes(MAX_BYTES + 1), "规划.txt") == "《规划.txt》超过上限 50 MB。"


def test_text_over_the_limit_is_refused() -> None:
    content = ("字" * (MAX_CHARACTERS + 1)).encode()

    assert _refusal(content, "规划.txt") == "《规划.txt》的文字超过上限 300 万字，请拆分后上传。"


def test_page_over_the_limit_is_refused() -> None:
    assert _refusal(b" " * MAX_HTML + b"x", "规划.html") == "网页《规划.html》超过上限 10 MB。"


def test_page_of_deep_elements_is_refused() -> None:
    content = b"<div>" * (MAX_DEPTH + 1) + b"x"

    assert _refusal(content, "规划.html") == "网页《规划.html》的嵌套超过上限 200 层。"


def test_page_that_the_parser_takes_too_long_for_is_refused() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(250_000))  # takes it minutes
    content = f"<html><body><p {attributes}>正文".encode()
    assert "网页《规划.html》的结构异常，无法读取。" in _refusal(content, "规划.html")


def test_work_without_end_is_ended_and_work_that_fails_is_not() -> None:
    assert not ends_in_time(lambda: sum(itertools.repeat(1)), seconds=1)
    assert ends_in_time(lambda: 1 // 0, seconds=1)


def test_package_of_many_entries_is_refused() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(MAX_ENTRIES + 1):
            archive.writestr(str(number), b"")

    assert _refusal(packed.getvalue(), "规划.docx") == "《规划.docx》内部文件超过上限 2000 个。"


def test_part_that_unpacks_over_the_limit_is_refused() -> None:
    bomb = make_docx(para("正文"), parts={"numbering.xml": bytes(MAX_PART + 1)})

    assert len(bomb) < 200_000
    assert _refusal(bomb, "规划.docx") == (
        "《规划.docx》的部件 word/numbering.xml 解压后超过上限 64 MB。"
    )


def test_package_that_unpacks_over_the_limit_is_refused() -> None:
    bomb = make_docx(para("正文"), parts={f"{n}.xml": bytes(MAX_PART) for n in range(7)})

    assert _refusal(bomb, "规划.docx") == "《规划.docx》解压后超过上限 400 MB。"


def test_deep_elements_of_a_part_are_refused() -> None:
    deep = "<w:sdt>" * 400 + "</w:sdt>" * 400

    assert _refusal(make_docx(deep), "规划.docx") == (
        "《规划.docx》的部件 word/document.xml 嵌套过深或过大，无法读取。"
    )


def test_archive_that_is_no_document_is_refused() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", b"a")

    assert (
        _refusal(packed.getvalue(), "规划.docx") == "《规划.docx》不是 Word 文档（缺少正文部件）。"
    )


def test_pdf_of_many_pages_is_refused() -> None:
    assert _refusal(make_pdf([[]] * (MAX_PAGES + 1)), "规划.pdf") == (
        "《规划.pdf》有 601 页，超过上限 600 页，请拆分后上传。"
    )


def test_page_of_many_crossing_rules_is_read_without_tables() -> None:
    rules = [(9 * i, 0, 9 * i, 700) for i in range(60)] + [
        (0, 9 * i, 700, 9 * i) for i in range(60)
    ]

    result = read(make_pdf([[(72, 760, "总体要求")]], rules=rules), file_name="规划.pdf")

    assert result.text == "总体要求"
    assert result.warnings == ("第 1 页内容过多，没有读取或没有识别表格。",)


def test_pdf_stream_that_unpacks_over_the_limit_is_refused() -> None:
    packed = zlib.compress(bytes(MAX_STREAM + 1)).decode("latin-1")
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        f"<</Filter/FlateDecode/Length {len(packed)}>>\nstream\n{packed}\nendstream",
    ]

    assert _refusal(join_objects(objects), "规划.pdf").endswith("解压后超过上限 100 MB，拒绝读取。")


def test_time_that_is_over_names_the_place() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        Deadline(-1.0).check("第 7 页")

    assert str(caught.value).startswith("读取超过 -1 秒，停在第 7 页。")


_WORD = make_docx(numbered("目标") + table([cell("产值"), cell("1300")]) + para("正文。"))
_PDF = make_pdf([set_lines(["　　一、总体要求", "　　培育企业100家。"])])
_PAGE = "<html><body><table><tr><td>产值<td>1300</table><p>正文。</p></body></html>".encode()


@pytest.mark.parametrize(
    ("content", "file_name"), [(_WORD, "a.docx"), (_PDF, "a.pdf"), (_PAGE, "a.html")]
)
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 12), keep=st.floats(0.2, 1.0))
@settings(max_examples=60, deadline=None)
def test_damaged_file_is_read_or_refused(
    content: bytes, file_name: str, seed: int, changes: int, keep: float
) -> None:
    rng = random.Random(seed)
    damaged = bytearray(content[: max(8, int(len(content) * keep))])
    for _ in range(changes):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    try:
        result = read(bytes(damaged), file_name=file_name)
    except UnreadableDocument as refusal:
        assert file_name in str(refusal)
    else:
        assert isinstance(result, ReadText)
        assert result.text.strip()


_TRADITIONAL = "到二零二五年，醫藥產業總產值達到一百億元以上，研發投入強度達到百分之四。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(_TRADITIONAL, "big5"), ("これは計画の文書です。ひらがなとカタカナ。", "shift_jis")],
)
def test_text_in_another_east_asian_encoding_is_refused(text: str, encoding: str) -> None:
    assert "的编码无法识别" in _refusal(text.encode(encoding), "规划.txt")


def test_traditional_text_in_gb18030_is_read() -> None:
    found = read(_TRADITIONAL.encode("gb18030"), file_name="规划.txt")
    assert (found.encoding, found.text) == ("gb18030", _TRADITIONAL)
