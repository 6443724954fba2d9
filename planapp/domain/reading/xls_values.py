"""The values of an .xls (Excel 97 to 2003, WPS .et): formulas count by their last result."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from planapp.domain.reading.limits import MAX_MERGED, MAX_SHEETS, Deadline
from planapp.domain.reading.result import UnreadableDocument
from planapp.domain.reading.table_limits import Grid
from planapp.domain.reading.workbook_cells import number_of, unescaped
from planapp.domain.reading.workbook_looks import BUILT_IN, Look, as_shown, look_of
from planapp.domain.reading.xls_compound import BrokenCompound, read_stream
from planapp.domain.reading.xls_records import Record, records, shared_texts, short_text, text
from planapp.domain.sheet import Merged, Sheet, Value

_BOF, _EOF, _LOCKED, _BOUNDSHEET, _DATEMODE = 0x809, 0x0A, 0x2F, 0x85, 0x22
_SST, _FORMAT, _XF = 0xFC, 0x41E, 0xE0
_ROW, _COLINFO, _MERGED = 0x208, 0x7D, 0xE5
_LABELSST, _LABEL, _RSTRING, _NUMBER, _RK, _MULRK = 0xFD, 0x204, 0xD6, 0x203, 0x27E, 0xBD
_FORMULA, _STRING, _BOOLERR = 0x06, 0x207, 0x205
_BIFF8, _WORKSHEET = 0x600, 0
_MANY = 5_000  # records between two looks at the clock
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!",
           42: "#N/A"}  # fmt: skip
_AGAIN = "请用 Excel 或 WPS 打开后“另存为”.xlsx，再上传。"


def read_xls(content: bytes, *, file_name: str, deadline: Deadline) -> tuple[Sheet, ...]:
    """The sheets in their order; raises UnreadableDocument."""
    try:
        stream = read_stream(content, ("Workbook", "Book"))
        book = _Book(stream, file_name, deadline)
        return tuple(book.sheets())
    except (BrokenCompound, struct.error, IndexError, OverflowError) as error:
        raise UnreadableDocument(f"《{file_name}》已损坏，无法读取。{_AGAIN}") from error


@dataclass(slots=True)
class _Book:
    """What the sheets share."""

    stream: bytes
    file_name: str
    deadline: Deadline
    grid: Grid = field(init=False)
    strings: list[str] = field(default_factory=list)
    formats: dict[int, Look] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    bounds: list[tuple[str, int, bool]] = field(default_factory=list)
    is_1904: bool = False

    def __post_init__(self) -> None:
        self.grid = Grid(self.file_name)
        for record in records(self.stream, 0):
            if record.sort == _EOF:
                break
            self._take(record)
        if len(self.bounds) > MAX_SHEETS:
            raise UnreadableDocument(f"《{self.file_name}》的工作表超过上限 {MAX_SHEETS} 个。")

    def _take(self, record: Record) -> None:
        sort, data = record.sort, record.data
        self._refuse(record)
        if sort == _BOUNDSHEET:
            start, is_hidden, kind = struct.unpack_from("<IBB", data)
            if kind == _WORKSHEET:
                self.bounds.append((unescaped(short_text(data, 6)), start, bool(is_hidden & 3)))
        elif sort == _SST:
            self.strings = [unescaped(each) for each in shared_texts(record)]
        elif sort == _FORMAT:
            self.formats[struct.unpack_from("<H", data)[0]] = look_of(text(record, 2))
        elif sort == _XF:
            self.styles.append(struct.unpack_from("<H", data, 2)[0])
        elif sort == _DATEMODE:
            self.is_1904 = bool(struct.unpack_from("<H", data)[0])

    def _refuse(self, record: Record) -> None:
        if record.sort == _BOF and struct.unpack_from("<H", record.data)[0] != _BIFF8:
            raise UnreadableDocument(f"《{self.file_name}》是 Excel 97 以前的格式。{_AGAIN}")
        if record.sort == _LOCKED:
            raise UnreadableDocument(f"《{self.file_name}》设有打开密码。请取消密码后再上传。")

    def sheets(self) -> Iterator[Sheet]:
        for name, start, is_hidden in self.bounds:
            reader = _SheetReader(self, name)
            reader.read(start)
            self.grid.begin(name)
            for row in sorted(reader.rows):
                cells = reader.rows.pop(row)
                width = max(cells)
                self.grid.check(row, width)
                self.grid.add(row, [cells.get(column) for column in range(1, width + 1)])
            yield Sheet(
                name=name,
                rows=self.grid.rows(),
                merged=tuple(reader.merged),
                is_hidden=is_hidden,
                hidden_rows=frozenset(reader.hidden_rows),
                hidden_columns=frozenset(reader.hidden_columns),
            )

    def look(self, style: int) -> Look:
        code = self.styles[style] if style < len(self.styles) else 0
        return self.formats.get(code) or BUILT_IN.get(code, Look.NUMBER)


@dataclass(slots=True)
class _SheetReader:
    """Takes in the records of one sheet."""

    book: _Book
    name: str
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formula: tuple[int, int] | None = None  # whose text stands in the next record

    def read(self, start: int) -> None:
        depth = 0  # of what is embedded: charts are sheets within the sheet
        for number, record in enumerate(records(self.book.stream, start)):
            if number % _MANY == 0:
                self.book.deadline.check(f"“{self.name}”第 {number} 条记录")
            if record.sort == _BOF:
                depth += 1
            elif record.sort == _EOF:
                depth -= 1
                if depth <= 0:
                    return
            elif depth == 1 and (take := _TAKES.get(record.sort)):
                take(self, record)

    def put(self, row: int, column: int, value: Value) -> None:
        """Keep a value; the row and column count from 0 in the file."""
        if value is not None and value != "":
            self.rows.setdefault(row + 1, {})[column + 1] = value

    def number(self, value: float, style: int) -> Value:
        shown = number_of(repr(value).removesuffix(".0"))
        if isinstance(shown, str):
            return shown
        look = self.book.look(style)
        return shown if look is Look.NUMBER else as_shown(shown, look, is_1904=self.book.is_1904)

    def take_label(self, record: Record) -> None:
        row, column, _, number = struct.unpack_from("<3HI", record.data)
        if number >= len(self.book.strings):
            raise struct.error("no such text")
        self.put(row, column, self.book.strings[number])

    def take_text(self, record: Record) -> None:
        row, column = struct.unpack_from("<2H", record.data)
        self.put(row, column, unescaped(text(record, 6)))

    def take_number(self, record: Record) -> None:
        row, column, style, value = struct.unpack_from("<3Hd", record.data)
        self.put(row, column, self.number(value, style))

    def take_packed(self, record: Record) -> None:
        row, column = struct.unpack_from("<2H", record.data)
        at = 4
        while at + 6 <= len(record.data):
            style, packed = struct.unpack_from("<HI", record.data, at)
            self.put(row, column, self.number(_unpacked(packed), style))
            at, column = at + 6, column + 1

    def take_formula(self, record: Record) -> None:
        row, column, style, value = struct.unpack_from("<3Hd", record.data)
        result = record.data[6:14]
        if result[6:8] != b"\xff\xff":
            self.put(row, column, self.number(value, style))
        elif result[0] == 0:
            self.formula = (row, column)
        elif result[0] in {1, 2}:
            self.put(row, column, _truth(result[2], is_error=result[0] == 2))

    def take_string(self, record: Record) -> None:
        if self.formula is not None:
            self.put(*self.formula, unescaped(text(record, 0)))
            self.formula = None

    def take_truth(self, record: Record) -> None:
        row, column, _, value, is_error = struct.unpack_from("<3HBB", record.data)
        self.put(row, column, _truth(value, is_error=bool(is_error)))

    def take_merged(self, record: Record) -> None:
        (count,) = struct.unpack_from("<H", record.data)
        for number in range(count):
            top, bottom, left, right = struct.unpack_from("<4H", record.data, 2 + 8 * number)
            self.merged.append(Merged(top + 1, left + 1, bottom + 1, right + 1))
        if len(self.merged) > MAX_MERGED:
            raise UnreadableDocument(f"“{self.name}”的合并单元格超过上限 {MAX_MERGED} 处。")

    def take_row(self, record: Record) -> None:
        (row,) = struct.unpack_from("<H", record.data)
        if struct.unpack_from("<I", record.data, 12)[0] & 0x20:
            self.hidden_rows.add(row + 1)

    def take_columns(self, record: Record) -> None:
        first, last, _, _, options = struct.unpack_from("<5H", record.data)
        if options & 1:
            self.hidden_columns.update(range(first + 1, min(last, 255) + 2))


_TAKES: dict[int, Callable[[_SheetReader, Record], None]] = {
    _LABELSST: _SheetReader.take_label,
    _LABEL: _SheetReader.take_text,
    _RSTRING: _SheetReader.take_text,
    _NUMBER: _SheetReader.take_number,
    _RK: _SheetReader.take_packed,
    _MULRK: _SheetReader.take_packed,
    _FORMULA: _SheetReader.take_formula,
    _STRING: _SheetReader.take_string,
    _BOOLERR: _SheetReader.take_truth,
    _MERGED: _SheetReader.take_merged,
    _ROW: _SheetReader.take_row,
    _COLINFO: _SheetReader.take_columns,
}


def _truth(value: int, *, is_error: bool) -> Value:
    return _ERRORS.get(value, "#N/A") if is_error else bool(value)


def _unpacked(packed: int) -> float:
    """A number kept in 30 bits: whole or the upper half of a double, perhaps a hundredth."""
    if packed & 2:
        whole = packed >> 2
        value = float(whole - (1 << 30) if whole & (1 << 29) else whole)
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return value / 100 if packed & 1 else value
