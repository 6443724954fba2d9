"""Word documents (.docx): paragraphs, numbering, tables, text boxes and notes as lines.

Tracked changes are read as accepted. Macros, embedded objects and links are never opened.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from planapp.domain.reading.limits import Deadline
from planapp.domain.reading.numbering import Numbering, W, join_label
from planapp.domain.reading.package import Package
from planapp.domain.reading.result import UnreadableDocument
from planapp.domain.reading.rows import TableCell, write_rows
from planapp.domain.reading.runs import boxes_of, is_on, notes_of, text_of

_WRAPPERS = frozenset({W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins",
                                             "moveTo")})  # fmt: skip
_MOST_BLANK = 2
_MANY_PARAGRAPHS = 500  # between two looks at the clock


def read_docx(content: bytes, *, file_name: str, deadline: Deadline) -> tuple[str, tuple[str, ...]]:
    """The text, a paragraph or table row a line, and the warnings. Raises UnreadableDocument."""
    package = Package(content, file_name=file_name, deadline=deadline)
    main = package.related("").get("officeDocument", "word/document.xml")
    if main not in package.names:
        raise UnreadableDocument(f"《{file_name}》不是 Word 文档（缺少正文部件）。")
    parts = package.related(main)
    body = package.parse(main).find(W + "body")
    if body is None:
        raise UnreadableDocument(f"《{file_name}》的部件 {main} 中没有正文。")
    roots: dict[str, etree._Element] = {
        sort: package.parse(parts[sort])
        for sort in ("numbering", "styles", "footnotes", "endnotes")
        if sort in parts
    }
    walker = _Walker(roots, deadline=deadline)
    lines = [*walker.lines(body), *walker.note_lines()]
    return _squeeze_blank("\n".join(lines)), tuple(_warn(package, parts, body=body))


class _Walker:
    """Goes through the blocks of the document in reading order."""

    def __init__(self, roots: dict[str, etree._Element], *, deadline: Deadline) -> None:
        self._numbering = Numbering(roots.get("numbering"))
        self._styles = _read_styles(roots.get("styles"))
        self._notes = {
            (sort, node.get(W + "id")): node
            for sort in ("footnote", "endnote")
            if f"{sort}s" in roots
            for node in roots[f"{sort}s"]
        }
        self._cited: list[tuple[str, str | None]] = []
        self._deadline = deadline
        self._count = 0
        self._open = ""  # text of a paragraph whose end was deleted: the next one continues it

    def lines(self, parent: etree._Element) -> Iterator[str]:
        for node in parent:
            if node.tag == W + "p":
                yield from self._paragraph(node)
            elif node.tag == W + "tbl":
                yield from write_rows(list(self._rows(node)))
            elif node.tag in _WRAPPERS:
                yield from self.lines(node)

    def note_lines(self) -> Iterator[str]:
        """The notes cited, at the end, so that they do not interrupt sentences."""
        for number, key in enumerate(self._cited, start=1):
            note = self._notes.get(key)
            text = "" if note is None else "".join(line.strip() for line in self.lines(note))
            if text:
                yield f"{'脚注' if key[0] == 'footnote' else '尾注'}{number}：{text}"

    def _paragraph(self, node: etree._Element) -> Iterator[str]:
        self._count += 1
        if self._count % _MANY_PARAGRAPHS == 0:
            self._deadline.check(f"第 {self._count} 段")
        text = text_of(node)
        self._cited.extend(notes_of(node))
        if text.strip():
            text = join_label(self._label(node), text.lstrip() if self._label_of(node) else text)
        text, self._open = self._open + text, ""
        if node.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self._open = text
        else:
            yield from (line.rstrip() for line in text.split("\n"))
        for box in boxes_of(node):
            yield from (line for line in self.lines(box) if line.strip())

    def _label_of(self, node: etree._Element) -> tuple[str, int] | None:
        """The list and level of a paragraph: its own, else its style's."""
        properties = node.find(W + "pPr")
        style = "" if properties is None else _value(properties.find(W + "pStyle"))
        number, level = self._styles.get(style, (None, None))
        if properties is not None and (own := properties.find(W + "numPr")) is not None:
            number = _value(own.find(W + "numId")) or number
            level = _value(own.find(W + "ilvl")) or level
        if not number or number == "0":  # 0 takes a style's numbering away
            return None
        return number, int(level) if level and level.isdecimal() else 0

    def _label(self, node: etree._Element) -> str:
        place = self._label_of(node)
        return "" if place is None else self._numbering.next_label(place[0], place[1])

    def _rows(self, table: etree._Element) -> Iterator[list[TableCell]]:
        for row in _children(table, W + "tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                yield list(self._cells(row))

    def _cells(self, row: etree._Element) -> Iterator[TableCell]:
        column = 0
        for cell in _children(row, W + "tc"):
            properties = cell.find(W + "tcPr")
            span, merge, deleted = _cell_properties(properties)
            if not deleted and (merge is None or merge.get(W + "val") == "restart"):
                lines = tuple(line for line in self.lines(cell) if line.strip())
                has_table = cell.find(W + "tbl") is not None
                yield TableCell(lines, column, is_layout=has_table)
            column += span


def _cell_properties(
    properties: etree._Element | None,
) -> tuple[int, etree._Element | None, bool]:
    if properties is None:
        return 1, None, False
    span = _value(properties.find(W + "gridSpan"))
    return (
        int(span) if span.isdecimal() and len(span) < 4 else 1,
        properties.find(W + "vMerge"),
        properties.find(W + "cellDel") is not None,
    )


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows or cells, also inside content controls."""
    for node in parent:
        if node.tag == tag:
            yield node
        elif node.tag in _WRAPPERS:
            yield from _children(node, tag)


def _read_styles(root: etree._Element | None) -> dict[str, tuple[str | None, str | None]]:
    """The list and level of each paragraph style, its base's where it has none of its own."""
    if root is None:
        return {}
    nodes = {node.get(W + "styleId"): node for node in root.iterfind(W + "style")}
    found: dict[str, tuple[str | None, str | None]] = {}
    for name in nodes:
        number = level = None
        at, seen = name, set[str | None]()
        while (node := nodes.get(at)) is not None and at not in seen:
            seen.add(at)
            own = node.find(f"{W}pPr/{W}numPr")
            if own is not None:
                number = number or _value(own.find(W + "numId"))
                level = level or _value(own.find(W + "ilvl"))
            at = _value(node.find(W + "basedOn"))
        found[name or ""] = (number, level)
    return found


def _value(node: etree._Element | None) -> str:
    return "" if node is None else node.get(W + "val") or ""


def _warn(package: Package, parts: dict[str, str], *, body: etree._Element) -> Iterator[str]:
    if "vbaProject" in parts:
        yield "文件含有宏，已忽略。"
    if next(body.iter(W + "altChunk"), None) is not None:
        yield "文件嵌入了另一份文档，其中的文字没有读取。"
    if any(next(body.iter(W + tag), None) is not None for tag in ("ins", "del", "moveTo")):
        yield "文件有未处理的修订，按“接受全部修订”读取。"
    if any(is_on(node) for node in body.iter(W + "vanish")):
        yield "文件有隐藏文字，没有读取。"


def _squeeze_blank(text: str) -> str:
    blank = "\n" * (_MOST_BLANK + 1)
    while blank + "\n" in text:
        text = text.replace(blank + "\n", blank)
    return text.strip("\n")
