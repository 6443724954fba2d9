"""Handing work to the workers."""

from __future__ import annotations

import json

from celery import Task
from django.db import transaction

from planapp.job import Job
from planapp.models import JobRun


def queue_job(job: Task, *args: int) -> None:  # type: ignore[type-arg]  # of any arguments
    """Have a worker carry a job out, once what was decided is stored.

    A broker that does not answer stops nobody: it is logged, and the job's sweep picks up later
    what is waiting in the database.
    """

    def send() -> None:  # Django names it in the log, which it cannot do with a `partial`
        job.delay(*args)

    transaction.on_commit(send, robust=True)


def queue_again(job: Job, run: JobRun) -> None:
    """Have a worker carry out again what was parked, with the same arguments, as the same run."""
    asked = json.loads(run.arguments)

    def send() -> None:
        job.apply_async(asked["args"], asked["kwargs"], task_id=run.task_id)

    transaction.on_commit(send, robust=True)
