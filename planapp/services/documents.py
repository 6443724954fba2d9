"""Plan documents: receiving them and reading them."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from planapp.domain.extraction import VERSION
from planapp.domain.reading import ReadText, UnreadableDocument, read
from planapp.domain.terms import DocumentKind, DocumentStatus, ItemKind
from planapp.models import DraftItem, ExtractionDraft, Plan, PlanDocument, User
from planapp.queries.draft_changes import predecessor_of
from planapp.queries.reissues import draft_of
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.extracting import ExtractionStopped, extract_apart
from planapp.services.reextraction import carry_over

logger = logging.getLogger(__name__)

_LISTS = {ItemKind.GOAL: "goals", ItemKind.INDICATOR: "indicators", ItemKind.TASK: "tasks"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an upload; `is_new` is False when the same file was there already."""

    document: PlanDocument
    is_new: bool
    warnings: tuple[str, ...] = ()  # what of the file could not be read, in Chinese

    @property
    def awaits_extraction(self) -> bool:
        return bool(self.document.status == DocumentStatus.RECEIVED)


@transaction.atomic
def receive_document(
    *,
    content: bytes,
    file_name: str,
    kind: DocumentKind,
    by: User,
    at: datetime,
    max_bytes: int,
    encoding: str | None = None,
) -> Receipt:
    """Keep the original and its text, ready for extraction.

    The same bytes again return the same row, put up for reading again if that failed. Raises
    Refused in the reader's words when the file is empty, too large, no text, or in an unknown
    encoding; then nothing is stored.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    known = PlanDocument.objects.filter(sha256=sha256).first()
    if known is not None and known.status == DocumentStatus.FAILED:
        known = retry_extraction(document=known, by=by, at=at)
    if known is not None:
        return Receipt(known, is_new=False)
    if len(content) > max_bytes:
        raise Refused(f"文件超过上限 {max_bytes // 1024 // 1024} MB。")
    result = _read(content, file_name=file_name, encoding=encoding)
    document = PlanDocument(
        title=PurePath(file_name).stem[:300],
        kind=kind,
        file_name=PurePath(file_name).name[:200],
        media_type=result.media_type,
        encoding=result.encoding,
        sha256=sha256,
        text=result.text,
        uploaded_by=by,
        uploaded_at=at,
    )
    _keep(document, content, by=by, at=at)
    return Receipt(document, is_new=True, warnings=result.warnings)


def _keep(document: PlanDocument, content: bytes, *, by: User, at: datetime) -> None:
    """The row with its original beside it."""
    stored_as = f"{document.sha256[:16]}{PurePath(document.file_name).suffix.lower()}"
    document.file.save(stored_as, ContentFile(content), save=False)
    document.save()
    write_audit(
        by=by, action="document.received", subject=document, at=at, changes=created(document)
    )


def _read(content: bytes, *, file_name: str, encoding: str | None) -> ReadText:
    try:
        return read(content, file_name=file_name, encoding=encoding)
    except UnreadableDocument as error:
        raise Refused(str(error)) from error


@transaction.atomic
def retry_extraction(*, document: PlanDocument, by: User, at: datetime) -> PlanDocument:
    """Put a document that was not read to its end up for reading again; the caller queues the job.

    Raises Refused for one that was read.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以重新提取。")
    document = PlanDocument.objects.select_for_update().get(pk=document.pk)
    if document.status not in {DocumentStatus.RECEIVED, DocumentStatus.FAILED}:
        raise Refused("这份文件已经提取完成。")
    before = snapshot(document)
    document.status, document.error = DocumentStatus.RECEIVED, ""
    document.save(update_fields=("status", "error"))
    write_audit(
        by=by,
        action="document.retried",
        subject=document,
        at=at,
        changes=[changed(document, before)],
    )
    return document


def extract_document(
    *, document: PlanDocument, at: datetime, reprints: Plan | None = None
) -> ExtractionDraft:
    """Read the document with the current extractor; once per version, later calls return it.

    What people decided is carried over: on the document's draft before this one, else, for a new
    printing of a plan, on that plan's. Raises ExtractionStopped.
    """
    known = document.drafts.filter(extractor_version=VERSION).first()
    return known or _store(document, extract_apart(document.text), reprints=reprints, at=at)


@transaction.atomic
def _store(
    document: PlanDocument, payload: dict[str, Any], *, reprints: Plan | None, at: datetime
) -> ExtractionDraft:
    before = snapshot(document)
    draft, is_new = ExtractionDraft.objects.get_or_create(
        document=document,
        extractor_version=payload["version"],
        defaults={
            "header": payload["plan"],
            "facts": payload["facts"],
            "warnings": payload["warnings"],
            "created_at": at,
        },
    )
    if not is_new:
        return draft  # another worker was faster
    items = DraftItem.objects.bulk_create(
        DraftItem(draft=draft, kind=kind, position=position, extracted=item)
        for kind, key in _LISTS.items()
        for position, item in enumerate(payload[key])
    )
    document.title = (payload["plan"].get("title") or document.title)[:300]
    document.status, document.error = _status_once_extracted(document), ""
    document.save(update_fields=("title", "status", "error"))
    write_audit(
        by=None,
        action="document.extracted",
        subject=document,
        at=at,
        changes=[changed(document, before), *created(draft, *items)],
    )
    earlier = predecessor_of(draft) or (draft_of(reprints.document) if reprints else None)
    if earlier is not None:
        carry_over(old=earlier, new=draft, by=None, at=at)
    return draft


def _status_once_extracted(document: PlanDocument) -> DocumentStatus:
    if document.status == DocumentStatus.PUBLISHED:
        return DocumentStatus.PUBLISHED  # read again by a newer extractor; its plan stands
    if document.kind == DocumentKind.REFERENCE:
        return DocumentStatus.READ
    return DocumentStatus.EXTRACTED


def extract_or_mark_failed(
    *, document: PlanDocument, at: datetime, reprints: Plan | None = None
) -> ExtractionDraft | None:
    """Extract; a document that breaks the extractor keeps why, and is not tried forever."""
    try:
        return extract_document(document=document, at=at, reprints=reprints)
    except ExtractionStopped as stopped:
        logger.warning("extraction of document %s stopped: %s", document.pk, stopped)
        _mark_failed(document, str(stopped), at=at)
    except Exception as error:  # whatever it was, it concerns this document alone
        logger.exception("extraction of document %s failed", document.pk)
        _mark_failed(document, f"{type(error).__name__}：{error}", at=at)
    return None


@transaction.atomic
def _mark_failed(document: PlanDocument, why: str, *, at: datetime) -> None:
    """Keep why; a document that was read before stays under review with its earlier draft.

    Nothing is changed where another worker has read it meanwhile: it may be published by now.
    """
    document = PlanDocument.objects.select_for_update().get(pk=document.pk)
    if document.status != DocumentStatus.RECEIVED:
        return
    before = snapshot(document)
    was_read = document.drafts.exists()
    document.status = DocumentStatus.EXTRACTED if was_read else DocumentStatus.FAILED
    document.error = why
    document.save(update_fields=("status", "error"))
    write_audit(
        by=None,
        action="document.extraction_failed",
        subject=document,
        at=at,
        changes=[changed(document, before)],
    )
