"""年度目标 as sheets: a row for each year, or a column for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, ClassVar

from django.db.models import QuerySet

from planapp.imports.columns import Column, amount, shown, text_of
from planapp.imports.progress import plain
from planapp.imports.readers import year, yes_or_no
from planapp.imports.table_resource import Service, TableResource
from planapp.models import AnnualTarget, User
from planapp.services.annual_target_imports import AnnualTargetTable, import_annual_targets


class AnnualTargetResource(TableResource):
    """One row for an indicator and a year."""

    slug = "annual-targets"
    title = "年度目标"
    table = AnnualTargetTable
    service: ClassVar[Service] = staticmethod(import_annual_targets)
    key = AnnualTargetTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("indicator", "指标编码", text_of(40), required=True, repeats=True, width=24,
               example="520000-2021-01-I001"),
        Column("year", "年份", year, required=True, repeats=True, example="2023", width=8),
        Column("value", "年度目标值", amount, required=True, example="670.9",
               note="按指标的目标计量单位。"),
        Column("official", "正式下达", yes_or_no, repeats=True, choices=("是", "否"), width=10),
        Column("doc_number", "文号", text_of(60), repeats=True, width=24,
               note="正式下达的须写明。"),
        Column("value_unit", "目标计量单位", text_of(20), repeats=True,
               note="可以不填；填了须与指标的相同。"),
        shown("指标名称", width=30),
    )  # fmt: skip

    def told(self, row: AnnualTarget) -> Sequence[Any]:
        return (row.indicator.name,)


class TargetsByYearResource(AnnualTargetResource):
    """The same with a column for each year, to go out; what comes back is read as a ledger."""

    slug = "targets-by-year"
    title = "年度目标（一年一列）"

    def __init__(self, *, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(by=by, at=at, **kwargs)
        rows = self.get_queryset().order_by("year")
        self._years: list[int] = list(rows.values_list("year", flat=True).distinct())
        self.columns = (  # type: ignore[misc]  # there are as many as years have targets
            shown("指标编码", width=24),
            shown("指标名称", width=30),
            shown("计量单位"),
            *(shown(f"{each}年目标") for each in self._years),
        )

    def export_rows(self, queryset: QuerySet[Any] | None = None) -> Iterator[Sequence[Any]]:
        rows = self.get_queryset() if queryset is None else queryset
        for _, aims in groupby(rows.iterator(chunk_size=2000), key=_indicator):
            found: list[AnnualTarget] = list(aims)
            values: dict[int, Decimal] = {aim.year: plain(aim.value) for aim in found}
            indicator = found[0].indicator
            cells = (values.get(each, "") for each in self._years)
            yield (indicator.code, indicator.name, indicator.value_unit, *cells)


def _indicator(aim: AnnualTarget) -> int:
    return aim.indicator_id
