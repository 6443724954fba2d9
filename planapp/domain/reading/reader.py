"""From bytes and a file name to text, whatever the format."""

from __future__ import annotations

from planapp.domain.reading.docx import read_docx
from planapp.domain.reading.formats import Format, recognise
from planapp.domain.reading.html import read_html
from planapp.domain.reading.limits import MAX_BYTES, MAX_CHARACTERS, MEGABYTE, Deadline
from planapp.domain.reading.pdf import read_pdf
from planapp.domain.reading.result import ReadText, UnreadableDocument
from planapp.domain.reading.text import read_text


def read(content: bytes, *, file_name: str, encoding: str | None = None) -> ReadText:
    """Read a document: .txt, .html, .docx or .pdf, by the ending of its name.

    `encoding` is for .txt and .html, where a person knows better than the file. Nothing in the
    file is executed and nothing it names is fetched. Raises UnreadableDocument.
    """
    if not content:
        raise UnreadableDocument(f"《{file_name}》是空文件，没有可读取的内容。")
    if len(content) > MAX_BYTES:
        raise UnreadableDocument(f"《{file_name}》超过上限 {MAX_BYTES // MEGABYTE} MB。")
    form = recognise(content, file_name=file_name)
    result = _read_as(form, content, file_name=file_name, encoding=encoding)
    if not result.text.strip():
        raise UnreadableDocument(f"《{file_name}》中没有可读取的文字。")
    if len(result.text) > MAX_CHARACTERS:
        raise UnreadableDocument(
            f"《{file_name}》的文字超过上限 {MAX_CHARACTERS // 10_000} 万字，请拆分后上传。"
        )
    return result


def _read_as(form: Format, content: bytes, *, file_name: str, encoding: str | None) -> ReadText:
    used = ""
    warnings: tuple[str, ...] = ()
    deadline = Deadline()
    if form is Format.TEXT:
        used, text = read_text(content, file_name=file_name, encoding=encoding)
    elif form is Format.HTML:
        used, text = read_html(content, file_name=file_name, encoding=encoding, deadline=deadline)
    elif form is Format.DOCX:
        text, warnings = read_docx(content, file_name=file_name, deadline=deadline)
    else:
        text, warnings = read_pdf(content, file_name=file_name, deadline=deadline)
    return ReadText(text=text, encoding=used, media_type=form.value, warnings=warnings)
