"""Rows of indicator tables as indicators, and rows of past years as series of facts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from planapp.domain.extraction.cells import Cell
from planapp.domain.extraction.contract import ExtractedIndicator, Origin, Span
from planapp.domain.extraction.scopes import Scope
from planapp.domain.extraction.tables import Column, Row, Table, ValueColumn
from planapp.domain.terms import Comparator, ItemKind, Measure

_GROWTH = re.compile(r"年均(?:增长|增速)|增速$|增长率?$")
_FALL = re.compile(r"(?:下降|降低|减少|削减|减排)(?:率|幅度|比例|量|值)?(?:[（(].*)?$|累计下降")
_STATE = re.compile(r"率|比重|占比|比例|年限|强度|水平")
_MADE = re.compile(r"累计|新增|新建")


def read_row_indicators(
    text: str, table: Table, *, scopes: Sequence[Scope], boundary: int, period_end: int | None
) -> list[ExtractedIndicator]:
    """One indicator for each row and future year; the last past year gives the base."""
    found: list[ExtractedIndicator] = []
    for row in table.rows:
        scope = _scope_at(scopes, row.start)
        base = _base(table, row, boundary=boundary)
        for column, cell in _targets(table, row, boundary=boundary):
            if cell.value is not None:
                found.append(
                    _indicator(
                        text,
                        row,
                        column=column,
                        cell=cell,
                        value=cell.value,
                        base=base,
                        of=_origin(scope, column.year or period_end),
                        period_end=period_end,
                    )
                )
    return found


def _scope_at(scopes: Sequence[Scope], at: int) -> Scope | None:
    index = bisect_right(scopes, at, key=lambda scope: scope.start) - 1
    return scopes[index] if index >= 0 and at < scopes[index].end else None


def _origin(scope: Scope | None, year: int | None) -> Origin | None:
    """What the table stands under: a table of 2025 does not belong to the vision for 2035."""
    if scope is None or scope.of is None:
        return None
    is_vision = scope.of.kind is ItemKind.GOAL and year and scope.year and year < scope.year
    return None if is_vision else scope.of


def _is_target(column: ValueColumn, boundary: int) -> bool:
    if column.sort is not Column.VALUE:
        return False
    if column.is_target is not None:
        return column.is_target
    return column.year is not None and column.year > boundary


def _pairs(table: Table, row: Row) -> Iterator[tuple[ValueColumn, Cell]]:
    yield from zip(table.columns, row.cells, strict=False)


def _targets(table: Table, row: Row, *, boundary: int) -> Iterator[tuple[ValueColumn, Cell]]:
    """The cells of future years; where they are all dashes, the change that is given instead."""
    pairs = list(_pairs(table, row))
    targets = [pair for pair in pairs if _is_target(pair[0], boundary)]
    if not targets or any(cell.value is not None for _, cell in targets):
        yield from targets
        return
    for column, cell in pairs:
        if column.sort is Column.CHANGE and cell.value is not None:
            yield replace(column, year=targets[-1][0].year), cell


def _base(table: Table, row: Row, *, boundary: int) -> tuple[ValueColumn, Cell] | None:
    past = [
        (column, cell)
        for column, cell in _pairs(table, row)
        if column.sort is Column.VALUE and not _is_target(column, boundary)
    ]
    return past[-1] if past and past[-1][1].value is not None else None


def _indicator(
    text: str,
    row: Row,
    *,
    column: ValueColumn,
    cell: Cell,
    value: Decimal,
    base: tuple[ValueColumn, Cell] | None,
    of: Origin | None,
    period_end: int | None,
) -> ExtractedIndicator:
    unit = _unit(row, cell)
    doubts: tuple[str, ...] = () if column.year else ("目标年取自规划期末",)
    if not unit and not _is_index(row.name):
        doubts += ("计量单位不明",)
    return ExtractedIndicator(
        name=row.name,
        measure=_measure(row, column, cell),
        comparator=_comparator(cell, base),
        value=value,
        value_max=cell.value_max,
        value_unit=unit,
        target_year=column.year or period_end,
        base_year=base[0].year if base else _year_in_name(row.name),
        base_value=base[1].value if base else None,
        of=of,
        span=Span.cut(text, row.start, cell.end),
        confidence=round(0.95 - 0.15 * len(doubts), 2),
        doubts=doubts,
    )


def _year_in_name(name: str) -> int | None:
    """排放较2020年下降率 says itself what it is compared with."""
    stated = re.search(r"[较比]((?:19|20)\d\d)年", name)
    return int(stated.group(1)) if stated else None


def _is_index(name: str) -> bool:
    return re.search(r"系数|指数|比$|比值", name) is not None


def _unit(row: Row, cell: Cell) -> str:
    if cell.unit.startswith("∶"):
        return cell.unit
    return row.unit if row.unit not in {"", "—", "-"} else cell.unit


def _measure(row: Row, column: ValueColumn, cell: Cell) -> Measure:
    if _FALL.search(row.name):
        return Measure.DECREASE
    is_yearly = column.sort is Column.CHANGE and not cell.is_total
    if _GROWTH.search(row.name) or (is_yearly and "年均" in column.words):
        return Measure.GROWTH
    if cell.is_total or (_MADE.match(row.name) and not _STATE.search(row.name)):
        return Measure.CUMULATIVE
    return Measure.INCREASE if column.sort is Column.CHANGE else Measure.LEVEL


def _comparator(cell: Cell, base: tuple[ValueColumn, Cell] | None) -> Comparator:
    if cell.comparator is not None:
        return cell.comparator
    if cell.value_max is not None:
        return Comparator.RANGE
    if cell.is_total:
        return Comparator.GE
    if base and base[1].value is not None and cell.value is not None and cell.value < base[1].value:
        return Comparator.LE
    return Comparator.GE
