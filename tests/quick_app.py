"""The product's Celery app for the tests of faults: a timetable of seconds, and jobs that fail."""

from __future__ import annotations

from tracker.celery import celery_app as app

app.conf.include = ["tests.quick_jobs"]
_WANTED = {"recalculate_stale_gaps", "send_due_reminders", "send_deliveries"}
app.conf.beat_schedule = {
    name: {**entry, "schedule": 1.0}
    for name, entry in app.conf.beat_schedule.items()
    if entry["task"].removeprefix("planapp.jobs.") in _WANTED
}

__all__ = ("app",)
