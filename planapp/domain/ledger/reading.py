"""Reads a table by a mapping: what each row says, and what cannot be taken, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from planapp.domain.charges import UnitInRole, looks_like_unit, read_charged
from planapp.domain.decimals import plain
from planapp.domain.ledger.deadlines import read_due
from planapp.domain.ledger.fields import (
    CHARGED,
    FIGURES,
    NAMES,
    NUMERIC,
    REQUIRED,
    Field,
    LedgerKind,
)
from planapp.domain.ledger.figures import ERRORS, Number, read_number
from planapp.domain.ledger.rows import split_rows
from planapp.domain.ledger.texts import joined, label_of, shown, split_measure
from planapp.domain.ledger.values import (
    Column,
    DataRow,
    Deadline,
    Figure,
    LedgerRow,
    Mapping,
    Problem,
    Reading,
)
from planapp.domain.quantities import is_unit
from planapp.domain.sheet import Sheet, Value
from planapp.domain.terms import Role

_ROLES = {
    Field.LEAD: Role.LEAD,
    Field.SUPPORT: Role.SUPPORT,
    Field.RESPONSIBLE: Role.RESPONSIBLE,
    Field.PROVIDER: Role.RESPONSIBLE,
}
_READ_APART = CHARGED | NUMERIC | {Field.DEADLINE}
_ONE_LINE = (NAMES - {Field.MEASURES}) | {Field.CATEGORY, Field.UNIT_OF_MEASURE, Field.NUMBER}
_YEAR = re.compile(r"(20\d\d)年?度?")
_LONGEST = 60  # characters of a value that a problem quotes
_PERCENTS = frozenset({"%", "百分比", "个百分点", "百分点", "‰"})
_MOST_PERCENT = 100


def read_ledger(sheet: Sheet, mapping: Mapping) -> Reading:
    """Every row of the table by a mapping that a person has seen.

    A row with problems is in `rows` too, with what could be read of it. Never fails.
    """
    data, skipped = split_rows(sheet, mapping)
    reader = _Reader(sheet, mapping)
    reader.check_mapping()
    rows = tuple(reader.read(row) for row in data)
    return Reading(rows, tuple(reader.problems), skipped)


@dataclass(slots=True)
class _Reader:
    sheet: Sheet
    mapping: Mapping
    problems: list[Problem] = field(default_factory=list)
    figures: tuple[Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.figures = self.mapping.of(*FIGURES)

    def check_mapping(self) -> None:
        """What no row can make good: a year or a choice that is missing."""
        header = self.mapping.header[1]
        kind = self.mapping.kind
        if kind is LedgerKind.UNKNOWN:
            self._tell(header, None, "", message="没有选择台账的种类")
        elif not self.mapping.of(*REQUIRED[kind]) and not self._has_series:
            wanted = "或".join(each.label for each in REQUIRED[kind])
            self._tell(header, None, "", message=f"没有对应到“{wanted}”的列")
        for column in self.mapping.of(*FIGURES):
            if column.year is None and not self.mapping.of(Field.YEAR):
                message = "没有写明年份；请在对应关系中填写年份"
                self._tell(header, column, column.header, message=message)

    @property
    def _has_series(self) -> bool:
        return any(column.indicator for column in self.mapping.columns)

    def read(self, row: DataRow) -> LedgerRow:
        texts = self._texts(row)
        year = self._year(row)
        units, providers = self._units(row)
        self._require(row, texts)
        return LedgerRow(
            number=row.number,
            section=row.section,
            texts=texts,
            units=units,
            providers=providers,
            deadline=self._deadline(row, year),
            year=year,
            figures=tuple(self._figures(row, texts, year)),
            percent=self._percent(row),
            is_hidden=row.is_hidden,
        )

    def _tell(
        self, row: int, column: Column | None, value: Value, *, message: str, is_error: bool = True
    ) -> None:
        number, header = (column.number, column.header) if column else (None, "")
        said = shown(value)[:_LONGEST]
        self.problems.append(Problem(self.sheet.name, row, number, header, said, message, is_error))

    def _texts(self, row: DataRow) -> dict[Field, str]:
        """The texts by field; several columns of one field are joined."""
        found: dict[Field, str] = {}
        for column in self.mapping.columns:
            value = _cell(row, column)
            if column.field is None or column.field in _READ_APART or value is None:
                continue
            text = shown(value)
            if text in ERRORS:
                self._tell(row.number, column, value, message="公式出错，没有结果；请在表中改正")
                continue
            text = joined(text) if column.field in _ONE_LINE else text
            before = found.get(column.field)
            found[column.field] = f"{before}／{text}" if before and text else before or text
        told = {each: text for each, text in found.items() if text}
        return {**dict(self.mapping.same), **told}

    def _require(self, row: DataRow, texts: dict[Field, str]) -> None:
        wanted = REQUIRED.get(self.mapping.kind, ())
        columns = self.mapping.of(*wanted)
        if not columns or self._has_series or any(each in texts for each in wanted):
            return
        labels = "或".join(dict.fromkeys(column.header for column in columns))
        self._tell(row.number, columns[0], "", message=f"没有填写“{labels}”")

    def _year(self, row: DataRow) -> int | None:
        for column in self.mapping.of(Field.YEAR):
            found = _YEAR.fullmatch(label_of(shown(_cell(row, column))))
            if found:
                return int(found[1])
            value = _cell(row, column)
            self._tell(row.number, column, value, message="不是年份；请写四位数的年份，如 2024")
        return None

    def _deadline(self, row: DataRow, year: int | None) -> Deadline | None:
        for column in self.mapping.of(Field.DEADLINE):
            value = _cell(row, column)
            due = read_due(
                value, year=year or self.mapping.year, period_end=self.mapping.period_end
            )
            if isinstance(due, str):
                self._tell(row.number, column, value, message=due)
                return Deadline(joined(shown(value)), None)
            if due is not None:
                return due
        return None

    def _units(self, row: DataRow) -> tuple[tuple[UnitInRole, ...], tuple[str, ...]]:
        units: dict[str, UnitInRole] = {}
        providers: list[str] = []
        for column in self.mapping.of(*CHARGED):
            value = _cell(row, column)
            if not isinstance(value, str) or column.field is None:
                if value is not None:
                    self._tell(row.number, column, value, message="不是单位名称")
                continue
            for unit in read_charged(_unbroken(value), role=_ROLES[column.field]):
                if not looks_like_unit(unit.name):
                    self._tell(
                        row.number,
                        column,
                        unit.name,
                        message="不像单位名称，请核对",
                        is_error=False,
                    )
                if column.field is Field.PROVIDER:
                    providers.append(unit.name)
                elif unit.name not in units or unit.role is Role.LEAD:
                    units[unit.name] = unit
        return tuple(self._led(list(units.values()))), tuple(providers)

    def _led(self, units: list[UnitInRole]) -> list[UnitInRole]:
        has_lead = any(unit.role is Role.LEAD for unit in units)
        if self.mapping.first_leads and not has_lead:
            at = next((n for n, u in enumerate(units) if u.role is Role.RESPONSIBLE), None)
            if at is not None:
                units[at] = replace(units[at], role=Role.LEAD)
        return units

    def _percent(self, row: DataRow) -> Decimal | None:
        for column in self.mapping.of(Field.PERCENT):
            value = _cell(row, column)
            read = read_number(value)
            if isinstance(read, str):
                self._tell(row.number, column, value, message=read)
            elif read is not None:
                if doubt := _doubt(read):
                    self._tell(row.number, column, value, message=doubt, is_error=False)
                return read.value
        return None

    def _figures(self, row: DataRow, texts: dict[Field, str], year: int | None) -> Iterator[Figure]:
        stated, withheld = self._unit_of_row(row, texts), dict(row.withheld)
        for column in self.figures:
            value = _cell(row, column)
            read = read_number(value)
            if column.number in withheld:
                message = (
                    f"数值在第 {withheld[column.number]} 行的合并单元格中，不下填；"
                    "各行请分别填写，没有的留空并取消合并"
                )
                self._tell(row.number, column, value, message=message)
            elif isinstance(read, str):
                self._tell(row.number, column, value, message=read)
            elif read is not None:
                unit = self._unit(row, column, read=read, stated=stated, value=value)
                yield _figure(column, read, unit=unit, year=column.year or year)

    def _unit_of_row(self, row: DataRow, texts: dict[Field, str]) -> str:
        """The unit in the row's own column, else behind the indicator's name."""
        told = texts.get(Field.UNIT_OF_MEASURE, "")
        if told and not is_unit(told):
            column = self.mapping.of(Field.UNIT_OF_MEASURE)[0]
            self._tell(
                row.number, column, told, message="不是认识的计量单位，请核对", is_error=False
            )
        return told or split_measure(label_of(texts.get(Field.INDICATOR)))[1]

    def _unit(
        self, row: DataRow, column: Column, *, read: Number, stated: str, value: Value
    ) -> str:
        """The unit of a figure; where two places name different ones, that is a problem."""
        is_growth = column.field is Field.GROWTH
        known = column.unit or ("" if is_growth else stated or self.mapping.unit)
        if column.unit and stated and not is_growth and label_of(stated) != column.unit:
            message = f"本行计量单位是“{stated}”，列标题是“{column.unit}”；请改为一致"
            self._tell(row.number, column, value, message=message)
        if read.unit and known and not _agree(read.unit, known):
            message = f"单元格的计量单位是“{read.unit}”，本列是“{known}”；请改为一致"
            self._tell(row.number, column, value, message=message)
        unit = known or read.unit or ("%" if is_growth else "")
        if not unit:
            message = "没有写明计量单位；请在单位列、列标题或指标名称中写明"
            self._tell(row.number, column, value, message=message)
        return read.unit or unit


def _doubt(read: Number) -> str:
    """What is odd about a percentage of completion; "" where nothing is."""
    if not 0 <= read.value <= _MOST_PERCENT:
        return "完成百分比应在 0 到 100 之间"
    if not read.unit and 0 < read.value < 1:
        return f"是 {plain(read.value)}% 还是 {plain(read.value * 100)}%？请写明百分号"
    return ""


def _agree(first: str, second: str) -> bool:
    return label_of(first) == label_of(second) or {first, second} <= _PERCENTS - {"‰"}


def _figure(column: Column, read: Number, *, unit: str, year: int | None) -> Figure:
    return Figure(
        field=column.field or Field.VALUE,
        column=column.number,
        value=read.value,
        unit=unit,
        year=year,
        value_max=read.value_max,
        comparator=read.comparator,
        vintage=column.vintage,
        indicator=column.indicator,
        note=read.note,
    )


def _cell(row: DataRow, column: Column) -> Value:
    return row.cells[column.number - 1] if len(row.cells) >= column.number else None


def _unbroken(text: str) -> str:
    """Units one a line are a list; a name broken over two lines is one name."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if len(lines) < 2 or "：" in text or ":" in text:
        return text.strip()
    tails = [re.split(r"[、，,；;\s]", line.rstrip("、，,；;。"))[-1] for line in lines]
    return "、".join(lines) if all(map(looks_like_unit, tails)) else "".join(lines)
