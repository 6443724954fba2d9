"""Web pages: the main text, without navigation, advertising and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

from resiliparse.parse.html import DOMNode, ElementNode, HTMLTree, NodeType

from planapp.domain.debris import describe_furniture
from planapp.domain.reading.limits import (
    MAX_DEPTH,
    MAX_HTML,
    MAX_HTML_SECONDS,
    MEGABYTE,
    SHORT_HTML,
    Deadline,
)
from planapp.domain.reading.result import UnreadableDocument
from planapp.domain.reading.rows import TableCell, write_rows
from planapp.domain.reading.text import decode, refuse_binary
from planapp.domain.reading.trial import ends_in_time

_META = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{1,20})""", re.I)
_HEAD = 4096  # bytes in which the declaration must stand
_OTHERS = frozenset({"big5", "big5-hkscs"})  # what strict UTF-8 and GB18030 do not find


_DROPPED = re.compile(
    "script|style|noscript|template|svg|iframe|object|embed|applet|canvas|audio|video|map|select"
    "|option|button|input|textarea|nav|footer|aside|dialog|head"
)
_BLOCK = re.compile(
    "address|article|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figure"
    "|figcaption|form|h[1-6]|header|hgroup|hr|html|legend|li|main|ol|p|pre|section|summary|table"
    "|tbody|td|tfoot|th|thead|tr|ul"
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)", re.IGNORECASE
)  # fmt: skip
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
_LABEL = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|crumbs?|footer|foot|sidebar"
    r"|share|ads?|adv|adverts?|banner|related|recommend(?:ed)?|pager|pagination|copyright|qrcode"
    r"|toolbar|login|search|comments?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FEW_SENTENCES = 2  # a menu or an advertisement has no more
_LINKED = 0.6  # share of linked characters from which a block is a list of links
_BREAK = "\n"
_MOST_COLUMNS = 200  # of a table; what lies beyond counts as one
_MANY_ELEMENTS = 1_000  # between two looks at the clock


def read_html(
    content: bytes, *, file_name: str, encoding: str | None, deadline: Deadline
) -> tuple[str, str]:
    """The encoding used and the main text, a paragraph or table row a line.

    Raises UnreadableDocument.
    """
    if len(content) > MAX_HTML:
        raise UnreadableDocument(f"网页《{file_name}》超过上限 {MAX_HTML // MEGABYTE} MB。")
    used, source = _decode(content, file_name=file_name, encoding=encoding)
    refuse_binary(source, file_name=file_name)
    tree = _parse(source, file_name=file_name)
    page = _Page(file_name, deadline)
    if tree.body is not None:
        page.write(tree.body)
    lines = _trim_ends(page.take_lines(0))
    title = re.split(r"[_|｜]|\s[-–—－]\s?", (tree.title or "").strip())[0].strip()
    if title and title not in "".join(lines):
        lines.insert(0, title)
    return used, "\n".join(lines)


def _parse(source: str, *, file_name: str) -> HTMLTree:
    """The tree; the parser takes the square of some markup's length, and cannot be interrupted."""
    if len(source) > SHORT_HTML and not ends_in_time(
        lambda: HTMLTree.parse(source), seconds=MAX_HTML_SECONDS
    ):
        raise UnreadableDocument(
            f"网页《{file_name}》的结构异常，无法读取。请另存为 .docx 后再上传。"
        )
    try:
        return HTMLTree.parse(source)
    except (ValueError, RuntimeError) as error:
        raise UnreadableDocument(f"《{file_name}》不是正确的网页，无法读取。") from error


def _decode(content: bytes, *, file_name: str, encoding: str | None) -> tuple[str, str]:
    """Byte order mark, declared charset, then strict UTF-8 and GB18030.

    Valid UTF-8 is taken as such whatever a page declares: a page saved anew keeps its old mark.
    """
    declared = _META.search(content[:_HEAD])
    name = declared[1].decode().lower() if declared and not encoding else ""
    if name in _OTHERS:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            encoding = name
    return decode(content, file_name=file_name, encoding=encoding)


