"""规划 as a sheet: the data in its head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from planapp.domain.terms import PlanStatus
from planapp.imports.columns import Column, labels, shown, term, text_of
from planapp.imports.readers import issue_day, year
from planapp.imports.table_resource import Service, TableResource
from planapp.models import Plan
from planapp.services.plan_imports import PlanTable, import_plans

FIXED = "只供查看，不能在表中修改。"


class PlanResource(TableResource):
    """Plans come from documents; a sheet puts their header data right."""

    slug = "plans"
    title = "规划"
    table = PlanTable
    service: ClassVar[Service] = staticmethod(import_plans)
    key = PlanTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", "规划编码", text_of(30), required=True, example="520000-2021-01"),
        Column("title", "规划名称", text_of(300), width=50),
        Column("issuer", "发文机关", text_of(200), width=24),
        Column("doc_number", "文号", text_of(60), width=24, example="黔府发〔2021〕1号"),
        Column("issued_on", "成文日期", issue_day, example="2021-12",
               note="文件写到哪里就到哪里：2021、2021-12 或 2021-12-03。"),
        Column("sector", "领域", text_of(60), repeats=True, note="代码，或不重名的名称。"),
        Column("default_lead", "默认牵头单位", text_of(100), repeats=True, width=24,
               note="单位名称或编码。"),
        Column("region", "行政区划", text_of(60), repeats=True, note=FIXED),
        Column("period_start", "起始年", year, repeats=True, note=FIXED),
        Column("period_end", "目标年", year, repeats=True, note=FIXED),
        Column("status", "状态", term(PlanStatus), repeats=True, choices=labels(PlanStatus),
               note=FIXED),
        shown("领域名称"),
    )  # fmt: skip

    def told(self, row: Plan) -> Sequence[Any]:
        return (row.sector.name if row.sector else "",)
