"""Jobs that fail as the tests of faults ask for, each with the retries of the product's."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from celery import shared_task

from planapp.job import Job
from planapp.trace import request_id


class QuickJob(Job):
    """A job whose retries do not keep a test waiting."""

    abstract = True
    retry_backoff = 1
    retry_backoff_max = 1


def _tries(path: str) -> int:
    """Notes one more line in a file; how many there are now."""
    with Path(path).open("a") as file:
        file.write("try\n")
    return len(Path(path).read_text().splitlines())


@shared_task(base=QuickJob, label="fails twice")
def fail_twice(path: str) -> None:
    if _tries(path) < 3:
        raise TimeoutError("not yet")


@shared_task(base=QuickJob, label="fails always")
def fail_always(path: str) -> None:
    _tries(path)
    raise ValueError("never")


@shared_task(base=QuickJob, label="kills its worker")
def kill_worker(path: str) -> None:
    _tries(path)
    os.kill(os.getpid(), signal.SIGKILL)


@shared_task(base=QuickJob, label="notes whose request it belongs to, and fails once")
def note_request(path: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{request_id.get()}\n")
    if len(Path(path).read_text().splitlines()) == 1:
        raise TimeoutError("not yet")