class _Page:
    """Writes the visible text of elements into one buffer of words and breaks."""

    def __init__(self, file_name: str, deadline: Deadline) -> None:
        self._name = file_name
        self._deadline = deadline
        self._elements = 0
        self._out: list[str] = []
        self._size = 0  # characters written
        self._linked = 0  # of these, inside links
        self._links = 0
        self._tables = 0
        self._link_depth = 0

    def write(self, node: DOMNode, depth: int = 0) -> None:
        """Write an element or a text; the children that are not furniture with it."""
        if depth > MAX_DEPTH:
            raise UnreadableDocument(f"网页《{self._name}》的嵌套超过上限 {MAX_DEPTH} 层。")
        if node.type == NodeType.TEXT:
            self._write_text(node.text or "")
        elif isinstance(node, ElementNode) and not _is_dropped(node):
            self._write_element(node, depth)

    def take_lines(self, begin: int) -> list[str]:
        """The lines written since a place in the buffer, taken out of it."""
        written = "".join(self._out[begin:])
        del self._out[begin:]
        return [line for piece in written.split(_BREAK) if (line := _collapse(piece))]

    def _write_text(self, text: str) -> None:
        size = len("".join(text.split()))
        self._size += size
        self._linked += size if self._link_depth else 0
        self._out.append(_SOURCE_BREAK.sub(_JOINT, text).replace("\t", " "))

    def _write_element(self, node: ElementNode, depth: int) -> None:
        self._elements += 1
        if self._elements % _MANY_ELEMENTS == 0:
            self._deadline.check(f"第 {self._elements} 个网页元素")
        begin, size, linked, links = len(self._out), self._size, self._linked, self._links
        is_block, is_link = _BLOCK.fullmatch(node.tag or "") is not None, node.tag == "a"
        self._out.append(_BREAK if is_block or node.tag == "br" else "")
        self._links += is_link
        self._link_depth += is_link
        if node.tag == "table":
            self._write_table(node, depth)
        else:
            for child in _children(node):
                self.write(child, depth + 1)
        self._link_depth -= is_link
        if not is_block:
            return
        self._out.append(_BREAK)
        is_list = (
            self._links - links > 1 and self._linked - linked > _LINKED * (self._size - size)
        )  # fmt: skip
        if is_list or (_is_labelled(node) and self._is_short(begin)):
            del self._out[begin:]
            self._size, self._linked, self._links = size, linked, links

    def _is_short(self, begin: int) -> bool:
        return sum(piece.count("。") for piece in self._out[begin:]) <= _FEW_SENTENCES

    def _write_table(self, table: ElementNode, depth: int) -> None:
        self._tables += 1
        rows: list[list[TableCell]] = []
        taken: dict[int, int] = {}  # column → rows it is still covered from above
        for row in self._rows(table, depth + 1):
            rows.append(self._cells(row, taken, depth=depth + 2))
        self._out.extend(line + _BREAK for line in write_rows(rows))

    def _rows(self, parent: ElementNode, depth: int) -> Iterator[ElementNode]:
        for child in _children(parent):
            if not isinstance(child, ElementNode) or _is_dropped(child):
                continue
            if child.tag == "tr":
                yield child
            elif child.tag in {"thead", "tbody", "tfoot"}:
                yield from self._rows(child, depth + 1)
            else:
                self.write(child, depth + 1)

    def _cells(self, row: ElementNode, taken: dict[int, int], *, depth: int) -> list[TableCell]:
        cells: list[TableCell] = []
        column = 0
        for node in _children(row):
            if not isinstance(node, ElementNode) or node.tag not in {"td", "th"}:
                continue
            while taken.get(column) and column < _MOST_COLUMNS:
                column += 1
            begin, tables = len(self._out), self._tables
            self.write(node, depth)
            lines = tuple(self.take_lines(begin))
            cells.append(TableCell(lines, column, is_layout=self._tables > tables))
            for _ in range(_span(node, "colspan")):
                taken[column] = _span(node, "rowspan")
                column = min(column + 1, _MOST_COLUMNS)
        for covered in list(taken):
            taken[covered] = max(taken[covered] - 1, 0)
        return cells


_SOURCE_BREAK = re.compile(r"[\t\r\f ]*\n\s*")
_JOINT = "\x00"  # a line end in the source: nothing between ideographs, else a space
_SPACE = re.compile(r"[ \xa0\u2002-\u200b\ufeff]+")


def _collapse(piece: str) -> str:
    joined = re.sub(rf"(?<=[^\x00-\x7f]){_JOINT}+(?=[^\x00-\x7f])", "", piece)
    return _SPACE.sub(" ", joined.replace(_JOINT, " ")).strip()


def _children(node: DOMNode) -> Iterator[DOMNode]:
    """Its children; the parser's own list of them takes the square of their number."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next_sibling


def _span(node: ElementNode, name: str) -> int:
    written = node.getattr(name) or ""
    return min(int(written), 100) if re.fullmatch(r"[1-9]\d{0,3}", written) else 1


def _is_dropped(node: ElementNode) -> bool:
    if _DROPPED.fullmatch(node.tag or "") or node.hasattr("hidden"):
        return True
    if node.getattr("aria-hidden") == "true":
        return True
    return node.getattr("role") in _ROLES or bool(_HIDDEN.search(node.getattr("style") or ""))


def _is_labelled(node: ElementNode) -> bool:
    names = f"{node.getattr('id') or ''} {node.getattr('class') or ''}"
    return node.tag != "body" and _LABEL.search(names) is not None


def _trim_ends(lines: list[str]) -> list[str]:
    """Leave out the page's own lines before the first paragraph of prose and after the last."""
    prose = [index for index, line in enumerate(lines) if len(line) >= _PROSE]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), len(lines))
    return [
        line
        for index, line in enumerate(lines)
        if first <= index <= last or describe_furniture(line) is None
    ]


_PROSE = 80
