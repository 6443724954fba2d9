"""Whoever works is killed, or loses the database, in the midst: nothing lost, nothing half done."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
import requests
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from planapp import jobs
from planapp.domain.terms import DocumentStatus, Light, ReportState, Status
from planapp.models import AuditEvent, ExtractionDraft, Gap, PlanDocument, User
from tests.database import end_others, wait_for_others, waiting_for_us
from tests.factories import make_document, make_gap, make_light_policy, make_record
from tests.live import serving
from tests.processes import running, wait_until

TOKEN = "t" * 32
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def kill_while_it_writes(job: str, *, table: str, env: dict[str, str], log: Path) -> None:
    """Start a job in a process of its own, and kill that when it is about to write to the table."""
    command = [sys.executable, "manage.py", "shell", "-c", f"from planapp import jobs; jobs.{job}"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")  # others may read, and not write
        with running(command, env=env, log=log) as worker:
            wait_until(waiting_for_us, what="a worker that is about to write")
            worker.kill()
            worker.wait()
    wait_for_others()


def test_worker_killed_while_it_extracts_leaves_the_document_to_the_next(
    env: dict[str, str], tmp_path: Path
) -> None:
    document = make_document(status=DocumentStatus.RECEIVED)
    table = ExtractionDraft._meta.db_table
    job, log = f"extract_document({document.pk})", tmp_path / "job.log"
    kill_while_it_writes(job, table=table, env=env, log=log)
    document.refresh_from_db()
    assert (document.status, ExtractionDraft.objects.count()) == (DocumentStatus.RECEIVED, 0)
    assert jobs.sweep_documents() == 1
    assert PlanDocument.objects.get().status == DocumentStatus.EXTRACTED
    assert ExtractionDraft.objects.count() == 1
    assert AuditEvent.objects.filter(action="document.extracted").count() == 1


def test_worker_killed_while_it_stores_gaps_leaves_them_to_the_next(
    env: dict[str, str], tmp_path: Path
) -> None:
    gap = make_gap(stale=True, status=Status.NO_DATA, light=Light.GREY)
    make_light_policy(plan=gap.indicator.plan)
    make_record(series=gap.indicator.series, state=ReportState.APPROVED)
    table = Gap._meta.db_table
    log = tmp_path / "job.log"
    kill_while_it_writes("recalculate_stale_gaps()", table=table, env=env, log=log)
    gap.refresh_from_db()
    assert (gap.stale, gap.status) == (True, Status.NO_DATA)
    assert jobs.recalculate_stale_gaps() == 1
    gap.refresh_from_db()
    assert (gap.stale, gap.status) == (False, Status.ON_TRACK)


def test_web_server_goes_on_after_the_database_was_restarted(
    env: dict[str, str], tmp_path: Path
) -> None:
    with serving(env, log=tmp_path / "web.log") as address:
        for _ in range(3):
            end_others()
            assert urlopen(f"{address}/admin/login/", timeout=60).status == 200
            assert urlopen(f"{address}/health/", timeout=60).status == 200


def test_upload_to_a_full_disk_is_told_and_leaves_nothing(
    administrator: User, env: dict[str, str], tmp_path: Path
) -> None:
    text = "某省“十四五”规划\n到2025年，全省医药工业产值超过1200亿元。\n"
    client = Client()
    client.force_login(administrator)
    cookies = {settings.SESSION_COOKIE_NAME: str(client.session.session_key), "csrftoken": TOKEN}
    # No file can grow beyond a megabyte, as on a disk that has no more.
    under = ("prlimit", "--fsize=1000000")
    with serving(env, log=tmp_path / "web.log", under=under) as address:
        answers = [
            requests.post(
                f"{address}/admin/documents/upload/",
                data={"kind": "official", "csrfmiddlewaretoken": TOKEN},
                files={"file": ("规划.txt", (text * times).encode())},
                cookies=cookies,
                timeout=60,
            )
            for times in (12_000, 1)
        ]
    assert [answer.status_code for answer in answers] == [507, 200]
    assert "服务器存储空间不足，文件没有保存" in answers[0].text
    assert PlanDocument.objects.count() == 1
