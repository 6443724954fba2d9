"""责任分工 as a long sheet, and its columns in the sheets of indicators and tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from planapp.domain.terms import Role
from planapp.imports.columns import Column, labels, shown, term, text_of
from planapp.imports.readers import day, whole
from planapp.imports.table_resource import Service, TableResource
from planapp.models import Responsibility
from planapp.services.responsibility_imports import ResponsibilityTable, import_responsibilities

_LONGEST = 2000
_LAST_PLACE = 1000
_NOTE = "写名称或单位编码，几个用“、”隔开；清空即不再承担。"

PART_COLUMNS = (
    Column("lead", "牵头单位", text_of(_LONGEST), repeats=True, note=_NOTE, width=24,
           example="省能源局"),
    Column("responsible", "责任单位", text_of(_LONGEST), repeats=True, note=_NOTE, width=24),
    Column("support", "配合单位", text_of(_LONGEST), repeats=True, note=_NOTE, width=30,
           example="省财政厅、省统计局"),
    Column("part_doc_number", "分工依据文号", text_of(60), repeats=True, width=20,
           note="调整单位时可写明依据；只记在新增的分工上。"),
)  # fmt: skip


class ResponsibilityResource(TableResource):
    """One row for a unit's part in an indicator or a task, those that are over too."""

    slug = "responsibilities"
    title = "责任分工"
    table = ResponsibilityTable
    service: ClassVar[Service] = staticmethod(import_responsibilities)
    key = ResponsibilityTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", "事项编码", text_of(40), required=True, repeats=True, width=24,
               note="指标或任务的编码。", example="520000-2021-01-T001"),
        Column("unit", "单位编码", text_of(100), required=True, repeats=True, width=16,
               note="单位编码，或登记的全称。", example="520000-001"),
        Column("role", "角色", term(Role), required=True, repeats=True, choices=labels(Role),
               example=Role.LEAD.label, width=12),
        Column("valid_from", "起", day, repeats=True,
               note="自始有效的留空；与事项、单位、角色一起区分每一条分工。"),
        Column("valid_to", "止", day, repeats=True, note="最后一天；仍在承担的留空。"),
        Column("order", "顺序", whole(0, _LAST_PLACE), repeats=True, width=8,
               note="同一角色中的先后；牵头单位中最小的排在第一。"),
        Column("doc_number", "依据文号", text_of(60), repeats=True, width=24),
        shown("单位名称", width=30),
        shown("事项", width=40),
        shown("规划", width=30),
    )  # fmt: skip

    def told(self, row: Responsibility) -> Sequence[Any]:
        item = row.indicator or row.task
        assert item is not None  # noqa: S101  # one of the two, as the database keeps it
        return (row.unit.name, str(item), item.plan.title)
