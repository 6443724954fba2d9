"""目标 as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from planapp.imports.columns import Column, shown, text_of
from planapp.imports.plans import FIXED
from planapp.imports.table_resource import Service, TableResource
from planapp.models import Goal
from planapp.services.plan_imports import GoalTable, import_goals


class GoalResource(TableResource):
    """Goals stand in the document; their headings may be put right before the plan starts."""

    slug = "goals"
    title = "目标"
    table = GoalTable
    service: ClassVar[Service] = staticmethod(import_goals)
    key = GoalTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", "目标编码", text_of(40), required=True, example="520000-2021-01-G001",
               width=24),
        Column("plan", "规划编码", text_of(30), repeats=True, note=FIXED),
        Column("heading", "标题", text_of(200), width=40, note="规划准备中时可以更正。"),
        shown("原文", width=60),
    )  # fmt: skip

    def told(self, row: Goal) -> Sequence[Any]:
        return (row.quote,)
