"""报告模板: a layout is sent in, checked, used for the Word files, taken back."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import PaperKind
from planapp.models import AuditEvent, ReportTemplate
from planapp.reports.annual_report import ANNUAL
from planapp.reports.sample_template import write_sample
from tests.pages.test_briefs import make_lagging
from tests.pages.test_reports import add_plan
from tests.reports.test_annual_report import word_text
from tests.reports.test_office_template import layout

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]
PAGE = "admin:report_templates"


def send(client: Client, content: bytes, *, kind: str = "annual", name: str = "本办模板.docx"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(PAGE), {"kind": kind, "file": file})


def word_file(client: Client, kind: str = "docx") -> str:
    return word_text(client.get(reverse("admin:report_file", args=[kind])).content)


def test_layout_is_used_until_it_is_removed(administrator_client: Client) -> None:
    add_plan()
    own = layout("本办版式：{{指标情况}}。")
    assert send(administrator_client, own)["Location"] == reverse(PAGE)
    row = ReportTemplate.objects.get()
    assert (row.kind, row.file_name, row.size) == ("annual", "本办模板.docx", len(own))
    assert "本办模板" not in row.file.name
    assert word_file(administrator_client).startswith("本办版式：共4项，其中达到序时进度1项")
    assert "本办版式" not in word_file(administrator_client, "circular-docx")
    taken = administrator_client.get(reverse("admin:template_file", args=["annual"]))
    assert taken.content == own

    administrator_client.post(reverse("admin:remove_template", args=["annual"]))
    assert "一、总体情况" in word_file(administrator_client)
    assert not ReportTemplate.objects.exists()
    actions = AuditEvent.objects.filter(action__startswith="report_template").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "report_template.uploaded", "report_template.removed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "page"),
    [("indicator_brief", "indicator_brief"), ("group_brief", "plan_brief"),
     ("group_brief", "unit_brief")],
)  # fmt: skip
def test_brief_is_printed_in_the_offices_layout(
    administrator_client: Client, kind: str, page: str
) -> None:
    indicator, unit = make_lagging()
    rows = {"indicator_brief": indicator, "plan_brief": indicator.plan, "unit_brief": unit}
    url = reverse(f"admin:{page}", args=(rows[page].pk,))
    own = "本办版式：{{表述}}"
    assert send(administrator_client, layout(own), kind=kind)["Location"] == reverse(PAGE)
    sentence = administrator_client.get(url).context["brief"].sentence
    taken = administrator_client.get(url, {"format": "docx"})
    assert word_text(taken.content) == f"本办版式：{sentence}"
    default_storage.delete(ReportTemplate.objects.get().file.name)
    refused = administrator_client.get(url, {"format": "docx"})
    assert "请管理员重新上传或移除模板" in refused.content.decode()
    administrator_client.post(reverse("admin:remove_template", args=[kind]))
    own_paper = administrator_client.get(url, {"format": "docx"})
    assert "数据取自规划实施进展跟踪系统" in word_text(own_paper.content)


def test_brief_has_no_page_among_the_reports(administrator_client: Client) -> None:
    add_plan()
    url = reverse("admin:report_paper", args=["group_brief"])
    assert administrator_client.get(url).status_code == 404


def test_second_layout_takes_the_place_of_the_first(
    administrator_client: Client, django_capture_on_commit_callbacks
) -> None:
    send(administrator_client, layout("一{{标题}}"))
    first = ReportTemplate.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        send(administrator_client, layout("二{{标题}}"), name="新.docx")
    row = ReportTemplate.objects.get()
    assert row.file_name == "新.docx"
    assert (default_storage.exists(first), default_storage.exists(row.file.name)) == (False, True)
    assert AuditEvent.objects.latest("pk").action == "report_template.replaced"


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (layout("截至{{截止日}}"), "a.docx", "没有“截止日”这个占位符"),
        (b"nothing", "a.docx", "不符"),
        (layout("{{标题}}"), "a.doc", "不是 .docx"),
    ],
)
def test_what_does_not_fit_is_refused_beside_the_field(
    content: bytes, name: str, why: str, administrator_client: Client
) -> None:
    page = send(administrator_client, content, name=name)
    assert why in page.context["form"].errors["file"][0]
    assert not ReportTemplate.objects.exists()


def test_no_file_and_no_kind_are_told(administrator_client: Client) -> None:
    page = administrator_client.post(reverse(PAGE), {"kind": "none"})
    assert set(page.context["form"].errors) == {"kind", "file"}


def test_sample_and_trial_are_word_files(administrator_client: Client) -> None:
    sample = administrator_client.get(reverse("admin:template_sample", args=["circular"]))
    assert "{{进展较快的单位}}" in word_text(sample.content)
    send(administrator_client, write_sample(ANNUAL))
    trial = administrator_client.get(reverse("admin:template_trial", args=["annual"]))
    assert "研发投入强度：严重滞后" in word_text(trial.content)
    trial = administrator_client.get(reverse("admin:template_trial", args=["indicator_brief"]))
    assert "研发投入强度为155亿元" in word_text(trial.content)


def test_layout_whose_file_is_gone_or_was_changed_is_not_used(
    administrator_client: Client,
) -> None:
    add_plan()
    send(administrator_client, layout("{{标题}}"))
    row = ReportTemplate.objects.get()
    with default_storage.open(row.file.name, "wb") as file:
        file.write(layout("{{标题}}换过"))
    answer = administrator_client.get(reverse("admin:report_file", args=["docx"]), follow=True)
    assert "请管理员重新上传或移除模板" in answer.content.decode()
    default_storage.delete(row.file.name)
    assert (
        administrator_client.get(reverse("admin:template_trial", args=["annual"])).status_code
        == 302
    )
    assert (
        administrator_client.get(reverse("admin:template_file", args=["annual"])).status_code == 403
    )
    administrator_client.post(reverse("admin:remove_template", args=["annual"]))
    assert "一、总体情况" in word_file(administrator_client)


def test_page_names_all_placeholders(administrator_client: Client) -> None:
    page = administrator_client.get(reverse(PAGE)).content.decode()
    assert "{{未报送情况}}" in page and "{{进展较快的单位}}" in page
    assert page.count("系统自带") == len(PaperKind) + 1  # and in the subtitle
