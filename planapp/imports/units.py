"""单位, 单位别名 and 机构沿革 as sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from planapp.domain.terms import UnitKind
from planapp.imports.columns import Column, labels, shown, term, text_of
from planapp.imports.readers import day
from planapp.imports.table_resource import Service, TableResource
from planapp.models import Unit, UnitName, UnitSuccession
from planapp.services.unit_imports import (
    SuccessionTable,
    UnitNameTable,
    UnitTable,
    import_successions,
    import_unit_names,
    import_units,
)

_UNIT = "单位编码，或登记的全称。"


class UnitResource(TableResource):
    """The register itself; other names and reforms have sheets of their own."""

    slug = "units"
    title = "单位"
    table = UnitTable
    service: ClassVar[Service] = staticmethod(import_units)
    key = UnitTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", "单位编码", text_of(30), required=True, example="520000-001"),
        Column("name", "单位名称", text_of(100), example="省能源局", width=30),
        Column("region", "行政区划", text_of(60), repeats=True, example="520000",
               note="代码或全称。"),
        Column("kind", "类别", term(UnitKind), repeats=True, choices=labels(UnitKind),
               example=UnitKind.GOVERNMENT.label),
        Column("valid_from", "成立日期", day, repeats=True, note="不填为一直存在。"),
        Column("valid_to", "撤销日期", day, repeats=True, note="最后一天；不填为仍在。"),
        shown("行政区划名称"),
    )  # fmt: skip

    def told(self, row: Unit) -> Sequence[Any]:
        return (row.region.name,)


class UnitNameResource(TableResource):
    """Under which other names a unit is written, and when."""

    slug = "unit-names"
    title = "单位别名"
    table = UnitNameTable
    service: ClassVar[Service] = staticmethod(import_unit_names)
    key = UnitNameTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("unit", "单位编码", text_of(100), required=True, repeats=True, note=_UNIT,
               example="520000-001"),
        Column("name", "别名", text_of(100), required=True, example="省发改委", width=30),
        Column("valid_from", "启用日期", day, repeats=True, note="不填为一直在用。"),
        Column("valid_to", "停用日期", day, repeats=True, note="最后一天；不填为仍在用。"),
        shown("单位名称", width=30),
    )  # fmt: skip

    def told(self, row: UnitName) -> Sequence[Any]:
        return (row.unit.name,)


class SuccessionResource(TableResource):
    """To whom the duties of a unit passed, when, and which."""

    slug = "successions"
    title = "机构沿革"
    table = SuccessionTable
    service: ClassVar[Service] = staticmethod(import_successions)
    key = SuccessionTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("predecessor", "原单位编码", text_of(100), required=True, repeats=True, note=_UNIT,
               example="520000-021"),
        Column("successor", "承接单位编码", text_of(100), required=True, repeats=True, note=_UNIT,
               example="520000-001"),
        Column("on", "生效日期", day, required=True, repeats=True, example="2024-03-01"),
        Column("scope", "承接职责", text_of(200), note="不填为全部职责。", width=30),
        shown("原单位", width=30),
        shown("承接单位", width=30),
    )  # fmt: skip

    def told(self, row: UnitSuccession) -> Sequence[Any]:
        return (row.predecessor.name, row.successor.name)
