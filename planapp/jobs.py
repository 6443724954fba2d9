"""Celery jobs: ids in, load, one service call. Every job may run twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from planapp.clock import now, standing_on, today
from planapp.domain.terms import FileState, ImportState, ScanState
from planapp.imports import running
from planapp.job import job
from planapp.models import Evidence, ImportRun, Plan, PlanDocument, ReportRun
from planapp.models.session import SessionStore
from planapp.reports.running import make_file
from planapp.services import (
    backups,
    cycles,
    deliveries,
    documents,
    frozen_reports,
    gaps,
    import_runs,
    job_runs,
    kept_counts,
    notice_settling,
    reminders,
    report_runs,
    scanning,
    security,
)


@job("提取一份规划文件")
def extract_document(document_id: int, plan_id: int | None = None) -> None:
    """Read a document; `plan_id` where it is a new printing of that plan."""
    document = PlanDocument.objects.awaiting_extraction().filter(pk=document_id).first()
    plan = Plan.objects.filter(pk=plan_id).first() if plan_id else None
    if document is not None:  # else already done
        documents.extract_or_mark_failed(document=document, at=now(), reprints=plan)


@job("提取等待的文件", counts="份文件")
def sweep_documents() -> int:
    """Extract what a lost message left waiting; returns how many."""
    waiting = list(PlanDocument.objects.awaiting_extraction())
    for document in waiting:
        documents.extract_or_mark_failed(document=document, at=now())
    return len(waiting)


@job("重算有变动的差距", counts="项差距")
def recalculate_stale_gaps() -> int:
    """Recalculate whatever changed since the last run; returns how many.

    Asked for several times, so many workers share the work; what a time limit cuts off stays
    stale for the next sweep.
    """
    return gaps.recalculate_stale_gaps(on=today(), at=now())


@job("更新汇总计数", counts="个填报期")
def renew_counts() -> int:
    """Keep anew the counts of plans that changed; returns of how many rounds.

    Nobody waits for it: until then a changed plan is counted item by item.
    """
    return kept_counts.renew_counts(on=today())


@job("归档已关闭填报期的报告", counts="份报告")
def freeze_closed_rounds() -> int:
    """Keep the reports of rounds that were closed and are calculated; returns how many."""
    return frozen_reports.freeze_closed_rounds(on=today(), at=now())


@job("产生提醒、送进站内信", counts="份提醒")
def send_due_reminders() -> int:
    """Create what is owed today and deliver what waits; returns how many digests went out."""
    try:
        reminders.create_due_reminders(on=today(), at=now())
    finally:  # what was created goes out even where some plan's could not be
        sent = reminders.deliver_digests(at=now())
    return sent


@job("更新督办事项办理结果", counts="项督办事项")
def settle_notices() -> int:
    """Settle what units handed in of what they were urged to; returns how many items changed."""
    return notice_settling.settle_notices(on=today(), at=now())


@job("从送达渠道发出消息", counts="份消息")
def send_deliveries() -> int:
    """Send what waits on the channels, as far as their limits allow; returns how many were tried.

    Runs every minute and takes up what a worker that died had claimed. What leaves, leaves now,
    whichever day is caught up: claims and limits are shared with workers that stand on today.
    """
    tried = 0
    with standing_on(None):
        while deliveries.send_next(at=now()):
            tried += 1
    return tried


@job("开启到时间的填报期", counts="个填报期")
def roll_over_cycles() -> int:
    """Open the yearly rounds whose time has come, and calculate their gaps; returns how many."""
    opened = cycles.roll_over_cycles(on=today(), at=now())
    gaps.recalculate_stale_gaps(on=today(), at=now())
    return opened


@job("清理到期的安全事件")
def purge_security_events() -> int:
    """Remove the security events whose time is over; returns how many."""
    before = now() - timedelta(days=settings.KEEP_SECURITY_EVENTS_DAYS)
    checkpoint = security.purge_security_events(before=before, by=None, at=now())
    return checkpoint.number if checkpoint else 0


@job("备份数据库和文件", counts="份备份")
def back_up() -> int:
    """Make the day's backup where a folder is set and it is not made yet; returns how many."""
    folder, files, at = Path(settings.BACKUP_DIR), Path(settings.MEDIA_ROOT), now()
    if not settings.BACKUP_DIR or backups.made_on(folder, at=at):
        return 0
    backups.make_backup(folder=folder, files=files, keep=settings.KEEP_BACKUPS, at=at)
    return 1


