"""What is wrong with the installation, in words, and what to do about it.

The readiness check, the figures for monitoring and the operator's page all ask here.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from planapp.models import JobRun
from planapp.pages.broker import BrokerStanding
from planapp.queries.backlog import JobStanding, Waiting
from planapp.queries.operation import last_backup, unapplied_migrations
from planapp.timetable import due_jobs

BEAT_IS_LATE = timedelta(minutes=5)  # the most frequent job comes every minute
_WAITS_LONG = timedelta(hours=1)  # the sweeps come every five minutes
_BACKUP_IS_OLD = timedelta(hours=26)  # one a day, and time to make it
_LEAST_FREE = 1024**3
# What is taken up at once or by the next sweep. What waits on a channel may have to.
_TAKEN_UP_SOON = {"sweep_documents", "sweep_imports", "sweep_evidence"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to be seen to. `stops`: until then the installation does not work as it should."""

    code: str
    words: str
    advice: str
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Disk:
    """The room where files are kept, in bytes."""

    total: int
    free: int


def database_trouble() -> Trouble | None:
    """Whether the database answers; nothing else can be asked where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        advice = "查看数据库是否在运行、DATABASE_URL 是否正确；恢复后自动接着工作。"
        return Trouble("database", "数据库没有应答", advice)
    return None


def migration_trouble() -> Trouble | None:
    """Whether the tables are those of this version. Two queries."""
    missing = unapplied_migrations()
    if not missing:
        return None
    words = f"有 {len(missing)} 个迁移没有执行：{'、'.join(missing[:3])}"
    return Trouble("migrations", words, "执行 manage.py migrate，再重新启动各进程。")


def find_troubles(
    *,
    broker: BrokerStanding,
    waits: list[Waiting],
    standings: dict[str, JobStanding],
    at: datetime,
) -> list[Trouble]:
    """All there is, of a database that answers. Four queries."""
    found = (
        migration_trouble(),
        _of_broker(broker),
        _of_timetable(standings, is_served=broker.is_set, at=at),
        *(_of_waiting(each, at=at) for each in waits),
        _of_parked(at=at),
        _of_disk(disk()),
        _of_backup(at=at),
    )
    return [each for each in found if each]


def disk() -> Disk:
    """The room left where uploads are stored."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return Disk(usage.total, usage.free)


def last_due_at(standings: dict[str, JobStanding]) -> datetime | None:
    """When a job of the timetable was begun last."""
    times = {str(due.job.name).rpartition(".")[2] for due in due_jobs()}
    begun = [each.last.began_at for name, each in standings.items() if name in times]
    return max(begun, default=None)


def is_late(standings: dict[str, JobStanding], *, at: datetime) -> bool:
    last = last_due_at(standings)
    return last is None or last < at - BEAT_IS_LATE


def _of_broker(broker: BrokerStanding) -> Trouble | None:
    if broker.is_set and not broker.answers:
        advice = "查看 Redis 是否在运行、REDIS_URL 是否正确；要做的事都在数据库里，恢复后接着做。"
        return Trouble("broker", "消息队列（Redis）没有应答", advice)
    if broker.workers == ():
        advice = "查看 worker 是否在运行和它的日志。"
        return Trouble("workers", "没有执行进程（worker）应答", advice)
    return None


def _of_timetable(
    standings: dict[str, JobStanding], *, is_served: bool, at: datetime
) -> Trouble | None:
    last = last_due_at(standings)
    if last is None or not is_late(standings, at=at):  # a new installation has not begun yet
        return None
    advice = (
        "查看 beat 和 worker 是否在运行。"
        if is_served
        else "查看操作系统的计划任务是否在执行 manage.py run_due。"
    )
    return Trouble("timetable", "定时作业停了", advice, stops=is_served)


def _of_waiting(waiting: Waiting, *, at: datetime) -> Trouble | None:
    if waiting.job not in _TAKEN_UP_SOON or waiting.since is None:
        return None
    if waiting.since > at - _WAITS_LONG:
        return None
    words = f"{waiting.label}积压：{waiting.number} 件，最早的已超过1小时"
    return Trouble("backlog", words, "查看“后台作业”里这项作业的执行记录；必要时增加 worker。")


def _of_parked(*, at: datetime) -> Trouble | None:
    number = JobRun.objects.awaiting_somebody(at=at).count()
    if not number:
        return None
    advice = "在“后台作业”里查看原因，查明后点“重试”。"
    return Trouble("parked", f"{number} 个作业多次失败，已搁置", advice, stops=False)


def _of_disk(room: Disk) -> Trouble | None:
    if room.free >= _LEAST_FREE:
        return None
    words = f"存放文件的磁盘只剩 {room.free // 1024**2} MB"
    return Trouble("disk", words, "清理磁盘或扩容；满了以后不能上传，数据库也可能停止。")


def _of_backup(*, at: datetime) -> Trouble | None:
    if not settings.BACKUP_DIR:
        advice = "设 BACKUP_DIR 每天自动备份，或由单位的备份系统定期备份。"
        return Trouble("no_backup", "没有设置自动备份", advice, stops=False)
    last = last_backup()
    if last is not None and last.at >= at - _BACKUP_IS_OLD:
        return None
    advice = "在“后台作业”里查看“备份数据库和文件”的执行记录和失败原因。"
    return Trouble("backup", "超过一天没有做成备份", advice, stops=False)
