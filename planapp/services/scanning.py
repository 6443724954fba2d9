"""Files that people sent, checked by the scanner of the installation."""

from __future__ import annotations

import logging
import os
import shlex
import signal
import subprocess
from collections.abc import Collection
from datetime import datetime
from tempfile import NamedTemporaryFile

from django.core.files import File
from django.db import transaction

from planapp.domain.terms import ScanState
from planapp.models import Evidence
from planapp.services.audit import changed, snapshot, write_audit
from planapp.services.errors import Refused

logger = logging.getLogger(__name__)

_SAID = {0: ScanState.CLEAN, 1: ScanState.INFECTED}
_REFUSALS = {
    ScanState.INFECTED: "文件没有接收：发现病毒。请清除后重新上传。",
    ScanState.FAILED: "文件没有接收：病毒检查没有完成。请稍后再试，仍不成功的请联系系统管理员。",
}


def run_scanner(command: str, path: str, *, seconds: float) -> ScanState:
    """What a scanner says of a file: by 0 and 1 as clamdscan does; anything else has failed.

    `{}` in the command is the file, else it comes last. No shell reads it.
    """
    try:
        words = [word.replace("{}", path) for word in shlex.split(command)]
        if "{}" not in command:
            words.append(path)
        scanner = subprocess.Popen(  # noqa: S603  # the operator's own command
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        logger.warning("the scanner cannot be run: %s", error)
        return ScanState.FAILED
    try:
        output, _ = scanner.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(scanner.pid, signal.SIGKILL)  # with what it started itself
        scanner.communicate()
        logger.warning("the scanner did not answer within %s seconds", seconds)
        return ScanState.FAILED
    found = _SAID.get(scanner.returncode, ScanState.FAILED)
    if found is not ScanState.CLEAN:
        told = output.decode(errors="replace").strip()[-500:]
        logger.warning("the scanner ended with %s: %s", scanner.returncode, told)
    return found


def require_clean(file: File[bytes], *, command: str, seconds: float) -> None:
    """Raises Refused unless the scanner passes what is about to be read; without one all pass."""
    if not command:
        return
    with NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        found = run_scanner(command, copy.name, seconds=seconds)
    file.seek(0)
    if found in _REFUSALS:
        raise Refused(_REFUSALS[found])


def scan_evidence(*, evidence: Evidence, command: str, seconds: float, at: datetime) -> ScanState:
    """Check a file and keep what came out; without a command it stays unchecked."""
    if not (command and evidence.file):
        return ScanState(evidence.scan)
    found = run_scanner(command, evidence.file.path, seconds=seconds)
    with transaction.atomic():
        row = Evidence.objects.select_for_update().filter(pk=evidence.pk).first()
        if row is not None and row.scan != found:  # else taken away, or told before
            before = snapshot(row)
            row.scan = found
            row.save(update_fields=("scan",))
            write_audit(
                by=None,
                action="evidence.scanned",
                subject=row,
                at=at,
                changes=[changed(row, before)],
            )
    return found


def scan_waiting(
    *, states: Collection[ScanState], command: str, seconds: float, at: datetime
) -> int:
    """Check the files in these states; returns how many."""
    waiting = list(Evidence.objects.filter(scan__in=states).exclude(file="")) if command else []
    for evidence in waiting:
        scan_evidence(evidence=evidence, command=command, seconds=seconds, at=at)
    return len(waiting)
