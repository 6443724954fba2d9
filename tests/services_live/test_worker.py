"""The commands of docker-compose.yml as real processes, on real PostgreSQL and Redis."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import DocumentStatus, Light, ReportState, Status
from planapp.models import Gap, PlanDocument, Region, User
from tests.factories import AT, make_document, make_gap, make_light_policy, make_record
from tests.live import COMMANDS, QUICK_APP, celery, serving, workers
from tests.processes import ROOT, run_manage, running, wait_until
from tracker.celery import celery_app

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(env: dict[str, str], tmp_path: Path) -> Iterator[None]:
    with workers(1, env=env, folder=tmp_path):
        yield


def post(address: str, form: dict[str, str], *, by: User) -> int:
    """Send a form as a logged-in person does; the status of the page it leads to."""
    client = Client()
    client.force_login(by)
    token = "t" * 32
    cookies = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}; csrftoken={token}"
    data = urlencode({**form, "csrfmiddlewaretoken": token}).encode()
    return urlopen(Request(address, data, {"Cookie": cookies}), timeout=60).status


def make_waiting_gap(**changes: Any) -> Gap:
    gap = make_gap(status=Status.NO_DATA, light=Light.GREY, **changes)
    make_light_policy(plan=gap.indicator.plan)
    return gap


def test_compose_starts_four_kinds_of_process() -> None:
    assert COMMANDS.keys() - {"db", "redis"} == {"migrate", "web", "worker", "beat"}


def test_figure_approved_on_a_page_is_calculated_by_the_worker(
    env: dict[str, str], worker: None, tmp_path: Path, supervisor: User, reporter: User
) -> None:
    gap = make_waiting_gap()
    record = make_record(
        series=gap.indicator.series,
        unit=reporter.memberships.get().unit,
        state=ReportState.SUBMITTED,
        recorded_by=reporter,
        submitted_by=reporter,
        submitted_at=AT,
    )
    page = reverse("admin:decide_report", args=("record", record.pk))
    with serving(env, log=tmp_path / "web.log") as address:
        assert post(f"{address}{page}", {"approve": "1"}, by=supervisor) == 200
        wait_until(
            lambda: Gap.objects.filter(pk=gap.pk, status=Status.ON_TRACK).exists(),
            what="the gap calculated anew",
        )
    gap.refresh_from_db()
    assert (gap.stale, gap.actual, gap.light) == (False, Decimal(80), Light.GREEN)


def test_every_job_of_the_timetable_is_carried_out_by_the_worker(
    env: dict[str, str], worker: None
) -> None:
    """The sweeps, sent as beat sends them, find what a lost message left behind."""
    gap = make_waiting_gap(stale=True)
    make_record(series=gap.indicator.series, state=ReportState.APPROVED)
    document = make_document(status=DocumentStatus.RECEIVED)
    [known] = json.loads(celery("inspect", "registered", "--json", env=env)).values()
    scheduled = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}
    assert scheduled - set(known) == set()
    for job in sorted(scheduled):
        celery("call", job, env=env)
    wait_until(
        lambda: PlanDocument.objects.get(pk=document.pk).status == DocumentStatus.EXTRACTED,
        what="the document extracted",
    )
    wait_until(lambda: not Gap.objects.get(pk=gap.pk).stale, what="the gap calculated")


def test_job_carries_the_id_of_the_request_that_asked_for_it_through_its_retries(
    env: dict[str, str], tmp_path: Path
) -> None:
    noted = tmp_path / "noted"
    ask = f"""
from planapp.trace import request_id
from tests.quick_jobs import note_request
request_id.set("request-0009")
note_request.delay({str(noted)!r})
"""
    with workers(1, env=env, folder=tmp_path, app=QUICK_APP):
        assert run_manage("shell", "-c", ask, env=env).returncode == 0
        wait_until(lambda: noted.exists() and noted.read_text().count("\n") == 2, what="two tries")
    assert noted.read_text().splitlines() == ["request-0009"] * 2


def test_beat_starts_with_the_timetable_and_ends_when_asked(
    env: dict[str, str], tmp_path: Path
) -> None:
    command = [part.replace("/tmp/", f"{tmp_path}/") for part in COMMANDS["beat"]]
    log = tmp_path / "beat.log"
    with running(command, env=env, log=log) as beat:
        wait_until(lambda: list(tmp_path.glob("beat*[!g]")), what="the file of the timetable")
        wait_until(lambda: "beat: Starting..." in log.read_text(), what="beat at work")
    assert (beat.returncode, "Traceback" in log.read_text()) == (0, False)


def test_migrate_brings_the_basic_data_along_and_may_run_again(env: dict[str, str]) -> None:
    counts = []
    for _ in range(2):
        done = subprocess.run(
            COMMANDS["migrate"], cwd=ROOT, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        counts.append(Region.objects.count())
    assert counts[0] == counts[1] > 30
