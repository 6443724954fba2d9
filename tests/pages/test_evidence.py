"""Evidence on pages: added with the entry, listed with its checksum, served by right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from planapp.clock import today
from planapp.domain.terms import ReportState, Role, ScanState
from planapp.models import Evidence, ProgressRecord, TaskReport
from tests.evidence import PDF, make_evidence
from tests.factories import (
    AT,
    make_record,
    make_responsibility,
    make_succession,
    make_unit,
)

pytestmark = pytest.mark.django_db

FIGURE = {"value": "80.5", "vintage": "final", "narrative": "已完成。"}
REPORT = {"self_assessment": "on_course", "percent": "70"}


@pytest.fixture
def figure_url(world):
    return reverse("admin:figure_entry", args=(world.cycle.pk, world.indicator.pk))


@pytest.fixture
def task_url(world):
    return reverse("admin:task_entry", args=(world.cycle.pk, world.task.pk))


def text_of(response):
    return response.content.decode()


def pdf(name="统计公报.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def stored(**changes):
    return make_evidence(
        file=ContentFile(PDF, name="a.pdf"), file_name="统计公报 2023.pdf", **changes
    )


def download(client, row):
    response = client.get(reverse("admin:evidence", args=(row.pk,)))
    content = b"".join(response.streaming_content) if response.streaming else b""
    return response, content


def test_file_is_added_together_with_what_was_typed(world, figure_url, reporter_client):
    response = reporter_client.post(figure_url, FIGURE | {"attach": "", "file": pdf()})
    assert response["Location"] == f"{figure_url}#evidence"
    record = ProgressRecord.objects.get(series=world.indicator.series)
    row = record.evidence.get()
    assert (record.narrative, record.state) == ("已完成。", ReportState.DRAFT)
    text = text_of(reporter_client.get(figure_url))
    assert [word in text for word in ("统计公报.pdf", row.sha256, "SHA-256")] == [True] * 3


def test_link_is_added_to_a_task_report(world, task_url, reporter_client):
    given = {"attach": "", "link": "https://example.gov.cn/a", "link_title": "公报"}
    reporter_client.post(task_url, REPORT | given)
    row = TaskReport.objects.get(task=world.task).evidence.get()
    assert (row.url, row.title) == ("https://example.gov.cn/a", "公报")
    text = text_of(reporter_client.get(task_url))
    assert 'href="https://example.gov.cn/a" target="_blank" rel="noopener' in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "请选择文件，或填写链接。"),
        ({"file": pdf(content=PDF * 100)}, "文件超过上限"),
        ({"file": pdf(content=b"<html>")}, "与扩展名 .pdf 不符"),
        ({"file": pdf(content=b"")}, "空文件"),
        ({"link": "javascript:alert(1)"}, "链接须以"),
    ],
)
def test_what_is_not_taken_says_why_and_keeps_what_was_typed(
    figure_url, reporter_client, settings, given, words
):
    settings.MAX_EVIDENCE_BYTES = 1000
    for file in given.values():
        getattr(file, "seek", int)(0)
    text = text_of(reporter_client.post(figure_url, FIGURE | {"attach": ""} | given))
    assert (words in text, 'value="80.5"' in text) == (True, True)
    assert not Evidence.objects.exists()


def test_evidence_is_removed_from_the_entry_page(world, figure_url, reporter_client):
    record = make_record(series=world.indicator.series, unit=world.record.unit)
    row, other = make_evidence(record=record), make_evidence()
    reporter_client.post(figure_url, FIGURE | {"remove": str(other.pk)})
    reporter_client.post(figure_url, FIGURE | {"remove": str(row.pk)})
    assert list(Evidence.objects.all()) == [other]


def test_file_leaves_with_headers_under_which_no_browser_opens_it(world, reporter_client):
    response, content = download(reporter_client, stored(record=world.record))
    assert content == PDF
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    disposition = response["Content-Disposition"]
    assert disposition == (
        "attachment; filename*=utf-8''%E7%BB%9F%E8%AE%A1%E5%85%AC%E6%8A%A5%202023.pdf"
    )


@pytest.mark.parametrize("scan", [ScanState.INFECTED, ScanState.FAILED])
def test_quarantined_file_is_served_to_nobody(world, reporter_client, supervisor_client, scan):
    row = stored(record=world.record, scan=scan)
    for client in (reporter_client, supervisor_client):
        response, content = download(client, row)
        assert (response.status_code, content) == (403, b"")
        assert scan.label in text_of(response)


def test_file_waits_for_its_check(world, reporter_client, settings):
    settings.SCAN_COMMAND = "clamdscan {}"
    row = stored(record=world.record)
    assert "正在检查病毒" in text_of(download(reporter_client, row)[0])
    Evidence.objects.update(scan=ScanState.CLEAN)
    assert download(reporter_client, row)[1] == PDF


def test_uploaded_virus_is_shown_and_locked_away(
    figure_url, reporter_client, settings, tmp_path, django_capture_on_commit_callbacks
):
    script = tmp_path / "scan.sh"
    script.write_text("#!/bin/sh\nexit 1\n")
    script.chmod(0o700)
    settings.SCAN_COMMAND = f"{script} {{}}"
    with django_capture_on_commit_callbacks(execute=True):
        reporter_client.post(figure_url, FIGURE | {"attach": "", "file": pdf()})
    row = Evidence.objects.get()
    text = text_of(reporter_client.get(figure_url))
    assert ("发现病毒（已隔离）" in text, reverse("admin:evidence", args=(row.pk,)) in text) == (
        True,
        False,
    )


def test_draft_evidence_is_its_units_own(world, reporter_client, supervisor_client):
    row = stored(record=make_record(series=world.indicator.series, unit=world.record.unit))
    assert download(reporter_client, row)[0].status_code == 200
    assert download(supervisor_client, row)[0].status_code == 403


@pytest.mark.parametrize("kind", ["record", "report"])
def test_units_with_a_part_see_what_was_handed_in(world, outsider_client, other_unit, kind):
    owner = getattr(world, kind)
    row = stored(record=owner) if kind == "record" else stored(record=None, task_report=owner)
    assert download(outsider_client, row)[0].status_code == 403
    item = (
        {"indicator": owner.series.indicators.get()} if kind == "record" else {"task": owner.task}
    )
    make_responsibility(unit=other_unit, role=Role.SUPPORT, **item)
    assert download(outsider_client, row)[0].status_code == 200


def test_unit_whose_part_has_ended_sees_no_more(world, outsider_client, other_unit):
    row = stored(record=world.record)
    part = make_responsibility(
        indicator=world.record.series.indicators.get(),
        unit=other_unit,
        role=Role.SUPPORT,
        valid_to=today(),
    )
    assert download(outsider_client, row)[0].status_code == 200
    part.valid_to -= timedelta(days=1)
    part.save()
    assert download(outsider_client, row)[0].status_code == 403


def test_successor_sees_the_evidence_of_the_unit_before_it(world, reporter_client, unit):
    former = make_unit()
    make_succession(predecessor=former, successor=unit)
    row = stored(record=make_record(unit=former))
    assert download(reporter_client, row)[0].status_code == 200


def test_link_has_no_file_to_download(world, reporter_client):
    row = make_evidence(record=world.record, url="https://example.gov.cn")
    assert download(reporter_client, row)[0].status_code == 404


def test_stored_file_has_no_address_of_its_own(world, reporter_client):
    row = stored(record=world.record)
    for address in (f"/files/{row.file.name}", f"/media/{row.file.name}", f"/{row.file.name}"):
        assert Client().get(address).status_code == 404


def test_reviewer_sees_evidence_and_what_was_answered(world, supervisor_client):
    row = stored(record=world.record)
    question = "填报数80万千瓦，上年为8万千瓦，约为上年的10倍：计量单位或小数点是否有误？"
    ProgressRecord.objects.filter(pk=world.record.pk).update(answers={question: "新增并网"})
    text = text_of(
        supervisor_client.get(reverse("admin:review_report", args=("record", world.record.pk)))
    )
    link = reverse("admin:evidence", args=(row.pk,))
    assert [word in text for word in (link, row.sha256, question, "新增并网")] == [True] * 4


def test_pages_of_item_link_the_evidence(world, supervisor_client):
    record, report = stored(record=world.record), stored(record=None, task_report=world.report)
    indicator = world.record.series.indicators.get()
    for row, url in (
        (record, indicator.get_absolute_url()),
        (report, reverse("admin:task", args=(world.report.task_id,))),
    ):
        assert reverse("admin:evidence", args=(row.pk,)) in text_of(supervisor_client.get(url))


def test_pages_cost_the_same_with_more_evidence(world, supervisor_client, count_queries):
    urls = [
        reverse("admin:review_report", args=("record", world.record.pk)),
        world.record.series.indicators.get().get_absolute_url(),
        reverse("admin:task", args=(world.report.task_id,)),
    ]
    for row in ({"record": world.record}, {"record": None, "task_report": world.report}):
        make_evidence(**row, uploaded_at=AT)
    few = [count_queries(supervisor_client, url) for url in urls]
    for row in ({"record": world.record}, {"record": None, "task_report": world.report}):
        for _ in range(2):
            make_evidence(**row)
    assert [count_queries(supervisor_client, url) for url in urls] == few
