"""Evidence: what is taken, who may add and remove it, and until when."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from planapp.domain.terms import MemberRole, ReportState
from planapp.models import AuditEvent, Evidence
from planapp.services.errors import Refused
from planapp.services.evidence import Limits, add_file, add_link, remove
from tests.conftest import make_person
from tests.evidence import PDF, make_evidence
from tests.factories import (
    AT,
    make_cycle,
    make_indicator,
    make_record,
    make_responsibility,
    make_task,
    make_task_report,
)

pytestmark = pytest.mark.django_db

LIMITS = Limits(max_bytes=1000, max_number=3)


@pytest.fixture
def record(unit):
    indicator = make_indicator()
    make_responsibility(indicator=indicator, unit=unit)
    make_cycle(plan=indicator.plan)
    return make_record(series=indicator.series, unit=unit)


@pytest.fixture
def task_report(unit):
    task = make_task()
    make_responsibility(task=task, unit=unit)
    return make_task_report(task=task, cycle=make_cycle(plan=task.plan), unit=unit)


def add(report, by, content=PDF, name="统计 公报.PDF", limits=LIMITS):
    return add_file(backed=report, content=content, file_name=name, limits=limits, by=by, at=AT)


def link(report, by, url="https://tjj.example.gov.cn/2023", title="公报"):
    return add_link(backed=report, url=url, title=title, limits=LIMITS, by=by, at=AT)


def test_file_is_kept_under_a_name_that_tells_nothing(record, reporter):
    row = add(record, reporter)
    row.refresh_from_db()
    folder, _, name = row.file.name.partition("/")
    assert (folder, len(name), Path(name).suffix) == ("evidence", 36, ".pdf")
    assert Path(row.file.path).read_bytes() == PDF
    assert (row.title, row.file_name, row.size) == ("统计 公报.PDF", "统计 公报.PDF", len(PDF))
    assert (row.sha256, row.media_type) == (hashlib.sha256(PDF).hexdigest(), "application/pdf")
    assert (row.record, row.uploaded_by, row.uploaded_at) == (record, reporter, AT)
    [event] = AuditEvent.objects.filter(action="evidence.added")
    assert (event.actor, event.subject) == (reporter, "统计 公报.PDF")


def test_name_that_leads_out_of_the_folder_does_not(record, reporter):
    row = add(record, reporter, name="../../etc/passwd.pdf")
    assert (row.file_name, row.file.name.startswith("evidence/")) == ("passwd.pdf", True)


def test_task_report_has_evidence_likewise(task_report, reporter):
    add(task_report, reporter)
    assert task_report.evidence.get().backed == task_report


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (PDF + bytes(1000), "a.pdf", "超过上限 0 MB"),
        (b"<html></html>", "a.pdf", "与扩展名 .pdf 不符"),
        (PDF, "a.exe", "不接受这种文件"),
        (b"", "a.pdf", "空文件"),
    ],
)
def test_file_that_is_not_taken_leaves_nothing(record, reporter, content, name, words):
    with pytest.raises(Refused, match=words):
        add(record, reporter, content, name)
    assert not Evidence.objects.exists()


def test_same_file_twice_is_refused_and_elsewhere_taken(record, task_report, reporter):
    add(record, reporter)
    with pytest.raises(Refused, match="已经上传过"):
        add(record, reporter, name="b.pdf")
    add(task_report, reporter)


def test_number_is_limited_for_files_and_links_together(record, reporter):
    add(record, reporter)
    link(record, reporter)
    link(record, reporter)
    with pytest.raises(Refused, match="最多 3 件"):
        link(record, reporter)


def test_link_is_kept_with_its_title(record, reporter):
    row = link(record, reporter, title="")
    assert (row.title, row.url) == ("https://tjj.example.gov.cn/2023",) * 2


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://a.example.com/x", "tjj.example.gov.cn", "http://", ""]
)
def test_address_of_another_kind_is_refused(record, reporter, url):
    with pytest.raises(Refused, match="链接"):
        link(record, reporter, url=url)


@pytest.mark.parametrize(
    "state", [state for state in ReportState if state not in {"draft", "returned"}]
)
def test_evidence_is_locked_with_its_report(record, reporter, state):
    row = add(record, reporter)
    record.state = state
    record.save()
    for change in (
        lambda: add(record, reporter, PDF + b"2"),
        lambda: link(record, reporter),
        lambda: remove(evidence=row, by=reporter, at=AT),
    ):
        with pytest.raises(Refused, match="不能再改"):
            change()
    assert list(record.evidence.all()) == [row]


@pytest.mark.parametrize("who", ["outsider", "supervisor", "auditor", "administrator"])
def test_only_who_reports_may_change_evidence(request, record, reporter, who):
    person, row = request.getfixturevalue(who), add(record, reporter)
    for change in (
        lambda: add(record, person, PDF + b"2"),
        lambda: link(record, person),
        lambda: remove(evidence=row, by=person, at=AT),
    ):
        with pytest.raises(Refused, match="无权"):
            change()
    assert list(record.evidence.all()) == [row]


def test_removed_file_is_gone_once_that_is_certain(
    record, reporter, unit, django_capture_on_commit_callbacks
):
    row = add(record, reporter)
    colleague = make_person("colleague", role=MemberRole.REPORTER, unit=unit, full_name="周同事")
    path = Path(row.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        remove(evidence=row, by=colleague, at=AT)
        assert path.exists()
    assert (path.exists(), record.evidence.exists()) == (False, False)
    [event] = AuditEvent.objects.filter(action="evidence.removed")
    assert event.changes[0]["fields"]["sha256"] == [row.sha256, None]


def test_removed_link_leaves_the_files(record, reporter):
    file, row = make_evidence(record=record), link(record, reporter)
    remove(evidence=row, by=reporter, at=AT)
    assert list(record.evidence.all()) == [file]
