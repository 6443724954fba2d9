"""The way of an uploaded ledger: received, understood, previewed, confirmed, written or given up.

Each step is taken by a conditional update: whoever comes second, a worker that was restarted or
a second click, finds it done. What a job is at (`note_progress`) is no change and not audited.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from planapp.domain.terms import ImportPhase, ImportState
from planapp.models import ColumnMapping, ImportRun, Plan, Unit, User
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused
from planapp.services.inbox import send_message

MOST_ATTEMPTS = 5
_FILE_GONE = "文件已按保存期限清除，请重新上传。"
_WAITING = (ImportState.MAPPING, ImportState.CHECKED)  # for the person who sent the file
_NOT_OVER = (ImportState.MAPPING, ImportState.CHECKING, ImportState.CHECKED, ImportState.WRITING)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a file are what."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was read and can be taken in; `tables` where its columns are asked about."""

    kind: str
    content: bytes
    file_name: str
    tables: list[dict[str, Any]]


@transaction.atomic
def receive_import(*, received: Received, unit: Unit | None, by: User, at: datetime) -> ImportRun:
    """Keep a file under a random name; the caller queues the preview where nothing is asked."""
    run = ImportRun(
        kind=received.kind,
        file_name=PurePath(received.file_name).name[-200:],
        size=len(received.content),
        sha256=hashlib.sha256(received.content).hexdigest(),
        unit=unit,
        state=ImportState.MAPPING if received.tables else ImportState.CHECKING,
        tables=received.tables,
        made_by=by,
        made_at=at,
    )
    run.file.save(run.file_name, ContentFile(received.content), save=False)
    run.save()
    write_audit(by=by, action="import.received", subject=run, at=at)
    return run


@transaction.atomic
def confirm_layout(
    *,
    run: ImportRun,
    layout: Mapping[str, Any],
    plan: Plan | None,
    by: User,
    at: datetime,
) -> None:
    """Read the file as a person says; `layout` is the table, its mapping and its fingerprint."""
    check_uploader(run, by=by)
    _move(run, {ImportState.MAPPING}, ImportState.CHECKING, layout=layout, plan=plan, choices={})
    write_audit(by=by, action="import.mapped", subject=run, at=at)


@transaction.atomic
def remember_layout(
    *, run: ImportRun, fingerprint: str, mapping: Mapping[str, Any], by: User, at: datetime
) -> None:
    """Propose this mapping the next time the unit sends a ledger with the same headers."""
    if run.unit is None:
        raise Refused("您没有所属单位，不能保存对应关系。")
    key = {"unit": run.unit, "kind": run.kind, "fingerprint": fingerprint}
    row = ColumnMapping.objects.select_for_update().filter(**key).first()
    before = snapshot(row) if row else None
    row = row or ColumnMapping(**key)
    row.mapping, row.saved_by, row.saved_at = dict(mapping), by, at
    row.save()
    changes = created(row) if before is None else [changed(row, before)]
    write_audit(by=by, action="import.layout_kept", subject=row, at=at, changes=changes)


@transaction.atomic
def ask_layout_again(*, run: ImportRun, by: User) -> None:
    """Back to the columns of a ledger, from its preview."""
    check_uploader(run, by=by)
    if not run.file:
        raise Refused(_FILE_GONE)
    if not run.tables:
        raise Refused("这份文件的表头是系统的标准表头，不用指定对应关系。")
    _move(run, {ImportState.CHECKED, ImportState.FAILED}, ImportState.MAPPING)


@transaction.atomic
def check_again(*, run: ImportRun, choices: Mapping[str, str] | None, by: User) -> None:
    """Preview anew, as things stand by now; `choices` say which item a written name means."""
    check_uploader(run, by=by)
    if not run.file:
        raise Refused(_FILE_GONE)
    given = {} if choices is None else {"choices": dict(choices)}
    _move(run, {ImportState.CHECKED, ImportState.FAILED}, ImportState.CHECKING, **given)


def begin_attempt(*, run: ImportRun, at: datetime) -> bool:
    """Count that a worker takes the import up; one that brought several down is given up."""
    rows = ImportRun.objects.filter(pk=run.pk, state=run.state)
    if rows.filter(attempts__lt=MOST_ATTEMPTS).update(attempts=F("attempts") + 1):
        return True
    fail_import(
        run=run, reason=f"处理了 {MOST_ATTEMPTS} 次都中途停止；请拆分文件后重新上传。", at=at
    )
    return False


def note_progress(*, run: ImportRun, phase: ImportPhase, total: int, seconds: float) -> bool:
    """What the job is at; False where the import is no longer to be carried on."""
    rows = ImportRun.objects.filter(pk=run.pk, state=run.state)
    return bool(rows.update(phase=phase, total=total, seconds=seconds))


@transaction.atomic
def keep_preview(
    *, run: ImportRun, preview: Mapping[str, Any], counts: Counts, at: datetime
) -> bool:
    """What the rows would do; False where the import was given up meanwhile.

    Where all of them say what is stored, the import is over.
    """
    is_over = counts.unchanged > 0 and counts == Counts(unchanged=counts.unchanged)
    end = {"state": ImportState.DONE, "ended_at": at} if is_over else {"state": ImportState.CHECKED}
    rows = ImportRun.objects.filter(pk=run.pk, state=ImportState.CHECKING)
    if not rows.update(preview=preview, **end, **_columns(counts)):
        return False
    if is_over:
        write_audit(by=run.made_by, action="import.finished", subject=run, at=at)
    return True


