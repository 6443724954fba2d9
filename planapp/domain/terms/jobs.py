"""The words of background jobs."""

from __future__ import annotations

from planapp.domain.terms.term import Term


class JobState(Term):
    """How far a job is; one that is parked waits for a person."""

    RUNNING = "running", "执行中"
    RETRYING = "retrying", "等待重试"
    DONE = "done", "完成"
    IDLE = "idle", "无事可做"
    PARKED = "parked", "已搁置"
    SETTLED = "settled", "后来已完成"
