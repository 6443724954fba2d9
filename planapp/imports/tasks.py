"""任务 as a sheet, with the units that answer for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from planapp.imports.columns import Column, shown, text_of
from planapp.imports.plans import FIXED
from planapp.imports.readers import day, yes_or_no
from planapp.imports.responsibilities import PART_COLUMNS
from planapp.imports.table_resource import Service, TableResource
from planapp.models import Task
from planapp.services.task_imports import TaskTable, import_tasks


class TaskResource(TableResource):
    """Tasks come from documents; a sheet says who answers and until when."""

    slug = "tasks"
    title = "任务"
    table = TaskTable
    service: ClassVar[Service] = staticmethod(import_tasks)
    key = TaskTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", "任务编码", text_of(40), required=True, example="520000-2021-01-T001",
               width=24),
        Column("plan", "规划编码", text_of(30), repeats=True, note=FIXED),
        Column("title", "标题", text_of(300), width=40, note="规划准备中时可以更正。"),
        Column("deadline", "时限（原文）", text_of(60), repeats=True, note=FIXED),
        Column("due_on", "完成时限", day, repeats=True, example="2025-12-31",
               note="更正须写明理由；不填为没有期限。"),
        Column("due_reason", "时限更正理由", text_of(200), repeats=True, width=24,
               note="更正完成时限时必填。"),
        Column("tracked", "纳入跟踪", yes_or_no, repeats=True, note=FIXED, width=10),
        *PART_COLUMNS,
        shown("原文编号"),
        shown("原文", width=60),
    )  # fmt: skip

    def told(self, row: Task) -> Sequence[Any]:
        return (row.number, row.quote)
