"""数据履历: one sheet on a figure or a task report, as a page and as a Word file."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from planapp.domain.terms import ReportState, ScanState
from planapp.models import AuditEvent, Evidence, SecurityEvent
from planapp.pages.dossier_words import HIDDEN
from planapp.services.audit import created, write_audit
from planapp.services.evidence import Limits, add_link, remove
from planapp.services.origin import current_origin
from planapp.services.reviewing import return_report
from tests.factories import AT, YEAR_END, make_record, make_revision, make_verdict
from tests.intruder import tamper

pytestmark = pytest.mark.django_db

LINK = "https://tjj.example.gov.cn/2023.html"


def figure(world, day="2023", query=""):
    indicator = world.record.series.indicators.get()
    return reverse("admin:figure_dossier", args=(indicator.pk, day)) + query


def task(world, query=""):
    report = world.report
    return reverse("admin:task_dossier", args=(report.task_id, report.cycle_id)) + query


def sections(client, url):
    dossier = client.get(url).context["dossier"]
    return {section.title: section for section in dossier.sections}


def pairs(section):
    return dict(section.pairs)


@pytest.fixture
def recorded(world, reporter):
    """The figure's own record in the trail, from an address."""
    token = current_origin.set("10.0.0.8")
    try:
        write_audit(by=reporter, action="progress.saved", subject=world.record, at=AT,
                    changes=created(world.record))  # fmt: skip
    finally:
        current_origin.reset(token)
    return world


def test_sheet_holds_sentence_promise_version_and_trail(recorded, supervisor_client):
    record = recorded.record
    found = sections(supervisor_client, figure(recorded))
    indicator = record.series.indicators.get()
    assert f"【{indicator.quote}】" in found["规划原文"].sentences[0]
    assert pairs(found["规划原文"])["文件 SHA-256"] == recorded.plan.document.sha256
    assert pairs(found["指标与目标"])["指标"] == f"{indicator.name}（{indicator.code}）"
    told = pairs(found["第1版：待审核"])
    assert told["填报单位"] == record.unit.name
    assert told["提交"] == f"{record.submitted_by}，2024年1月15日 10:00，10.0.0.8"
    [row] = found["审计日志"].rows
    event = AuditEvent.objects.get()
    assert (row[0], row[2:6], row[6]) == (
        str(event.pk), (event.actor_name, "10.0.0.8", "保存指标填报", "完好"), event.hash,
    )  # fmt: skip


def test_sheet_tells_return_correction_answers_and_evidence(world, reporter, supervisor_client):
    record = world.record
    record.state, record.answers = ReportState.DRAFT, {"比上年增长两倍？": ""}
    record.save()
    limits = Limits(10**6, 5)
    given = {"limits": limits, "by": reporter, "at": AT}
    gone = add_link(backed=record, url=f"{LINK}?old", title="旧公报", **given)
    add_link(backed=record, url=LINK, title="统计公报", **given)
    remove(evidence=gone, by=reporter, at=AT)
    Evidence.objects.create(
        record=record, title="报表", file="evidence/x.pdf", file_name="报表.pdf", size=2048,
        sha256="a" * 64, scan=ScanState.CLEAN, uploaded_by=reporter, uploaded_at=AT,
    )  # fmt: skip
    record.state, record.return_reason = ReportState.RETURNED, "缺统计公报"
    record.save()
    found = sections(supervisor_client, figure(world))
    assert pairs(found["第1版：被退回"])["退回原因"] == "缺统计公报"
    assert found["系统提示核对"].rows == (("比上年增长两倍？", "确认无误"),)
    assert [row[:5] for row in found["佐证材料"].rows] == [
        ("统计公报", LINK, "—", "—", "—"),
        ("报表", "报表.pdf", "2.0\xa0KB", "未发现病毒", "a" * 64),
    ]
    assert [row[4] for row in found["审计日志"].rows] == ["添加佐证材料", "移除佐证材料"]


def test_versions_stand_one_after_the_other_with_the_reason(world, supervisor_client):
    record = world.record
    type(record).objects.filter(pk=record.pk).update(state=ReportState.SUPERSEDED)
    make_record(series=record.series, as_of_on=record.as_of_on, version=2, unit=record.unit,
                state=ReportState.APPROVED, value=Decimal("9.5"), correction_reason="统计修订",
                is_demo=True)  # fmt: skip
    page = supervisor_client.get(figure(world))
    titles = [section.title for section in page.context["dossier"].sections]
    assert titles.index("第1版：已被更正") < titles.index("第2版：已审核（演示数据）")
    assert page.context["dossier"].is_demo
    assert "统计修订" in page.content.decode()


def test_saves_in_a_row_stand_once_with_their_number(recorded, reporter, supervisor_client):
    for minute in (1, 2):
        at, record = AT + timedelta(minutes=minute), recorded.record
        write_audit(
            by=reporter, action="progress.saved", subject=record, at=at, changes=created(record)
        )
    found = sections(supervisor_client, figure(recorded))
    first, second = found["经办过程"].rows
    assert (first[3], second[3]) == ("保存指标填报", "保存指标填报（2次）")
    assert len(found["审计日志"].rows) == 3


