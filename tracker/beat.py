"""The scheduler of `celery beat`."""

from __future__ import annotations

from typing import Any

from celery.beat import PersistentScheduler


class Timetable(PersistentScheduler):
    """Celery's, which would send nothing until a clock that was set back has caught up again."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        now = self.app.now()
        ahead = [
            entry
            for entry in self.schedule.values()
            if entry.last_run_at and entry.last_run_at > now
        ]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None  # which holds when each comes next, by the clock as it was
        return float(super().tick(*args, **kwargs))
