"""指标, 数据序列 and 年度目标 as sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from planapp.domain.terms import Attribute, Comparator, DuePath, Entry, Measure
from planapp.imports.columns import Column, amount, labels, shown, term, text_of
from planapp.imports.plans import FIXED
from planapp.imports.readers import whole, year, yes_or_no
from planapp.imports.responsibilities import PART_COLUMNS
from planapp.imports.table_resource import Service, TableResource
from planapp.models import Indicator
from planapp.services.indicator_imports import (
    IndicatorTable,
    SeriesTable,
    import_indicators,
    import_series,
)

_PROMISED = "规划准备中时可以更正；实施后走“目标调整”。"
_BASE = "缺的可以补；已用于测算的走“目标调整”。"
_MONTHS = 12


class IndicatorResource(TableResource):
    """Indicators come from documents; a sheet sets them up, with the units that answer."""

    slug = "indicators"
    title = "指标"
    table = IndicatorTable
    service: ClassVar[Service] = staticmethod(import_indicators)
    key = IndicatorTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", "指标编码", text_of(40), required=True, example="520000-2021-01-I001",
               width=24),
        Column("plan", "规划编码", text_of(30), repeats=True, note=FIXED),
        Column("name", "指标名称", text_of(200), width=30, note=_PROMISED),
        Column("measure", "类型", term(Measure), repeats=True, choices=labels(Measure),
               note=_PROMISED),
        Column("comparator", "要求", term(Comparator), repeats=True, choices=labels(Comparator),
               note=_PROMISED, width=8),
        Column("target", "目标值", amount, note=_PROMISED),
        Column("target_max", "目标上限", amount, note="只用于区间。"),
        Column("value_unit", "目标计量单位", text_of(20), repeats=True, note=_PROMISED),
        Column("target_year", "目标年", year, repeats=True, note=_PROMISED, width=8),
        Column("base_year", "基期年", year, repeats=True, note=_BASE, width=8),
        Column("base_value", "基期值", amount, note=f"按数据序列的计量单位；{_BASE}"),
        Column("base_source", "基期来源", text_of(300), width=24),
        Column("path", "应达路径", term(DuePath), repeats=True, choices=labels(DuePath)),
        Column("attribute", "属性", term(Attribute), repeats=True, choices=labels(Attribute)),
        Column("tracked", "纳入跟踪", yes_or_no, repeats=True, choices=("是", "否"), width=10),
        *PART_COLUMNS,
        shown("序列编码", width=24),
        shown("序列计量单位"),
        shown("原文", width=60),
    )  # fmt: skip

    def told(self, row: Indicator) -> Sequence[Any]:
        return (row.series.code, row.series.value_unit, row.quote)


class SeriesResource(TableResource):
    """How the figures of a series are read, and who provides them."""

    slug = "series"
    title = "数据序列"
    table = SeriesTable
    service: ClassVar[Service] = staticmethod(import_series)
    key = SeriesTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", "序列编码", text_of(40), required=True, example="520000-2021-01-S001",
               width=24),
        Column("region", "行政区划", text_of(60), repeats=True, note=FIXED),
        Column("name", "名称", text_of(200), width=30, note=FIXED),
        Column("scope", "口径", text_of(200), width=24),
        Column("value_unit", "计量单位", text_of(20), repeats=True,
               note="有了填报数据以后不能再改。"),
        Column("entry", "填报方式", term(Entry), repeats=True, choices=labels(Entry)),
        Column("provider", "数据提供单位", text_of(100), repeats=True, width=24,
               note="单位名称或编码。"),
        Column("publication_month", "数据公布月份", whole(1, _MONTHS), repeats=True,
               note="次年几月公布；不填为年末即可填报。"),
    )  # fmt: skip