def test_decisions_and_revisions_are_told(world, supervisor_client):
    indicator = world.record.series.indicators.get()
    make_verdict(indicator=indicator, cycle=world.cycle, reason="现场核查属实")
    make_revision(indicator=indicator, state="confirmed", authority="省政府",
                  decided_by=world.message.recipient, decided_at=AT)  # fmt: skip
    found = sections(supervisor_client, figure(world))
    assert pairs(found["核定结论"])["理由"] == "现场核查属实"
    assert found["目标沿革"].rows[0][2].startswith("省政府")


def test_task_sheet_holds_the_report(world, supervisor_client):
    found = sections(supervisor_client, task(world))
    told = pairs(found["第1版：待审核"])
    assert told["填报单位"] == world.report.unit.name
    assert pairs(found["任务"])["任务编码"] == world.report.task.code


def test_broken_seal_is_told(recorded, supervisor_client):
    tamper("UPDATE planapp_auditevent SET subject = %s", "别的")
    found = sections(supervisor_client, figure(recorded))
    assert found["审计日志"].sentences == ("共1条，其中1条已不可信。",)
    assert found["审计日志"].rows[0][5] == "内容与封存时不符"


def test_nothing_reported_is_said(world, supervisor_client):
    found = sections(supervisor_client, figure(world, "2019-06-30"))
    assert found["填报各版次"].sentences == ("还没有填报，或填报尚未提交。",)
    assert found["审计日志"].sentences == ("还没有审计日志。",)
    assert found["测算"].sentences == ("这一期还没有测算。",)


def test_unit_reads_its_own_sheet_without_the_addresses(recorded, reporter_client):
    found = sections(reporter_client, figure(recorded))
    assert found["审计日志"].rows[0][3] == HIDDEN
    assert "10.0.0.8" not in str(found)
    assert reporter_client.get(task(recorded)).status_code == 200


def test_draft_is_told_to_its_own_unit_alone(world, reporter_client, supervisor_client):
    type(world.record).objects.update(state=ReportState.DRAFT)
    assert "第1版：草稿" in sections(reporter_client, figure(world))
    assert "第1版：草稿" not in sections(supervisor_client, figure(world))


@pytest.mark.parametrize("make_url", [figure, task])
def test_sheet_of_another_unit_is_refused_and_recorded(make_url, world, request):
    client = request.getfixturevalue("outsider_client")
    response = client.get(make_url(world))
    assert response.status_code == 403
    event = SecurityEvent.objects.first()
    assert (event.kind, "数据履历" in event.subject) == ("refused", True)


@pytest.mark.parametrize("day", ["20x4", "2024-13-01", "2024-02-30", "99999"])
def test_day_that_is_none_is_not_found(day, world, supervisor_client):
    assert supervisor_client.get(figure(world, day)).status_code == 404


def test_word_file_holds_what_the_page_shows_and_is_on_the_record(recorded, supervisor_client):
    url = figure(recorded, query="?format=docx")
    response = supervisor_client.get(url)
    document = Document(BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    event = AuditEvent.objects.get()
    shown = supervisor_client.get(figure(recorded)).context["dossier"]
    assert [event.hash in cells, shown.digest in cells] == [True, True]
    assert document.paragraphs[0].text == "数据履历"
    assert SecurityEvent.objects.first().subject.startswith(f"数据履历 {shown.title[:60]}.docx")


def test_digest_stays_until_the_content_changes(world, supervisor, supervisor_client):
    digests = [supervisor_client.get(figure(world)).context["dossier"].digest for _ in range(2)]
    return_report(report=world.record, reason="请补充来源", by=supervisor, at=AT)
    later = supervisor_client.get(figure(world)).context["dossier"].digest
    assert digests[0] == digests[1] != later


@pytest.mark.parametrize("make_url", [figure, task])
def test_more_versions_cost_no_more_queries(make_url, recorded, supervisor_client, count_queries):
    url, report = make_url(recorded), recorded.report
    write_audit(by=None, action="task_report.saved", subject=report, at=AT, changes=created(report))
    count_queries(supervisor_client, url)
    few = count_queries(supervisor_client, url)
    for row in (recorded.record, recorded.report):
        type(row).objects.filter(pk=row.pk).update(state=ReportState.SUPERSEDED)
        for version in (2, 3):
            state = ReportState.SUPERSEDED if version == 2 else ReportState.APPROVED
            row.pk, row.version, row.state = None, version, state
            row._state.adding = True
            row.save()
            write_audit(by=None, action="progress.saved", subject=row, at=AT, changes=created(row))
    assert count_queries(supervisor_client, url) <= few + 1


def test_sheet_is_linked_from_indicator_review_and_task(world, supervisor_client):
    indicator = world.record.series.indicators.get()
    day = YEAR_END.isoformat()
    links = {
        reverse("admin:indicator", args=(indicator.pk,)): figure(world, day),
        reverse("admin:review_report", args=("record", world.record.pk)): figure(world, day),
        reverse("admin:review_report", args=("task", world.report.pk)): task(world),
        reverse("admin:task", args=(world.report.task_id,)): task(world),
    }
    for page, link in links.items():
        assert f'href="{link}"' in supervisor_client.get(page).content.decode(), page
