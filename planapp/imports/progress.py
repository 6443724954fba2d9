"""数据填报 as a sheet: one row for a series and a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone

from planapp.domain.terms import ReportState, Vintage
from planapp.imports.columns import (
    Column,
    Problem,
    amount,
    labels,
    shown,
    term,
    text_of,
    year_end_or_day,
)
from planapp.imports.sheet_resource import KINDS, CellChange, Outcome, SheetResource
from planapp.models import ProgressRecord, User
from planapp.queries.scope import within
from planapp.rights import Action, may, scope_of
from planapp.services.figure_imports import plan_figures, record_figures
from planapp.services.figure_rows import FigurePlan, FigureRow
from planapp.services.reports import LONGEST_WORDS

# What a row writes after its unit, whether a draft or history.
_WRITTEN = (
    "value", "vintage", "source", "narrative", "problems", "next_steps", "correction_reason",
)  # fmt: skip
_AT_ONCE = 5000  # rows of a query that is streamed
_STORED = (
    "series__code", "as_of_on", "value", "series__value_unit", "vintage", "source", "narrative",
    "problems", "next_steps", "series__name", "unit__name", "state", "version",
)  # fmt: skip


class ProgressResource(SheetResource[FigureRow]):
    """Figures become drafts of the units that owe them; they are submitted as any other."""

    slug = "progress"
    title = "数据填报"
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", "序列编码", text_of(40), required=True, example="520000-2020-01-S001",
               width=24),
        Column("as_of_on", "数据截至", year_end_or_day, required=True, repeats=True,
               note="年份（2023，指12月31日）或日期。", example="2023", width=12),
        Column("value", "数值", amount, required=True, example="670.9"),
        Column("value_unit", "计量单位", text_of(20), repeats=True,
               note="与序列不同的自动换算；不能留空，除非序列没有计量单位。", example="亿元",
               width=12),
        Column("vintage", "数据性质", term(Vintage), repeats=True, choices=labels(Vintage),
               note="不填为初步核算，或保持原来的。", example="初步核算", width=12),
        Column("source", "数据来源", text_of(200), repeats=True, example="省统计局年报", width=24),
        Column("narrative", "进展情况", text_of(LONGEST_WORDS), width=40),
        Column("problems", "存在问题", text_of(LONGEST_WORDS), width=30),
        Column("next_steps", "下一步措施", text_of(LONGEST_WORDS), width=30),
        Column("correction_reason", "更正原因", text_of(300), repeats=True,
               note="更正已审核的数据时必填。", width=24),
        shown("序列名称", width=30),
        shown("填报单位", width=24),
        shown("状态", width=10),
        shown("版次", width=8),
    )  # fmt: skip
    key = ("code", "as_of_on")
    _plan: FigurePlan

    @classmethod
    def may_import(cls, user: User, *, on: date) -> bool:
        return may(user, Action.REPORT, on=on) or may(user, Action.SET_UP, on=on)

    @classmethod
    def may_export(cls, user: User, *, on: date) -> bool:
        return may(user, Action.REPORT, on=on) or may(user, Action.SEE_ALL, on=on)

    def get_queryset(self) -> QuerySet[ProgressRecord]:
        scope = scope_of(self.by, on=timezone.localdate(self.at))
        return within(ProgressRecord.objects.all(), scope)

    def export_rows(
        self, queryset: QuerySet[ProgressRecord] | None = None
    ) -> Iterator[Sequence[Any]]:
        """Of each figure the newest version among those."""
        rows = self.get_queryset() if queryset is None else queryset
        last = None
        found = rows.order_by("series__code", "as_of_on", "-version").values_list(*_STORED)
        for code, day, value, unit, vintage, *texts, name, owner, state, version in found.iterator(
            chunk_size=_AT_ONCE
        ):
            if (code, day) != last:
                last = (code, day)
                words = (VINTAGES[vintage], *texts, "", name, owner, _STATES[state], version)
                yield (code, day, plain(value), unit, *words)

    def make_rows(self, cells: dict[str, list[Any]]) -> list[FigureRow]:
        cells["value_unit"] = [unit or "" for unit in cells["value_unit"]]
        cells["correction_reason"] = [reason or "" for reason in cells["correction_reason"]]
        return list(map(FigureRow, *(cells[column.name] for column in self.inputs())))

    def plan(self, rows: Sequence[FigureRow]) -> Outcome:
        self._plan = plan_figures(rows=rows, by=self.by, at=self.at)
        return self._outcome()

    def save(self, rows: Sequence[FigureRow]) -> Outcome:
        self._plan = record_figures(rows=rows, by=self.by, at=self.at)
        return self._outcome()

    def changes_in(self, place: int) -> Iterator[CellChange]:
        found, values = self._plan.stored[place], self._plan.values[place]
        to_be = dict(zip(_WRITTEN, values[1:], strict=False))
        for column in self.inputs():
            old = _words(column.name, getattr(found, column.name, None))
            new = _words(column.name, to_be.get(column.name))
            if column.name in to_be and new != old:
                yield CellChange(column.header, old, new)

    def _outcome(self) -> Outcome:
        plan = self._plan
        headers = {column.name: column.header for column in self.inputs()}
        return Outcome(
            kinds=[KINDS[fate] for fate in plan.fates],
            problems=[
                Problem(place, headers[name], _words(name, getattr(plan.rows[place], name)), reason)
                for place, (name, reason) in plan.flaws.items()
            ],
        )


VINTAGES = {each.value: each.label for each in Vintage}
_STATES = {each.value: each.label for each in ReportState}


def _words(name: str, value: Any) -> str:
    """A value of a column as a sheet shows it."""
    if name == "vintage":
        return VINTAGES[value] if value else ""
    return "" if value is None else str(plain(value) if isinstance(value, Decimal) else value)


def plain(value: Decimal) -> Decimal:
    """Without the zeros that the column of the database adds."""
    value = value.normalize()
    return value if value.as_tuple().exponent <= 0 else value.quantize(Decimal(1))  # type: ignore[operator]
