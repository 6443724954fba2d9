"""工作日历 as a sheet: the days on which offices work otherwise than from Monday to Friday."""

from __future__ import annotations

from typing import ClassVar

from planapp.imports.columns import Column, text_of
from planapp.imports.readers import day, yes_or_no
from planapp.imports.table_resource import Service, TableResource
from planapp.services.workday_imports import WorkdayTable, import_workdays


class WorkdayResource(TableResource):
    """One row for a day off though a weekday, or worked though a weekend."""

    slug = "workdays"
    title = "工作日历"
    table = WorkdayTable
    service: ClassVar[Service] = staticmethod(import_workdays)
    key = WorkdayTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("day", "日期", day, required=True, example="2026-10-10",
               note="只写与平常不同的日子：工作日放假，或周末调休上班。"),
        Column("is_working", "上班", yes_or_no, required=True, repeats=True,
               choices=("是", "否"), example="是", width=8),
        Column("note", "说明", text_of(60), repeats=True, example="国庆节调休上班", width=24),
        Column("source", "依据", text_of(120), repeats=True, width=50,
               example="国务院办公厅关于节假日安排的通知"),
    )  # fmt: skip
