"""Two workers, a cancellation, a worker that is killed: an import is written once. PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.conf import settings
from django.db import connection

from planapp import jobs
from planapp.imports.running import preview_run, receive_file
from planapp.models import ImportRun, ProgressRecord
from planapp.services.errors import Refused
from planapp.services.import_runs import Counts, cancel_import, confirm_import, write_import
from tests.database import wait_for_others, waiting_for_us
from tests.factories import AT
from tests.import_runs.conftest import sheet_of, told
from tests.live import database_url
from tests.processes import environment, run_manage, wait_until

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's test database has one connection"
    ),
]
KILLED = """
import os, signal
from datetime import UTC, datetime
from planapp.imports import running
from planapp.models import ImportRun
import planapp.services.import_runs as runs

run = ImportRun.objects.get()
at = datetime(2024, 1, 15, 2, 0, tzinfo=UTC)
def write():
    resource = running.RESOURCES["progress"](by=run.made_by, at=at)
    intake = running.read_run(run, watch=lambda phase: None, on=at.date())
    result = resource.import_data(intake.table, dry_run=False)
    assert result.new == 1
    os.kill(os.getpid(), signal.SIGKILL)
runs.write_import(run=run, write=write, at=at)
"""


@pytest.fixture
def confirmed(round_of_2023, reporter):
    content = sheet_of(["S-OUT", 2023, 5, "亿元"])
    run = receive_file(kind="progress", content=content, file_name="表.xlsx", by=reporter, at=AT)
    assert preview_run(run, at=AT)
    run.refresh_from_db()
    confirm_import(run=run, is_partial=False, by=reporter, at=AT)
    return run


def in_thread(act):
    try:
        return act()
    except Refused as refusal:
        return str(refusal)
    finally:
        connection.close()


def while_it_is_written(run, act):
    """What two answer: the worker that has begun, and who comes while it is at it."""
    begun = Event()

    def write():
        begun.set()
        wait_until(waiting_for_us, what="the second, who waits for the first")
        return Counts(new=1)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(in_thread, lambda: write_import(run=run, write=write, at=AT))
        wait_until(lambda: begun.is_set() or first.done(), what="the first at work")
        second = pool.submit(in_thread, act)
        return first.result(), second.result()


def test_second_worker_waits_and_writes_nothing(confirmed):
    other = ImportRun.objects.get(pk=confirmed.pk)

    def write_again():
        raise AssertionError

    found = while_it_is_written(
        confirmed, lambda: write_import(run=other, write=write_again, at=AT)
    )
    assert found == (True, False)
    assert told(confirmed) == ("done", 1, 0, 0, 0)


def test_cancellation_during_the_writing_comes_too_late(confirmed, reporter):
    other = ImportRun.objects.get(pk=confirmed.pk)
    first, second = while_it_is_written(
        confirmed, lambda: cancel_import(run=other, by=reporter, at=AT)
    )
    assert first is True
    assert second == "现在是“已完成”，不能这样做；请刷新页面。"


def test_worker_killed_after_its_rows_were_written_leaves_nothing_and_the_sweep_writes_once(
    confirmed, tmp_path
):
    env = environment(
        tmp_path,
        DATABASE_URL=database_url(),
        MEDIA_ROOT=str(settings.MEDIA_ROOT),
        SECRET_KEY=settings.SECRET_KEY,
    )
    done = run_manage("shell", "-c", KILLED, env=env)
    assert done.returncode == -9, done.stderr
    wait_for_others()
    assert told(confirmed)[0] == "writing"
    assert ProgressRecord.objects.count() == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DEMO_DAYS", [AT.date()])
        assert jobs.sweep_imports() == 1
        assert jobs.sweep_imports() == 0
    assert told(confirmed) == ("done", 1, 0, 0, 0)
    assert ProgressRecord.objects.count() == 1
