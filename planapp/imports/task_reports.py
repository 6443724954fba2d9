"""任务进展 as a sheet: drafts of open rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from planapp.domain.terms import ReportState, SelfAssessment
from planapp.imports.columns import Column, labels, shown, term, text_of
from planapp.imports.readers import whole
from planapp.imports.table_resource import Service, TableResource
from planapp.models import TaskReport
from planapp.services.reports import ALL_DONE, LONGEST_WORDS
from planapp.services.task_report_imports import TaskReportTable, import_task_reports


class TaskReportResource(TableResource):
    """Reports become drafts of the unit that owes them; they are submitted as any other."""

    slug = "task-reports"
    title = "任务进展"
    table = TaskReportTable
    service: ClassVar[Service] = staticmethod(import_task_reports)
    key = TaskReportTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("task", "任务编码", text_of(40), required=True, repeats=True, width=24,
               example="520000-2021-01-T001"),
        Column("cycle", "填报期", text_of(60), required=True, repeats=True, example="2023年度",
               note="写作“2023年度”，或导出表里的写法。"),
        Column("self_assessment", "自评", term(SelfAssessment), repeats=True,
               choices=labels(SelfAssessment), example=SelfAssessment.ON_COURSE.label),
        Column("percent", "完成百分比", whole(0, ALL_DONE), repeats=True,
               note="0 到 100 的整数，不带百分号；不填为未估计。"),
        Column("narrative", "进展情况", text_of(LONGEST_WORDS), width=40),
        Column("problems", "存在问题", text_of(LONGEST_WORDS), width=30),
        Column("next_steps", "下一步措施", text_of(LONGEST_WORDS), width=30),
        Column("correction_reason", "更正原因", text_of(300), repeats=True, width=24,
               note="更正已审核的任务进展时必填。"),
        shown("任务", width=40),
        shown("填报单位", width=24),
        shown("状态", width=10),
        shown("版次", width=8),
    )  # fmt: skip

    def told(self, row: TaskReport) -> Sequence[Any]:
        return (str(row.task), row.unit.name, ReportState(row.state).label, row.version)
