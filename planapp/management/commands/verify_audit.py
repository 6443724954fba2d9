"""`manage.py verify_audit`: whether the audit trail and the security events are still whole."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from planapp.services.audit import check_audit_trail
from planapp.services.chain import ChainCheck
from planapp.services.security import check_security_events


class Command(BaseCommand):
    help = "核对审计日志和安全事件的哈希链；打印第一处不符，有则以 1 退出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", type=int, dest="from_id", metavar="编号",
                            help="审计日志从这一条开始核对；不填则从头核对")  # fmt: skip

    def handle(self, *, from_id: int | None, **options: Any) -> None:
        trail, events = check_audit_trail(from_id=from_id), check_security_events()
        self.stdout.write(f"审计日志：{_in_words(trail)}")
        self.stdout.write(f"安全事件：{_in_words(events)}")
        if trail.flaw or events.flaw:
            sys.exit(1)


def _in_words(check: ChainCheck) -> str:
    if check.flaw:
        row = check.flaw.row
        return (
            f"前 {check.number} 条相符；第一处不符：{row._meta.verbose_name} #{row.pk}"
            f"（{row}）{check.flaw.words}。"
        )
    if check.last is None:
        return "没有记录。"
    return f"核对 {check.number} 条，全部相符；最后一条 #{check.last.pk}，哈希 {check.last.hash}。"
