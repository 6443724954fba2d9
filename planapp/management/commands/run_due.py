"""`manage.py run_due`: all that the timetable does, at once and without Celery."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from planapp.clock import standing_on
from planapp.job import Job
from planapp.services.job_runs import in_words
from planapp.timetable import due_jobs


class Command(BaseCommand):
    help = "依次执行时间表上的全部作业，不需要 Celery；可重复执行。有失败的继续其余，以 1 退出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, metavar="日期",
                            help="补做这一天的，例如 2025-02-10；不填则为今天")  # fmt: skip

    def handle(self, *, on: date | None, **options: Any) -> None:
        _refuse_days_to_come(on)
        failed = 0
        with standing_on(on):
            for due in due_jobs():
                line, succeeded = _carry_out(due.job)
                failed += not succeeded
                self.stdout.write(line)
        if failed:
            raise CommandError(f"{failed} 项作业失败；其余已完成。下次执行时接着做没有做完的。")


def _carry_out(job: Job) -> tuple[str, bool]:
    """One line on what a job did, and whether it did it."""
    began = time.monotonic()
    outcome = job.apply()
    took = f"（{time.monotonic() - began:.1f}秒）"
    if outcome.state != "SUCCESS":
        return f"{job.label}：失败，{in_words(outcome.result)}{took}", False
    number = outcome.result
    if number is None or not job.counts:
        return f"{job.label}：完成{took}", True
    return f"{job.label}：{f'{number} {job.counts}' if number else '无事可做'}{took}", True


def _refuse_days_to_come(on: date | None) -> None:
    """People are not reminded today of what is due tomorrow; the calendar previews that."""
    if on is not None and on > timezone.localdate() and not settings.DEMO_DAYS:
        raise CommandError(f"{on} 还没有到；只能补做今天和以前的日子。")
