"""Finds the tables of a sheet and proposes how each is to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planapp.domain.ledger.columns import read_column, settle
from planapp.domain.ledger.deadlines import period_end_of
from planapp.domain.ledger.fields import Field, LedgerKind
from planapp.domain.ledger.header import (
    SEARCHED,
    Header,
    find_header,
    head_rows,
    is_head_row,
    opens_header,
)
from planapp.domain.ledger.kinds import kind_of, needs_of
from planapp.domain.ledger.rows import split_rows
from planapp.domain.ledger.texts import joined, shown
from planapp.domain.ledger.values import Column, Mapping, Recognised, Skipped
from planapp.domain.quantities import is_unit
from planapp.domain.sheet import Row, Sheet, Value

_LOOKED_AT = 60  # rows whose values help to tell what a column holds
_UNIT = re.compile(r"(?:计量)?单位[:：]([^\s)）]{1,20})")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_SPAN = re.compile(r"20\d\d年?\s*[-—–~至到]+\s*20\d\d年?")
_SURE, _UNSURE = 1.0, 0.5


def recognise_ledgers(sheet: Sheet) -> tuple[Recognised, ...]:
    """The tables of a sheet from the top down; none where no header is found."""
    headers = list(_headers(sheet))
    if not headers:
        return ()
    starts = [_first_above(sheet, header) for header in headers]
    ends = [*(start - 1 for start in starts[1:]), len(sheet.rows)]
    above = [1, *starts[1:]]
    return tuple(
        _recognise(sheet, header, above=first, last_row=end)
        for header, first, end in zip(headers, above, ends, strict=True)
    )


def _headers(sheet: Sheet) -> Iterator[Header]:
    header = find_header(sheet, 1, stop=SEARCHED + 1)
    while header:
        yield header
        header = _next_header(sheet, header)


def _next_header(sheet: Sheet, header: Header) -> Header | None:
    """The next header that says something else than this one, which may come again."""
    heads = head_rows(sheet, header)
    for number in range(header.last + 1, len(sheet.rows) + 1):
        row = sheet.rows[number - 1]
        if opens_header(row) and not is_head_row(row, heads):
            return find_header(sheet, number, stop=number + 1)
    return None


def _first_above(sheet: Sheet, header: Header) -> int:
    """The first of the rows right above a header that hold one text or nothing: its title."""
    first = header.first
    while first > 1 and sum(bool(shown(cell)) for cell in sheet.rows[first - 2]) <= 1:
        first -= 1
    return first


def _recognise(sheet: Sheet, header: Header, *, above: int, last_row: int) -> Recognised:
    over = [
        (number, text)
        for number in range(above, header.first)
        for text in [" ".join(joined(shown(c)) for c in sheet.rows[number - 1] if shown(c))]
        if text
    ]
    columns = settle(tuple(_columns(sheet, header, last_row=last_row)))
    mapping = _mapping(columns, header, last_row=last_row, over=[text for _, text in over])
    rows, skipped = split_rows(sheet, mapping)
    title = max((text for _, text in over if not _UNIT.search(text)), key=len, default="")
    return Recognised(
        sheet=sheet.name,
        title=title,
        mapping=mapping,
        confidence=_confidence(mapping),
        reasons=tuple(_reasons(sheet, mapping, header)),
        needs=tuple(needs_of(mapping, rows)),
        rows=rows,
        skipped=(*(Skipped(number, "表头以上", text) for number, text in over), *skipped),
    )


def _columns(sheet: Sheet, header: Header, *, last_row: int) -> Iterator[Column]:
    first = header.last + 1
    looked_at = sheet.rows[first - 1 : min(last_row, first - 1 + _LOOKED_AT)]
    width = max([*map(len, sheet.rows[first - 1 : last_row]), *header.paths], default=0)
    for number in range(1, width + 1):
        path = header.paths.get(number, ())
        values = _values(looked_at, number)
        if path or values or _has_value(sheet, number, first, last_row=last_row):
            yield read_column(number, path, values)


def _values(rows: tuple[Row, ...], column: int) -> list[Value]:
    """What a column holds; texts that stand alone in their row are headings over it."""
    return [
        row[column - 1]
        for row in rows
        if len(row) >= column and shown(row[column - 1]) and sum(map(bool, map(shown, row))) > 1
    ]


def _has_value(sheet: Sheet, column: int, first: int, *, last_row: int) -> bool:
    rows = sheet.rows[first - 1 : last_row]
    return any(len(row) >= column and shown(row[column - 1]) for row in rows)


def _mapping(
    columns: tuple[Column, ...], header: Header, *, last_row: int, over: list[str]
) -> Mapping:
    kind, _ = kind_of(columns)
    fields = {column.field for column in columns}
    years = set(_YEAR.findall(_SPAN.sub("", " ".join(over))))
    is_alone = Field.RESPONSIBLE in fields and Field.LEAD not in fields
    return Mapping(
        kind=kind,
        header=(header.first, header.last),
        last_row=last_row,
        columns=columns,
        unit=_table_unit(over),
        year=int(years.pop()) if len(years) == 1 else None,
        period_end=next((end for end in map(period_end_of, over) if end), None),
        first_leads=is_alone and kind is LedgerKind.TASKS,
    )


def _table_unit(over: list[str]) -> str:
    """The one unit that is stated above the table: 单位：亿元. Of several none holds for all."""
    said = (found[1] for text in over for found in _UNIT.finditer(text))
    return next(filter(is_unit, said), "")  # 填报单位：省工信厅 is none


def _confidence(mapping: Mapping) -> float:
    if mapping.kind is LedgerKind.UNKNOWN or not mapping.columns:
        return 0.0
    worth = [
        (_SURE if column.is_sure else _UNSURE) if column.field else 0.0
        for column in mapping.columns
    ]
    return round(sum(worth) / len(worth), 2)


def _reasons(sheet: Sheet, mapping: Mapping, header: Header) -> Iterator[str]:
    rows = f"第 {header.first}" + (f"—{header.last}" if header.last > header.first else "") + " 行"
    yield f"表头在{rows}"
    yield kind_of(mapping.columns)[1]
    if mapping.unit:
        yield f"表上方写明单位：{mapping.unit}"
    hidden = sorted(column.letters for column in mapping.columns
                    if column.number in sheet.hidden_columns)  # fmt: skip
    if hidden:
        yield f"{'、'.join(hidden)} 列是隐藏的，照样读取"
    within = [n for n in sheet.hidden_rows if header.last < n <= mapping.last_row]
    if within:
        yield f"有 {len(within)} 行是隐藏的，照样读取"
    if sheet.is_hidden:
        yield "工作表是隐藏的"
