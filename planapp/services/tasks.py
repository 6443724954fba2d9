"""What is kept of a task beside its text."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from planapp.models import Task, User
from planapp.rights import Action
from planapp.services.audit import changed, snapshot, write_audit
from planapp.services.errors import Refused, require


@transaction.atomic
def set_due_on(*, task: Task, due_on: date | None, reason: str, by: User, at: datetime) -> None:
    """Correct until when a task is to be done; its wording stays. None where it has no end."""
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以更正完成时限。")
    if not reason.strip():
        raise Refused("更正完成时限须写明理由。")
    task = Task.objects.select_for_update().select_related("plan").get(pk=task.pk)
    if due_on is not None and due_on.year < task.plan.period_start:
        raise Refused(f"完成时限不能早于规划期（{task.plan.period}年）。")
    before = snapshot(task)
    task.due_on = due_on
    task.save(update_fields=("due_on",))
    write_audit(
        by=by,
        action="task.due_day_set",
        subject=f"{task}：{reason.strip()}",
        at=at,
        changes=[changed(task, before)],
    )


def why_not_due_on(task: Task, due_on: date | None, *, reason: str) -> str:
    """Why a task may not be due that day; empty where it may."""
    if not reason.strip():
        return "更正完成时限须写明理由。"
    if due_on is not None and due_on.year < task.plan.period_start:
        return f"完成时限不能早于规划期（{task.plan.period_start}年）。"
    return ""
