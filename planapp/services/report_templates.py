"""报告模板: the offices' own layouts; what they may hold is checked before they come here."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction

from planapp.domain.terms import PaperKind
from planapp.models import ReportTemplate, User
from planapp.rights import Action
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require

_REFUSAL = "只有管理员可以更换报告模板。"


@transaction.atomic
def keep_template(
    *, kind: PaperKind, content: bytes, file_name: str, by: User, at: datetime
) -> ReportTemplate:
    """Give a kind of paper this layout, in the place of the one it had."""
    require(Action.SET_UP, by=by, at=at, refusal=_REFUSAL)
    row = ReportTemplate.objects.select_for_update().filter(kind=kind).first()
    before = snapshot(row) if row else None
    row = row or ReportTemplate(kind=kind)
    _forget_file(row)
    row.file_name = PurePath(file_name).name[-200:]
    row.size, row.sha256 = len(content), hashlib.sha256(content).hexdigest()
    row.uploaded_by, row.uploaded_at = by, at
    row.file.save(row.file_name, ContentFile(content), save=False)
    row.save()
    if before is None:
        write_audit(by=by, action="report_template.uploaded", subject=row, at=at,
                    changes=created(row))  # fmt: skip
    else:
        write_audit(by=by, action="report_template.replaced", subject=row, at=at,
                    changes=[changed(row, before)])  # fmt: skip
    return row


@transaction.atomic
def remove_template(*, kind: PaperKind, by: User, at: datetime) -> None:
    """Return to the product's own layout."""
    require(Action.SET_UP, by=by, at=at, refusal=_REFUSAL)
    row = ReportTemplate.objects.select_for_update().filter(kind=kind).first()
    if row is None:
        raise Refused("现在没有使用办公室自备的模板。")
    before = snapshot(row)
    change = Change(row, before, dict.fromkeys(before))
    _forget_file(row)
    ReportTemplate.objects.filter(pk=row.pk).delete()
    write_audit(by=by, action="report_template.removed", subject=row, at=at, changes=[change])


def template_content(kind: PaperKind) -> bytes | None:
    """The layout of a kind of paper; None where the product's own counts. One query.

    Raises Refused where the file is gone or is not the one that was checked.
    """
    row = ReportTemplate.objects.filter(kind=kind).first()
    if row is None:
        return None
    gone = f"{row}的文件读不出来，请管理员重新上传或移除模板。"
    try:
        with row.file.open("rb") as file:
            content: bytes = file.read()
    except OSError as error:
        raise Refused(gone) from error
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise Refused(gone)
    return content


def _forget_file(row: ReportTemplate) -> None:
    if row.file:
        storage, name = row.file.storage, str(row.file.name)
        transaction.on_commit(lambda: storage.delete(name))
