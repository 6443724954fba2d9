"""What backs a report: files and links are added and taken away while it may still change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from planapp.domain.reading import UnreadableDocument, check_attachment
from planapp.models import Evidence, ProgressRecord, TaskReport, User
from planapp.services.audit import Change, created, snapshot, write_audit
from planapp.services.errors import Refused
from planapp.services.states import check_duty

MEGABYTE = 1024 * 1024
Backed = ProgressRecord | TaskReport


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how many files and links may back one report."""

    max_bytes: int
    max_number: int


@transaction.atomic
def add_file(
    *, report: Backed, content: bytes, file_name: str, limits: Limits, by: User, at: datetime
) -> Evidence:
    """Keep a file under a random name; the caller queues its check for viruses.

    Raises Refused when the report may not change, when the file is too large or one too many, is
    there already, or is not what its name says.
    """
    evidence = _begin(report, limits=limits, by=by, at=at)
    if len(content) > limits.max_bytes:
        raise Refused(f"《{file_name}》超过上限 {limits.max_bytes // MEGABYTE} MB。")
    try:
        evidence.media_type = check_attachment(content, file_name=file_name)
    except UnreadableDocument as error:
        raise Refused(str(error)) from error
    evidence.sha256 = hashlib.sha256(content).hexdigest()
    if report.evidence.filter(sha256=evidence.sha256).exists():
        raise Refused(f"《{file_name}》已经上传过（校验和相同）。")
    evidence.title = evidence.file_name = PurePath(file_name).name[-200:]
    evidence.size = len(content)
    evidence.file.save(evidence.file_name, ContentFile(content), save=False)
    return _keep(evidence, by=by, at=at)


@transaction.atomic
def add_link(
    *, report: Backed, url: str, title: str, limits: Limits, by: User, at: datetime
) -> Evidence:
    """Keep the address of a public page; raises Refused as `add_file` does."""
    evidence = _begin(report, limits=limits, by=by, at=at)
    evidence.url, evidence.title = url.strip(), (title.strip() or url.strip())[:200]
    if not evidence.url.startswith(("http://", "https://")):
        raise Refused("链接须以 http:// 或 https:// 开头。")
    try:
        evidence.clean_fields(exclude=("record", "task_report", "file"))
    except ValidationError as error:
        raise Refused(f"链接：{'；'.join(error.messages)}") from error
    return _keep(evidence, by=by, at=at)


@transaction.atomic
def remove(*, evidence: Evidence, by: User, at: datetime) -> None:
    """Take a file or link away; its trace in the audit trail stays."""
    _check(_locked(evidence.report), by=by, at=at)
    change = Change(evidence, before := snapshot(evidence), dict.fromkeys(before))
    if evidence.file:
        storage, name = evidence.file.storage, str(evidence.file.name)
        transaction.on_commit(lambda: storage.delete(name))
    Evidence.objects.filter(pk=evidence.pk).delete()
    write_audit(by=by, action="evidence.removed", subject=evidence, at=at, changes=[change])


def _begin(report: Backed, *, limits: Limits, by: User, at: datetime) -> Evidence:
    report = _locked(report)
    _check(report, by=by, at=at)
    if report.evidence.count() >= limits.max_number:
        raise Refused(f"一项填报最多 {limits.max_number} 件佐证材料。")
    backed = "record" if isinstance(report, ProgressRecord) else "task_report"
    return Evidence(**{backed: report}, uploaded_by=by, uploaded_at=at)


def _check(report: Backed, *, by: User, at: datetime) -> None:
    if not report.is_editable:
        raise Refused(f"“{report}”已经提交，佐证材料不能再改；需要修改请联系督查退回。")
    check_duty(report, by=by, at=at, verb="修改佐证材料")


def _locked(report: Backed) -> Backed:
    locked: Backed = type(report)._default_manager.select_for_update().get(pk=report.pk)
    return locked


def _keep(evidence: Evidence, *, by: User, at: datetime) -> Evidence:
    evidence.save()
    write_audit(by=by, action="evidence.added", subject=evidence, at=at, changes=created(evidence))
    return evidence
