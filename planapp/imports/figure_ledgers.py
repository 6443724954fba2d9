"""A ledger of indicators with figures by years → rows of 数据填报, or of 年度目标."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from planapp.domain.ledger import (
    FIGURES,
    Field,
    Figure,
    LedgerRow,
    Mapping,
    Problem,
    Reading,
    read_ledger,
)
from planapp.domain.sheet import Sheet
from planapp.imports.intake import Intake, NameMatch
from planapp.imports.names import Names
from planapp.services.annual_target_imports import NO_UNIT

HEADERS = (
    "序列编码", "数据截至", "数值", "计量单位", "数据性质", "数据来源",
    "进展情况", "存在问题", "下一步措施",
)  # fmt: skip
_TEXTS = {
    "进展情况": Field.PROGRESS,
    "存在问题": Field.PROBLEMS,
    "下一步措施": Field.NEXT_STEPS,
}
_TARGETS = ("指标编码", "年份", "年度目标值", "目标计量单位")
_MONTHS, _LAST = 12, 31


def read_figures(sheet: Sheet, mapping: Mapping, names: Names) -> Intake:
    """One row for each figure of the year that the ledger states; targets are left out.

    A figure is year-end's. A row whose name nobody has told apart is refused, as is a figure
    that is none: 约500, 30—50.
    """
    return _read(sheet, mapping, names, reader=_Reader)


def read_targets(sheet: Sheet, mapping: Mapping, names: Names) -> Intake:
    """One row for each target of a year; figures are left out, and so is a range."""
    return _read(sheet, mapping, names, reader=_TargetReader)


def _read(sheet: Sheet, mapping: Mapping, names: Names, *, reader: type[_Reader]) -> Intake:
    reading = read_ledger(sheet, _only(mapping, reader.wanted))
    intake = Intake(reader.headers, sheet.name, problems=list(reading.problems))
    made = reader(sheet, mapping, names=names, intake=intake, reading=reading)
    if not made.is_blocked:
        for row in reading.rows:
            made.read(row)
    intake.names = list(names.told.values())
    intake.notes = list(made.notes())
    return intake


def _only(mapping: Mapping, wanted: Field) -> Mapping:
    """Only with what is taken in: what is wrong with a target must not stop a figure."""
    columns = (
        replace(column, field=None) if column.field in FIGURES - {wanted} else column
        for column in mapping.columns
    )
    return replace(mapping, columns=tuple(columns))


class _Reader:
    """Figures that were reached."""

    wanted = Field.VALUE
    headers: tuple[str, ...] = HEADERS

    def __init__(
        self, sheet: Sheet, mapping: Mapping, *, names: Names, intake: Intake, reading: Reading
    ) -> None:
        self.sheet, self.mapping, self.names, self.intake = sheet, mapping, names, intake
        figures = {column.number for column in mapping.of(self.wanted)}
        errors = [each for each in reading.problems if each.is_error]
        self.is_blocked = any(each.row == mapping.header[1] for each in errors)
        self.bad_rows = {each.row for each in errors if each.column not in figures}
        self.bad_cells = {(each.row, each.column) for each in errors}

    def read(self, row: LedgerRow) -> None:
        figures = [
            figure
            for figure in row.figures
            if figure.field is self.wanted and (row.number, figure.column) not in self.bad_cells
        ]
        if not figures or row.number in self.bad_rows:
            return
        for figure in figures:
            match = self._name_of(row, figure)
            if match.is_left_out:
                continue
            if not match.code:
                self._refuse(row, figure, match)
            elif reason := self.why_not(figure):
                self._tell(row, figure.column, value=f"{figure.value}", message=reason)
            else:
                self._add(row, figure, match=match, is_alone=len(figures) == 1)

    def notes(self) -> Iterator[str]:
        if self.mapping.of(*FIGURES - {Field.VALUE}):
            yield "目标值、基期值、增速不在“数据填报”中导入，只导入数值。"
        if self.mapping.of(Field.VALUE):
            yield "各年数值按当年12月31日的数据导入。"

    def why_not(self, figure: Figure) -> str:
        """Why what is written is not the one figure that is asked for; empty where it is."""
        if figure.value_max is not None:
            return "是区间；数据填报要一个确定的数，请改为实际数值。"
        if figure.comparator is not None:
            return f"写有“{figure.comparator.label}”；请改为确定的数值。"
        return ""

    def _name_of(self, row: LedgerRow, figure: Figure) -> NameMatch:
        code = row.texts.get(Field.CODE, "")
        name = figure.indicator or row.texts.get(Field.INDICATOR, "")
        return self.names.find(code=code, name=name, row=row.number)

    def _refuse(self, row: LedgerRow, figure: Figure, match: NameMatch) -> None:
        named = self.mapping.of(Field.INDICATOR) or self.mapping.of(Field.CODE)
        at = figure.column if figure.indicator or not named else named[0].number
        self._tell(row, at, value=match.written, message=match.refusal)

    def _tell(self, row: LedgerRow, column: int, *, value: str, message: str) -> None:
        header = next((c.header for c in self.mapping.columns if c.number == column), "")
        problem = Problem(self.sheet.name, row.number, column, header, value[:60], message)
        if problem not in self.intake.problems[-1:]:  # a name stands for all figures of its row
            self.intake.problems.append(problem)

    def _add(self, row: LedgerRow, figure: Figure, *, match: NameMatch, is_alone: bool) -> None:
        cells = self.cells(row, figure, match=match, is_alone=is_alone)
        self.intake.rows.append([cells.get(header) for header in self.headers])
        self.intake.numbers.append(row.number)
        self.intake.titles.append(f"{match.means} {figure.year}年")
        self.intake.places.append(self._places(figure))

    def cells(
        self, row: LedgerRow, figure: Figure, *, match: NameMatch, is_alone: bool
    ) -> dict[str, Any]:
        assert figure.year is not None  # noqa: S101  # else the mapping is blocked
        texts = {name: row.texts.get(field) for name, field in _TEXTS.items() if is_alone}
        return {
            "序列编码": match.code,
            "数据截至": date(figure.year, _MONTHS, _LAST),
            "数值": figure.value,
            "计量单位": figure.unit,
            "数据性质": figure.vintage.label if figure.vintage else row.texts.get(Field.VINTAGE),
            "数据来源": row.texts.get(Field.SOURCE),
            **texts,
        }

    def _places(self, figure: Figure) -> dict[str, int]:
        code, *of_figure = self.headers[:4]
        found = dict.fromkeys(of_figure, figure.column)
        for column in self.mapping.of(Field.INDICATOR, Field.CODE):
            found[code] = column.number
        for column in self.mapping.of(Field.SOURCE):
            found["数据来源"] = column.number
        return found


class _TargetReader(_Reader):
    """What was to be reached by the end of a year."""

    wanted = Field.TARGET
    headers = _TARGETS

    def notes(self) -> Iterator[str]:
        yield "只导入各年目标；是否正式下达、文号保持原样，新增的按未下达登记。"

    def why_not(self, figure: Figure) -> str:
        if figure.value_max is not None:
            return "是区间；年度目标要一个确定的数。"
        return ""

    def cells(
        self, row: LedgerRow, figure: Figure, *, match: NameMatch, is_alone: bool
    ) -> dict[str, Any]:
        values = (match.code, figure.year, figure.value, figure.unit or NO_UNIT)
        return dict(zip(self.headers, values, strict=True))
