"""Upload and publication of a plan document."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from planapp.domain.terms import DocumentKind, DocumentStatus
from planapp.models import Plan, PlanDocument
from tests.factories import SENTENCE, make_document, make_draft, shared_region

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


def test_upload_over_the_limit_is_refused(administrator_client, settings):
    settings.MAX_DOCUMENT_BYTES = 10
    response = upload(administrator_client, SENTENCE.encode())
    assert "文件超过上限" in response.context["form"].errors["file"][0]


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


def test_publishing_form_is_filled_with_what_the_text_says(administrator_client):
    region = shared_region()
    header = {"title": "规划", "region": region.name, "issued_on": "2021-04", "period_end": 2025}
    draft = make_draft(
        document=make_document(title="规划", kind=DocumentKind.CONSULTATION), header=header
    )
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


def test_publishing_with_undecided_items_says_so_and_keeps_the_form(world, administrator_client):
    response = administrator_client.post(url("publish", world.draft), publishing(title="改名"))
    assert messages_of(response) == ["还有 1 条未作决定，请先逐条或批量决定。"]
    assert response.context["form"].data["title"] == "改名"


@pytest.mark.parametrize(
    ("field", "value"), [("title", ""), ("region", ""), ("period_end", "很久"), ("period_start", 1)]
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


def test_document_is_read_again_and_the_page_says_what_changed(administrator_client):
    document = make_document(status=DocumentStatus.EXTRACTED, text=SENTENCE)
    old = make_draft(document=document, extractor_version="0")
    assert url("read_again", old) in text_of(administrator_client.get(url("draft", old)))
    response = administrator_client.post(url("read_again", old), follow=True)
    fresh = response.context["draft"]
    assert fresh.pk != old.pk
    assert {word for word, *_ in response.context["version_changes"]} == {"新增"}
    assert "取代，只能查看" in text_of(administrator_client.get(url("draft", old)))
