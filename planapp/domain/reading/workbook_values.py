"""The values of an .xlsx: what each cell holds, none of what it would do.

Formulas count by the result that was saved with them. Links to other files are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import InvalidOperation
from itertools import pairwise

from lxml import etree

from planapp.domain.reading.limits import (
    MAX_MERGED,
    MAX_SHEETS,
    MAX_TABLE_CHARACTERS,
    MAX_TABLE_PART,
    Deadline,
)
from planapp.domain.reading.package import Package
from planapp.domain.reading.result import UnreadableDocument
from planapp.domain.reading.table_limits import Grid
from planapp.domain.reading.workbook_cells import (
    number_of,
    relation_of,
    unescaped,
    words_of,
)
from planapp.domain.reading.workbook_looks import BUILT_IN, Look, as_shown, look_of
from planapp.domain.reading.workbook_rows import BrokenXml, Cut, RawCells, raw_cells
from planapp.domain.sheet import Merged, Sheet, Value, column_of, letters_of

_ROW = re.compile(r'\sr="([0-9]{1,7})"')
_HIDDEN = re.compile(r'\shidden="(?:1|true)"')
_PLAIN_TEXT = re.compile(r'<t(?: xml:space="preserve")?>([^<&]*)</t>')
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d).*)?Z?")
_WRONG = (ValueError, KeyError, InvalidOperation, OverflowError)


def read_xlsx(content: bytes, *, file_name: str, deadline: Deadline) -> tuple[Sheet, ...]:
    """The sheets in their order; raises UnreadableDocument."""
    package = Package(content, file_name=file_name, deadline=deadline, max_part=MAX_TABLE_PART)
    return _Workbook(package, file_name).read()


@dataclass(slots=True)
class _Workbook:
    """What the sheets share."""

    package: Package
    file_name: str
    grid: Grid = field(init=False)
    strings: dict[str, str | None] = field(default_factory=dict)  # by their numbers as written
    looks: dict[str, Look] = field(default_factory=dict)  # by style; without plain numbers
    is_1904: bool = False

    def __post_init__(self) -> None:
        self.grid = Grid(self.file_name)

    def read(self) -> tuple[Sheet, ...]:
        book = self.package.related("").get("officeDocument", "xl/workbook.xml")
        root, parts = self.package.parse(book), self.package.related(book)
        sheets = list(root.iterfind("{*}sheets/{*}sheet"))
        if len(sheets) > MAX_SHEETS:
            raise UnreadableDocument(f"《{self.file_name}》的工作表超过上限 {MAX_SHEETS} 个。")
        properties = root.find("{*}workbookPr")
        self.is_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
        if "sharedStrings" in parts:
            shared = self._shared(parts["sharedStrings"])
            self.strings = {str(number): text or None for number, text in enumerate(shared)}
        if "styles" in parts:
            self.looks = _looks(self.package.parse(parts["styles"]))
        targets = self.package.targets(book)
        return tuple(self._sheets(sheets, targets))

    def _sheets(self, sheets: list[etree._Element], targets: dict[str, str]) -> Iterator[Sheet]:
        for sheet in sheets:
            part, name = targets.get(relation_of(sheet), ""), unescaped(sheet.get("name", ""))
            if not part:
                raise UnreadableDocument(f"《{self.file_name}》缺少工作表“{name}”的内容。")
            if "worksheet" in part or "/sheet" in part:  # not a sheet that is one chart
                is_hidden = sheet.get("state", "visible") != "visible"
                yield self._sheet(name, part, is_hidden=is_hidden)

    def _shared(self, part: str) -> Iterator[str]:
        cut = Cut(self.package.stream(part), holder="sst", item="si")
        size = 0
        try:
            for attributes, content in cut.pieces():
                plain = _PLAIN_TEXT.fullmatch(content) if content else None
                text = unescaped(plain[1]) if plain else words_of(cut.element(attributes, content))
                size += len(text)
                if size > MAX_TABLE_CHARACTERS:
                    most = f"{MAX_TABLE_CHARACTERS // 10_000} 万字"
                    raise UnreadableDocument(f"《{self.file_name}》的文字超过上限 {most}。")
                yield text
        except BrokenXml as error:
            raise self._broken(part, error) from error

    def _sheet(self, name: str, part: str, *, is_hidden: bool) -> Sheet:
        cut = Cut(self.package.stream(part), holder="sheetData", item="row")
        reader = _SheetReader(self, name)
        self.grid.begin(name)
        try:
            for attributes, content in cut.pieces():
                reader.take(cut, attributes, content)
            frame = cut.frame()
        except BrokenXml as error:
            raise self._broken(part, error) from error
        return Sheet(
            name=name,
            rows=self.grid.rows(),
            merged=tuple(_merged(frame)),
            is_hidden=is_hidden,
            hidden_rows=frozenset(reader.hidden),
            hidden_columns=_hidden_columns(frame),
            warnings=tuple(reader.warnings()),
        )

    def _broken(self, part: str, error: BrokenXml) -> UnreadableDocument:
        return UnreadableDocument(f"《{self.file_name}》的部件 {part} {error}，无法读取。")


@dataclass(slots=True)
class _SheetReader:
    """Takes in the rows of one sheet."""

    book: _Workbook
    name: str
    row: int = 0
    hidden: set[int] = field(default_factory=set)
    unsaved: list[str] = field(default_factory=list)  # formulas without a result
    letters: list[str] = field(default_factory=list)  # of the last row, and what they mean
    columns: list[int] = field(default_factory=list)

    def take(self, cut: Cut, attributes: str | None, content: str | None) -> None:
        """Read a row. What is written twice, or before what it should follow, is refused."""
        written = _ROW.search(attributes or "")
        number = int(written[1]) if written else self.row + 1
        if number <= self.row:
            raise self._disorder(number)
        self.row = number
        if attributes and _HIDDEN.search(attributes):
            self.hidden.add(number)
        if content:
            self._take_cells(raw_cells(cut, attributes, content))

    def _take_cells(self, raw: RawCells) -> None:
        if raw.letters != self.letters:
            self.letters, self.columns = raw.letters, _columns_of(raw.letters)
            if any(left >= right for left, right in pairwise(self.columns)):
                raise self._disorder(self.row)
        own = raw.digits.count(str(self.row)) + raw.digits.count("")
        if own != len(raw.digits):
            raise self._disorder(self.row)
        values = self._values(raw)
        while values and values[-1] is None:
            values.pop()
        if not values:
            return
        width = self.columns[len(values) - 1]
        self.book.grid.check(self.row, width)
        if width > len(values):
            values = _spread(values, self.columns, width=width)
        self.book.grid.add(self.row, values)

    def _values(self, raw: RawCells) -> list[Value]:
        strings, one = self.book.strings, self._value
        at = 0
        try:
            values: list[Value] = []
            for at, (sort, style, formula, written, text) in enumerate(
                zip(raw.sorts, raw.styles, raw.formulas, raw.values, raw.texts, strict=True)
            ):
                if sort == "s" and written:
                    values.append(strings[written])
                elif written:
                    values.append(one(written, style, sort=sort))
                else:
                    values.append(unescaped(text) if text else None)
                    if formula and sort != "str":
                        self.unsaved.append(f"{letters_of(self.columns[at])}{self.row}")
            return values
        except _WRONG as error:
            column = self.columns[at]
            place = f"“{self.name}”{letters_of(column)}{self.row}（第{self.row}行第{column}列）"
            raise UnreadableDocument(f"{place}已损坏，无法读取。请重新另存后再上传。") from error

    def _value(self, raw: str, style: str | None, *, sort: str | None) -> Value:
        if sort is not None and sort != "n":
            return _other(raw, sort)
        number = number_of(raw)
        if isinstance(number, str):
            return number
        look = self.book.looks.get(style) if style else None
        return as_shown(number, look, is_1904=self.book.is_1904) if look else number

    def _disorder(self, row: int) -> UnreadableDocument:
        return UnreadableDocument(f"“{self.name}”第{row}行有内容重复或次序颠倒，文件已损坏。")

    def warnings(self) -> Iterator[str]:
        if self.unsaved:
            some = "、".join(self.unsaved[:5])
            yield (
                f"“{self.name}”有 {len(self.unsaved)} 个公式没有保存结果（{some}），按空白读取。"
                "请用 Excel 或 WPS 打开并保存一次，再上传。"
            )


def _columns_of(letters: list[str]) -> list[int]:
    """The columns called so; a cell without a place stands beside the last."""
    columns: list[int] = []
    for each in letters:
        columns.append(column_of(each) if each else (columns[-1] if columns else 0) + 1)
    return columns


def _spread(values: list[Value], columns: list[int], *, width: int) -> list[Value]:
    """The values in their columns, with what is empty between them."""
    spread: list[Value] = [None] * width
    for column, value in zip(columns, values, strict=False):
        spread[column - 1] = value
    return spread


def _other(raw: str, sort: str) -> Value:
    """A truth, a date by the standard, or text: a formula's, an error's, a cell's own."""
    if sort == "b":
        return bool(int(raw))
    if sort == "d" and (found := _ISO.fullmatch(raw)):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        has_time = found[4] and (found[4], found[5]) != ("00", "00")
        return f"{day} {int(found[4])}:{found[5]}" if has_time else day
    return unescaped(raw) or None


