"""Several of everything: no process keeps what another needs, and one that dies is made up for."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from django.urls import reverse

from planapp.domain.terms import JobState, Light, ReportState, Status
from planapp.models import Evidence, Gap, JobRun, ProgressRecord, User
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_light_policy,
    make_record,
    make_responsibility,
)
from tests.live import QUICK_APP, beats, live_environment, serving, workers
from tests.processes import wait_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
PASSWORD = "Ceshi-2024-mima"
FILE = b"%PDF-1.7\n" + bytes(1000)


@pytest.fixture
def env(tmp_path: Path, redis_url: str) -> dict[str, str]:
    """An installation whose processes share their files."""
    return live_environment(tmp_path, redis_url, DEMO_DAYS="2024-01-29")


def post(session: requests.Session, address: str, form: dict[str, str], **more: object) -> str:
    """Send a form as the browser does that has opened the page; what comes of it."""
    page = session.get(address, timeout=60)
    token = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    data = {**form, "csrfmiddlewaretoken": token}
    answer = session.post(address, data, timeout=60, **more)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.text


def test_what_one_web_server_began_another_goes_on_with(
    env: dict[str, str], tmp_path: Path, reporter: User
) -> None:
    reporter.set_password(PASSWORD)
    reporter.save()
    indicator = make_indicator()
    make_responsibility(indicator=indicator, unit=reporter.memberships.get().unit)
    entry = reverse("admin:figure_entry", args=(make_cycle(plan=indicator.plan).pk, indicator.pk))
    login = {"username": reporter.username, "password": PASSWORD}
    words = {"value": "80", "vintage": "preliminary", "source": "年报"}
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(serving(env, log=tmp_path / f"web{n}.log")) for n in range(2)
        )
        with requests.Session() as session:
            post(session, f"{one}/admin/login/", login)
            files = {"file": ("年报.pdf", FILE)}
            post(session, f"{other}{entry}", {**words, "attach": "1", "revision": "0"}, files=files)
            download = reverse("admin:evidence", args=(Evidence.objects.get().pk,))
            assert session.get(f"{one}{download}", timeout=60).content == FILE
            post(session, f"{one}/admin/logout/", {})
            gone = session.get(f"{other}{download}", timeout=60, allow_redirects=False)
            assert gone.status_code == 302
    assert ProgressRecord.objects.get().recorded_by == reporter


def test_worker_that_dies_leaves_its_queue_to_the_next(env: dict[str, str], tmp_path: Path) -> None:
    """Two workers with queues of their own, and two beats: each is done, by whom it belongs to."""
    gap = make_gap(stale=True, status=Status.NO_DATA, light=Light.GREY)
    make_light_policy(plan=gap.indicator.plan)
    make_record(series=gap.indicator.series, state=ReportState.APPROVED)
    with ExitStack() as stack:
        for queues in ("gaps", "messages,documents,imports,celery"):
            folder = tmp_path / queues
            folder.mkdir()
            queue = ("--queues", queues)
            [worker] = stack.enter_context(
                workers(1, env=env, folder=folder, app=QUICK_APP, options=queue)
            )
            if queues == "gaps":
                worker.kill()
        stack.enter_context(beats(2, env=env, folder=tmp_path))
        sent = JobRun.objects.filter(job="send_deliveries", state=JobState.IDLE)
        wait_until(lambda: sent.count() >= 2, what="the other queues served meanwhile")
        assert Gap.objects.get().stale
        queue = ("--queues", "gaps")
        stack.enter_context(workers(1, env=env, folder=tmp_path, app=QUICK_APP, options=queue))
        wait_until(lambda: not Gap.objects.get().stale, what="the gap calculated")
    assert Gap.objects.get().light == Light.GREEN
