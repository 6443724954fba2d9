"""The main journey on what docker-compose.yml starts: gunicorn, worker, beat, PostgreSQL, Redis."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finders

from planapp.domain.terms import JobState, Status
from planapp.models import Gap, JobRun, ReportingCycle, User
from tests.browser.conftest import LogIn, follow
from tests.browser.test_journey import hand_in, mend, send_back
from tests.live import beats, live_environment, serving, workers
from tests.processes import wait_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site_url(tmp_path: Path, redis_url: str) -> Iterator[str]:
    """In place of the test's own server: processes as they are deployed."""
    static = tmp_path / "static"
    for finder in get_finders():  # as collectstatic, which compresses all of it for a minute
        for name, storage in finder.list([]):
            (static / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(storage.path(name), static / name)
    env = live_environment(tmp_path, redis_url, STATIC_ROOT=str(static))
    with ExitStack() as started:
        started.enter_context(workers(2, env=env, folder=tmp_path))
        started.enter_context(beats(1, env=env, folder=tmp_path))
        yield started.enter_context(serving(env, log=tmp_path / "web.log"))


def test_figure_comes_to_its_light_through_all_the_processes(
    log_in: LogIn, cycle: ReportingCycle, reporter: User, supervisor: User
) -> None:
    clerk, judge = log_in(reporter), log_in(supervisor)
    hand_in(clerk)
    send_back(judge)
    mend(clerk)
    judge.goto("/admin/review/")
    follow(judge, "tbody >> text=审核")
    follow(judge, "button[name=approve]")
    on_track = Gap.objects.filter(cycle=cycle, status=Status.ON_TRACK, stale=False)
    wait_until(on_track.exists, what="the gap calculated by a worker")
    judge.goto("/admin/gaps/")
    assert judge.locator("tbody .chip").first.inner_text().endswith("达到序时进度")
    assert JobRun.objects.filter(job="recalculate_stale_gaps", state=JobState.DONE).exists()
    assert not JobRun.objects.filter(state=JobState.PARKED).exists()
