"""What every background job is: limited in time, tried again with a growing wait, kept in JobRun.

A message is taken from the queue only once its job is over, so that a worker that dies costs
nothing but time; every job may therefore run twice. Without a broker a job is carried out at once
and tried only once: the next `run_due` finds in the database what it left.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Never, ParamSpec, TypeVar

from celery import Task, shared_task
from celery.exceptions import Ignore
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from planapp.clock import now, standing_on
from planapp.models.job_run import ENDS_WITHIN
from planapp.services.job_runs import begin_run, end_run, park_run, put_off_run
from planapp.trace import request_id

logger = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

RETRIES = 4
REQUEST_ID = "request_id"


class Job(Task):  # type: ignore[type-arg]  # not generic at run time
    """The base of all jobs; `label` is its name for people, `counts` what its result counts."""

    abstract = True
    label = ""
    counts = ""
    acks_late = True
    reject_on_worker_lost = True
    time_limit = int(ENDS_WITHIN.total_seconds())
    soft_time_limit = time_limit - 60
    autoretry_for = (Exception,)
    max_retries = RETRIES
    retry_backoff = settings.JOB_RETRY_SECONDS  # 30, 60, 120, 240 seconds, each less by chance
    retry_backoff_max = 600

    def apply_async(self, *args: Any, **options: Any) -> Any:
        """Send it on its way with the id of the request that asks for it, for the log."""
        if asking := request_id.get():
            options["headers"] = {**(options.get("headers") or {}), REQUEST_ID: asking}
        return super().apply_async(*args, **options)

    def before_start(self, task_id: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        if not self.request.is_eager:  # else it is the request itself
            request_id.set((self.request.headers or {}).get(REQUEST_ID, ""))
        begun = self._keep(
            begin_run,
            task_id=task_id,
            job=str(self.name).rpartition(".")[2],
            arguments=json.dumps({"args": list(args), "kwargs": dict(kwargs)}, sort_keys=True),
            worker=str(self.request.hostname or ""),
            most_tries=RETRIES + 1,
        )
        if begun is False:
            raise Ignore

    def on_success(  # noqa: PLR0917  # the signature is Celery's
        self, retval: Any, task_id: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        result = retval if isinstance(retval, int) else None
        self._keep(end_run, task_id=task_id, result=result)

    def on_retry(  # noqa: PLR0917  # the signature is Celery's
        self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any
    ) -> None:
        wait = getattr(einfo.exception, "when", None)
        next_at = now() + timedelta(seconds=wait if isinstance(wait, int | float) else 0)
        self._keep(put_off_run, task_id=task_id, error=exc, next_at=next_at)

    def on_failure(  # noqa: PLR0917  # the signature is Celery's
        self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any
    ) -> None:
        self._keep(park_run, task_id=task_id, error=exc)

    def retry(self, *args: Any, **options: Any) -> Never:
        error: Exception | None = options.get("exc")
        if error is not None and self.request.is_eager:
            raise error  # somebody's request would wait here
        raise super().retry(*args, **options)

    def _keep(self, write: Callable[..., R], **values: Any) -> R | None:
        """Keep what happened; a database that does not answer then must not stop the job.

        By today's clock, whichever day the job catches up.
        """
        if not self.request.is_eager:
            close_old_connections()  # the try may have lost it
        try:
            with standing_on(None):
                return write(**values, at=now())
        except DatabaseError:
            logger.exception("what became of %s was not kept", self.name)
            return None


def job(label: str, *, counts: str = "") -> Callable[[Callable[P, R]], Task[P, R]]:
    """Make a function a job; `counts` says what the number counts that it returns."""
    return shared_task(base=Job, label=label, counts=counts)
