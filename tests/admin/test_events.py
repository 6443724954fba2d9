"""The auditor's tables: filters for kind, person, address and days; the export, itself recorded."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.urls import reverse

from planapp.domain.terms import SecurityKind
from planapp.models import SecurityEvent
from planapp.services.audit import write_audit
from planapp.services.origin import current_origin
from planapp.services.security import record_security_event
from tests.factories import make_user

pytestmark = pytest.mark.django_db

TABLES = ("auditevent", "securityevent")
# Half past midnight on 2 March in Shanghai is still 1 March in UTC.
FIRST, SECOND = datetime(2024, 3, 1, 2, tzinfo=UTC), datetime(2024, 3, 1, 16, 30, tzinfo=UTC)


def url(table, page, query=""):
    return reverse(f"admin:planapp_{table}_{page}") + (f"?{query}" if query else "")


@pytest.fixture(autouse=True)
def _events(db):
    happened = [
        (("zhangsan", "张三"), FIRST, "10.0.0.8", "unit.renamed", SecurityKind.LOGIN_FAILED),
        (("lisi", "李四"), SECOND, "10.1.0.9", "plan.published", SecurityKind.DOWNLOAD),
    ]
    for (username, full_name), at, address, action, kind in happened:
        by = make_user(username=username, full_name=full_name)
        token = current_origin.set(address)
        write_audit(by=by, action=action, subject="省能源局", at=at)
        record_security_event(kind=kind, by=by, at=at, subject="=HYPERLINK(1)")
        current_origin.reset(token)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("person=张", {"10.0.0.8"}),
        ("person=lisi", {"10.1.0.9"}),
        ("address=10.1.", {"10.1.0.9"}),
        ("address=10.&until=2024-03-01", {"10.0.0.8"}),
        ("since=2024-03-02&until=2024-03-02", {"10.1.0.9"}),
        ("since=2024-03-01&until=2024-03-02", {"10.0.0.8", "10.1.0.9"}),
        ("person=张&address=10.1.", set()),
        ("person=&address=10.", {"10.0.0.8", "10.1.0.9"}),
    ],
)
def test_list_shows_what_the_filters_say(table, query, found, auditor_client):
    rows = auditor_client.get(url(table, "changelist", query)).context["cl"].result_list
    assert {row.origin for row in rows} == found


@pytest.mark.parametrize(
    ("table", "query"),
    [("auditevent", "action=unit.renamed"), ("securityevent", "kind=login_failed")],
)
def test_list_is_filtered_by_kind(table, query, auditor_client):
    [row] = auditor_client.get(url(table, "changelist", query)).context["cl"].result_list
    assert row.origin == "10.0.0.8"


@pytest.mark.parametrize("query", ["since=yesterday", "until=2024-02-31"])
@pytest.mark.parametrize("page", ["changelist", "export"])
def test_day_that_is_none_leads_to_the_whole_list(page, query, auditor_client):
    assert auditor_client.get(url("securityevent", page, query)).status_code == 302


def test_filter_form_keeps_the_other_filters_and_can_be_cleared(auditor_client):
    page = auditor_client.get(url("securityevent", "changelist", "kind=download&person=李"))
    text = page.content.decode()
    assert '<input type="hidden" name="kind" value="download">' in text
    assert 'href="?kind=download" aria-label="取消筛选：人员"' in text
    assert "人员：<b>李</b>" in text


def exported(client, table, query=""):
    response = client.get(url(table, "export", query))
    return response, b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("table", TABLES)
def test_export_is_what_the_list_shows(table, auditor_client):
    response, text = exported(auditor_client, table, "address=10.1.")
    assert text.startswith("\ufeff编号,时间,谁,账号,")
    header, *rows = csv.reader(StringIO(text))
    assert [row[header.index("来源地址")] for row in rows] == ["10.1.0.9"]
    assert rows[0][header.index("账号")] == "lisi"
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_exported_cell_is_never_a_formula(auditor_client):
    _, text = exported(auditor_client, "securityevent", "address=10.0.")
    [row] = list(csv.reader(StringIO(text)))[1:]
    assert "'=HYPERLINK(1)" in row


def test_export_is_itself_on_the_record(auditor_client, auditor):
    exported(auditor_client, "auditevent", "person=lisi")
    event = SecurityEvent.objects.first()
    assert (event.kind, event.actor) == (SecurityKind.DOWNLOAD, auditor)
    assert event.subject == "审计日志.csv（/admin/planapp/auditevent/export/?person=lisi）"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("who", ["administrator", "supervisor", "reporter"])
def test_nobody_else_exports(table, who, request):
    response = request.getfixturevalue(f"{who}_client").get(url(table, "export"))
    assert response.status_code == 403
    assert SecurityEvent.objects.first().kind == SecurityKind.REFUSED
