"""What goes wrong outside the product: jobs that fail, workers, Redis and connections that die."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from planapp.domain.terms import JobState, Light, ReportState, Status
from planapp.models import Delivery, Gap, JobRun, Message, Reminder, ReminderRule
from planapp.models.delivery import CLAIM_EXPIRES_AFTER
from planapp.services.reminders import create_due_reminders, deliver_digests
from tests.channels import make_channel
from tests.database import wait_for_others, waiting_for_us
from tests.factories import (
    AT,
    make_cycle,
    make_gap,
    make_indicator,
    make_light_policy,
    make_membership,
    make_record,
    make_reminder_rule,
    make_responsibility,
    make_user,
)
from tests.live import (
    COMMANDS,
    QUICK_APP,
    beats,
    celery,
    free_port,
    live_environment,
    of_app,
    redis_server,
    workers,
)
from tests.outside import FROM, MailServer
from tests.processes import kept_running, running, wait_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
DAY = date(2024, 1, 29)  # two working days before the due date
PEOPLE = 5
WORKERS = {f"w{number}@{os.uname().nodename}" for number in range(2)}


def make_stale_gap() -> Gap:
    gap = make_gap(stale=True, status=Status.NO_DATA, light=Light.GREY)
    make_light_policy(plan=gap.indicator.plan)
    make_record(series=gap.indicator.series, state=ReportState.APPROVED)
    return gap


def make_people_who_owe() -> None:
    """Each owes one item by 31 January and has an address."""
    ReminderRule.objects.all().delete()
    make_reminder_rule(workdays_before=3)
    for number in range(PEOPLE):
        user = make_user(email=f"user{number}@unit.example")
        indicator = make_indicator()
        make_responsibility(indicator=indicator, unit=make_membership(user=user).unit)
        make_cycle(plan=indicator.plan)


def names_of_workers() -> set[str]:
    return set(JobRun.objects.values_list("worker", flat=True))


def states(job: str) -> list[tuple[str, int]]:
    return list(JobRun.objects.filter(job=job).values_list("state", "tries"))


def tries(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_job_that_fails_is_tried_again_and_parked_at_last_and_holds_up_nobody(
    env: dict[str, str], tmp_path: Path
) -> None:
    gap = make_stale_gap()
    with workers(1, env=env, folder=tmp_path, app=QUICK_APP):
        for name in ("kill_worker", "fail_always", "fail_twice"):
            argument = f'["{tmp_path / name}"]'
            celery("call", f"tests.quick_jobs.{name}", "--args", argument, env=env, app=QUICK_APP)
        celery("call", "planapp.jobs.recalculate_stale_gaps", env=env)
        wait_until(lambda: not Gap.objects.get(pk=gap.pk).stale, what="the gap calculated")
        wait_until(lambda: states("fail_twice") == [(JobState.DONE, 3)], what="third time lucky")
        for name in ("fail_always", "kill_worker"):
            wait_until(lambda name=name: states(name) == [(JobState.PARKED, 5)], what=name)
    assert [tries(tmp_path / name) for name in ("fail_twice", "fail_always", "kill_worker")] == [
        3, 5, 5,
    ]  # fmt: skip
    errors = dict(JobRun.objects.exclude(error="").values_list("job", "error"))
    assert errors == {
        "fail_always": "程序出错（ValueError：never）",
        "kill_worker": "执行进程中断了5次",
    }


def test_two_workers_and_two_beats_tell_each_person_once(
    mail_server: MailServer, redis_url: str, tmp_path: Path
) -> None:
    make_people_who_owe()
    make_channel(per_minute=1000)
    env = live_environment(tmp_path, redis_url, DEMO_DAYS=str(DAY), **mail_variables(mail_server))
    with (
        workers(2, env=env, folder=tmp_path, app=QUICK_APP),
        beats(2, env=env, folder=tmp_path),
    ):
        wait_until(lambda: len(mail_server.letters) >= PEOPLE, what="a letter to everybody")
        rounds = JobRun.objects.filter(state=JobState.IDLE)
        seen = rounds.count()
        wait_until(lambda: rounds.count() > seen + 8, what="more rounds, with nothing to do")
        wait_until(lambda: names_of_workers() >= WORKERS, what="each worker has had its share")
    assert sorted(letter["To"] for letter in mail_server.letters) == sorted(
        f"user{number}@unit.example" for number in range(PEOPLE)
    )
    told = Reminder.objects.exclude(sent_at=None).count()
    assert (told, Message.objects.count(), Delivery.objects.count()) == (PEOPLE, PEOPLE, PEOPLE)


def test_worker_killed_between_claiming_and_telling_loses_and_doubles_nothing(
    redis_url: str, tmp_path: Path
) -> None:
    make_people_who_owe()
    env = live_environment(tmp_path, redis_url, DEMO_DAYS=str(DAY))
    create_due_reminders(on=DAY, at=AT)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE planapp_message IN EXCLUSIVE MODE")  # it cannot tell yet
        job = "from planapp import jobs; jobs.send_due_reminders()"
        command = [sys.executable, "manage.py", "shell", "-c", job]
        with running(command, env=env, log=tmp_path / "worker.log") as worker:
            wait_until(waiting_for_us, what="a worker that waits with its claim")
            worker.kill()
            worker.wait()
    wait_for_others()
    assert (Reminder.objects.unsent().count(), Message.objects.count()) == (PEOPLE, 0)
    claimed_at = Reminder.objects.values_list("claimed_at", flat=True).first()
    assert claimed_at is not None
    later = claimed_at + CLAIM_EXPIRES_AFTER
    assert deliver_digests(at=later - timedelta(seconds=1)) == 0  # the dead one's, still
    assert deliver_digests(at=later) == PEOPLE
    assert (Reminder.objects.unsent().count(), Message.objects.count()) == (0, PEOPLE)


def test_connection_to_the_database_that_is_lost_in_a_job_costs_one_try(
    redis_url: str, tmp_path: Path
) -> None:
    gap = make_stale_gap()
    env = live_environment(tmp_path, redis_url, JOB_RETRY_SECONDS="1")
    with workers(1, env=env, folder=tmp_path):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE planapp_gap IN EXCLUSIVE MODE")
            celery("call", "planapp.jobs.recalculate_stale_gaps", env=env)
            wait_until(waiting_for_us, what="a job that waits for the table")
            for pid in waiting_for_us():
                cursor.execute("SELECT pg_terminate_backend(%s)", (pid,))
        wait_until(lambda: not Gap.objects.get(pk=gap.pk).stale, what="the gap calculated")
        wait_until(
            lambda: states("recalculate_stale_gaps") == [(JobState.DONE, 2)], what="the run noted"
        )


def test_redis_stopped_and_started_again_in_the_midst_of_work_loses_nothing(
    tmp_path: Path,
) -> None:
    port = free_port()
    with ExitStack() as started:
        with redis_server(port, folder=tmp_path):
            env = live_environment(tmp_path, f"redis://127.0.0.1:{port}/0")
            before = make_stale_gap()
            # kombu 5.7 fails over a message in hand when Redis goes, and the worker ends with it:
            # docker-compose.yml and systemd start it again, and so does this.
            command = of_app(COMMANDS["worker"], QUICK_APP)
            started.enter_context(kept_running(command, env=env, log=tmp_path / "worker.log"))
            started.enter_context(beats(1, env=env, folder=tmp_path))
            wait_until(lambda: not Gap.objects.get(pk=before.pk).stale, what="work before")
        meanwhile = make_stale_gap()  # asked for while there is no queue: only the row says it
        with redis_server(port, folder=tmp_path):
            wait_until(lambda: not Gap.objects.get(pk=meanwhile.pk).stale, what="work afterwards")
            started.close()


def mail_variables(server: MailServer) -> dict[str, str]:
    return {
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.port),
        "DEFAULT_FROM_EMAIL": FROM,
    }
