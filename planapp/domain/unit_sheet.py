"""The layout of the Excel sheet that a unit fills in: written and read by the same table."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from planapp.domain.terms import SelfAssessment, Vintage

FORMAT = "1"  # goes up when a sheet that was handed out can no longer be read
HEAD_ROW = 3  # title, hint, head; what is owed follows
MARK_LENGTH = 16
MAX_BYTES = 5 * 1024 * 1024  # of a filled-in sheet; 300 rows take 60 KB
CELL_CHARACTERS = 32_767  # Excel holds no more


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `name` of an input is that of the field in the entry form."""

    name: str
    label: str
    width: int
    note: str = ""
    is_input: bool = False
    choices: tuple[str, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet of the workbook: what is told first, then what is filled in, then the hidden."""

    title: str
    columns: tuple[Column, ...]

    @property
    def inputs(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_input)

    def label_of(self, name: str) -> str:
        return next((column.label for column in self.columns if column.name == name), "")


def _input(
    name: str, label: str, width: int, *, note: str = "", choices: tuple[str, ...] = ()
) -> Column:
    return Column(name, label, width, note=note, is_input=True, choices=choices)


_WORDS = (
    _input("narrative", "进展情况", 36, note="本期做了什么，到什么程度。"),
    _input("problems", "存在问题", 28, note="滞后、严重滞后或劣于基期时，提交前必须写明原因。"),
    _input("next_steps", "下一步措施", 28, note="滞后时必填，写明措施和完成时间。"),
)
# What an upload is compared with: which item, which state of it, what was filled in already.
_HIDDEN = (
    Column("key", "标识", 8, is_hidden=True),
    Column("revision", "修订次数", 8, is_hidden=True),
    Column("mark", "校验", 8, is_hidden=True),
)

FIGURES = Layout(
    "数据指标",
    (
        Column("code", "编码", 12),
        Column("name", "指标名称", 26),
        Column("plan", "规划", 24),
        Column("unit_of_series", "计量单位", 9),
        Column("entry", "填报方式", 9),
        Column("last_year", "上年同期", 10),
        Column("base", "基期", 14),
        Column("target", "目标", 18),
        Column("expected", "应达值", 12),
        Column("role", "角色", 9),
        Column("state", "状态", 9),
        _input("value", "本期数值", 13, note="只填数字，如 1234.5；百分数可以填 12.5%。"),
        _input("unit", "填报计量单位", 11, note="按别的计量单位填的，在这里选择，系统换算。"),
        _input(
            "vintage",
            "数据性质",
            11,
            note="从列表中选择。",
            choices=tuple(term.label for term in Vintage),
        ),
        _input("source", "数据来源", 20, note="出处，如统计公报；最多 200 字。"),
        *_WORDS,
        *_HIDDEN,
    ),
)
TASKS = Layout(
    "任务进展",
    (
        Column("code", "编码", 12),
        Column("name", "任务", 46),
        Column("plan", "规划", 24),
        Column("deadline", "时限", 14),
        Column("role", "角色", 9),
        Column("state", "状态", 9),
        _input(
            "self_assessment",
            "自评",
            11,
            note="从列表中选择。",
            choices=tuple(term.label for term in SelfAssessment),
        ),
        _input("percent", "完成百分比", 10, note="0 到 100 的整数；没有的不填。"),
        *_WORDS,
        *_HIDDEN,
    ),
)
LAYOUTS = (FIGURES, TASKS)

HELP_TITLE = "填写说明"
META_TITLE = "_填报期"  # deeply hidden
META = {
    "format": "格式版本",
    "plan": "规划编码",
    "kind": "填报期种类",
    "as_of_on": "数据截至",
    "unit": "单位编码",
    "title": "名称",
}


def mark_of(inputs: Mapping[str, str]) -> str:
    """Tells whether the inputs of a row are still those it was handed out with."""
    text = "\x1f".join(f"{name}={inputs[name].strip()}" for name in sorted(inputs))
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_LENGTH]