@transaction.atomic
def confirm_import(*, run: ImportRun, is_partial: bool, by: User, at: datetime) -> None:
    """Let what was previewed be written; the caller queues the job.

    Raises Refused where nothing would be written, and where rows are refused that the person
    did not agree to leave out.
    """
    check_uploader(run, by=by)
    run.refresh_from_db()
    if run.new + run.changed == 0:
        raise Refused("没有要写入的内容。")
    if run.refused and not is_partial:
        raise Refused(
            f"有 {run.refused} 行有误。请改正后重新上传；或勾选“只导入没有错误的行”，再确认。"
        )
    _move(run, {ImportState.CHECKED}, ImportState.WRITING, is_partial=is_partial,
          confirmed_by=by, confirmed_at=at)  # fmt: skip
    write_audit(by=by, action="import.confirmed", subject=run, at=at)


@transaction.atomic
def cancel_import(*, run: ImportRun, by: User, at: datetime) -> None:
    """Give an import up before it is written; nothing of it has been."""
    check_uploader(run, by=by)
    _move(run, set(_NOT_OVER), ImportState.CANCELLED, ended_at=at)
    write_audit(by=by, action="import.cancelled", subject=run, at=at)


@transaction.atomic
def write_import(*, run: ImportRun, write: Callable[[], Counts], at: datetime) -> bool:
    """Carry out `write` and end the import, both or neither; False where it is over already.

    The first statement takes the row: a second worker waits for the first one's end and then
    finds nothing to do, and one that is killed leaves all as it was. Raises Refused where the
    rows are not what was previewed.
    """
    if run.confirmed_by is None:
        return False
    rows = ImportRun.objects.filter(pk=run.pk, state=ImportState.WRITING)
    if not rows.update(state=ImportState.DONE, ended_at=at):
        return False
    counts = write()
    previewed = Counts(run.new, run.changed, run.unchanged, run.refused)
    if counts != previewed:
        raise Refused("预览以后，系统中的数据有了变化；没有写入任何内容，请重新预览后再确认。")
    body = f"新增 {counts.new} 行，改动 {counts.changed} 行，不变 {counts.unchanged} 行"
    left = f"，有误未导入 {counts.refused} 行" if counts.refused else ""
    _tell(run, subject=f"导入完成：{run.file_name}", words=f"{body}{left}。", at=at)
    write_audit(by=run.confirmed_by, action="import.finished", subject=run, at=at)
    return True


@transaction.atomic
def fail_import(*, run: ImportRun, reason: str, at: datetime) -> bool:
    """End an import that cannot be carried on, and say why; False where it is over already."""
    rows = ImportRun.objects.filter(pk=run.pk, state=run.state)
    if not rows.update(state=ImportState.FAILED, error=reason, ended_at=at):
        return False
    _tell(run, subject=f"导入失败：{run.file_name}", words=f"{reason}", at=at)
    write_audit(by=None, action="import.failed", subject=run, at=at)
    return True


@transaction.atomic
def forget_files(*, keep: timedelta, at: datetime) -> int:
    """Remove the files of imports that ended that long ago, or waited for a person as long.

    Those that waited are given up. What is known of each import stays. Returns how many files.
    A file goes before its row says so: what a crash leaves is done the next time.
    """
    old = at - keep
    is_over = Q(ended_at__lt=old) | Q(state__in=_WAITING, made_at__lt=old)
    rows = ImportRun.objects.select_for_update().exclude(file="").filter(is_over)
    found = list(rows.only("file", "state").order_by("pk"))
    for run in found:
        run.file.delete(save=False)
    keys = [run.pk for run in found]
    forgotten = ImportRun.objects.filter(pk__in=keys)
    forgotten.filter(state__in=_WAITING).update(state=ImportState.CANCELLED, ended_at=at)
    forgotten.update(file="")
    if found:
        subject = f"清除到期的导入文件 {len(found)} 份"
        write_audit(by=None, action="import.files_removed", subject=subject, at=at)
    return len(found)


def _tell(run: ImportRun, *, subject: str, words: str, at: datetime) -> None:
    link = reverse("admin:import_run", args=(run.pk,))
    send_message(recipient_id=run.made_by_id, subject=subject, body=f"{words}\n{link}", at=at)


def check_uploader(run: ImportRun, *, by: User) -> None:
    """Raise Refused unless it is theirs to carry on."""
    if run.made_by_id != by.pk:
        raise Refused(f"这份文件由{run.made_by}上传，只有上传人可以继续办理。")


def _move(run: ImportRun, states: Collection[ImportState], to: ImportState, **values: Any) -> None:
    """Take a step, if no other was taken since."""
    waiting = {"phase": ImportPhase.WAITING, "total": 0, "seconds": 0, "attempts": 0}
    again = {"error": "", "ended_at": None} | waiting if not to.is_over else {}
    rows = ImportRun.objects.filter(pk=run.pk, state__in=states)
    if not rows.update(state=to, **(again | values)):
        run.refresh_from_db()
        raise Refused(f"现在是“{ImportState(run.state).label}”，不能这样做；请刷新页面。")
    run.refresh_from_db()


def _columns(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in Counts.__slots__}
