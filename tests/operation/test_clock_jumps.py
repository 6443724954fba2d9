"""The server's clock is set forward or back, by an hour or a day.

What was kept by the clock as it was lies behind or ahead of the clock as it is now: these tests
move what was kept. Claims stand in tests/services: test_deliveries.py, test_reminders.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from celery import Celery
from celery.schedules import crontab
from django.conf import settings
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from planapp.domain.terms import JobState
from planapp.models import JobRun, User
from planapp.models.session import LoginSession
from tests.job_runs import make_job_run
from tracker.beat import Timetable

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PASSWORD = "Ceshi-2024-mima"
OF_A_DAY = 86_400  # seconds


@pytest.fixture
def timetable(tmp_path: Path) -> Iterator[Timetable]:
    """Of a job of every minute and one of every day, both sent a moment ago."""
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {
        "minute": {"task": "minute", "schedule": crontab()},
        "day": {"task": "day", "schedule": crontab(minute=0, hour=0)},
    }
    made = Timetable(app=app, schedule_filename=str(tmp_path / "beat"), max_interval=2 * OF_A_DAY)
    yield made
    made.close()


def move(timetable: Timetable, by: timedelta) -> None:
    """As if each job had been sent, and its next instant been found, by such a clock."""
    for entry in timetable.schedule.values():
        entry.last_run_at += by
    timetable._heap = [event._replace(time=event.time + by.total_seconds())
                       for event in timetable._heap]  # fmt: skip


@pytest.mark.parametrize("by", [HOUR, DAY])
def test_timetable_goes_on_at_once_where_the_clock_was_set_back(
    timetable: Timetable, by: timedelta
) -> None:
    while timetable.tick() == 0:
        pass
    move(timetable, by)
    assert timetable.tick() <= 60
    now = timetable.app.now()
    assert all(entry.last_run_at <= now for entry in timetable.schedule.values())


def test_timetable_that_starts_again_after_the_clock_was_set_back_goes_on(
    timetable: Timetable, tmp_path: Path
) -> None:
    while timetable.tick() == 0:
        pass
    move(timetable, DAY)
    timetable.close()
    file = str(tmp_path / "beat")
    again = Timetable(app=timetable.app, schedule_filename=file, max_interval=2 * OF_A_DAY)
    assert again.tick() <= 60
    again.close()


@pytest.mark.django_db
@pytest.mark.parametrize("by", [HOUR, DAY, -HOUR, -DAY])
def test_put_off_and_running_jobs_wait_for_nobody(by: timedelta) -> None:
    """A retry is at most ten minutes away, and no try takes longer than half an hour."""
    now = timezone.now()
    kept = [
        make_job_run(state=JobState.RETRYING, next_at=now + by),
        make_job_run(state=JobState.RUNNING, began_at=now + by),
    ]
    make_job_run(state=JobState.RETRYING, next_at=now)
    make_job_run(state=JobState.RUNNING, began_at=now)
    assert list(JobRun.objects.awaiting_somebody(at=now)) == kept[:1]
    assert list(JobRun.objects.lost(at=now)) == kept[1:]
    assert [run.is_lost(at=now) for run in JobRun.objects.order_by("pk")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("by", [HOUR, DAY])
def test_log_in_ends_where_the_clock_is_set_forward_and_lasts_where_it_is_set_back(
    reporter_client: Client, by: timedelta
) -> None:
    page = reverse("admin:my_work")
    LoginSession.objects.update(expire_date=F("expire_date") + by)
    assert reporter_client.get(page).status_code == 200
    LoginSession.objects.update(expire_date=F("expire_date") - 2 * by)
    assert reporter_client.get(page).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(("by", "status"), [(HOUR, 429), (DAY, 429), (-HOUR, 302), (-DAY, 302)])
def test_lock_of_an_account_holds_where_the_clock_is_set_back(
    reporter: User, by: timedelta, status: int
) -> None:
    """And ends early where it is set forward; the security administrator can lift it."""
    reporter.set_password(PASSWORD)
    reporter.save()
    client, login = Client(), reverse("admin:login")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(login, {"username": reporter.username, "password": "wrong"})
    AccessAttempt.objects.update(attempt_time=F("attempt_time") + by)
    answer = client.post(login, {"username": reporter.username, "password": PASSWORD})
    assert answer.status_code == status