@job("清除过期的登录")
def forget_expired_sessions() -> None:
    """Remove what log-ins left behind that ran out."""
    SessionStore.clear_expired()


@job("清除到期的作业记录", counts="条记录")
def forget_old_job_runs() -> int:
    """Remove the old records of jobs; returns how many."""
    return job_runs.purge_runs(keep=timedelta(days=settings.KEEP_JOB_RUNS_DAYS), at=now())


@job("清除到期的导入文件", counts="份文件")
def forget_import_files() -> int:
    """Remove the files of imports that are over and old; returns how many."""
    keep = timedelta(days=settings.KEEP_IMPORT_FILES_DAYS)
    return import_runs.forget_files(keep=keep, at=now())


@job("检查一份佐证材料")
def scan_evidence(evidence_id: int) -> None:
    """Check an uploaded file for viruses."""
    evidence = Evidence.objects.filter(pk=evidence_id, scan=ScanState.NOT_CHECKED).first()
    if evidence is not None:  # else taken away, or already done
        command, seconds = settings.SCAN_COMMAND, settings.SCAN_SECONDS
        scanning.scan_evidence(evidence=evidence, command=command, seconds=seconds, at=now())


@job("检查等待查毒的佐证材料", counts="份材料")
def sweep_evidence() -> int:
    """Check the files that a lost message left unchecked; returns how many."""
    return _scan(ScanState.NOT_CHECKED)


@job("再查检查失败的佐证材料", counts="份材料")
def recheck_evidence() -> int:
    """Check again the files whose check failed; returns how many."""
    return _scan(ScanState.FAILED)


def _scan(state: ScanState) -> int:
    return scanning.scan_waiting(
        states={state},
        command=settings.SCAN_COMMAND,
        seconds=settings.SCAN_SECONDS,
        at=now(),
    )


@job("处理一次导入")
def carry_on_import(run_id: int) -> None:
    """Preview an uploaded ledger, or write it once that is confirmed."""
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is not None and run.state == ImportState.CHECKING:
        running.preview_run(run, at=now())
    elif run is not None and run.state == ImportState.WRITING:
        running.write_run(run, at=now())


@job("继续等待的导入", counts="次导入")
def sweep_imports() -> int:
    """Carry on what a lost message left waiting; returns how many."""
    waiting = ImportRun.objects.filter(state__in=(ImportState.CHECKING, ImportState.WRITING))
    found = list(waiting.values_list("pk", flat=True))
    for run_id in found:
        carry_on_import(run_id)
    return len(found)


@job("生成一份报告文件")
def make_report_file(run_id: int) -> None:
    """Make a file that a person asked for; what is made or cancelled stays so."""
    running_ones = (FileState.WAITING, FileState.MAKING)
    run = ReportRun.objects.filter(pk=run_id, state__in=running_ones).first()
    if run is not None:
        make_file(run, at=now())


@job("继续等待的报告文件", counts="份文件")
def sweep_report_files() -> int:
    """Make what a lost message or a dead worker left waiting; returns how many."""
    found = report_runs.left_waiting(at=now())
    for run_id in found:
        make_report_file(run_id)
    return len(found)


@job("清除到期的报告文件", counts="份文件")
def forget_report_files() -> int:
    """Remove the files of reports that were made long ago; returns how many."""
    keep = timedelta(days=settings.KEEP_REPORT_FILES_DAYS)
    return report_runs.forget_files(keep=keep, at=now())
