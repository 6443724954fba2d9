"""What supervisors found on the spot stays beside what was reported."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.terms import CheckFinding, ReportState
from planapp.models import AuditEvent, CheckVisit, Message
from planapp.services.check_visits import VisitNotes, record_visit
from planapp.services.errors import Refused
from planapp.services.evidence import Limits, add_link
from tests.factories import AT, make_indicator, make_membership, make_record, make_task_report

pytestmark = pytest.mark.django_db


def notes(**changes):
    usual = {
        "visited_on": date(2024, 1, 10),
        "visitors": "王督查、陈某",
        "finding": CheckFinding.TRUE,
        "details": "查阅报表，与填报一致。",
    }
    return VisitNotes(**usual | changes)


@pytest.fixture
def record(reporter, unit):
    return make_record(
        series=make_indicator().series,
        unit=unit,
        state=ReportState.SUBMITTED,
        recorded_by=reporter,
        submitted_by=reporter,
    )


def test_visit_is_kept_beside_the_figure(record, supervisor):
    before = record.value
    visit = record_visit(report=record, notes=notes(), by=supervisor, at=AT)
    record.refresh_from_db()
    assert (visit.report, visit.finding, record.value) == (record, CheckFinding.TRUE, before)
    assert Message.objects.count() == 0
    assert AuditEvent.objects.get().action == "visit.recorded"


def test_difference_is_told_to_who_reported(record, supervisor, reporter):
    found = notes(finding=CheckFinding.DIFFERS, found_value=Decimal("3.1"), details="少计两家。")
    visit = record_visit(report=record, notes=found, by=supervisor, at=AT)
    message = Message.objects.get()
    assert visit.found_value == Decimal("3.1")
    assert (message.recipient, message.subject) == (reporter, f"核查有出入：{record}")
    assert "少计两家。" in message.body


def test_task_report_needs_no_figure(supervisor, unit):
    report = make_task_report(unit=unit, state=ReportState.APPROVED)
    visit = record_visit(
        report=report, notes=notes(finding=CheckFinding.DIFFERS), by=supervisor, at=AT
    )
    assert (visit.report, visit.found_value) == (report, None)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"visited_on": date(2024, 1, 16)}, "不能晚于今天"),
        ({"visitors": " "}, "核查人员"),
        ({"details": ""}, "核查情况"),
        ({"finding": CheckFinding.DIFFERS}, "核查到的数值"),
    ],
)
def test_incomplete_visit_is_refused(record, supervisor, change, expected):
    with pytest.raises(Refused, match=expected):
        record_visit(report=record, notes=notes(**change), by=supervisor, at=AT)
    assert CheckVisit.objects.count() == 0


def test_draft_is_not_checked(record, supervisor):
    record.state = ReportState.DRAFT
    record.save()
    with pytest.raises(Refused, match="督查分工"):
        record_visit(report=record, notes=notes(), by=supervisor, at=AT)


def test_only_supervisors_record_visits(record, reporter, administrator, auditor):
    for person in (reporter, administrator, auditor):
        with pytest.raises(Refused, match="只有督查人员"):
            record_visit(report=record, notes=notes(), by=person, at=AT)


def test_only_the_writer_adds_evidence(record, supervisor, administrator):
    visit = record_visit(report=record, notes=notes(), by=supervisor, at=AT)
    limits = Limits(max_bytes=1000, max_number=3)
    link = {"url": "https://www.example.gov.cn/1", "title": "照片", "limits": limits}
    add_link(backed=visit, by=supervisor, at=AT, **link)
    with pytest.raises(Refused, match="由记录人"):
        add_link(backed=visit, by=administrator, at=AT, **link)
    assert visit.evidence.get().backed == visit


def test_difference_is_not_told_to_who_reports_for_the_unit_no_more(
    record, supervisor, reporter, unit
):
    reporter.memberships.update(valid_to=date(2024, 1, 14))
    colleague = make_membership(unit=unit).user
    found = notes(finding=CheckFinding.DIFFERS, found_value=Decimal("3.1"))
    record_visit(report=record, notes=found, by=supervisor, at=AT)
    assert Message.objects.get().recipient == colleague
