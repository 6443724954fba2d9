"""Task reports of open rounds from sheets: drafts, by the rules of entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from planapp.domain.terms import ReportState, Role, SelfAssessment
from planapp.models import ReportingCycle, Task, TaskReport, User
from planapp.queries.duties import Duty, duties_on
from planapp.queries.scope import within
from planapp.queries.task_rounds import approved_narratives
from planapp.queries.unit_sheet import tidy
from planapp.rights import Action, reporting_units, scope_of
from planapp.services.audit import Change
from planapp.services.errors import Refused
from planapp.services.states import newest_may_change
from planapp.services.table_imports import save_table
from planapp.services.tables import Line, Row, Table, TablePlan, write_rows


class TaskReportTable(Table[TaskReport]):
    """任务进展: the newest version of each task and round; what is changed is a draft again."""

    model = TaskReport
    key = ("task", "cycle")
    names = (
        "task", "cycle", "self_assessment", "percent", "narrative", "problems", "next_steps",
        "correction_reason",
    )  # fmt: skip
    remarks: ClassVar[frozenset[str]] = frozenset({"correction_reason"})
    terms: ClassVar = {"self_assessment": SelfAssessment}
    needs = Action.REPORT
    who_may = "只有填报单位的人员可以导入任务进展。"

    def __init__(self, *, by: User, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self._tasks: dict[str, Task] = {}
        self._cycles: dict[tuple[int, str], ReportingCycle] = {}

    def queryset(self) -> QuerySet[TaskReport]:
        later = TaskReport.objects.filter(
            task=OuterRef("task"), cycle=OuterRef("cycle"), version__gt=OuterRef("version")
        )
        rows = TaskReport.objects.select_related("task", "cycle", "unit", "recorded_by")
        newest = rows.filter(~Exists(later))
        return newest.order_by("task__code", "cycle__as_of_on", "cycle__kind")

    def prepare(self, rows: Sequence[Row]) -> None:
        found = Task.objects.filter(code__in={row["task"] for row in rows})
        self._tasks = {task.code: task for task in found.select_related("plan")}
        plans = {task.plan_id for task in self._tasks.values()}
        for cycle in ReportingCycle.objects.filter(plan__in=plans):
            self._cycles[cycle.plan_id, str(cycle)] = cycle

    def read(self, name: str, value: Any, row: TaskReport | None) -> Any:
        if name != "task":
            return value
        if value not in self._tasks:
            raise ValueError(f"没有编码为“{value}”的任务。")
        return self._tasks[value]

    def values(self, row: TaskReport) -> dict[str, Any]:
        return {**super().values(row), "cycle": str(row.cycle)}

    def hides(self, row: TaskReport) -> str:
        """Whoever may not read a report does not learn either that it says just this."""
        is_own = row.unit_id in self._own or row.recorded_by_id == self.by.pk
        return (
            "" if is_own or row.pk in self._seen else "不由您的单位填报，您也看不到这份任务进展。"
        )

    def admit(self, line: Line[TaskReport]) -> Iterator[tuple[str, str]]:
        task, called = line.given["task"], line.given["cycle"]
        cycle = self._cycles.get((task.plan_id, called))
        if cycle is None:
            rounds = "、".join(name for plan, name in self._cycles if plan == task.plan_id)
            yield "cycle", f"规划没有填报期“{called}”；有：{rounds or '无'}。"
            return
        duty = self._duties.get((task.pk, cycle.pk))
        if duty is None:
            yield "", "填报期未开启或已关闭，或者不由您的单位填报。"
            return
        try:
            newest_may_change(None if line.is_new else line.stored)
        except Refused as refusal:
            yield "", str(refusal)
            return
        if duty.approved is not None and not self._reason(line):
            yield "correction_reason", "已审核锁定；更正须在模板的“更正原因”一列写明原因。"

    def apply(self, line: Line[TaskReport]) -> None:
        task = line.given["task"]
        cycle = self._cycles[task.plan_id, line.given["cycle"]]
        report, reason = line.stored, self._reason(line)
        if not line.is_new and not report.is_editable:
            line.row = report = _next_version(report)
        for name in self.names[2:-1]:
            if name in line.given:
                empty = None if name == "percent" else ""
                setattr(report, name, empty if line.given[name] is None else line.given[name])
        duty = self._duties[task.pk, cycle.pk]
        assert duty.unit is not None  # noqa: S101  # `_duties` has only those that somebody owes
        report.task, report.cycle, report.unit = task, cycle, duty.unit
        report.submission, report.correction_reason = None, reason
        report.revision += 1
        report.recorded_by, report.recorded_at = self.by, self.at
        report.is_unchanged = self._repeats(report)
        report.is_demo = False

    def write(self, lines: Sequence[Line[TaskReport]]) -> list[Change]:
        return write_rows(TaskReport, lines)

    @cached_property
    def _own(self) -> set[int]:
        return reporting_units(self.by, on=self.today)

    @cached_property
    def _seen(self) -> set[int]:
        """Of these tasks' reports those that the person gets to see."""
        rows = TaskReport.objects.filter(task__in=self._tasks.values())
        scope = scope_of(self.by, on=self.today)
        return set(within(rows, scope).values_list("pk", flat=True))

    @cached_property
    def _duties(self) -> dict[tuple[int, int], Duty]:
        """What the person's units owe today, by task and round."""
        return {
            (duty.task.pk, duty.cycle.pk): duty
            for duty in duties_on(timezone.localdate(self.at), units=self._own)
            if duty.task is not None
            and duty.unit is not None
            and duty.unit.pk in self._own
            and duty.role is Role.LEAD
        }

    @cached_property
    def _narratives(self) -> dict[int, list[Any]]:
        return dict(approved_narratives({task.pk for task in self._tasks.values()}))

    def _reason(self, line: Line[TaskReport]) -> str:
        """Why what counts is corrected; what an open version already says holds on."""
        given = str(line.given.get("correction_reason") or "")
        if given or line.is_new or not line.stored.is_editable:
            return given
        return line.stored.correction_reason

    def _repeats(self, report: TaskReport) -> bool:
        told = tidy(report.narrative)
        rounds = self._narratives.get(report.task_id, [])
        before = [words for day, words in rounds if day < report.cycle.as_of_on]
        return bool(told and before) and told == tidy(before[-1])


@transaction.atomic
def import_task_reports(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[TaskReport]:
    """Write reports as drafts, new, written over, or as new versions of approved ones."""
    return save_table(TaskReportTable(by=by, at=at), rows, action="task_report.imported")


def _next_version(report: TaskReport) -> TaskReport:
    """A draft after one that counts, with its words."""
    kept = ("self_assessment", "percent", "narrative", "problems", "next_steps", "revision")
    return TaskReport(
        version=report.version + 1,
        state=ReportState.DRAFT,
        **{name: getattr(report, name) for name in kept},
    )
