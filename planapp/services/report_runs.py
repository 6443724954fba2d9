"""A report's file that is made in the background: asked for, made, cancelled, forgotten.

Each step is taken by a conditional update, as those of imports are: whoever comes second, a
worker that was restarted or a second click, finds it done. What a job is at is no change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from planapp.domain.terms import FileState
from planapp.models import FrozenReport, ReportRun, User
from planapp.models.job_run import ENDS_WITHIN
from planapp.rights import Action
from planapp.services.audit import write_audit
from planapp.services.errors import Refused, require
from planapp.services.inbox import send_message

MOST_ATTEMPTS = 3
MOST_WAITING = 5  # of one person at a time: nobody fills the queue
_RUNNING = (FileState.WAITING, FileState.MAKING)
_FRESH: dict[str, Any] = {
    "state": FileState.WAITING, "done": 0, "total": 0, "began_at": None, "attempts": 0,
    "error": "", "ended_at": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file is to hold: a filter said in words, or a kept report."""

    kind: str
    file_name: str
    chosen: Mapping[str, Any]
    words: Sequence[tuple[str, str]]
    frozen: FrozenReport | None = None
    with_evidence: bool = False


@transaction.atomic
def ask_for_file(*, wanted: Wanted, by: User, at: datetime) -> ReportRun:
    """Put a file down to be made; the caller queues the job.

    Raises Refused where the person has as many waiting as one may.
    """
    require(Action.SEE_ALL, by=by, at=at, refusal="只有督查、审计和管理人员可以生成报告。")
    _check_number(by)
    run = ReportRun(
        kind=wanted.kind,
        file_name=wanted.file_name,
        chosen=dict(wanted.chosen),
        words=[list(pair) for pair in wanted.words],
        frozen=wanted.frozen,
        with_evidence=wanted.with_evidence,
        made_by=by,
        made_at=at,
    )
    run.save()
    write_audit(by=by, action="report_file.asked", subject=run, at=at)
    return run


@transaction.atomic
def ask_again(*, run: ReportRun, by: User, at: datetime) -> None:
    """Have a file made anew, as things stand by now; the caller queues the job."""
    _check_owner(run, by=by)
    _check_number(by)
    rows = ReportRun.objects.filter(pk=run.pk).exclude(state__in=_RUNNING)
    if not rows.update(**_FRESH):
        raise Refused("这份文件正在生成，不用重复提交。")
    write_audit(by=by, action="report_file.asked", subject=run, at=at)


@transaction.atomic
def cancel_file(*, run: ReportRun, by: User, at: datetime) -> None:
    """Give a file up before it is made; the job stops at its next step."""
    _check_owner(run, by=by)
    rows = ReportRun.objects.filter(pk=run.pk, state__in=_RUNNING)
    if not rows.update(state=FileState.CANCELLED, ended_at=at):
        raise Refused("这份文件已经生成完毕或已取消，不用再取消。")
    write_audit(by=by, action="report_file.cancelled", subject=run, at=at)


def left_waiting(*, at: datetime) -> list[int]:
    """Ids of those that no worker has: not taken up yet, or by one that must have died since."""
    dead = Q(state=FileState.MAKING, began_at__lt=at - ENDS_WITHIN)
    rows = ReportRun.objects.filter(Q(state=FileState.WAITING) | dead)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def begin_making(*, run: ReportRun, at: datetime) -> bool:
    """Count that a worker takes the file up; one that brought several down is given up."""
    rows = ReportRun.objects.filter(pk=run.pk, state__in=_RUNNING)
    taken = rows.filter(attempts__lt=MOST_ATTEMPTS).update(
        state=FileState.MAKING, attempts=F("attempts") + 1, began_at=at, done=0
    )
    if taken:
        return True
    fail_file(run=run, reason=f"试了 {MOST_ATTEMPTS} 次都中途停止；请缩小范围后重新生成。", at=at)
    return False


def note_done(*, run: ReportRun, done: int, total: int) -> bool:
    """How far the job is; False where the file is no longer wanted."""
    rows = ReportRun.objects.filter(pk=run.pk, state=FileState.MAKING)
    return bool(rows.update(done=done, total=total))


@transaction.atomic
def keep_file(*, run: ReportRun, path: Path, reach: str, at: datetime) -> bool:
    """Keep what was made and tell who asked for it; False where it is over already."""
    rows = ReportRun.objects.select_for_update().filter(pk=run.pk, state=FileState.MAKING)
    row = rows.first()
    if row is None:
        return False
    if row.file:
        row.file.delete(save=False)
    with path.open("rb") as made:
        row.sha256 = hashlib.file_digest(made, "sha256").hexdigest()
        row.size = path.stat().st_size
        row.file.save(row.file_name, File(made), save=False)
    row.state, row.reach, row.ended_at, row.done = FileState.DONE, reach, at, row.total
    row.save()
    _tell(row, subject=f"文件已生成：{row.file_name}", words="可以下载了。", at=at)
    write_audit(by=row.made_by, action="report_file.made", subject=row, at=at)
    return True


@transaction.atomic
def fail_file(*, run: ReportRun, reason: str, at: datetime) -> bool:
    """End what cannot be made, and say why; False where it is over already."""
    rows = ReportRun.objects.filter(pk=run.pk, state__in=_RUNNING)
    if not rows.update(state=FileState.FAILED, error=reason, ended_at=at):
        return False
    _tell(run, subject=f"文件未能生成：{run.file_name}", words=reason, at=at)
    write_audit(by=None, action="report_file.failed", subject=run, at=at)
    return True


@transaction.atomic
def forget_files(*, keep: timedelta, at: datetime) -> int:
    """Remove the files that were made that long ago; that there was one stays known.

    A file goes before its row says so: what a crash leaves is done the next time.
    """
    rows = ReportRun.objects.select_for_update().exclude(file="")
    found = list(rows.filter(ended_at__lt=at - keep).order_by("pk"))
    for run in found:
        run.file.delete(save=False)
    ReportRun.objects.filter(pk__in=[run.pk for run in found]).update(file="")
    if found:
        subject = f"清除到期的生成文件 {len(found)} 份"
        write_audit(by=None, action="report_file.files_removed", subject=subject, at=at)
    return len(found)


def _check_number(by: User) -> None:
    if ReportRun.objects.filter(made_by=by, state__in=_RUNNING).count() >= MOST_WAITING:
        raise Refused(f"您已有 {MOST_WAITING} 份文件在生成，请等其中一份完成或取消一份。")


def _check_owner(run: ReportRun, *, by: User) -> None:
    if run.made_by_id != by.pk:
        raise Refused("只有提交的人可以取消或重新生成。")


def _tell(run: ReportRun, *, subject: str, words: str, at: datetime) -> None:
    link = reverse("admin:report_runs")
    send_message(recipient_id=run.made_by_id, subject=subject[:200], body=f"{words}\n{link}", at=at)
