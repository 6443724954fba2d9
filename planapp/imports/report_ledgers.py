"""A working ledger with what was done (工作台账) → rows of 任务进展."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from typing import Any, ClassVar

from planapp.domain.ledger import Field, LedgerRow, Mapping
from planapp.domain.sheet import Sheet
from planapp.domain.terms import SelfAssessment
from planapp.imports.intake import Intake
from planapp.imports.ledger_rows import LedgerRows, first_text
from planapp.imports.names import Names

_YEAR = re.compile(r"(20\d\d)年?度?")
_TEXTS = ("进展情况", "存在问题", "下一步措施")
# How offices word where a task stands; what is none of these must be one of our own words.
_STATES = (
    (re.compile(r"[尚还]?未(?:启动|开工|开展|开始)"), SelfAssessment.NOT_STARTED),
    (re.compile(r"(?:进展|进度|推进)?(?:滞后|缓慢|偏慢)|(?:未达|滞后)[序时]{2}(?:进度)?|受阻"),
     SelfAssessment.SLOW),
    (re.compile(r"(?:已|全部|按期|提前|如期)*(?:完成|办结)|是"), SelfAssessment.DONE),
    (re.compile(r"(?:长期|持续|常态化?)(?:坚持|推进|实施)?"), SelfAssessment.CONTINUOUS),
    (re.compile(r"(?:正在|正常|有序|顺利|按(?:计划|[序时]{2})(?:进度)?)?(?:推进|进行|实施|开展)中?|在建|正常"
                r"|达到?[序时]{2}进度"), SelfAssessment.ON_COURSE),
)  # fmt: skip


class _Reports(LedgerRows):
    columns: ClassVar[Dictionary[str, tuple[Field, ...]]] = {
        "任务编码": (), "填报期": (Field.PERIOD,), "自评": (Field.STATUS,),
        "完成百分比": (Field.PERCENT,), "进展情况": (Field.PROGRESS,),
        "存在问题": (Field.PROBLEMS,), "下一步措施": (Field.NEXT_STEPS,),
    }  # fmt: skip
    naming = (Field.TASK, Field.MEASURES, Field.GOAL, Field.CODE)
    note = "只导入进展，写入后是草稿；同一任务分几行写的，合为一条。"

    def __init__(self, sheet: Sheet, mapping: Mapping, names: Names) -> None:
        super().__init__(sheet, mapping, names)
        self.places: dict[tuple[str, str], int] = {}

    def take(self, row: LedgerRow) -> None:
        cells: dict[str, Any] = {
            header: first_text(row, *fields) for header, fields in self.columns.items() if fields
        }
        cells |= {"完成百分比": row.percent, "自评": _state(cells["自评"])}
        if not any(cells[header] for header in ("自评", *_TEXTS)) and row.percent is None:
            name = first_text(row, *self.naming)
            message = "没有填写进展，这一行不导入。"
            self.tell(
                row, Field.PROGRESS, *self.naming, value=name, message=message, is_error=False
            )
            return
        name = first_text(row, *self.naming[:-1])
        match = self.find(row, code=row.texts.get(Field.CODE, ""), name=name)
        if match is None:
            return
        cells |= {"任务编码": match.code, "填报期": _YEAR.sub(r"\1年度", cells["填报期"], count=1)}
        key = (match.code, cells["填报期"])
        if key in self.places:
            self._join(row, self.places[key], cells)
            return
        self.places[key] = len(self.intake.rows)
        self.add(row, cells, title=match.means)

    def _join(self, row: LedgerRow, place: int, cells: Dictionary[str, Any]) -> None:
        """Another row of the same task: its words are added, its figures must be the same."""
        before = dict(zip(self.intake.headers, self.intake.rows[place], strict=True))
        joined = dict(before)
        for header in self.intake.headers:
            was, now = before[header], cells[header]
            if header in _TEXTS:
                joined[header] = "\n".join(dict.fromkeys(filter(None, [*was.split("\n"), now])))
            elif was in {None, ""}:
                joined[header] = now
            elif now not in {None, "", was}:
                message = f"与第 {self.intake.numbers[place]} 行是同一任务，那里写的是“{was}”。"
                self.tell(row, *self.columns[header], value=f"{now}", message=message)
        self.intake.rows[place] = list(joined.values())


def _state(written: str) -> str:
    if written in {each.label for each in SelfAssessment}:
        return written
    found = next((state for words, state in _STATES if words.fullmatch(written)), None)
    return found.label if found else written


def read_reports(sheet: Sheet, mapping: Mapping, names: Names) -> Intake:
    """One row for each task of which the ledger says how far it is."""
    return _Reports(sheet, mapping, names).read()
