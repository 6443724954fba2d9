"""What sort of file it is: the name's ending and the first bytes must agree."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePath

from planapp.domain.reading.result import UnreadableDocument


class Format(Enum):
    """What can be read; the value is the media type."""

    TEXT = "text/plain"
    HTML = "text/html"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PDF = "application/pdf"


READABLE = {
    ".txt": Format.TEXT,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".docx": Format.DOCX,
    ".pdf": Format.PDF,
}
ACCEPTED = tuple(READABLE)
_WORD = "请用 Word 或 WPS 打开后“另存为”.docx，再上传。"
_ADVICE = {
    ".doc": f"旧版 Word 文件（.doc）不能直接读取。{_WORD}",
    ".dot": f"旧版 Word 模板（.dot）不能直接读取。{_WORD}",
    ".docm": f"含宏的 Word 文件（.docm）不能直接读取。{_WORD}",
    ".dotx": f"Word 模板（.dotx）不能直接读取。{_WORD}",
    ".wps": f"WPS 文字文件（.wps）不能直接读取。{_WORD}",
    ".rtf": f"RTF 文件（.rtf）不能直接读取。{_WORD}",
    ".odt": f"ODT 文件（.odt）不能直接读取。{_WORD}",
    ".ofd": "OFD 版式文件（.ofd）不能直接读取。请用 OFD 阅读器“导出”或“另存为”PDF，再上传。",
    ".ceb": "CEB 版式文件（.ceb）不能直接读取。请用原阅读器“打印”或“导出”为 PDF，再上传。",
    ".caj": "CAJ 版式文件（.caj）不能直接读取。请用原阅读器“打印”或“导出”为 PDF，再上传。",
    ".mht": "网页存档（.mht）不能直接读取。请在浏览器中把网页“另存为”.html，再上传。",
    ".mhtml": "网页存档（.mhtml）不能直接读取。请在浏览器中把网页“另存为”.html，再上传。",
    ".xls": "这是表格文件。指标台账请从“导入”上传，规划文件请上传正文。",
    ".xlsx": "这是表格文件。指标台账请从“导入”上传，规划文件请上传正文。",
}
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp"})
_ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".tar"})
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE, _PACKAGE, _PDF = "网页", "Word（.docx）或压缩文件", "PDF 文件"
PDF_HEAD = 1024  # bytes within which the mark of a PDF must stand
_SIGNS = (
    (COMPOUND, "旧版 Word 或 WPS 文件"),
    (b"%PDF-", _PDF),
    (b"{\\rtf", "RTF 文件"),
    (b"<!doctype html", _WEB_PAGE),
    (b"<html", _WEB_PAGE),
    (b"PK\x03\x04", _PACKAGE),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG\r\n", "图片"),
    (b"Rar!\x1a\x07", "压缩文件"),
    (b"7z\xbc\xaf", "压缩文件"),
)


def recognise(content: bytes, *, file_name: str) -> Format:
    """The format of a file that can be read; UnreadableDocument tells what to do otherwise."""
    ending = PurePath(file_name).suffix.lower()
    form = READABLE.get(ending)
    if form is None:
        raise UnreadableDocument(_advise(file_name, ending))
    if form is Format.DOCX and content.startswith(COMPOUND) and ENCRYPTED in content:
        raise UnreadableDocument(f"《{file_name}》设有打开密码。请在 Word 中取消密码后再上传。")
    actual = _look(content)
    if not _agrees(form, actual, content=content):
        raise UnreadableDocument(
            f"《{file_name}》的扩展名与内容不符：扩展名是 {ending}，"
            f"内容{f'像是{actual}' if actual else '不是这种文件'}。"
            "请确认文件，按实际格式另存后再上传。"
        )
    return form


def _advise(file_name: str, ending: str) -> str:
    if ending in _PICTURES:
        advice = "图片中的文字不能读取。请先用文字识别（OCR）软件转换为 .docx，再上传。"
    elif ending in _ARCHIVES:
        advice = "压缩文件不能直接读取。请解压后逐个上传。"
    else:
        advice = _ADVICE.get(ending, "不支持这种文件，可读取的格式是 .docx、.pdf、.html、.txt。")
    return f"《{file_name}》：{advice}"


def _agrees(form: Format, actual: str | None, *, content: bytes) -> bool:
    if form is Format.PDF:
        return b"%PDF-" in content[:PDF_HEAD]
    if form is Format.HTML:
        return actual in {None, _WEB_PAGE}
    return actual == (_PACKAGE if form is Format.DOCX else None)


def _look(content: bytes) -> str | None:
    head = content[:64].lstrip()
    folded = head.lower() if head.startswith(b"<") else head
    return next((name for sign, name in _SIGNS if folded.startswith(sign)), None)
