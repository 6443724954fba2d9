"""The Celery app and its timetable."""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

celery_app = Celery("tracker")
celery_app.config_from_object("django.conf:settings", namespace="CELERY")
celery_app.autodiscover_tasks(related_name="jobs")

# What runs by itself, and when (Asia/Shanghai). The sweeps pick up what a lost message left behind.
celery_app.conf.beat_schedule = {
    "extract waiting documents": {
        "task": "planapp.jobs.sweep_documents",
        "schedule": crontab(minute="*/5"),
    },
    "recalculate stale gaps": {
        "task": "planapp.jobs.recalculate_stale_gaps",
        "schedule": crontab(minute="*/5"),
    },
    "create the day's reminders and deliver them": {
        "task": "planapp.jobs.send_due_reminders",
        "schedule": crontab(hour=8, minute=30),
    },
    "deliver reminders left by a crash": {
        "task": "planapp.jobs.send_due_reminders",
        "schedule": crontab(hour="9-18", minute=45),
    },
}
