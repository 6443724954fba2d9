"""What is due by itself: the timetable of the Celery app, as beat and `run_due` both follow it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from celery import current_app
from celery.schedules import crontab

from planapp.job import Job


@dataclass(frozen=True, slots=True)
class DueJob:
    """A job of the timetable with its times."""

    job: Job
    times: tuple[crontab, ...]

    def next_at(self, *, after: datetime) -> datetime:
        """When it comes next, after an instant in the office's time zone."""
        found: list[datetime] = []
        for each in self.times:
            start, wait, _ = each.remaining_delta(after)
            found.append(start + wait)
        return min(found)


def due_jobs() -> list[DueJob]:
    """The jobs of the timetable, each once, in the order in which one builds on another."""
    times: defaultdict[str, list[crontab]] = defaultdict(list)
    for entry in current_app.conf.beat_schedule.values():
        times[entry["task"]].append(entry["schedule"])
    return [DueJob(job_named(name), tuple(found)) for name, found in times.items()]


def all_jobs() -> dict[str, Job]:
    """Every job there is, by its short name."""
    found = {name: job_named(name) for name in current_app.tasks if name.startswith("planapp.")}
    return {name.rpartition(".")[2]: job for name, job in sorted(found.items())}


def job_named(name: str) -> Job:
    job = current_app.tasks[name]
    assert isinstance(job, Job)  # noqa: S101  # a test knows the base of each of them
    return job
