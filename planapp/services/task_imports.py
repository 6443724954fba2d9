"""Tasks from sheets: until when, and which units; their wording only while the plan is prepared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet

from planapp.models import Task, User
from planapp.services.audit import Change
from planapp.services.part_imports import PARTS, PartsTable
from planapp.services.plan_imports import NO_NEW, only_while_prepared, same_plan
from planapp.services.table_imports import save_table
from planapp.services.tables import Line, Row, TablePlan, write_rows
from planapp.services.tasks import why_not_due_on


class TaskTable(PartsTable[Task]):
    """任务: the deadline as written stays; its day is corrected with a reason."""

    model = Task
    names = (
        "code", "plan", "title", "deadline", "due_on", "due_reason", "tracked", *PARTS,
        "part_doc_number",
    )  # fmt: skip
    fixed = frozenset({"plan", "deadline", "tracked"})
    remarks: ClassVar[frozenset[str]] = frozenset({"due_reason", "part_doc_number"})
    no_new = NO_NEW

    def queryset(self) -> QuerySet[Task]:
        rows = Task.objects.select_related("plan__region", "withdrawn_by")
        return self.with_parts(rows.order_by("plan__code", "order"))

    def read(self, name: str, value: Any, row: Task | None) -> Any:
        return same_plan(value, row) if name == "plan" else super().read(name, value, row)

    def check(self, line: Line[Task]) -> Iterator[tuple[str, str]]:
        task = line.stored
        if task.withdrawn_by is not None:
            yield "", f"“{task}”已不再列入规划，不能修改。"
            return
        if line.touches("title"):
            yield from only_while_prepared(task.plan, "title")
        if line.touches("due_on"):
            reason = line.given.get("due_reason") or ""
            if why := why_not_due_on(task, task.due_on, reason=reason):
                yield "due_on", why
        yield from super().check(line)

    def subject(self, lines: Sequence[Line[Task]]) -> str:
        """With the reasons for which days were corrected."""
        moved = [line for line in lines if line.touches("due_on")]
        reasons = dict.fromkeys(str(line.given["due_reason"]) for line in moved)
        told = super().subject(lines)
        return f"{told}；更正完成时限：{'、'.join(reasons)}" if reasons else told

    def write(self, lines: Sequence[Line[Task]]) -> list[Change]:
        return [*write_rows(Task, lines), *self.write_parts(lines)]


@transaction.atomic
def import_tasks(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[Task]:
    """Change tasks and who answers for them, all rows or none."""
    return save_table(TaskTable(by=by, at=at), rows, action="task.imported")
