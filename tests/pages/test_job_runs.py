"""后台作业: what is due, what waits, how it went; what is parked is tried again."""

from __future__ import annotations

from datetime import timedelta
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from planapp.domain.terms import DocumentStatus, JobState
from planapp.models import AuditEvent, ExtractionDraft, JobRun, User
from planapp.timetable import due_jobs
from tests.factories import make_document, make_gap
from tests.job_runs import make_job_run

pytestmark = pytest.mark.django_db
PAGE = "/admin/jobs/"


def shown(client: Client, query: str = "") -> Any:
    page = client.get(PAGE + query)
    assert page.status_code == 200
    return page


def test_every_job_of_the_timetable_is_shown_with_its_times_and_latest_run(
    system_admin_client: Client,
) -> None:
    began = timezone.now() - timedelta(minutes=2)
    make_job_run(job="sweep_documents", state=JobState.IDLE, began_at=began - timedelta(hours=1))
    ended = began + timedelta(seconds=65)
    make_job_run(job="sweep_documents", result=3, began_at=began, ended_at=ended)
    make_job_run(job="send_deliveries", state=JobState.PARKED, began_at=began)
    rows = {row.name: row for row in shown(system_admin_client).context["due"]}
    assert len(rows) == len(due_jobs())
    documents = rows["sweep_documents"]
    assert (documents.label, documents.times) == ("提取等待的文件", "每5分钟")
    assert (documents.last.word, documents.last.took) == ("完成", "1分5秒")
    assert (documents.last.result, documents.failed) == ("3 份文件", 0)
    assert rows["send_due_reminders"].times == "每天8:30、9–18时每小时45分"
    assert rows["purge_security_events"].times == "每月1日3:15"
    assert (rows["send_deliveries"].times, rows["send_deliveries"].failed) == ("每分钟", 1)
    assert rows["sweep_imports"].last is None
    soon = timezone.now() + timedelta(minutes=5)
    assert timezone.now() < documents.next_at <= soon


def test_what_waits_is_counted_beside_its_job(system_admin_client: Client) -> None:
    make_document(status=DocumentStatus.RECEIVED)
    make_gap(stale=True)
    page = shown(system_admin_client)
    waits = {row.name: row.waiting.number for row in page.context["due"] if row.waiting}
    assert waits["sweep_documents"] == waits["recalculate_stale_gaps"] == 1
    assert waits["send_deliveries"] == 0


def test_parked_job_is_tried_again_as_the_same_run_and_put_on_record(
    system_admin_client: Client,
    system_admin: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    document = make_document(status=DocumentStatus.RECEIVED)
    arguments = f'{{"args": [{document.pk}], "kwargs": {{}}}}'
    run = make_job_run(state=JobState.PARKED, arguments=arguments)
    assert "数据库没有应答或拒绝" in shown(system_admin_client).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        system_admin_client.post(reverse("admin:retry_job", args=(run.pk,)))
    run = JobRun.objects.get()
    assert (run.state, run.tries, run.error) == (JobState.DONE, 1, "")
    assert ExtractionDraft.objects.filter(document=document).count() == 1
    event = AuditEvent.objects.get(action="job.retried")
    assert event.actor == system_admin
    again = system_admin_client.post(reverse("admin:retry_job", args=(run.pk,)), follow=True)
    assert "已经不在搁置中" in again.content.decode()


def test_auditor_reads_and_does_not_retry(auditor_client: Client) -> None:
    run = make_job_run(state=JobState.PARKED)
    assert "重试</button>" not in shown(auditor_client).content.decode()
    answer = auditor_client.post(reverse("admin:retry_job", args=(run.pk,)))
    assert answer.status_code == 403


def test_run_whose_worker_died_is_shown_as_broken_off(system_admin_client: Client) -> None:
    long_ago = timezone.now() - timedelta(minutes=31)
    make_job_run(state=JobState.RUNNING, began_at=long_ago)
    make_job_run(state=JobState.RUNNING, began_at=timezone.now())
    page = shown(system_admin_client)
    assert [row.word for row in page.context["rows"]] == ["执行中", "中断"]
    assert page.context["lost"] == 1


def test_run_put_off_whose_message_was_lost_can_be_tried_again(
    system_admin_client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    put_off = {"state": JobState.RETRYING, "tries": 2}
    lost = make_job_run(**put_off, next_at=timezone.now() - timedelta(minutes=31))
    waits = make_job_run(**put_off, next_at=timezone.now())
    page = shown(system_admin_client)
    assert [row.run for row in page.context["parked"]] == [lost]
    for run in (lost, waits):
        with django_capture_on_commit_callbacks(execute=True):
            system_admin_client.post(reverse("admin:retry_job", args=(run.pk,)))
    assert list(JobRun.objects.values_list("state", "tries").order_by("pk")) == [
        (JobState.DONE, 1),
        (JobState.RETRYING, 2),
    ]


def test_runs_are_narrowed_by_job_and_result(system_admin_client: Client) -> None:
    make_job_run(job="sweep_imports")
    make_job_run(job="sweep_imports", state=JobState.PARKED)
    make_job_run(job="sweep_documents")
    page = shown(system_admin_client, "?job=sweep_imports&state=done")
    assert [row.label for row in page.context["rows"]] == ["继续等待的导入"]
    assert len(shown(system_admin_client, "?job=no_such_job").context["rows"]) == 3


def test_broker_that_does_not_answer_is_told_and_stops_nothing(
    settings: Any, system_admin_client: Client
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    assert "连不上" in shown(system_admin_client).content.decode()


def test_retry_while_the_broker_does_not_answer_is_refused_and_stays_parked(
    settings: Any, system_admin_client: Client
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    run = make_job_run(state=JobState.PARKED, tries=5)
    page = system_admin_client.post(reverse("admin:retry_job", args=(run.pk,)), follow=True)
    assert "恢复 Redis 后再点“重试”" in page.content.decode()
    run.refresh_from_db()
    assert (run.state, run.tries) == (JobState.PARKED, 5)
    assert not AuditEvent.objects.filter(action="job.retried").exists()


class FullRedis(StreamRequestHandler):
    """A Redis without memory left: it lets clients in and refuses what they ask for."""

    def handle(self) -> None:
        while head := self.rfile.readline():
            words = []
            for _ in range(int(head[1:])):
                self.rfile.readline()
                words.append(self.rfile.readline().strip().upper())
            known = {b"PING": b"+PONG", b"SELECT": b"+OK", b"CLIENT": b"+OK", b"MULTI": b"+OK"}
            self.wfile.write(known.get(words[0], b"-OOM command not allowed") + b"\r\n")


def test_broker_that_refuses_is_told_and_stops_nothing(
    settings: Any, system_admin_client: Client
) -> None:
    with ThreadingTCPServer(("127.0.0.1", 0), FullRedis) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.REDIS_URL = f"redis://127.0.0.1:{server.server_address[1]}/0"
        assert "连不上" in shown(system_admin_client).content.decode()
        server.shutdown()


@pytest.mark.parametrize("rows", (1, 3))
def test_page_costs_the_same_whatever_it_shows(
    rows: int, system_admin_client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        make_job_run(state=JobState.PARKED)
    with django_assert_num_queries(16):
        page = system_admin_client.get(PAGE)
    assert len(page.context["rows"]) == len(page.context["parked"]) == rows
