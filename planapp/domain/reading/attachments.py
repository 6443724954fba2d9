"""Files that back a report: which are taken, and whether each is what its name says."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePath

from planapp.domain.reading.formats import COMPOUND, ENCRYPTED, PDF_HEAD
from planapp.domain.reading.limits import MAX_ENTRIES
from planapp.domain.reading.package import BROKEN
from planapp.domain.reading.result import UnreadableDocument

_OFFICE = "application/vnd.openxmlformats-officedocument"


def _stream(name: str) -> bytes:
    """A stream's name as the directory of a compound file holds it."""
    return name.encode("utf-16-le")


_OFFICE_FILES = frozenset({".docx", ".xlsx", ".doc", ".xls", ".wps", ".et"})
_MACROS = (_stream("_VBA_PROJECT"), b"vbaProject.bin")
_ADVICE = {
    ".zip": "压缩文件不能逐个核对内容。请解压后逐个上传。",
    ".rar": "压缩文件不能逐个核对内容。请解压后逐个上传。",
    ".7z": "压缩文件不能逐个核对内容。请解压后逐个上传。",
    ".docm": "含宏的文件可能带有病毒。请另存为 .docx 再上传。",
    ".xlsm": "含宏的文件可能带有病毒。请另存为 .xlsx 再上传。",
    ".html": "网页请打印为 PDF 再上传，或填写链接。",
    ".htm": "网页请打印为 PDF 再上传，或填写链接。",
}


def _holds(*parts: str) -> Callable[[bytes], bool]:
    """Whether it is an unbroken zip archive with these parts."""

    def check(content: bytes) -> bool:
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                names = archive.namelist()
        except BROKEN:
            return False
        return len(names) <= MAX_ENTRIES and set(parts) <= set(names)

    return check


def _begins(sign: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(sign)


def _compound(*streams: str) -> Callable[[bytes], bool]:
    """Whether it is a file of the old Office formats with one of these streams."""
    wanted = [_stream(name) for name in streams]
    return lambda content: content.startswith(COMPOUND) and any(name in content for name in wanted)


# Documents, tables and pictures, as offices have them; archives and web pages are not among them:
# what an archive holds cannot be checked, and a web page may act in the reader's browser.
KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    ".pdf": ("application/pdf", lambda content: b"%PDF-" in content[:PDF_HEAD]),
    ".docx": (
        f"{_OFFICE}.wordprocessingml.document",
        _holds("[Content_Types].xml", "word/document.xml"),
    ),
    ".xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _holds("[Content_Types].xml", "xl/workbook.xml")),
    ".doc": ("application/msword", _compound("WordDocument")),
    ".xls": ("application/vnd.ms-excel", _compound("Workbook", "Book")),
    ".wps": ("application/vnd.ms-works", _compound("WordDocument")),
    ".et": ("application/vnd.ms-excel", _compound("Workbook", "Book")),
    ".ofd": ("application/ofd", _holds("OFD.xml")),
    ".jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    ".jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    ".png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
}
ATTACHABLE = tuple(KINDS)


def check_attachment(content: bytes, *, file_name: str) -> str:
    """The media type of a file that is taken; UnreadableDocument tells why it is not."""
    ending = PurePath(file_name).suffix.lower()
    if ending not in KINDS:
        usual = f"可以上传 {'、'.join(ATTACHABLE)}。"
        raise UnreadableDocument(
            f"《{file_name}》：{_ADVICE.get(ending, f'不接受这种文件，{usual}')}"
        )
    if not content:
        raise UnreadableDocument(f"《{file_name}》是空文件。")
    if content.startswith(COMPOUND) and ENCRYPTED in content:
        raise UnreadableDocument(f"《{file_name}》设有打开密码。请取消密码后再上传。")
    media_type, agrees = KINDS[ending]
    if not agrees(content):
        raise UnreadableDocument(
            f"《{file_name}》的内容与扩展名 {ending} 不符，或文件已损坏。请按实际格式另存后再上传。"
        )
    if ending in _OFFICE_FILES and any(sign in content for sign in _MACROS):
        raise UnreadableDocument(
            f"《{file_name}》含有宏，可能带有病毒。请另存为不含宏的文件再上传。"
        )
    return media_type
