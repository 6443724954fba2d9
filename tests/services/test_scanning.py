"""The virus scanner: real commands that answer clean, infected, broken, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from planapp import jobs
from planapp.domain.terms import ScanState
from planapp.models import AuditEvent
from planapp.services.scanning import run_scanner, scan_evidence
from tests.evidence import make_evidence
from tests.factories import AT
from tests.processes import wait_until

SECONDS = 60.0
INFECTED = b"%PDF-1.7 virus"


@pytest.fixture
def scanner(tmp_path: Path):
    """Makes a command of a shell script."""

    def make(script: str) -> str:
        file = tmp_path / "scan.sh"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o700)
        return f"{file} {{}}"

    return make


@pytest.fixture
def suspicious(scanner):
    """As clamdscan: 1 where the file holds what it should not."""
    return scanner('if grep -q virus "$1"; then echo "$1: FOUND"; exit 1; fi; exit 0')


def stored(content: bytes = b"%PDF-1.7", **changes):
    return make_evidence(file=ContentFile(content, name="a.pdf"), **changes)


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ("exit 0", ScanState.CLEAN),
        ("exit 1", ScanState.INFECTED),
        ("echo database missing >&2; exit 2", ScanState.FAILED),
        ("kill -9 $$", ScanState.FAILED),
    ],
)
def test_exit_code_says_what_was_found(scanner, tmp_path, script, state):
    assert run_scanner(scanner(script), str(tmp_path), seconds=SECONDS) is state


def test_scanner_gets_the_file_as_one_word(scanner, tmp_path):
    file = tmp_path / "a file; exit 1.pdf"
    file.write_text("x")
    assert (
        run_scanner(scanner('test "$(cat "$1")" = x'), str(file), seconds=SECONDS)
        is ScanState.CLEAN
    )
    plain = scanner('test "$#" = 1').removesuffix(" {}")
    assert run_scanner(plain, str(file), seconds=SECONDS) is ScanState.CLEAN


def test_scanner_that_does_not_answer_is_ended_with_its_children(scanner, tmp_path):
    pid = tmp_path / "pid"
    command = scanner(f"sleep 300 & echo $! > {pid}; wait")
    for seconds in (0.5, 5, 50):  # a busy machine takes a while to start the child
        assert run_scanner(command, str(tmp_path), seconds=seconds) is ScanState.FAILED
        if pid.exists() and (written := pid.read_text()):
            break
    wait_until(lambda: not _runs(int(written)), what="the end of the scanner's child")


def _runs(pid: int) -> bool:
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return told.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("command", ["/nowhere/scanner {}", "scan 'unclosed {}"])
def test_scanner_that_cannot_be_run_has_failed(tmp_path, command):
    assert run_scanner(command, str(tmp_path), seconds=SECONDS) is ScanState.FAILED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "state"), [(b"%PDF-1.7", ScanState.CLEAN), (INFECTED, ScanState.INFECTED)]
)
def test_result_is_kept_and_audited(suspicious, content, state):
    row = stored(content)
    scan_evidence(evidence=row, command=suspicious, seconds=SECONDS, at=AT)
    row.refresh_from_db()
    [event] = AuditEvent.objects.all()
    assert (row.scan, event.action, event.actor) == (state, "evidence.scanned", None)


@pytest.mark.django_db
def test_failure_is_quarantined_and_checked_again_at_night(settings, scanner, suspicious):
    settings.SCAN_COMMAND, row = scanner("exit 2"), stored()
    jobs.scan_evidence(row.pk)
    row.refresh_from_db()
    assert (row.scan, row.is_served) == (ScanState.FAILED, False)
    settings.SCAN_COMMAND = scanner("exit 0")
    assert jobs.sweep_evidence() == 0
    assert jobs.recheck_evidence() == 1
    row.refresh_from_db()
    assert (row.scan, row.is_served) == (ScanState.CLEAN, True)


@pytest.mark.django_db
def test_lost_message_is_made_up_for(settings, suspicious):
    settings.SCAN_COMMAND = suspicious
    rows = [stored(), stored(INFECTED), make_evidence(url="https://example.com")]
    assert jobs.sweep_evidence() == 2
    assert jobs.sweep_evidence() == 0
    for row in rows:
        row.refresh_from_db()
    assert [row.scan for row in rows] == [
        ScanState.CLEAN,
        ScanState.INFECTED,
        ScanState.NOT_CHECKED,
    ]


@pytest.mark.django_db
def test_job_run_twice_scans_once(settings, scanner, tmp_path):
    runs, row = tmp_path / "runs", stored()
    settings.SCAN_COMMAND = scanner(f"echo run >> {runs}")
    jobs.scan_evidence(row.pk)
    jobs.scan_evidence(row.pk)
    assert runs.read_text() == "run\n"


@pytest.mark.django_db
def test_without_a_scanner_files_are_served_unchecked(settings):
    row = stored()
    jobs.scan_evidence(row.pk)
    assert jobs.sweep_evidence() == 0
    row.refresh_from_db()
    assert (row.scan, row.is_served) == (ScanState.NOT_CHECKED, True)
    settings.SCAN_COMMAND = "clamdscan {}"
    assert not row.is_served  # it has to be looked at first
