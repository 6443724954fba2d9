"""What backs something: files and links are added and taken away while it may still change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from planapp.domain.reading import UnreadableDocument, check_attachment
from planapp.domain.terms import SubmissionKind, SubmissionState
from planapp.models import (
    CheckVisit,
    Evidence,
    Remark,
    Report,
    Submission,
    SupervisionNotice,
    User,
)
from planapp.models.evidence import BACKED, Backed
from planapp.rights import Action, may, may_report_for
from planapp.services.audit import Change, created, snapshot, write_audit
from planapp.services.errors import Refused
from planapp.services.notice_steps import ANSWER, check_step
from planapp.services.remarks import check_remark_may_change
from planapp.services.states import check_duty

MEGABYTE = 1024 * 1024
_ATTACHED = "附件"  # with an answer, before or after its words


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how many files and links may back one thing."""

    max_bytes: int
    max_number: int


@transaction.atomic
def add_file(
    *, backed: Backed, content: bytes, file_name: str, limits: Limits, by: User, at: datetime
) -> Evidence:
    """Keep a file under a random name; the caller queues its check for viruses.

    Raises Refused when the report may not change, when the file is too large or one too many, is
    there already, or is not what its name says.
    """
    evidence = _begin(backed, limits=limits, by=by, at=at)
    if len(content) > limits.max_bytes:
        raise Refused(f"《{file_name}》超过上限 {limits.max_bytes // MEGABYTE} MB。", field="file")
    try:
        evidence.media_type = check_attachment(content, file_name=file_name)
    except UnreadableDocument as error:
        raise Refused(str(error), field="file") from error
    evidence.sha256 = hashlib.sha256(content).hexdigest()
    if backed.evidence.filter(sha256=evidence.sha256).exists():
        raise Refused(f"《{file_name}》已经上传过（校验和相同）。", field="file")
    evidence.title = evidence.file_name = PurePath(file_name).name[-200:]
    evidence.size = len(content)
    evidence.file.save(evidence.file_name, ContentFile(content), save=False)
    return _keep(evidence, by=by, at=at)


@transaction.atomic
def add_link(
    *, backed: Backed, url: str, title: str, limits: Limits, by: User, at: datetime
) -> Evidence:
    """Keep the address of a public page; raises Refused as `add_file` does."""
    evidence = _begin(backed, limits=limits, by=by, at=at)
    evidence.url, evidence.title = url.strip(), (title.strip() or url.strip())[:200]
    if not evidence.url.startswith(("http://", "https://")):
        raise Refused("链接须以 http:// 或 https:// 开头。", field="link")
    try:
        evidence.clean_fields(exclude=("record", "task_report", "file"))
    except ValidationError as error:
        raise Refused(f"链接：{'；'.join(error.messages)}", field="link") from error
    return _keep(evidence, by=by, at=at)


@transaction.atomic
def remove(*, evidence: Evidence, by: User, at: datetime) -> None:
    """Take a file or link away; its trace in the audit trail stays."""
    _check(backed := _locked(evidence.backed), by=by, at=at)
    if isinstance(backed, Remark):
        check_remark_may_change(backed, by=by, at=at)
    change = Change(evidence, before := snapshot(evidence), dict.fromkeys(before))
    if evidence.file:
        storage, name = evidence.file.storage, str(evidence.file.name)
        transaction.on_commit(lambda: storage.delete(name))
    Evidence.objects.filter(pk=evidence.pk).delete()
    write_audit(by=by, action="evidence.removed", subject=evidence, at=at, changes=[change])


def _begin(backed: Backed, *, limits: Limits, by: User, at: datetime) -> Evidence:
    backed = _locked(backed)
    _check(backed, by=by, at=at)
    if backed.evidence.count() >= limits.max_number:
        raise Refused(f"每项最多 {limits.max_number} 件佐证材料。")
    return Evidence(**{BACKED[type(backed)]: backed}, uploaded_by=by, uploaded_at=at)


def _check(backed: Backed, *, by: User, at: datetime) -> None:
    if isinstance(backed, Report):
        if not backed.is_editable:
            raise Refused(f"“{backed}”已经提交，佐证材料不能再改；需要修改的，可以先撤回。")
        check_duty(backed, by=by, at=at, verb="修改佐证材料")
    elif isinstance(backed, CheckVisit):
        if by != backed.written_by:
            raise Refused(f"核查材料由记录人{backed.written_by}添加。")
    elif isinstance(backed, SupervisionNotice):
        check_step(ANSWER, notice=backed, by=by, at=at, words=_ATTACHED)
    else:
        _check_own_unit(backed, by=by, at=at)


def _check_own_unit(backed: Submission | Remark, *, by: User, at: datetime) -> None:
    day = timezone.localdate(at)
    if backed.cycle.is_closed(day):
        raise Refused(f"{backed.cycle}填报期已关闭，材料不能再改。")
    if isinstance(backed, Submission) and backed.state == SubmissionState.WITHDRAWN:
        raise Refused(f"“{backed}”已撤回，材料不能再改。")
    if isinstance(backed, Submission) and backed.kind == SubmissionKind.ON_BEHALF:
        may_change = may(by, Action.ENTER_FOR, on=day)
    else:
        may_change = may_report_for(by, backed.unit, on=day)
    if not may_change:
        raise Refused(f"只有{backed.unit}的填报人可以修改这些材料。")


def _locked(backed: Backed) -> Backed:
    locked: Backed = type(backed)._default_manager.select_for_update().get(pk=backed.pk)
    return locked


def _keep(evidence: Evidence, *, by: User, at: datetime) -> Evidence:
    evidence.save()
    write_audit(by=by, action="evidence.added", subject=evidence, at=at, changes=created(evidence))
    return evidence
