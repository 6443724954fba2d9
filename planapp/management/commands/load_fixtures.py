"""`manage.py load_fixtures`: regions, the register of units, groups, rules and the calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from planapp.clock import now
from planapp.services.fixtures import BrokenFixture, load_fixtures


class Command(BaseCommand):
    help = "装入随产品提供的基础数据；可重复执行，已一致的记录不动。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            counts = load_fixtures(folder=folder, at=now())
        except BrokenFixture as error:
            raise CommandError(f"{error}未写入任何数据。") from error
        for count in counts:
            self.stdout.write(
                f"{count.file}：新增 {count.created}，更新 {count.updated}，未变 {count.unchanged}"
            )
