"""Records of background jobs."""

from __future__ import annotations

from typing import Any

from planapp.domain.terms import JobState
from planapp.models import JobRun
from tests.factories import AT


def make_job_run(**changes: Any) -> JobRun:
    """A run that has done its work, unless told otherwise."""
    state = changes.get("state", JobState.DONE)
    defaults: dict[str, Any] = {
        "task_id": f"run-{JobRun.objects.count() + 1}",
        "job": "extract_document",
        "arguments": '{"args": [7], "kwargs": {}}',
        "state": state,
        "tries": 5 if state == JobState.PARKED else 1,
        "began_at": AT,
        "ended_at": None if state == JobState.RUNNING else AT,
        "error": "数据库没有应答或拒绝" if state == JobState.PARKED else "",
    }
    return JobRun.objects.create(**defaults | changes)
