"""Jobs: each loads, hands over to one service, and may run twice."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from planapp import jobs
from planapp.clock import now
from planapp.domain.terms import (
    DocumentStatus,
    JobState,
    Light,
    ReportState,
    SecurityKind,
    Status,
)
from planapp.models import (
    ExtractionDraft,
    Gap,
    JobRun,
    LoginSession,
    Message,
    PlanDocument,
    ProgressRecord,
    ReminderRule,
    Unit,
    User,
)
from planapp.services.security import record_security_event
from planapp.timetable import all_jobs
from tests.factories import (
    AT,
    make_cycle,
    make_document,
    make_gap,
    make_indicator,
    make_light_policy,
    make_record,
    make_reminder_rule,
    make_responsibility,
)
from tests.job_runs import make_job_run
from tracker.celery import celery_app

pytestmark = pytest.mark.django_db

DUE_SOON = date(2024, 1, 29)  # two working days before the due date, 31 January


@pytest.fixture(autouse=True)
def _stand_on_a_fixed_day(settings: Any) -> None:
    settings.DEMO_DAYS = [DUE_SOON]


def make_waiting_document() -> PlanDocument:
    return make_document(status=DocumentStatus.RECEIVED)


def test_extract_document_run_twice_extracts_once() -> None:
    document = make_waiting_document()
    jobs.extract_document(document.pk)
    jobs.extract_document(document.pk)
    document.refresh_from_db()
    assert document.status == DocumentStatus.EXTRACTED
    assert ExtractionDraft.objects.filter(document=document).count() == 1


def test_extract_document_that_is_gone_does_nothing() -> None:
    jobs.extract_document(0)
    assert ExtractionDraft.objects.count() == 0


def test_sweep_documents_extracts_what_was_left_waiting() -> None:
    make_waiting_document()
    make_waiting_document()
    make_document(status=DocumentStatus.PUBLISHED)
    assert [jobs.sweep_documents(), jobs.sweep_documents()] == [2, 0]
    assert ExtractionDraft.objects.count() == 2


def test_recalculate_stale_gaps_run_twice_calculates_once() -> None:
    gap = make_gap(stale=True, status=Status.NO_DATA, light=Light.GREY)
    make_light_policy(plan=gap.indicator.plan)
    make_record(series=gap.indicator.series, state=ReportState.APPROVED)
    assert [jobs.recalculate_stale_gaps(), jobs.recalculate_stale_gaps()] == [1, 0]
    gap.refresh_from_db()
    assert (gap.stale, gap.actual, gap.status) == (False, Decimal(80), Status.ON_TRACK)


def test_renew_counts_run_twice_counts_once() -> None:
    make_gap()
    assert [jobs.renew_counts(), jobs.renew_counts()] == [1, 0]


def test_send_due_reminders_run_twice_tells_once(unit: Unit, reporter: User) -> None:
    ReminderRule.objects.all().delete()
    make_reminder_rule(workdays_before=3)
    indicator = make_indicator()
    make_responsibility(indicator=indicator, unit=unit)
    make_cycle(plan=indicator.plan)
    assert [jobs.send_due_reminders(), jobs.send_due_reminders()] == [1, 0]
    assert [message.recipient for message in Message.objects.all()] == [reporter]


def make_submitted_figure(reporter: User) -> ProgressRecord:
    """A figure that waits for review, and the gap that it will change."""
    gap = make_gap(status=Status.NO_DATA, light=Light.GREY)
    make_light_policy(plan=gap.indicator.plan)
    return make_record(
        series=gap.indicator.series,
        unit=reporter.memberships.get().unit,
        state=ReportState.SUBMITTED,
        recorded_by=reporter,
        submitted_by=reporter,
        submitted_at=AT,
    )


def test_figure_approved_on_its_page_is_calculated_after_the_commit(
    supervisor_client: Client, reporter: User, django_capture_on_commit_callbacks: Any
) -> None:
    record = make_submitted_figure(reporter)
    with django_capture_on_commit_callbacks(execute=True):
        page = reverse("admin:decide_report", args=("record", record.pk))
        supervisor_client.post(page, {"approve": "1"})
        assert Gap.objects.get().status == Status.NO_DATA
    assert Gap.objects.get().status == Status.ON_TRACK


def test_figures_approved_together_are_calculated_after_the_commit(
    supervisor_client: Client, reporter: User, django_capture_on_commit_callbacks: Any
) -> None:
    record = make_submitted_figure(reporter)
    with django_capture_on_commit_callbacks(execute=True):
        page = reverse("admin:decide_selected")
        supervisor_client.post(page, {"approve": "", "chosen": f"record-{record.pk}"})
        assert Gap.objects.get().status == Status.NO_DATA
    assert Gap.objects.get().status == Status.ON_TRACK


def test_timetable_names_jobs_that_exist() -> None:
    celery_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}
    own = {name for name in celery_app.tasks if name.startswith("planapp.jobs.")}
    asked_for = ("carry_on_import", "extract_document", "make_report_file", "scan_evidence")
    assert scheduled == own - {f"planapp.jobs.{name}" for name in asked_for}


def test_guide_tells_every_job_of_the_timetable() -> None:
    guide = (settings.BASE_DIR / "docs" / "guide" / "运维.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| [^|]*[每时][^|]* \| `(\w+)` \|", guide, re.MULTILINE))
    entries = celery_app.conf.beat_schedule.values()
    assert told == {entry["task"].removeprefix("planapp.jobs.") for entry in entries}


def test_purge_security_events_run_twice_removes_once() -> None:
    for at in (datetime(2022, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)):
        record_security_event(kind=SecurityKind.LOGIN, by=None, at=at)
    assert [jobs.purge_security_events(), jobs.purge_security_events()] == [1, 0]


def test_old_records_of_jobs_are_forgotten_and_idle_ones_sooner() -> None:
    at = now()
    for days, state in ((31, JobState.PARKED), (2, JobState.IDLE), (2, JobState.DONE)):
        make_job_run(state=state, began_at=at - timedelta(days=days))
    assert [jobs.forget_old_job_runs(), jobs.forget_old_job_runs()] == [2, 0]
    assert JobRun.objects.get().state == JobState.DONE


def test_every_job_has_a_name_limits_and_retries() -> None:
    for each in all_jobs().values():
        assert each.label
        assert (each.acks_late, each.max_retries, each.time_limit) == (True, 4, 1800)


def test_forget_expired_sessions_keeps_the_valid_ones(reporter_client: Client) -> None:
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    LoginSession.objects.create(session_key="old", session_data="", expire_date=long_ago)
    jobs.forget_expired_sessions()
    jobs.forget_expired_sessions()
    assert LoginSession.objects.get().session_key == reporter_client.session.session_key
