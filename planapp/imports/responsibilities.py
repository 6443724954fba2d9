"""The columns of units in the sheets of indicators and tasks."""

from __future__ import annotations

from planapp.imports.columns import Column, text_of

_LONGEST = 2000
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
