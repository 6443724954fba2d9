"""The values of a .csv: all text, in UTF-8, UTF-16 with its mark, or GB18030."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import StringIO

from planapp.domain.reading.limits import MAX_CELL_CHARACTERS, Deadline
from planapp.domain.reading.result import UnreadableDocument
from planapp.domain.reading.table_limits import Grid
from planapp.domain.reading.text import decode, refuse_binary
from planapp.domain.reading.workbook_cells import unescaped
from planapp.domain.sheet import Sheet, Value

_DELIMITERS = ",\t;"
_TOLD = re.compile(r"sep=(.)\r?\n")  # a first line that tells Excel the delimiter
_QUOTED = re.compile(r'"[^"]*"')
_SAMPLE = 20  # lines looked at
_MANY = 5_000  # rows between two looks at the clock


def read_csv(content: bytes, *, file_name: str, deadline: Deadline) -> tuple[Sheet, ...]:
    """One sheet, named as the file; raises UnreadableDocument."""
    _, text = decode(content, file_name=file_name, encoding=None)
    refuse_binary(text, file_name=file_name)
    told = _TOLD.match(text)
    text = text[told.end() :] if told else text
    delimiter = told[1] if told else _delimiter(text)
    has_escapes = "_x" in text  # Excel's, which may stand for what ends a line
    text = text if has_escapes else unescaped(text)
    name = re.sub(r"\.[^.]*\Z", "", file_name)
    grid = Grid(file_name)
    grid.begin(name)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1  # in which the next row begins
    try:
        for number, fields in enumerate(reader, 2 if told else 1):
            if number % _MANY == 0:
                deadline.check(f"第 {number} 行")
            is_plain = not has_escapes and "" not in fields
            grid.add(number, fields if is_plain else _values(fields))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableDocument(
            f"《{file_name}》第 {line} 行引号不成对，或单元格超过 "
            f"{MAX_CELL_CHARACTERS} 字，无法读取。请用 Excel 或 WPS 打开后另存，再上传。"
        ) from error
    return (Sheet(name=name, rows=grid.rows()),)


def _values(fields: Sequence[str]) -> list[Value]:
    values: list[Value] = [unescaped(each) or None for each in fields]
    while values and values[-1] is None:
        values.pop()
    return values


def _delimiter(text: str) -> str:
    """The sign that parts most lines into as many fields as the others; else the comma."""
    lines = [line for line in _QUOTED.sub("", text[:65_536]).splitlines()[:_SAMPLE] if line.strip()]
    return max(_DELIMITERS, key=lambda sign: _agreement(lines, sign))


def _agreement(lines: list[str], sign: str) -> tuple[int, int]:
    counts = [line.count(sign) for line in lines]
    parted = [count for count in counts if count]
    usual = max(parted, key=parted.count, default=0)
    return (parted.count(usual) if usual else 0, usual)
