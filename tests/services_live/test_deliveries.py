"""A worker that is killed between sending and marking: sent twice at most, and never lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from planapp.domain.terms import DeliveryState
from planapp.models import Delivery
from planapp.models.delivery import CLAIM_EXPIRES_AFTER
from planapp.services.deliveries import send_next
from tests.channels import make_channel, make_delivery
from tests.factories import make_message, make_user
from tests.live import database_url
from tests.outside import FROM, MailServer
from tests.processes import ROOT, environment

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

JOB = "from planapp import jobs; jobs.send_deliveries()"


def send_in_a_process(tmp_path: Path, mail_server: MailServer) -> subprocess.Popen[bytes]:
    """A worker's job in a process of its own, on the test's database and mail server."""
    env = environment(
        tmp_path,
        DATABASE_URL=database_url(),
        SECRET_KEY=settings.SECRET_KEY,
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(mail_server.port),
        DEFAULT_FROM_EMAIL=FROM,
    )
    command = [sys.executable, "manage.py", "shell", "-c", JOB]
    return subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)


def send_all(*, at) -> int:
    return sum(1 for _ in iter(lambda: send_next(at=at), False))


def test_worker_killed_between_sending_and_marking_sends_one_letter_twice_at_most(
    mail_server: MailServer, tmp_path: Path
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: other processes cannot see a database in memory")
    channel, began = make_channel(per_minute=1000), timezone.now()
    for number in range(5):
        user = make_user(email=f"user{number}@unit.example")
        make_delivery(channel=channel, message=make_message(recipient=user))
    worker = send_in_a_process(tmp_path, mail_server)

    def kill_at_the_third() -> None:
        if len(mail_server.letters) == 3:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()

    mail_server.meanwhile = kill_at_the_third
    assert worker.wait(timeout=300) == -signal.SIGKILL
    mail_server.meanwhile = lambda: None
    states = sorted(Delivery.objects.values_list("state", flat=True))
    assert states == ["sending", "sent", "sent", "waiting", "waiting"]
    at = timezone.now()
    assert send_all(at=at) == 2  # those that wait, at once
    assert send_all(at=began + CLAIM_EXPIRES_AFTER - timedelta(seconds=1)) == 0
    assert send_all(at=at + CLAIM_EXPIRES_AFTER) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    got = sorted(letter["To"] for letter in mail_server.letters)
    assert got == [f"user{number}@unit.example" for number in (0, 1, 2, 2, 3, 4)]
    [first, second] = [
        letter["Message-ID"] for letter in mail_server.letters if "user2" in letter["To"]
    ]
    assert first == second  # so that mail systems know it for one
