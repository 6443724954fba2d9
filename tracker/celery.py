"""The Celery app and its timetable."""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

celery_app = Celery("tracker")
celery_app.config_from_object("django.conf:settings", namespace="CELERY")
celery_app.autodiscover_tasks(related_name="jobs")

# A worker takes from all of these, in turn, unless it is told which (--queues): a large import
# keeps nobody's reminder waiting where there is a worker for each.
_BY_QUEUE = {
    "documents": ("extract_document", "sweep_documents"),
    "imports": ("carry_on_import", "sweep_imports"),
    "gaps": ("recalculate_stale_gaps", "renew_counts", "roll_over_cycles", "freeze_closed_rounds"),
    "messages": ("send_due_reminders", "settle_notices", "send_deliveries"),
}
celery_app.conf.task_queues = [Queue(name) for name in ("celery", *_BY_QUEUE)]  # the default first
celery_app.conf.task_routes = {
    f"planapp.jobs.{name}": {"queue": queue} for queue, names in _BY_QUEUE.items() for name in names
}

celery_app.conf.beat_scheduler = "tracker.beat:Timetable"

_EVERY_5_MINUTES = {"schedule": crontab(minute="*/5"), "options": {"expires": 300}}

# What runs by itself, and when (Asia/Shanghai), in the order in which `manage.py run_due` does it
# all without Celery. The sweeps pick up what a lost message left behind. What comes every few
# minutes is forgotten where no worker took it before the next: an outage leaves no heap of it.
celery_app.conf.beat_schedule = {
    "extract waiting documents": {"task": "planapp.jobs.sweep_documents", **_EVERY_5_MINUTES},
    "carry on waiting imports": {"task": "planapp.jobs.sweep_imports", **_EVERY_5_MINUTES},
    "make waiting files of reports": {
        "task": "planapp.jobs.sweep_report_files",
        **_EVERY_5_MINUTES,
    },
    "check waiting files for viruses": {
        "task": "planapp.jobs.sweep_evidence",
        **_EVERY_5_MINUTES,
    },
    "check again the files whose check failed": {
        "task": "planapp.jobs.recheck_evidence",
        "schedule": crontab(hour=1, minute=30),
    },
    "open the yearly rounds whose time has come": {
        "task": "planapp.jobs.roll_over_cycles",
        "schedule": crontab(hour=0, minute=30),
    },
    "recalculate stale gaps": {"task": "planapp.jobs.recalculate_stale_gaps", **_EVERY_5_MINUTES},
    "count changed plans anew": {"task": "planapp.jobs.renew_counts", **_EVERY_5_MINUTES},
    "keep the reports of rounds that were closed": {
        "task": "planapp.jobs.freeze_closed_rounds",
        **_EVERY_5_MINUTES,
    },
    "create the day's reminders and deliver them": {
        "task": "planapp.jobs.send_due_reminders",
        "schedule": crontab(hour=8, minute=30),
    },
    "deliver reminders left by a crash": {
        "task": "planapp.jobs.send_due_reminders",
        "schedule": crontab(hour="9-18", minute=45),
    },
    "settle what units were urged to and handed in": {
        "task": "planapp.jobs.settle_notices",
        **_EVERY_5_MINUTES,
    },
    "send what waits on the channels": {
        "task": "planapp.jobs.send_deliveries",
        "schedule": crontab(),
        "options": {"expires": 60},
    },
    "back up everything": {
        "task": "planapp.jobs.back_up",
        "schedule": crontab(hour=2, minute=0),
    },
    "forget expired sessions": {
        "task": "planapp.jobs.forget_expired_sessions",
        "schedule": crontab(hour=3, minute=0),
    },
    "forget old records of jobs": {
        "task": "planapp.jobs.forget_old_job_runs",
        "schedule": crontab(hour=3, minute=10),
    },
    "forget old files of imports": {
        "task": "planapp.jobs.forget_import_files",
        "schedule": crontab(hour=3, minute=20),
    },
    "forget old files of reports": {
        "task": "planapp.jobs.forget_report_files",
        "schedule": crontab(hour=3, minute=25),
    },
    "purge security events whose time is over": {
        "task": "planapp.jobs.purge_security_events",
        "schedule": crontab(day_of_month=1, hour=3, minute=15),
    },
}
