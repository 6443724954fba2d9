"""Alive, ready and in figures: what strangers learn, and what operators do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from planapp.domain.terms import DocumentStatus, JobState
from planapp.pages import soundness
from planapp.services.audit import write_audit
from tests.factories import make_document, make_gap
from tests.job_runs import make_job_run

pytestmark = pytest.mark.django_db
STRANGER = {"REMOTE_ADDR": "10.1.2.3"}
TOKEN = "a-token-of-monitoring"


def troubles(client: Client) -> dict[str, dict[str, Any]]:
    """What the readiness check tells an operator, by code."""
    return {each["code"]: each for each in client.get("/health/ready").json()["troubles"]}


def figures(client: Client) -> dict[tuple[str, ...], float]:
    """Each figure by its name and the values of its labels, by the labels' names."""
    text = client.get("/metrics").content.decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_sound_installation_is_ready(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert {code for code, each in troubles(client).items() if each["stops"]} == set()


def test_strangers_learn_whether_and_not_why(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = client.get("/health/ready", **STRANGER)
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})
    assert client.get("/metrics", **STRANGER).status_code == 404


def test_token_opens_and_a_wrong_one_does_not(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    for given, status in ((f"Bearer {TOKEN}", 200), ("Bearer x", 404), (f"Basic {TOKEN}", 404)):
        answer = client.get("/metrics", headers={"Authorization": given}, **STRANGER)
        assert answer.status_code == status


def test_no_token_opens_nothing_and_proxied_requests_are_not_from_this_machine(
    client: Client, settings: Any
) -> None:
    empty = client.get("/metrics", headers={"Authorization": "Bearer "}, **STRANGER)
    forwarded = client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
    assert (empty.status_code, forwarded.status_code) == (404, 404)
    settings.BEHIND_PROXY = True
    assert client.get("/metrics").status_code == 404


def test_database_that_does_not_answer_is_told_while_the_process_lives(
    client: Client,
) -> None:
    def refuse(*_: Any) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        assert client.get("/health/live").status_code == 200
        assert client.get("/health/ready").status_code == 503
        assert troubles(client).keys() == {"database"}
        assert figures(client)["tracker_troubles", "database"] == 1


def test_migrations_that_were_not_applied_are_named(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0013_job_runs'")
    told = troubles(client)["migrations"]
    assert told["words"] == "有 1 个迁移没有执行：planapp.0013_job_runs"
    assert client.get("/health/ready").status_code == 503


def test_broker_that_is_gone_and_timetable_that_stopped_are_told(
    client: Client, settings: Any
) -> None:
    make_job_run(job="send_deliveries", began_at=timezone.now() - timedelta(minutes=6))
    assert troubles(client)["timetable"]["stops"] is False  # no processes of ours
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    told = troubles(client)
    assert (told["broker"]["stops"], told["timetable"]["stops"]) == (True, True)


@pytest.mark.parametrize(("minutes", "is_told"), ((59, False), (61, True)))
def test_document_that_waits_for_long_is_told(minutes: int, is_told: bool, client: Client) -> None:
    since = timezone.now() - timedelta(minutes=minutes)
    make_document(status=DocumentStatus.RECEIVED, uploaded_at=since)
    assert ("backlog" in troubles(client)) is is_told


def test_disk_that_is_nearly_full_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "_LEAST_FREE", soundness.disk().total)
    assert troubles(client)["disk"]["stops"] is True


def test_parked_jobs_and_missing_backups_are_reminders_only(client: Client, settings: Any) -> None:
    make_job_run(state=JobState.PARKED)
    assert {"parked", "no_backup"} <= troubles(client).keys()
    settings.BACKUP_DIR = "/backups"
    assert "backup" in troubles(client)
    write_audit(by=None, action="backup.made", subject="tracker.zip", at=timezone.now())
    assert not {"backup", "no_backup"} & troubles(client).keys()
    assert client.get("/health/ready").status_code == 200


def test_figures_tell_what_waits_how_jobs_went_and_how_requests_did(client: Client) -> None:
    make_document(status=DocumentStatus.RECEIVED)
    make_gap(stale=True)
    make_job_run(job="sweep_imports", state=JobState.PARKED)
    client.get("/health/live")
    client.get("/no/such/address?name=张三")
    found = figures(client)
    assert found["tracker_backlog", "sweep_documents"] == 1
    assert found["tracker_backlog", "recalculate_stale_gaps"] == 1
    assert found["tracker_backlog_seconds", "sweep_documents"] > 0
    assert found["tracker_job_runs", "sweep_imports", "parked"] == 1
    assert found["tracker_database_bytes",] > 0
    assert found["tracker_requests_total", "GET", "200", "live"] >= 1
    assert found["tracker_requests_total", "GET", "404", "none"] >= 1
    assert found["tracker_request_seconds_count", "live"] >= 1
