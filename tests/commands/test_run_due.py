"""`manage.py run_due`: the timetable without Celery, in order, as often as one likes."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from planapp.domain.terms import DocumentStatus, JobState, ReminderKind, ScanState
from planapp.models import Evidence, Gap, JobRun, Message, PlanDocument, Reminder, ReminderRule
from planapp.timetable import due_jobs
from tests.evidence import make_evidence
from tests.factories import (
    make_cycle,
    make_document,
    make_gap,
    make_indicator,
    make_light_policy,
    make_membership,
    make_reminder_rule,
    make_responsibility,
    make_user,
)

pytestmark = pytest.mark.django_db
SOON = date(2024, 1, 29)  # two working days before the due date, 31 January


def run_due(*, on: date | None = None) -> list[str]:
    """What the command prints; the seconds left out."""
    out = StringIO()
    call_command("run_due", *(["--on", on.isoformat()] if on else []), stdout=out)
    return [line.partition("（")[0] for line in out.getvalue().splitlines()]


def make_owed(*, people: int, items: int) -> None:
    """What each of them owes by the end of January, with a ladder from a week before to late."""
    ReminderRule.objects.all().delete()
    for days in (5, 3, 1):
        make_reminder_rule(workdays_before=days)
    make_reminder_rule(kind=ReminderKind.OVERDUE, workdays_before=-1)
    for _ in range(people):
        unit = make_membership(user=make_user()).unit
        for _ in range(items):
            indicator = make_indicator()
            make_responsibility(indicator=indicator, unit=unit)
            make_cycle(plan=indicator.plan)


def test_everything_that_waits_is_done_once_and_told_in_order(settings: Any) -> None:
    settings.SCAN_COMMAND = "true"
    make_document(status=DocumentStatus.RECEIVED)
    make_evidence(file=ContentFile(b"%PDF-", name="a.pdf"), scan=ScanState.NOT_CHECKED)
    make_light_policy(plan=make_gap(stale=True).indicator.plan)
    make_owed(people=1, items=1)
    first, second = run_due(on=SOON), run_due(on=SOON)
    assert [line.partition("：")[0] for line in first] == [due.job.label for due in due_jobs()]
    did = {line for line in first if not line.endswith(("：无事可做", "：完成"))}
    assert did >= {"提取等待的文件：1 份文件", "检查等待查毒的佐证材料：1 份材料"}
    assert "产生提醒、送进站内信：1 份提醒" in did
    assert [line for line in second if not line.endswith(("：无事可做", "：完成"))] == []
    assert PlanDocument.objects.filter(status=DocumentStatus.EXTRACTED).count() == 1
    assert Evidence.objects.get().scan == ScanState.CLEAN
    assert (Gap.objects.filter(stale=True).count(), Message.objects.count()) == (0, 1)


def test_job_that_fails_is_told_and_the_others_are_done_all_the_same(
    settings: Any, tmp_path: Any
) -> None:
    settings.KEEP_SECURITY_EVENTS_DAYS = 1  # less than the law asks for: refused
    make_document(status=DocumentStatus.RECEIVED)
    out = StringIO()
    with pytest.raises(CommandError, match="1 项作业失败") as error:
        call_command("run_due", stdout=out)
    assert error.value.returncode == 1
    [line] = [line for line in out.getvalue().splitlines() if "失败，" in line]
    assert line.startswith("清理到期的安全事件：失败，")
    assert PlanDocument.objects.get().status == DocumentStatus.EXTRACTED
    [failed] = JobRun.objects.filter(state=JobState.PARKED)
    assert (failed.job, failed.tries) == ("purge_security_events", 1)
    settings.KEEP_SECURITY_EVENTS_DAYS = 400
    run_due()
    failed.refresh_from_db()
    assert failed.state == JobState.SETTLED  # the same job has succeeded since


def test_record_of_a_day_that_is_caught_up_says_when_that_was_done() -> None:
    before = timezone.now()
    run_due(on=SOON)
    began = JobRun.objects.order_by("began_at").values_list("began_at", flat=True)
    assert before <= began[0]


def test_day_to_come_is_refused() -> None:
    with pytest.raises(CommandError, match="还没有到"):
        run_due(on=date(2999, 1, 1))
    assert JobRun.objects.count() == 0


@pytest.mark.parametrize("days", (1, 7))
def test_outage_is_caught_up_with_one_digest_for_each_person(days: int) -> None:
    make_owed(people=2, items=3)
    run_due(on=SOON)
    assert Message.objects.count() == 2
    back = SOON + timedelta(days=days + 1)
    run_due(on=back)
    run_due(on=back)
    assert Message.objects.count() == 4
    assert not Reminder.objects.unsent().exists()
