"""Rows of figures that a file gives, and what becomes of each: for drafts and for history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import NamedTuple

from planapp.domain.gaps import convert
from planapp.domain.terms import Vintage
from planapp.models import Unit
from planapp.queries.answering import load_successors
from planapp.queries.figures_to_import import StoredFigure, load_stored
from planapp.services.errors import Refused

_PLACES = 6  # decimals that a stored value has
Values = tuple[object, ...]  # what a row writes; none where nothing is written
_NOTHING: Values = ()


class RowRefused(Exception):
    """The column at fault and the reason: a row may not be written."""


class FigureRow(NamedTuple):
    """One figure as a file gives it; texts that are None stay as they are stored."""

    code: str  # of the series
    as_of_on: date
    value: Decimal
    value_unit: str  # of the value; it is converted to the series'
    vintage: Vintage | None = None  # 初步核算 unless told, or what is stored
    source: str | None = None
    narrative: str | None = None
    problems: str | None = None
    next_steps: str | None = None
    correction_reason: str = ""


class Fate(Enum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Flaw(NamedTuple):
    """Why a row is refused: the name of the column at fault, and the reason in words."""

    column: str
    reason: str


@dataclass(slots=True)
class FigurePlan:
    """What each row would do, in their order: its fate, what was stored, or why it is refused."""

    rows: Sequence[FigureRow]
    fates: list[Fate] = field(default_factory=list)
    stored: list[StoredFigure | None] = field(default_factory=list)
    flaws: dict[int, Flaw] = field(default_factory=dict)
    values: list[Values] = field(default_factory=list)

    def count(self, fate: Fate) -> int:
        return self.fates.count(fate)


Judge = Callable[[FigureRow, StoredFigure], tuple[Fate, Values]]


def plan_rows(rows: Sequence[FigureRow], *, judge: Judge, on: date) -> FigurePlan:
    """What each row would do; `judge` tells its fate and what it writes, or raises RowRefused.

    Three queries, inside a transaction.
    """
    keys = list(dict.fromkeys((row.code, row.as_of_on) for row in rows))
    stored = dict(zip(keys, load_stored(keys, on=on), strict=True))
    plan, seen = FigurePlan(rows), set()
    for place, row in enumerate(rows):
        key = (row.code, row.as_of_on)
        found, fate, values = stored[key], Fate.REFUSED, _NOTHING
        try:
            if key in seen:
                raise RowRefused("code", "同一序列、同一日期在表中出现了两次。")
            if found is None:
                raise RowRefused("code", f"没有编码为“{row.code}”的数据序列。")
            fate, values = judge(row, found)
        except RowRefused as refusal:
            plan.flaws[place] = Flaw(*refusal.args)
        seen.add(key)
        plan.fates.append(fate)
        plan.stored.append(found)
        plan.values.append(values)
    return plan


def refuse_flaws(plan: FigurePlan) -> None:
    """Raise Refused where any row is refused."""
    if plan.flaws:
        place, flaw = min(plan.flaws.items())
        raise Refused(
            f"有 {len(plan.flaws)} 行不能写入，整张表都没有写入；"
            f"第一处是第 {place + 1} 行：{flaw.reason}"
        )


def living_units(*, on: date) -> Callable[[int | None], Unit | None]:
    """Who answers today for what was given to a unit, by ids. Two queries, here."""
    successors, units = load_successors(on), Unit.objects.in_bulk()

    @cache
    def living(pk: int | None) -> Unit | None:
        return None if pk is None else successors.living(units[pk])[0]

    return living


def in_unit_of_series(row: FigureRow, found: StoredFigure) -> Decimal:
    """The value in the series' unit; raises RowRefused where it cannot be stored exactly."""
    value, unit, wanted = row.value, row.value_unit, found.value_unit
    if unit == wanted:
        return value
    factor = _factor(unit, wanted) if unit else None
    if factor is not None:
        value *= factor
        if value == round(value, _PLACES):
            return value
        raise RowRefused(
            "value", f"换算为{wanted}后是 {value.normalize():f}，超过 {_PLACES} 位小数。"
        )
    if not unit:
        raise RowRefused("value_unit", f"没有写计量单位；这个序列的计量单位是“{wanted}”。")
    if not wanted:
        raise RowRefused("value_unit", f"这个序列没有计量单位，表中却是“{unit}”。")
    raise RowRefused("value_unit", f"计量单位“{unit}”不能换算为“{wanted}”。")


@cache
def _factor(unit: str, wanted: str) -> Decimal | None:
    try:
        return convert(Decimal(1), unit, wanted)
    except ValueError:
        return None
