"""Plan documents come in once, are read once per extractor, and say why when they cannot be."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from planapp.domain.extraction import VERSION
from planapp.domain.terms import Decision, DocumentKind, DocumentStatus, ItemKind
from planapp.models import AuditEvent, DraftItem, ExtractionDraft, PlanDocument
from planapp.services import documents
from planapp.services.documents import (
    extract_document,
    extract_or_mark_failed,
    receive_document,
    retry_extraction,
)
from planapp.services.errors import Refused
from planapp.services.extracting import ExtractionStopped, extract_apart
from planapp.services.review import accept_pending
from tests.factories import AT, SENTENCE, make_document

pytestmark = pytest.mark.django_db

LIMIT = 2_000_000


def receive(content, by, **changes):
    given = {
        "content": content,
        "file_name": "plan.txt",
        "kind": DocumentKind.OFFICIAL,
        "by": by,
        "at": AT,
        "max_bytes": LIMIT,
    }
    return receive_document(**given | changes)


def test_document_received_keeps_original_text_checksum_and_person(administrator):
    content = "一、目标\r\n到2025年达到100亿元。\r\n".encode("gb18030")
    receipt = receive(content, administrator, file_name="规划.TXT")
    row = PlanDocument.objects.get()
    assert receipt == documents.Receipt(row, is_new=True)
    assert (row.text, row.encoding) == ("一、目标\n到2025年达到100亿元。\n", "gb18030")
    assert (row.sha256, Path(row.file.path).read_bytes()) == (
        hashlib.sha256(content).hexdigest(),
        content,
    )
    assert (row.title, row.file_name, row.status) == ("规划", "规划.TXT", DocumentStatus.RECEIVED)
    assert (row.uploaded_by, row.uploaded_at) == (administrator, AT)


def test_same_bytes_received_twice_are_the_same_row(administrator, supervisor):
    first = receive(SENTENCE.encode(), administrator)
    again = receive(SENTENCE.encode(), supervisor, file_name="other.txt")
    assert (again.document, again.is_new) == (first.document, False)
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("encoding", "kept"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_document_in_a_known_encoding_is_decoded(administrator, encoding, kept):
    row = receive(SENTENCE.encode(encoding), administrator).document
    assert (row.text, row.encoding) == (SENTENCE, kept)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空文件"),
        ("\ufeff".encode(), "空文件"),
        (" \r\n\t\u3000".encode(), "空文件"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "扩展名与内容不符"),
        ("目标" + "\x00" * 8, "不是文本文件"),
        ("\x01\x02\x03\x04目标", "不是文本文件"),
        (b"\xff\xff\xff\xff", "编码无法识别"),
        ("目" * LIMIT, "文件超过上限 1 MB"),
    ],
    ids=("empty", "mark_only", "blank", "picture", "zeros", "control", "unknown", "large"),
)
def test_document_that_cannot_be_read_is_refused_and_not_stored(administrator, content, words):
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(Refused, match=words):
        receive(raw, administrator)
    assert (PlanDocument.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_document_in_an_encoding_nobody_knows_is_refused(administrator):
    with pytest.raises(Refused, match="不认识的编码"):
        receive(SENTENCE.encode(), administrator, encoding="klingon")


def test_file_name_with_folders_keeps_its_last_part(administrator):
    row = receive(SENTENCE.encode(), administrator, file_name="../../etc/plan.txt").document
    assert row.file_name == "plan.txt"


def test_extraction_stores_header_items_and_status():
    document = make_document(status=DocumentStatus.RECEIVED)
    draft = extract_document(document=document, at=AT)
    document.refresh_from_db()
    assert (draft.extractor_version, document.status) == (VERSION, DocumentStatus.EXTRACTED)
    [item] = DraftItem.objects.filter(draft=draft, kind=ItemKind.INDICATOR)
    quote = item.extracted["quote"]
    assert document.text[item.extracted["start"] : item.extracted["end"]] == quote
    assert item.extracted["value"] == "100"


def upgrade(monkeypatch):
    """The next version of the extractor, which reads the same."""
    monkeypatch.setattr(documents, "VERSION", "next")
    monkeypatch.setattr(
        documents, "extract_apart", lambda text: {**extract_apart(text), "version": "next"}
    )


def test_extraction_runs_once_per_version():
    document = make_document(status=DocumentStatus.RECEIVED)
    first = extract_document(document=document, at=AT)
    items = DraftItem.objects.count()
    assert extract_document(document=document, at=AT) == first
    assert (ExtractionDraft.objects.count(), DraftItem.objects.count()) == (1, items)
    assert AuditEvent.objects.filter(action="document.extracted").count() == 1


def test_extraction_by_a_new_version_makes_its_own_draft(monkeypatch):
    document = make_document(status=DocumentStatus.RECEIVED)
    extract_document(document=document, at=AT)
    upgrade(monkeypatch)
    extract_document(document=document, at=AT)
    assert set(document.drafts.values_list("extractor_version", flat=True)) == {VERSION, "next"}


def test_extraction_of_a_published_document_leaves_it_published():
    document = make_document(status=DocumentStatus.PUBLISHED)
    extract_document(document=document, at=AT)
    document.refresh_from_db()
    assert document.status == DocumentStatus.PUBLISHED


def test_extraction_of_a_reference_ends_as_read():
    document = make_document(status=DocumentStatus.RECEIVED, kind=DocumentKind.REFERENCE)
    extract_document(document=document, at=AT)
    document.refresh_from_db()
    assert document.status == DocumentStatus.READ


def test_extraction_without_goals_warns_in_its_draft():
    document = make_document(text="今天天气很好。", status=DocumentStatus.RECEIVED)
    draft = extract_document(document=document, at=AT)
    assert (draft.items.count(), "未找到目标" in draft.warnings) == (0, True)


def test_extraction_that_fails_keeps_why_and_leaves_no_draft(monkeypatch):
    def break_down(text):
        raise RuntimeError("第 3 行读不懂")

    monkeypatch.setattr(documents, "extract_apart", break_down)
    document = make_document(status=DocumentStatus.RECEIVED)
    assert extract_or_mark_failed(document=document, at=AT) is None
    document.refresh_from_db()
    assert (document.status, document.error) == (
        DocumentStatus.FAILED,
        "RuntimeError：第 3 行读不懂",
    )
    assert ExtractionDraft.objects.count() == 0
    assert AuditEvent.objects.get().action == "document.extraction_failed"


def test_extraction_after_a_failure_clears_the_error():
    document = make_document(status=DocumentStatus.FAILED, error="内存不足")
    extract_document(document=document, at=AT)
    document.refresh_from_db()
    assert (document.status, document.error) == (DocumentStatus.EXTRACTED, "")


def test_extraction_over_its_limits_says_so_and_is_not_tried_again(monkeypatch):
    def stop(text):
        raise ExtractionStopped("提取超过 120 秒，已中止")

    monkeypatch.setattr(documents, "extract_apart", stop)
    document = make_document(status=DocumentStatus.RECEIVED)
    extract_or_mark_failed(document=document, at=AT)
    document.refresh_from_db()
    assert (document.status, document.error) == (DocumentStatus.FAILED, "提取超过 120 秒，已中止")
    assert not PlanDocument.objects.awaiting_extraction().exists()


def test_failed_rereading_leaves_the_earlier_draft_under_review(monkeypatch):
    document = make_document(status=DocumentStatus.RECEIVED)
    extract_document(document=document, at=AT)
    upgrade(monkeypatch)
    PlanDocument.objects.update(status=DocumentStatus.RECEIVED)  # as who asks for it puts it up
    monkeypatch.setattr(documents, "extract_apart", lambda text: text / 0)
    extract_or_mark_failed(document=document, at=AT)
    document.refresh_from_db()
    assert (document.status, document.drafts.count()) == (DocumentStatus.EXTRACTED, 1)
    assert "TypeError" in document.error


@pytest.mark.parametrize("status", (DocumentStatus.EXTRACTED, DocumentStatus.PUBLISHED))
def test_slower_worker_that_fails_leaves_what_another_has_read(monkeypatch, status):
    document = make_document(status=DocumentStatus.RECEIVED)

    def be_overtaken(text):
        PlanDocument.objects.update(status=status)
        raise ExtractionStopped("提取超过 120 秒，已中止")

    monkeypatch.setattr(documents, "extract_apart", be_overtaken)
    extract_or_mark_failed(document=document, at=AT)
    document.refresh_from_db()
    assert (document.status, document.error) == (status, "")


def test_rereading_carries_the_decisions_over(administrator, monkeypatch):
    document = make_document(status=DocumentStatus.RECEIVED)
    accept_pending(draft=extract_document(document=document, at=AT), by=administrator, at=AT)
    upgrade(monkeypatch)
    fresh = extract_document(document=document, at=AT + timedelta(days=1))
    assert set(fresh.items.values_list("decision", flat=True)) == {Decision.ACCEPTED}


def test_file_whose_extraction_failed_is_tried_again_when_it_comes_again(administrator):
    document = receive(SENTENCE.encode(), administrator).document
    PlanDocument.objects.update(status=DocumentStatus.FAILED, error="内存不足")
    receipt = receive(SENTENCE.encode(), administrator)
    assert (receipt.document, receipt.is_new) == (document, False)
    assert (receipt.awaits_extraction, receipt.document.error) == (True, "")
    assert AuditEvent.objects.latest("pk").action == "document.retried"


@pytest.mark.parametrize("status", (DocumentStatus.FAILED, DocumentStatus.RECEIVED))
def test_document_that_was_not_read_can_be_tried_again(administrator, status):
    document = make_document(status=status, error="内存不足")
    again = retry_extraction(document=document, by=administrator, at=AT)
    assert (again.status, again.error) == (DocumentStatus.RECEIVED, "")


@pytest.mark.parametrize("status", (DocumentStatus.EXTRACTED, DocumentStatus.PUBLISHED))
def test_document_that_was_read_is_not_tried_again(administrator, status):
    with pytest.raises(Refused, match="已经提取完成"):
        retry_extraction(document=make_document(status=status), by=administrator, at=AT)


def test_trying_again_by_anybody_but_an_administrator_is_refused(supervisor):
    document = make_document(status=DocumentStatus.FAILED)
    with pytest.raises(Refused, match="只有管理员"):
        retry_extraction(document=document, by=supervisor, at=AT)
