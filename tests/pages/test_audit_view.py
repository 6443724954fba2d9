"""One event of the audit trail: its rows in words, its neighbours, its seal."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planapp.domain.terms import MemberRole
from planapp.models import ProgressRecord
from planapp.pages.audit_view import ROWS_PER_PAGE
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from tests.factories import AT, make_membership, make_record, make_unit, make_unit_name
from tests.intruder import tamper

pytestmark = pytest.mark.django_db


def write(*changes, action="register.saved"):
    return write_audit(by=None, action=action, subject="省能源局", at=AT, changes=changes)


def url(event, query=""):
    return reverse("admin:planapp_auditevent_change", args=(event.pk,)) + query


def lines(client, event):
    [row] = client.get(url(event)).context["rows"]
    return row, {line.label: (line.before, line.after) for line in row.lines}


def test_changed_row_is_told_in_words(auditor_client, unit, other_unit):
    record = make_record(unit=unit, state="submitted", value="1200.5")
    before = snapshot(record)
    record.state, record.unit, record.value = "approved", other_unit, 1300
    record.is_demo, record.reviewed_at = True, AT
    ProgressRecord.objects.filter(pk=record.pk).update(unit=other_unit)
    row, values = lines(auditor_client, write(changed(record, before)))
    assert (row.kind, row.done, row.name) == ("数据填报", "修改", str(record))
    assert values == {
        "填报单位": (unit.name, other_unit.name),
        "状态": ("待审核", "已审核"),
        "数值": ("1,200.5", "1,300"),
        "演示数据": ("否", "是"),
        "审核时间": ("—", "2024年1月15日 10:00"),
    }


def test_new_row_is_told_by_what_it_holds(auditor_client):
    row, values = lines(auditor_client, write(*created(make_unit(name="省能源局"))))
    assert (row.done, row.name, values["单位名称"]) == ("新增", "省能源局", ("—", "省能源局"))
    assert {before for before, _ in values.values()} == {"—"}
    assert "—" not in {after for _, after in values.values()}


def test_removed_row_and_what_it_pointed_to_are_told_without_them(auditor_client):
    name = make_unit_name()
    before = snapshot(name)
    event = write(Change(name, before, dict.fromkeys(before)))
    unit, key = name.unit, name.unit_id
    name.delete()
    unit.delete()
    row, values = lines(auditor_client, event)
    assert (row.done, row.name) == ("删除", "")
    assert values["单位"] == (f"单位 #{key}（已不存在）", "—")


def test_password_is_not_shown(auditor_client, reporter):
    before = snapshot(reporter)
    reporter.set_password("another one 9")
    _, values = lines(auditor_client, write(changed(reporter, before)))
    assert values == {"密码": ("（不显示）", "（不显示）")}


def test_long_text_is_told_as_its_digest(auditor_client):
    record = make_record()
    before = snapshot(record)
    record.narrative = "产值" * 400
    _, values = lines(auditor_client, write(changed(record, before)))
    old, new = values["进展情况"]
    assert (old, len(new)) == ("—", len("长文本，SHA-256 ") + 64)


def test_membership_is_told_by_labels_and_dates(auditor_client):
    _, values = lines(auditor_client, write(*created(make_membership(role=MemberRole.REPORTER))))
    assert values["角色"] == ("—", "填报人")


def test_event_without_rows_says_so(auditor_client):
    text = auditor_client.get(url(write())).content.decode()
    assert "这次操作没有改动业务数据" in text


def test_neighbours_are_linked_and_the_list_keeps_its_filters(auditor_client):
    first, middle, last = (write() for _ in range(3))
    page = auditor_client.get(url(middle, "?_changelist_filters=group%3Dregister"))
    assert (page.context["previous"], page.context["next"]) == (first, last)
    text = page.content.decode()
    kept = "?_changelist_filters=group%3Dregister"
    assert f'rel="prev" href="{url(first)}{kept}"' in text
    assert 'href="/admin/planapp/auditevent/?group=register"' in text
    ends = [auditor_client.get(url(event)).context for event in (first, last)]
    assert (ends[0]["previous"], ends[1]["next"]) == (None, None)


def test_seal_is_told_whole_or_broken(auditor_client):
    event = write(*created(make_unit()))
    assert "完好" in auditor_client.get(url(event)).content.decode()
    tamper("UPDATE planapp_auditevent SET subject = %s WHERE id = %s", "别的", event.pk)
    page = auditor_client.get(url(event))
    assert page.context["flaws"] == ["内容与封存时不符"]
    assert "这一条已不可信：内容与封存时不符" in page.content.decode()


@pytest.mark.parametrize("rubbish", ['[{"model": "unit"}]', '["x", 1]'])
def test_event_that_somebody_made_unreadable_is_still_shown(rubbish, auditor_client):
    event = write(*created(make_unit()))
    tamper("UPDATE planapp_auditevent SET changes = %s WHERE id = %s", rubbish, event.pk)
    page = auditor_client.get(url(event))
    assert (page.context["rows"], page.context["flaws"]) == ([], ["内容与封存时不符"])


def test_many_rows_are_paged(auditor_client):
    event = write(*created(*(make_unit() for _ in range(ROWS_PER_PAGE + 2))))
    page = auditor_client.get(url(event, "?page=2"))
    assert len(page.context["rows"]) == 2
    assert f"共{ROWS_PER_PAGE + 2}行" in page.content.decode()


def test_many_rows_of_one_kind_cost_no_more_queries(auditor_client, count_queries):
    few, many = write(*created(make_record())), write(*created(*(make_record() for _ in range(3))))
    count_queries(auditor_client, url(few))
    assert count_queries(auditor_client, url(few)) == count_queries(auditor_client, url(many))


@pytest.mark.parametrize("who", ["administrator", "supervisor", "reporter"])
def test_event_is_for_auditors_only(who, request):
    response = request.getfixturevalue(f"{who}_client").get(url(write()))
    assert response.status_code == 403


@pytest.mark.parametrize("number", ["0", "999999", "abc"])
def test_event_that_is_none_is_not_found(number, auditor_client):
    address = reverse("admin:planapp_auditevent_change", args=(number,))
    assert auditor_client.get(address).status_code == 404


@pytest.mark.parametrize(("who", "linked"), [("auditor", True), ("supervisor", False)])
def test_way_to_the_history_is_shown_to_auditors(who, linked, world, request):
    client = request.getfixturevalue(f"{who}_client")
    text = client.get(reverse("admin:indicator", args=(world.indicator.pk,))).content.decode()
    way = f"/admin/planapp/auditevent/?row=indicator&amp;row_pk={world.indicator.pk}"
    assert (way in text) is linked


def test_way_to_the_history_stands_on_the_tables_forms(auditor_client, unit):
    text = auditor_client.get(
        reverse("admin:planapp_unit_change", args=(unit.pk,))
    ).content.decode()
    assert f"/admin/planapp/auditevent/?row=unit&amp;row_pk={unit.pk}" in text
    assert "修改历史" not in text
