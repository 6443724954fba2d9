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
    "carry on waiting imports": {
        "task": "planapp.jobs.sweep_imports",
        "schedule": crontab(minute="*/5"),
    },
    "check waiting files for viruses": {
        "task": "planapp.jobs.sweep_evidence",
        "schedule": crontab(minute="*/5"),
    },
    "check again the files whose check failed": {
        "task": "planapp.jobs.sweep_evidence",
        "schedule": crontab(hour=1, minute=30),
        "kwargs": {"again": True},
    },
    "recalculate stale gaps": {
        "task": "planapp.jobs.recalculate_stale_gaps",
        "schedule": crontab(minute="*/5"),
    },
    "open the yearly rounds whose time has come": {
        "task": "planapp.jobs.roll_over_cycles",
        "schedule": crontab(hour=0, minute=30),
    },
    "create the day's reminders and deliver them": {
        "task": "planapp.jobs.send_due_reminders",
        "schedule": crontab(hour=8, minute=30),
    },
    "deliver reminders left by a crash": {
        "task": "planapp.jobs.send_due_reminders",
        "schedule": crontab(hour="9-18", minute=45),
    },
    "send what waits on the channels": {
        "task": "planapp.jobs.send_deliveries",
        "schedule": crontab(),
    },
    "forget expired sessions": {
        "task": "planapp.jobs.forget_expired_sessions",
        "schedule": crontab(hour=3, minute=0),
    },
    "purge security events whose time is over": {
        "task": "planapp.jobs.purge_security_events",
        "schedule": crontab(day_of_month=1, hour=3, minute=15),
    },
}
