"""The auditor finds what was done by its words, by group, and the history of one row."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from planapp.admin import security
from planapp.models import SecurityEvent
from planapp.services.audit import changed, created, snapshot, write_audit
from tests.factories import AT, make_record, make_unit, make_user

pytestmark = pytest.mark.django_db

LIST = "admin:planapp_auditevent_changelist"
QUERIES = 7


def write(action, *changes, subject="省能源局"):
    by = make_user(full_name="李四")
    return write_audit(by=by, action=action, subject=subject, at=AT, changes=changes)


def shown(client, query):
    response = client.get(f"{reverse(LIST)}?{query}")
    return list(response.context["cl"].result_list) if response.status_code == 200 else None


@pytest.fixture
def unit_row():
    return make_unit(name="省能源局")


@pytest.fixture
def events(unit_row):
    record = make_record()
    before = snapshot(unit_row)
    unit_row.name = "=省能源和水利局"
    unit_row.save()
    return {
        "saved": write("register.saved", changed(unit_row, before)),
        "approved": write("report.approved", *created(record)),
        "returned": write("report.returned", subject="规上企业"),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["returned", "approved", "saved"]),
        ("group=report", ["returned", "approved"]),
        ("group=report&action=report.returned", ["returned"]),
        ("row=unit", ["saved"]),
        ("row=progressrecord", ["approved"]),
        ("row=plan", []),
        ("q=退回填报", ["returned"]),
        ("q=审核通过", ["approved"]),
        ("q=规上企业", ["returned"]),
        ("q=没有这样的词", []),
    ],
)
def test_list_shows_what_is_asked_for(query, found, events, auditor_client):
    assert shown(auditor_client, query) == [events[name] for name in found]


def test_list_shows_the_history_of_one_row(events, unit_row, auditor_client):
    assert shown(auditor_client, f"row=unit&row_pk={unit_row.pk}") == [events["saved"]]
    assert shown(auditor_client, f"row=unit&row_pk={unit_row.pk + 999}") == []


@pytest.mark.parametrize("query", ["row=nothing", "row=unit&row_pk=x", "row=auditevent"])
def test_row_that_cannot_be_leads_to_the_whole_list(query, auditor_client):
    assert shown(auditor_client, query) is None


def test_list_says_what_was_done_and_to_how_many_rows(events, auditor_client):
    page = auditor_client.get(f"{reverse(LIST)}?row=unit")
    text = page.content.decode()
    assert "维护登记信息" in text
    assert '<td class="field-rows_changed">1</td>' in text
    assert "业务数据：<b>单位</b>" in text


def test_action_filter_offers_the_actions_of_the_chosen_group(events, auditor_client):
    page = auditor_client.get(f"{reverse(LIST)}?group=security")
    [spec] = [each for each in page.context["cl"].filter_specs if each.title == "操作"]
    assert spec.lookup_choices == [("security.purged", "清理安全事件")]


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_however_many_events(number, auditor_client, django_assert_num_queries):
    for _ in range(number):
        write("register.saved", *created(make_unit()))
    auditor_client.get(reverse(LIST))  # whatever is kept with the session
    with django_assert_num_queries(QUERIES):
        assert len(shown(auditor_client, "")) == number


def workbook(client, table, query=""):
    url = reverse(f"admin:planapp_{table}_export_workbook")
    return client.get(f"{url}?{query}")


def test_workbook_holds_events_and_each_changed_column_in_words(events, auditor_client):
    response = workbook(auditor_client, "auditevent", "row=unit")
    book = load_workbook(BytesIO(response.content))
    (head, event), (columns, *lines) = book["操作"].values, book["改动明细"].values
    assert dict(zip(head, event, strict=True))["操作"] == "维护登记信息"
    assert dict(zip(head, event, strict=True))["改动行数"] == "1"
    [line, *_] = [dict(zip(columns, each, strict=True)) for each in lines]
    assert (line["种类"], line["增改删"], line["字段"]) == ("单位", "修改", "单位名称")
    assert (line["原值"], line["新值"]) == ("省能源局", "=省能源和水利局")
    kinds = {cell.data_type for cell in book["改动明细"][2] if cell.value == "=省能源和水利局"}
    assert kinds == {"s"}  # text, never a formula


def test_workbook_of_security_events_is_one_sheet(auditor_client):
    workbook(auditor_client, "securityevent")  # the second one tells of the first
    response = workbook(auditor_client, "securityevent")
    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["安全事件"]
    assert "下载、导出" in [row[5] for row in book["安全事件"].values]


def test_workbook_is_itself_on_the_record(events, auditor_client, auditor):
    workbook(auditor_client, "auditevent", "group=report")
    event = SecurityEvent.objects.first()
    assert (event.kind, event.actor) == ("download", auditor)
    path = "/admin/planapp/auditevent/export/workbook/?group=report"
    assert event.subject == f"审计日志.xlsx（{path}）"


def test_workbook_of_too_many_events_is_refused_with_a_way_out(events, auditor_client, monkeypatch):
    monkeypatch.setattr(security, "MOST_IN_A_WORKBOOK", 2)
    url = reverse("admin:planapp_auditevent_export_workbook")
    page = auditor_client.get(f"{url}?q=", follow=True)
    assert [str(each) for each in page.context["messages"]] == [
        "有3条，超过 Excel 导出的上限2条；请缩小筛选范围，或导出 CSV。"
    ]


@pytest.mark.parametrize("who", ["administrator", "supervisor", "reporter"])
def test_workbook_is_for_auditors_only(who, request):
    client = request.getfixturevalue(f"{who}_client")
    assert workbook(client, "auditevent").status_code == 403


def test_workbook_with_a_row_that_cannot_be_leads_to_the_list(auditor_client):
    response = workbook(auditor_client, "auditevent", "row=nothing")
    assert response.status_code == 302


def test_superuser_reads_no_audit_trail(events):
    client = Client()
    client.force_login(make_user(is_superuser=True))
    assert client.get(reverse(LIST)).status_code == 403
    url = reverse("admin:planapp_auditevent_change", args=(events["saved"].pk,))
    assert client.get(url).status_code == 403
