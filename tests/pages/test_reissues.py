"""A corrected document, from its upload to the new version and the list of versions."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from planapp.domain.terms import Decision, DocumentStatus, PlanStatus
from planapp.models import ExtractionDraft, Plan, PlanDocument, TargetRevision
from planapp.queries.draft_changes import successor_of
from tests.factories import make_document, make_draft, make_unit
from tests.services.printings import SECOND, draft_of_second, publish_first

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


@pytest.fixture
def plan(administrator):
    make_unit(name="省工信厅")
    plan = publish_first(administrator)
    plan.status, plan.issuer, plan.doc_number = PlanStatus.ACTIVE, "省政府", "浙政〔2021〕1号"
    plan.save()
    return plan


def url(name, *rows):
    return reverse(f"admin:{name}", args=[row.pk for row in rows])


def text_of(response):
    return response.content.decode()


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def publish(client, plan, draft, **changes):
    page = url("reissue", plan, draft)
    given = client.get(page).context["form"].initial
    form = {"reason": "更正产值目标", "effective_year": 2023, "doc_number": "浙政〔2023〕9号"}
    return client.post(page, form | {"seen": given["seen"]} | changes, follow=True)


def test_uploaded_printing_is_read_with_the_plans_decisions(
    plan, administrator_client, django_capture_on_commit_callbacks
):
    file = SimpleUploadedFile("再次印发.txt", SECOND.encode())
    with django_capture_on_commit_callbacks(execute=True):
        response = administrator_client.post(url("upload_reissue", plan), {"file": file})
    document = PlanDocument.objects.get(file_name="再次印发.txt")
    assert response["Location"] == url("document", document)
    assert document.status == DocumentStatus.EXTRACTED
    items = document.drafts.get().items
    assert items.filter(decision=Decision.ACCEPTED).exists()
    assert items.filter(decision=Decision.PENDING).exists()


def test_upload_that_cannot_be_read_says_why_beside_the_file(plan, administrator_client):
    file = SimpleUploadedFile("plan.doc", b"\xd0\xcf\x11\xe0")
    response = administrator_client.post(url("upload_reissue", plan), {"file": file})
    assert "另存为" in response.context["form"].errors["file"][0]


def test_exercise_has_no_reissue(plan, administrator_client):
    Plan.objects.update(is_exercise=True)
    response = administrator_client.get(url("upload_reissue", plan))
    assert (response.status_code, "演练规划" in text_of(response)) == (403, True)


def test_draft_that_repeats_a_plan_leads_to_the_comparison(plan, administrator_client):
    draft = draft_of_second()
    page = text_of(administrator_client.get(url("draft", draft)))
    assert url("reissue", plan, draft) in page
    assert "是同一规划的文本" in page


def test_draft_of_another_plan_is_published_as_a_plan(plan, administrator_client):
    draft = make_draft(document=make_document(status=DocumentStatus.EXTRACTED))
    page = text_of(administrator_client.get(url("draft", draft)))
    assert ("是同一规划的文本" in page, url("publish", draft) in page) == (False, True)


def test_publishing_page_leads_to_the_plan_that_a_person_names(plan, administrator_client):
    draft = draft_of_second()
    response = administrator_client.get(url("publish", draft), {"reprints": plan.pk})
    assert response["Location"] == url("reissue", plan, draft)


def test_undecided_items_come_before_the_comparison(plan, administrator_client):
    draft = draft_of_second()
    draft.items.update(decision=Decision.PENDING)
    assert "全部决定以后才能比较" in text_of(administrator_client.get(url("reissue", plan, draft)))
    response = administrator_client.post(url("carry_decisions", plan, draft))
    assert response["Location"] == url("draft", draft)
    assert draft.items.filter(decision=Decision.ACCEPTED).count() == 3


def test_comparison_shows_old_beside_new_by_sort(plan, administrator_client):
    response = administrator_client.get(url("reissue", plan, draft_of_second()))
    groups = {group.difference.label: group.rows for group in response.context["groups"]}
    assert {label: [row.title for row in rows] for label, rows in groups.items()} == {
        "目标或基期调整": ["产值"],
        "文字、时限或单位修改": ["产业规模壮大", "培育骨干企业"],
        "新增": ["监测数据", "建设监测平台"],
        "不再列入": ["完善质量标准"],
    }
    page = text_of(response)
    assert "<del>1300</del> → <ins>1350</ins>" in page
    assert "<del>牵头 省工信厅</del> → <ins>牵头 省工信厅、牵头 省商务厅</ins>" in page
    assert "产值达到1300亿元" in page


def test_comparison_without_a_difference_says_so(plan, administrator_client):
    first = plan.document.drafts.get()
    again = make_draft(document=make_document(status=DocumentStatus.EXTRACTED, text="另"))
    for item in first.items.all():
        item.pk, item.draft, item._state.adding = None, again, True
        item.save()
    page = text_of(administrator_client.get(url("reissue", plan, again)))
    assert ("与现行文本没有不同" in page, "发布为新的版次" in page) == (True, False)


def test_publication_leads_to_the_versions_and_asks_for_a_second_person(plan, administrator_client):
    draft = draft_of_second()
    response = publish(administrator_client, plan, draft)
    assert response.redirect_chain[-1][0] == url("plan_versions", plan)
    assert messages_of(response)[:2] == [
        "重新印发的文本已发布为新的版次。",
        "1 项目标或基期的调整须由另一位管理员确认后生效。",
    ]
    assert "单位名册中没有：省商务厅、省科技厅、省统计局" in messages_of(response)[2]
    assert TargetRevision.objects.get().effective_year == 2023


def test_publication_without_a_reason_keeps_the_form(plan, administrator_client):
    response = publish(administrator_client, plan, draft_of_second(), reason="")
    assert list(response.context["form"].errors) == ["reason"]


def test_publication_of_what_has_changed_meanwhile_is_told(plan, administrator_client):
    response = publish(administrator_client, plan, draft_of_second(), seen="0")
    assert "请重新核对变化再发布" in messages_of(response)[0]


def test_versions_are_listed_with_who_when_and_how_much(plan, administrator_client):
    publish(administrator_client, plan, draft_of_second())
    response = administrator_client.get(url("plan_versions", plan))
    rows = [
        (row.number, row.doc_number, row.published_by, row.changes, row.reason)
        for row in response.context["versions"]
    ]
    assert rows == [
        (2, "浙政〔2023〕9号", "陈管理", 6, "更正产值目标"),
        (1, "", "陈管理", None, ""),
    ]
    assert "第2版的变化" in text_of(response)
    assert "待确认" in text_of(response)


def test_plan_without_a_reissue_has_one_version(plan, auditor_client):
    response = auditor_client.get(url("plan_versions", plan))
    assert [row.number for row in response.context["versions"]] == [1]
    assert url("upload_reissue", plan) not in text_of(response)


def test_replaced_document_says_what_took_its_place(plan, administrator_client):
    old = plan.document.drafts.get()
    publish(administrator_client, plan, draft_of_second())
    page = text_of(administrator_client.get(url("draft", old)))
    assert "重新印发的文本</a>取代，只能查看" in page
    assert url("plan_versions", plan) in page


def test_published_printing_is_compared_no_more(plan, administrator_client):
    draft = draft_of_second()
    publish(administrator_client, plan, draft)
    page = text_of(administrator_client.get(url("reissue", plan, draft)))
    assert "这份文件已经发布过" in page
    assert successor_of(ExtractionDraft.objects.get(pk=draft.pk)) is None


def test_left_out_indicator_shows_its_sentence_in_the_old_text(plan, administrator_client):
    figure = plan.indicators.get(name="骨干企业")
    draft = draft_of_second()
    draft.items.filter(extracted__name="骨干企业").update(decision=Decision.REJECTED)
    publish(administrator_client, plan, draft)
    response = administrator_client.get(url("indicator", figure))
    passage = response.context["passage"]
    assert (passage.before[-7:], passage.quote) == ("培育骨干企业。", "形成骨干企业10家")
    assert "不再列入" in text_of(response)
