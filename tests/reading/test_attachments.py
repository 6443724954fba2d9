"""Files that back a report: each kind as it is, and what only pretends to be one."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from planapp.domain.reading import ATTACHABLE, UnreadableDocument, check_attachment

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)


def packed(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "<x/>" * 50)
    return out.getvalue()


def compound(*streams: str) -> bytes:
    return COMPOUND + b"".join(name.encode("utf-16-le") for name in streams)


PDF = b"%PDF-1.7\n%%EOF"
DOCX = packed("[Content_Types].xml", "word/document.xml")
XLSX = packed("[Content_Types].xml", "xl/workbook.xml")
JPG, PNG = b"\xff\xd8\xff\xe0rest", b"\x89PNG\r\n\x1a\nrest"
GOOD = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".xlsx": XLSX,
    ".doc": compound("WordDocument"),
    ".xls": compound("Workbook"),
    ".wps": compound("WordDocument"),
    ".et": compound("Workbook"),
    ".ofd": packed("OFD.xml"),
    ".jpg": JPG,
    ".jpeg": JPG,
    ".png": PNG,
}


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        check_attachment(content, file_name=name)
    return str(caught.value)


def test_every_kind_has_an_example() -> None:
    assert set(GOOD) == set(ATTACHABLE)


@pytest.mark.parametrize("ending", GOOD)
def test_file_that_is_what_its_name_says_is_taken(ending: str) -> None:
    assert "/" in check_attachment(GOOD[ending], file_name=f"佐证{ending.upper()}")


@pytest.mark.parametrize("ending", GOOD)
@pytest.mark.parametrize(
    "content", [b"<html><script>alert(1)</script></html>", b"MZ\x90\x00", packed("a.txt")]
)
def test_content_of_another_kind_is_refused(ending: str, content: bytes) -> None:
    assert f"与扩展名 {ending} 不符" in refusal(content, f"佐证{ending}")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (XLSX, "a.docx"),
        (DOCX, "a.xlsx"),
        (PDF, "a.png"),
        (JPG, "a.png"),
        (compound("Workbook"), "a.doc"),
    ],
)
def test_kinds_are_not_mistaken_for_each_other(content: bytes, name: str) -> None:
    assert "不符" in refusal(content, name)


@pytest.mark.parametrize(
    "name", ["a.zip", "a.exe", "a.svg", "a.html", "a.docm", "a", "a.pdf.exe", "a.PDF "]
)
def test_other_endings_are_refused_with_what_to_do(name: str) -> None:
    assert "上传" in refusal(PDF, name)


def test_empty_and_broken_files_are_refused() -> None:
    assert "空文件" in refusal(b"", "a.pdf")
    assert "已损坏" in refusal(DOCX[: len(DOCX) // 2], "a.docx")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx"),
        (compound("Workbook", "_VBA_PROJECT"), "a.xls"),
    ],
)
def test_macros_are_refused(content: bytes, name: str) -> None:
    assert "含有宏" in refusal(content, name)


def test_file_with_a_password_is_refused() -> None:
    assert "打开密码" in refusal(compound("EncryptedPackage"), "a.docx")


def test_archive_with_too_many_parts_is_refused() -> None:
    names = [f"word/{number}.xml" for number in range(2001)]
    assert "不符" in refusal(packed("[Content_Types].xml", "word/document.xml", *names), "a.docx")
