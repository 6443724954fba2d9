"""The rows of a sheet's XML, one after another, without the tree of the whole.

A cell that is written as all offices write it is taken apart by one pattern; a row that holds
anything else is parsed as XML. What lies between rows or cells must be nothing, so that no text
can be a row here and something else to an XML parser.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from lxml import etree

from planapp.domain.reading.limits import MAX_TABLE_FRAME
from planapp.domain.reading.workbook_cells import written_in

Piece = tuple[str | None, str | None]  # attributes and content of an element
_PARTS = 7
_STEP = _PARTS + 1  # what lies before a cell, then its parts


@dataclass(slots=True)
class RawCells:
    """The cells of a row as written, part by part; None or "" where there is none."""

    letters: list[str]
    digits: list[str]
    styles: list[str | None]
    sorts: list[str | None]
    formulas: list[str | None]
    values: list[str | None]
    texts: list[str | None]


class BrokenXml(ValueError):
    """The part is no XML that can be read."""


@dataclass(slots=True)
class Cut:
    """A part cut into the elements that repeat and the frame around them."""

    chunks: Iterable[bytes]
    holder: str  # the element that holds them
    item: str
    head: str = ""  # up to the first of them, the start of the holder included
    tail: str = ""  # from the end of the holder on
    prefix: str = ""  # of all names, where the file has one

    def pieces(self) -> Iterator[Piece]:
        """Every element; `head` is known with the first, `tail` after the last."""
        texts = codecs.iterdecode(self.chunks, "utf-8-sig")
        rest, start = "", None
        try:
            for text in texts:
                rest += text
                start = _start(self.holder).search(rest)
                if start or len(rest) > MAX_TABLE_FRAME:
                    break
            if start is None:
                raise BrokenXml(f"缺少 {self.holder}")
            self.head, self.prefix = rest[: start.end()], start["prefix"]
            if "<!DOCTYPE" in self.head or "<!ENTITY" in self.head:
                raise BrokenXml("含有文档类型声明")
            if start["empty"]:
                self.head = self.head[:-2] + ">"
                self.tail = f"</{self.prefix}{self.holder}>" + self._to_end(
                    texts, rest[start.end() :]
                )
                return
            yield from self._items(texts, rest[start.end() :])
        except UnicodeDecodeError as error:
            raise BrokenXml("不是 UTF-8 编码") from error

    def _items(self, texts: Iterator[str], rest: str) -> Iterator[Piece]:
        end, close = f"</{self.prefix}{self.holder}", f"</{self.prefix}{self.item}>"
        while (stop := rest.find(end)) < 0:
            until = rest.rfind(close) + len(close)
            if until >= len(close):
                yield from self._split(rest[:until])
                rest = rest[until:]
            more = next(texts, None)
            if more is None:
                raise BrokenXml(f"{self.holder} 没有结尾")
            if len(rest) > MAX_TABLE_FRAME:
                raise BrokenXml(f"{self.item} 的内容过大或没有结尾")
            rest += more
        last = rest.rfind(close, 0, stop)
        until = last + len(close) if last >= 0 else 0
        yield from self._split(rest[:until])
        if _open(self.prefix, self.item).search(rest, until, stop):
            raise BrokenXml(f"{self.item} 没有结尾")
        yield from self._split(rest[until:stop])
        rest = rest[stop:]
        self.tail = self._to_end(texts, rest)

    def _split(self, text: str) -> Iterator[Piece]:
        """The elements of a stretch in which each that begins has its end."""
        parts = _item(self.prefix, self.item).split(text)
        if any(map(str.strip, parts[::3])):
            raise BrokenXml(f"{self.item} 之间有别的内容")
        return zip(parts[1::3], parts[2::3], strict=True)

    def _to_end(self, texts: Iterator[str], rest: str) -> str:
        for text in texts:
            rest += text
            if len(rest) > MAX_TABLE_FRAME:
                raise BrokenXml("表格之外的内容过大")
        return rest

    def frame(self) -> etree._Element:
        """The part without its elements, parsed; known once all were taken."""
        return parse_fragment(re.sub(r"^\s*<\?xml[^>]*\?>", "", self.head + self.tail))

    def element(self, attributes: str | None, content: str | None) -> etree._Element:
        """One of the elements, parsed."""
        name = f"{self.prefix}{self.item}"
        spaces = "".join(re.findall(r"\sxmlns(?::[\w.-]+)?=(?:\"[^\"<]*\"|'[^'<]*')", self.head))
        return parse_fragment(f"<{name}{spaces}{attributes or ''}>{content or ''}</{name}>")


def parse_fragment(text: str) -> etree._Element:
    """An element by itself; raises BrokenXml."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenXml("不是正确的 XML") from error


def raw_cells(cut: Cut, attributes: str | None, content: str) -> RawCells:
    """The cells of a row in the order in which they are written."""
    parts = _cell(cut.prefix).split(content)
    if any(map(str.strip, parts[::_STEP])):
        return _parsed_cells(cut.element(attributes, content))
    return RawCells(*(parts[at::_STEP] for at in range(1, _STEP)))


def _parsed_cells(row: etree._Element) -> RawCells:
    cells = RawCells([], [], [], [], [], [], [])
    for cell in row.iterfind("{*}c"):
        place = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", cell.get("r", ""))
        inside = cell.find("{*}is")
        cells.letters.append(place[1] if place else "")
        cells.digits.append(place[2] if place else "")
        cells.styles.append(cell.get("s"))
        cells.sorts.append(cell.get("t"))
        cells.formulas.append(None if cell.find("{*}f") is None else "f")
        cells.values.append(cell.findtext("{*}v"))
        cells.texts.append(None if inside is None else written_in(inside))
    return cells


@cache
def _start(holder: str) -> re.Pattern[str]:
    return re.compile(
        rf"<(?P<prefix>(?:[A-Za-z_][\w.-]*:)?){holder}(?=[\s/>])[^<>]*?(?P<empty>/)?>"
    )


@cache
def _item(prefix: str, name: str) -> re.Pattern[str]:
    tag = re.escape(prefix + name)
    return re.compile(rf"<{tag}(\s[^<>]*?)?(?:/>|>(.*?)</{tag}>)", re.DOTALL)


@cache
def _open(prefix: str, name: str) -> re.Pattern[str]:
    return re.compile(rf"<{re.escape(prefix + name)}(?:\s[^<>]*)?(?<!/)>")


@cache
def _cell(prefix: str) -> re.Pattern[str]:
    p = re.escape(prefix)
    return re.compile(
        rf'<{p}c r="([A-Z]{{1,3}})([0-9]{{1,7}})"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?(?:/>|>'
        rf"(?:<{p}(f)(?:/>|(?: [^<>]*)?(?:/>|>[^<]*</{p}f>)))?"
        rf'(?:<{p}v(?: xml:space="preserve")?>([^<&]*)</{p}v>)?'
        rf'(?:<{p}is><{p}t(?: xml:space="preserve")?>([^<&]*)</{p}t></{p}is>)?</{p}c>)'
    )
