"""`manage.py demo`: the whole line on the five real plans, with invented progress."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from planapp.demo.run import run_demo
from planapp.demo.story import BrokenStory
from planapp.services.errors import Refused
from planapp.services.fixtures import BrokenFixture

DAYS = "2025-02-10,2020-02-10"


class Command(BaseCommand):
    help = "用五份真实规划演示全过程：提取、发布、填报、测算、提醒。可重复执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", default=DAYS, help="演示日，逗号分隔；规划取其规划期内的一个")

    def handle(self, *, on: str, **options: Any) -> None:
        _refuse_in_production()
        try:
            days = [date.fromisoformat(day) for day in on.split(",")]
            for line in run_demo(root=settings.BASE_DIR, days=days):
                self.stdout.write(line)
        except (BrokenStory, BrokenFixture, Refused) as error:
            raise CommandError(str(error)) from error
        except ValueError as error:
            raise CommandError(f"演示日不是日期：{on}（应如 2025-02-10）。") from error


def _refuse_in_production() -> None:
    """The password of the demonstration's accounts is in the manual."""
    if not (settings.EMBEDDED or settings.DEMO_DAYS):
        raise CommandError("正式环境不能载入演示数据和演示账号；演示环境请先设置 DEMO_DAYS。")
