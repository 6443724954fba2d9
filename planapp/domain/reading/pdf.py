"""PDF files: their text layer as paragraphs and table rows. Nothing in them is run or opened."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from planapp.domain.reading.glyphs import PageGlyphs, read_glyphs
from planapp.domain.reading.limits import (
    MAX_PAGE_GLYPHS,
    MAX_PAGE_RULES,
    MAX_PAGES,
    MAX_STREAM,
    MEGABYTE,
    Deadline,
)
from planapp.domain.reading.page_lines import Line, read_lines
from planapp.domain.reading.paragraphs import Page, Row, join_paragraphs
from planapp.domain.reading.pdf_tables import (
    RuledTable,
    find_ruled_tables,
    may_have_table,
    take_table,
)
from planapp.domain.reading.result import UnreadableDocument

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 1024  # bytes before a stream in which its dictionary stands
_UNKNOWN = 0.3  # share of glyphs without a character from which the text is no text
_LISTED = 20  # pages named in one warning


def read_pdf(content: bytes, *, file_name: str, deadline: Deadline) -> tuple[str, tuple[str, ...]]:
    """The text, a paragraph or table row a line, and the warnings. Raises UnreadableDocument."""
    _refuse_bombs(content, file_name=file_name)
    try:
        with pdfium.PdfDocument(content) as document:
            reader = _Reader(document, content, file_name=file_name, deadline=deadline)
            pages = list(reader.pages())
    except pdfium.PdfiumError as error:
        raise UnreadableDocument(_explain(error, file_name)) from error
    if reader.empty and len(reader.empty) == len(pages):
        raise UnreadableDocument(
            f"《{file_name}》没有文字层，像是扫描件。"
            "请先用文字识别（OCR）软件转换为 .docx 或可检索的 PDF，核对后再上传。"
        )
    return "\n".join(join_paragraphs(pages)), tuple(reader.warnings())


def _explain(error: pdfium.PdfiumError, file_name: str) -> str:
    if "password" in str(error).lower():
        return f"《{file_name}》设有打开密码。请取消密码后再上传。"
    if "security" in str(error).lower():
        return f"《{file_name}》使用了不支持的加密方式。请取消加密后再上传。"
    return f"《{file_name}》已损坏，不是完整的 PDF 文件。请重新导出后再上传。"


def _refuse_bombs(content: bytes, *, file_name: str) -> None:
    """Refuse a file one of whose streams, pictures apart, unpacks to more than the limit."""
    for match in _STREAM.finditer(content):
        head = content[max(0, match.start() - _DICTIONARY) : match.start()]
        head = head[head.rfind(b" obj") :]
        if b"/FlateDecode" not in head or b"/Image" in head:
            continue
        if head.count(b"/FlateDecode") > 1 or _unpacked(content, match.end()) > MAX_STREAM:
            raise UnreadableDocument(
                f"《{file_name}》第 {match.start() + 1} 字节处的内容解压后超过上限 "
                f"{MAX_STREAM // MEGABYTE} MB，拒绝读取。"
            )


def _unpacked(content: bytes, at: int) -> int:
    stream, size = zlib.decompressobj(), 0
    rest = memoryview(content)[at : at + MEGABYTE]
    try:
        while rest and size <= MAX_STREAM and not stream.eof:
            size += len(stream.decompress(rest, MEGABYTE))
            if not stream.unconsumed_tail:
                at += MEGABYTE
            rest = memoryview(stream.unconsumed_tail or content[at : at + MEGABYTE])
    except zlib.error:
        return size  # encrypted or broken: pdfium decides
    return size


class _Reader:
    """Reads page by page and remembers which pages gave no text."""

    def __init__(
        self,
        document: pdfium.PdfDocument,
        content: bytes,
        *,
        file_name: str,
        deadline: Deadline,
    ) -> None:
        self.empty: list[int] = []
        self._strange: list[int] = []
        self._crowded: list[int] = []
        self._document = document
        self._deadline = deadline
        self._tables = _TableFinder(content)
        if len(document) > MAX_PAGES:
            raise UnreadableDocument(
                f"《{file_name}》有 {len(document)} 页，超过上限 {MAX_PAGES} 页，请拆分后上传。"
            )

    def pages(self) -> Iterator[Page]:
        for number, page in enumerate(self._document, start=1):
            self._deadline.check(f"第 {number} 页")
            yield self._page(page, number)
            page.close()

    def warnings(self) -> Iterator[str]:
        for pages, words in (
            (self.empty, "没有文字层（可能是扫描的图片），没有读取"),
            (self._strange, "的字体没有文字对照，读出的内容可能是乱码"),
            (self._crowded, "内容过多，没有读取或没有识别表格"),
        ):
            if pages:
                named = "、".join(map(str, pages[:_LISTED]))
                more = f"等 {len(pages)} 页" if len(pages) > _LISTED else "页"
                yield f"第 {named} {more}{words}。"

    def _page(self, page: pdfium.PdfPage, number: int) -> Page:
        width, height = page.get_size()
        text = page.get_textpage()
        if text.count_chars() > MAX_PAGE_GLYPHS:
            self._crowded.append(number)
            return Page((), width, height)
        found = read_glyphs(page, text)
        text.close()
        if not any(not glyph.text.isspace() for glyph in found.glyphs):
            self.empty.append(number)
        elif found.unknown > _UNKNOWN * len(found.glyphs):
            self._strange.append(number)
        if found.quarters % 2:
            width, height = height, width
        return Page(tuple(self._lines(page, number, found, width=width)), width, height)

    def _lines(
        self, page: pdfium.PdfPage, number: int, found: PageGlyphs, *, width: float
    ) -> list[Line | Row]:
        rules = sum(1 for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=3))
        if rules > MAX_PAGE_RULES:
            self._crowded.append(number)
        is_searched = found.glyphs and not found.quarters and rules <= MAX_PAGE_RULES
        tables = self._tables.find(number) if is_searched and may_have_table(rules) else []
        if tables is None:
            self._crowded.append(number)
        glyphs, rows = list(found.glyphs), list[Row]()
        for table in tables or ():
            texts, glyphs = take_table(table, glyphs)
            rows += [Row(text, table.box[1]) for text in texts]
        return _merge(read_lines(glyphs, width=width), rows)


class _TableFinder:
    """Looks for ruled tables with a second library, opened when the first page needs it."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._document: PDF | None = None

    def find(self, number: int) -> list[RuledTable] | None:
        """The ruled tables of a page, none where the library cannot read it; None: too many."""
        import pdfplumber  # noqa: PLC0415 - slow library

        try:
            if self._document is None:
                self._document = pdfplumber.open(BytesIO(self._content))
            page = self._document.pages[number - 1]
            tables = find_ruled_tables(page)
            page.close()
        except Exception:  # whatever it stumbles over, the page's text is there without rows
            return []
        return tables


def _merge(lines: list[Line], rows: list[Row]) -> list[Line | Row]:
    """Table rows before the first line below them."""
    merged: list[Line | Row] = []
    waiting = list(rows)
    for line in lines:
        while waiting and waiting[0].base < line.base:
            merged.append(waiting.pop(0))
        merged.append(line)
    return [*merged, *waiting]