def _merged(frame: etree._Element) -> Iterator[Merged]:
    for number, each in enumerate(frame.iterfind("{*}mergeCells/{*}mergeCell")):
        if number >= MAX_MERGED:
            raise BrokenXml(f"合并单元格超过上限 {MAX_MERGED} 处")
        if found := _RANGE.fullmatch(each.get("ref", "")):
            left, right = column_of(found[1]), column_of(found[3])
            top, bottom = int(found[2]), int(found[4])
            yield Merged(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _hidden_columns(frame: etree._Element) -> frozenset[int]:
    """The hidden columns; all to the right of a table are left out."""
    found: set[int] = set()
    for each in frame.iterfind("{*}cols/{*}col"):
        first, last = each.get("min", ""), each.get("max", "")
        if each.get("hidden") in {"1", "true"} and first.isdecimal() and last.isdecimal():
            found.update(range(int(first), min(int(last), 2**14) + 1))
    return frozenset(found)


def _looks(root: etree._Element) -> dict[str, Look]:
    """The look of each style that shows more than a number."""
    own = {
        each.get("numFmtId", ""): look_of(each.get("formatCode", ""))
        for each in root.iterfind("{*}numFmts/{*}numFmt")
    }
    looks: dict[str, Look] = {}
    for at, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        number = style.get("numFmtId", "0")
        usual = BUILT_IN.get(int(number), Look.NUMBER) if number.isdecimal() else Look.NUMBER
        if (look := own.get(number, usual)) is not Look.NUMBER:
            looks[str(at)] = look
    return looks
