"""历史数据 as a sheet: figures of the years before plans, with where they are published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet

from planapp.domain.terms import ReportState, Vintage
from planapp.imports.columns import Column, amount, shown, term, text_of, year_end_or_day
from planapp.imports.progress import VINTAGES, ProgressResource, plain
from planapp.imports.sheet_resource import Outcome
from planapp.models import ProgressRecord, User
from planapp.rights import Action, may
from planapp.services.figure_rows import FigureRow
from planapp.services.history import VINTAGES as KEPT
from planapp.services.history_imports import import_history, plan_history

_AT_ONCE = 5000
_STORED = (
    "series__code", "as_of_on", "value", "series__value_unit", "vintage", "source",
    "series__name", "unit__name",
)  # fmt: skip


def _year_end(cell: Any) -> date:
    day = year_end_or_day(cell)
    if (day.month, day.day) != (12, 31):
        raise ValueError("历史数据按年，只写年份（2019）。")
    return day


class HistoryResource(ProgressResource):
    """Kept as approved at once: administrators answer for them by the source that they state."""

    slug = "history"
    title = "历史数据"
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", "序列编码", text_of(40), required=True, example="520000-2020-01-S001",
               width=24),
        Column("as_of_on", "年份", _year_end, required=True, repeats=True,
               note="规划期之前的年份。", example="2019", width=12),
        Column("value", "数值", amount, required=True, example="558.3"),
        Column("value_unit", "计量单位", text_of(20), repeats=True,
               note="与序列不同的自动换算；不能留空，除非序列没有计量单位。", example="亿元",
               width=12),
        Column("vintage", "数据性质", term(Vintage), repeats=True,
               choices=tuple(each.label for each in KEPT), note="不填为最终核实。",
               example=Vintage.FINAL.label, width=12),
        Column("source", "数据来源", text_of(200), required=True, repeats=True,
               note="在哪里公布的。", example="《2019年国民经济和社会发展统计公报》", width=40),
        shown("序列名称", width=30),
        shown("填报单位", width=24),
    )  # fmt: skip

    @classmethod
    def may_import(cls, user: User, *, on: date) -> bool:
        return may(user, Action.SET_UP, on=on)

    def get_queryset(self) -> QuerySet[ProgressRecord]:
        """Figures of whole years that count, with their source."""
        rows = super().get_queryset().filter(state=ReportState.APPROVED)
        return rows.filter(as_of_on__month=12, as_of_on__day=31).exclude(source="")

    def export_rows(
        self, queryset: QuerySet[ProgressRecord] | None = None
    ) -> Iterator[Sequence[Any]]:
        rows = self.get_queryset() if queryset is None else queryset
        found = rows.order_by("series__code", "as_of_on").values_list(*_STORED)
        for code, day, value, unit, vintage, *words in found.iterator(chunk_size=_AT_ONCE):
            yield (code, day.year, plain(value), unit, VINTAGES[vintage], *words)

    def make_rows(self, cells: dict[str, list[Any]]) -> list[FigureRow]:
        cells["value_unit"] = [unit or "" for unit in cells["value_unit"]]
        return list(map(FigureRow, *(cells[column.name] for column in self.inputs())))

    def plan(self, rows: Sequence[FigureRow]) -> Outcome:
        self._plan = plan_history(rows=rows, by=self.by, at=self.at)
        return self._outcome()

    def save(self, rows: Sequence[FigureRow]) -> Outcome:
        self._plan = import_history(rows=rows, by=self.by, at=self.at)
        return self._outcome()
