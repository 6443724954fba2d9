"""`manage.py check_breakdowns [PLAN_CODE]`: where parts do not make their whole."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from planapp.clock import today
from planapp.models import Plan
from planapp.pages.breakdown_words import findings_in_words
from planapp.queries.breakdowns import breakdowns_shown


class Command(BaseCommand):
    help = "核对分解指标与总指标；打印不一致之处，有则以 1 退出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", nargs="?", default="", help="规划编码；不填则核对全部规划")

    def handle(self, *, plan: str, **options: Any) -> None:
        shown = breakdowns_shown(plan=_plan_id(plan) if plan else None, on=today())
        found = [(broken.whole, line) for broken in shown for line in findings_in_words(broken)]
        for whole, sentence in found:
            self.stdout.write(f"{whole.code} {whole}：{sentence}")
        self.stdout.write(f"核对 {len(shown)} 个已分解的指标，不一致 {len(found)} 处。")
        if found:
            sys.exit(1)


def _plan_id(code: str) -> int:
    plan = Plan.objects.filter(code=code).first()
    if plan is None:
        raise CommandError(f"没有编码为 {code} 的规划。")
    return plan.pk
