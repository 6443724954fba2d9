"""Web pages: the main text, without navigation, advertising and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from resiliparse.parse.html import DOMNode, ElementNode, HTMLTree, NodeType

from planapp.domain.reading.limits import MAX_DEPTH, MAX_HTML, MEGABYTE
from planapp.domain.reading.result import UnreadableDocument
from planapp.domain.reading.rows import TableCell, write_rows
from planapp.domain.reading.text import decode, refuse_binary

_META = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{1,20})""", re.I)
_HEAD = 4096  # bytes in which the declaration must stand
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "hz-gb-2312"})
_OTHERS = frozenset({"utf-8", "utf8", "big5", "big5-hkscs"})


def read_html(content: bytes, *, file_name: str, encoding: str | None) -> tuple[str, str]:
    """The encoding used and the main text, a paragraph or table row a line.

    Raises UnreadableDocument.
    """
    if len(content) > MAX_HTML:
        raise UnreadableDocument(f"网页《{file_name}》超过上限 {MAX_HTML // MEGABYTE} MB。")
    used, source = _decode(content, file_name=file_name, encoding=encoding)
    refuse_binary(source, file_name=file_name)
    return used, source
