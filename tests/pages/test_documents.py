"""Upload and publication of a plan document."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from planapp import jobs
from planapp.domain.terms import DocumentKind, DocumentStatus, ItemKind
from planapp.models import DraftItem, Plan, PlanDocument
from planapp.pages.uploads import DocumentField
from tests.factories import SENTENCE, make_document, make_draft, make_unit, shared_region
from tests.reading.making import make_docx, make_pdf, para, set_lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def upload(client, content, *, name="plan.txt", kind="official"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("admin:upload"), {"file": file, "kind": kind})


def text_of(response):
    return response.content.decode()


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def url(name, row):
    return reverse(f"admin:{name}", args=(row.pk,))


def publishing(**changes):
    given = {
        "title": "省级规划",
        "region": shared_region().pk,
        "period_start": 2021,
        "period_end": 2025,
    }
    return given | changes


def test_uploaded_document_is_received_and_extracted(
    administrator_client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = upload(administrator_client, SENTENCE.encode())
    document = PlanDocument.objects.get()
    assert response["Location"] == url("document", document)
    assert document.status == DocumentStatus.EXTRACTED


def test_uploaded_document_that_is_known_leads_to_it(administrator_client):
    upload(administrator_client, SENTENCE.encode())
    response = administrator_client.post(
        reverse("admin:upload"),
        {"file": SimpleUploadedFile("again.txt", SENTENCE.encode()), "kind": "official"},
        follow=True,
    )
    assert PlanDocument.objects.count() == 1
    assert "这份文件已经上传过" in messages_of(response)[-1]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "空"), ("\x00\x01" * 50, "不是文本文件"), (b"\xff\xff\xff\xff", "编码无法识别")],
)
def test_upload_that_cannot_be_read_says_why_beside_the_file(administrator_client, content, words):
    raw = content.encode() if isinstance(content, str) else content
    response = upload(administrator_client, raw)
    assert (response.status_code, PlanDocument.objects.count()) == (200, 0)
    assert words in "".join(response.context["form"].errors["file"])


def test_document_without_a_draft_says_how_far_it_is(administrator_client):
    failed = make_document(status=DocumentStatus.FAILED, error="内存不足")
    assert "内存不足" in text_of(administrator_client.get(url("document", failed)))


def test_document_with_a_draft_leads_to_it(world, auditor_client):
    response = auditor_client.get(url("document", world.document))
    assert response["Location"] == url("draft", world.draft)


def test_download_gives_the_original_under_its_name(world, auditor_client):
    response = auditor_client.get(url("download", world.document))
    assert b"".join(response.streaming_content) == SENTENCE.encode()
    assert world.document.file_name in response["Content-Disposition"]
    assert response["Content-Type"] == "application/octet-stream"


def test_download_of_an_original_that_is_gone_is_not_found(world, auditor_client):
    world.document.file.storage.delete(world.document.file.name)
    assert auditor_client.get(url("download", world.document)).status_code == 404


def test_publishing_form_is_filled_with_what_the_text_says(administrator_client):
    region = shared_region()
    header = {"title": "规划", "region": region.name, "issued_on": "2021-04", "period_end": 2025}
    document = make_document(
        title="规划", kind=DocumentKind.CONSULTATION, status=DocumentStatus.EXTRACTED
    )
    draft = make_draft(document=document, header=header)
    initial = administrator_client.get(url("publish", draft)).context["form"].initial
    assert initial == {
        "title": "规划",
        "region": region,
        "period_start": "2021",
        "period_end": 2025,
        "as_exercise": True,
    }


def test_publishing_makes_the_plan_and_leads_to_its_set_up(world, administrator_client):
    administrator_client.post(url("accept_rest", world.draft))
    response = administrator_client.post(url("publish", world.draft), publishing())
    plan = Plan.objects.get(document=world.document)
    assert (response["Location"], plan.goals.count()) == (url("plan_setup", plan), 1)


def test_published_draft_offers_no_second_publication(world, administrator_client):
    administrator_client.post(url("accept_rest", world.draft))
    administrator_client.post(url("publish", world.draft), publishing())
    response = administrator_client.post(url("publish", world.draft), publishing())
    assert response["Location"] == url("draft", world.draft)
    assert Plan.objects.filter(document=world.document).count() == 1


def test_lead_to_publish_with_is_a_unit_of_today(world, administrator_client):
    living, gone = make_unit(), make_unit(valid_to=date(2018, 1, 1))
    form = administrator_client.get(url("publish", world.draft)).context["form"]
    offered = set(form.fields["default_lead"].queryset)
    assert (living in offered, gone in offered) == (True, False)


def test_publishing_with_undecided_items_says_so_and_keeps_the_form(world, administrator_client):
    response = administrator_client.post(url("publish", world.draft), publishing(title="改名"))
    assert messages_of(response) == ["还有 1 条未作决定，请先逐条或批量决定。"]
    assert response.context["form"].data["title"] == "改名"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("region", ""),
        ("period_end", "很久"),
        ("period_end", 2001),
        ("period_start", 1),
    ],
)
def test_publishing_form_shows_errors_beside_their_fields(
    world, administrator_client, *, field, value
):
    response = administrator_client.post(url("publish", world.draft), publishing(**{field: value}))
    assert list(response.context["form"].errors) == [field]
    assert 'class="errorlist"' in text_of(response)


def test_publishing_of_a_reference_is_refused(administrator_client):
    draft = make_draft(document=make_document(kind=DocumentKind.REFERENCE))
    response = administrator_client.get(url("publish", draft))
    assert (response.status_code, "参考资料" in text_of(response)) == (403, True)


@pytest.mark.parametrize(
    ("who", "buttons"), [("administrator_client", True), ("supervisor_client", False)]
)
def test_draft_offers_decisions_to_those_who_may_decide(world, request, who, buttons):
    text = text_of(request.getfixturevalue(who).get(url("draft", world.draft)))
    assert (SENTENCE in text, url("decide_item", world.item) in text) == (True, buttons)


def test_document_is_read_again_and_the_page_says_what_changed(
    administrator_client, django_capture_on_commit_callbacks
):
    document = make_document(status=DocumentStatus.EXTRACTED, text=SENTENCE)
    long_ago = datetime(2023, 12, 1, tzinfo=UTC)
    old = make_draft(document=document, extractor_version="0", created_at=long_ago)
    assert url("read_again", old) in text_of(administrator_client.get(url("draft", old)))
    asked = administrator_client.post(url("read_again", old))
    assert asked["Location"] == url("document", document)
    waiting = administrator_client.get(url("document", document))
    assert (waiting["Refresh"], "正在提取" in text_of(waiting)) == ("3", True)
    assert "正在用新版提取器重读" in text_of(administrator_client.get(url("draft", old)))
    jobs.sweep_documents()
    response = administrator_client.get(url("document", document), follow=True)
    fresh = response.context["draft"]
    assert fresh.pk != old.pk
    assert {word for word, *_ in response.context["version_changes"]} == {"新增"}
    assert "取代，只能查看" in text_of(administrator_client.get(url("draft", old)))


def test_failed_rereading_is_told_on_the_draft(administrator_client):
    document = make_document(status=DocumentStatus.EXTRACTED, error="提取超过 120 秒，已中止")
    page = text_of(administrator_client.get(url("draft", make_draft(document=document))))
    assert "提取超过 120 秒，已中止。原有草稿照常审核" in page


def test_failed_document_is_read_again_by_its_button(
    administrator_client, django_capture_on_commit_callbacks
):
    failed = make_document(status=DocumentStatus.FAILED, error="内存不足", text=SENTENCE)
    assert url("retry_extraction", failed) in text_of(
        administrator_client.get(url("document", failed))
    )
    with django_capture_on_commit_callbacks(execute=True):
        administrator_client.post(url("retry_extraction", failed))
    failed.refresh_from_db()
    assert (failed.status, failed.drafts.count()) == (DocumentStatus.EXTRACTED, 1)


def test_failed_document_is_read_again_when_the_file_comes_again(
    administrator_client, django_capture_on_commit_callbacks
):
    upload(administrator_client, SENTENCE.encode())
    PlanDocument.objects.update(status=DocumentStatus.FAILED)
    with django_capture_on_commit_callbacks(execute=True):
        upload(administrator_client, SENTENCE.encode())
    assert PlanDocument.objects.get().status == DocumentStatus.EXTRACTED


def test_supervisor_sees_the_failure_without_the_button(supervisor_client):
    failed = make_document(status=DocumentStatus.FAILED, error="内存不足")
    page = text_of(supervisor_client.get(url("document", failed)))
    assert ("内存不足" in page, url("retry_extraction", failed) in page) == (True, False)


LINES = ["一、发展目标", SENTENCE]
PAGE = f"<html><body>{''.join(f'<p>{line}</p>' for line in LINES)}</body></html>"
FILES = {
    "plan.docx": make_docx("".join(para(line) for line in LINES)),
    "plan.html": PAGE.encode(),
    "plan.pdf": make_pdf([set_lines([f"　　{line}" for line in LINES])]),
}


@pytest.mark.parametrize("name", FILES)
def test_word_web_and_pdf_files_are_read_into_a_draft(
    administrator_client, django_capture_on_commit_callbacks, name
):
    with django_capture_on_commit_callbacks(execute=True):
        upload(administrator_client, FILES[name], name=name)
    [item] = DraftItem.objects.filter(kind=ItemKind.INDICATOR)
    text = PlanDocument.objects.get().text
    assert (item.current["value"], item.current["unit"]) == ("100", "万千瓦")
    assert text[item.current["start"] : item.current["end"]] == item.current["quote"]


@pytest.mark.parametrize("name", ("plan.doc", "plan.wps"))
def test_old_word_file_says_how_to_convert(administrator_client, name):
    response = upload(administrator_client, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", name=name)
    [error] = response.context["form"].errors["file"]
    assert "请用 Word 或 WPS 打开后“另存为”.docx，再上传。" in error
    assert not PlanDocument.objects.exists()


class Unread(SimpleUploadedFile):
    def read(self, num_bytes=None):
        raise AssertionError("the file was read")


def test_file_over_the_limit_is_refused_before_it_is_read(settings):
    settings.MAX_DOCUMENT_BYTES = 10
    settings.SCAN_COMMAND = "true"  # which would get a copy of it
    with pytest.raises(ValidationError, match="文件超过上限"):
        DocumentField(label="文件").clean(Unread("plan.txt", b"0123456789x"))


def test_request_over_the_limit_is_answered_with_a_page(administrator_client, settings):
    settings.MAX_REQUEST_BYTES = 100
    response = upload(administrator_client, SENTENCE.encode() * 10)
    assert (response.status_code, PlanDocument.objects.count()) == (413, 0)
    assert "一个文件不能超过 20 MB" in text_of(response)


def test_form_over_djangos_limit_is_answered_with_a_page(administrator_client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = administrator_client.post(reverse("admin:upload"), {"kind": "official" * 10})
    assert response.status_code == 400
    assert "提交的内容超过了表单的上限" in text_of(response)
