"""What became of background jobs: begun, ended, put off, parked. Only the retry is audited.

Tries are counted when they begin: a job that kills its worker each time is parked like one that
fails each time, and its message does not come back for ever.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, transaction

from planapp.domain.terms import JobState
from planapp.models import JobRun, User
from planapp.rights import Action
from planapp.services.audit import write_audit
from planapp.services.errors import Refused, require

_IDLE_KEPT = timedelta(days=1)  # most runs of the minute find nothing to do
_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (SoftTimeLimitExceeded, "超过时限，已停止"),
    (DatabaseError, "数据库没有应答或拒绝"),
    (ConnectionError, "连接中断"),
    (TimeoutError, "等待超时"),
    (MemoryError, "内存不足"),
    (OSError, "文件或网络出错"),
)


def in_words(error: BaseException) -> str:
    """Why a try failed: in words where we have some, with what the program said."""
    said = " ".join(str(error).split())[:300]
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return f"{words}（{said}）" if said else words
    if isinstance(error, Refused):
        return said
    return f"程序出错（{type(error).__name__}：{said}）"


@transaction.atomic
def begin_run(
    *, task_id: str, job: str, arguments: str, worker: str, most_tries: int, at: datetime
) -> bool:
    """Note that a try begins; False for a job that is parked, or now is: tried often enough.

    Two queries.
    """
    run = JobRun.objects.select_for_update().filter(task_id=task_id).first()
    if run is None:
        run = JobRun(task_id=task_id, job=job, arguments=arguments)
    if run.state == JobState.PARKED:
        return False
    if run.tries >= most_tries:  # each time whoever carried it out died
        run.state, run.error = JobState.PARKED, f"执行进程中断了{run.tries}次"
        run.ended_at, run.next_at = at, None
        run.save()
        return False
    run.state, run.tries, run.worker = JobState.RUNNING, run.tries + 1, worker
    run.began_at, run.ended_at, run.next_at = at, None, None
    run.save()
    return True


@transaction.atomic
def end_run(*, task_id: str, result: int | None, at: datetime) -> None:
    """Note that a job has done its work, and earlier ones of the same that were parked with it."""
    state = JobState.IDLE if result == 0 else JobState.DONE
    run = JobRun.objects.filter(task_id=task_id).first()
    if run is None:
        return
    run.state, run.result, run.error, run.ended_at = state, result, "", at
    run.save(update_fields=("state", "result", "error", "ended_at"))
    same = JobRun.objects.filter(job=run.job, arguments=run.arguments, state=JobState.PARKED)
    same.filter(pk__lt=run.pk).update(state=JobState.SETTLED)


def put_off_run(*, task_id: str, error: BaseException, at: datetime, next_at: datetime) -> None:
    """Note that a try failed and that there will be another."""
    JobRun.objects.filter(task_id=task_id).update(
        state=JobState.RETRYING, error=in_words(error), ended_at=at, next_at=next_at
    )


def park_run(*, task_id: str, error: BaseException, at: datetime) -> None:
    """Note that the last try failed: the job waits for a person, and nothing waits for the job."""
    JobRun.objects.filter(task_id=task_id).update(
        state=JobState.PARKED, error=in_words(error), ended_at=at, next_at=None
    )


@transaction.atomic
def retry_run(*, run: JobRun, by: User, at: datetime) -> None:
    """Let a parked job be tried again; the caller queues it under the same id."""
    require(Action.KEEP_SYSTEM, by=by, at=at, refusal="只有系统管理员可以重试作业。")
    parked = JobRun.objects.awaiting_somebody(at=at).filter(pk=run.pk)
    if not parked.update(state=JobState.RETRYING, tries=0, next_at=at):
        raise Refused("这个作业已经不在搁置中，不用重试。")
    write_audit(by=by, action="job.retried", subject=run, at=at)


def purge_runs(*, keep: timedelta, at: datetime) -> int:
    """Forget old runs, those that found nothing to do after a day; returns how many."""
    old, _ = JobRun.objects.filter(began_at__lt=at - keep).delete()
    idle, _ = JobRun.objects.filter(state=JobState.IDLE, began_at__lt=at - _IDLE_KEPT).delete()
    return old + idle
