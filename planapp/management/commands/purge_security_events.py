"""`manage.py purge_security_events`: removes old security events and leaves a signed checkpoint."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from planapp.clock import now, today
from planapp.services.errors import Refused
from planapp.services.security import purge_security_events


class Command(BaseCommand):
    help = "清理某日以前的安全事件，留下签名的清理记录；不填日期则按 KEEP_SECURITY_EVENTS_DAYS。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--before", type=date.fromisoformat, metavar="日期",
                            help="清理这一天以前的，例如 2025-01-01；至少6个月以前")  # fmt: skip

    def handle(self, *, before: date | None, **options: Any) -> None:
        day = before or today() - timedelta(days=settings.KEEP_SECURITY_EVENTS_DAYS)
        midnight = timezone.make_aware(datetime.combine(day, time()))
        try:
            checkpoint = purge_security_events(before=midnight, by=None, at=now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{checkpoint}。" if checkpoint else "没有可以清理的安全事件。")
