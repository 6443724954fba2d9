"""`manage.py restore FILE`: a backup into an empty installation, then the check of its chains."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from planapp.clock import now
from planapp.services.archive import Damaged
from planapp.services.errors import Refused
from planapp.services.restoring import restore_backup


class Command(BaseCommand):
    help = "把备份恢复到刚执行过 migrate 的空系统，先核对每一部分；最后核对审计日志。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="备份文件")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            manifest = restore_backup(file=file, files=Path(settings.MEDIA_ROOT), at=now())
        except (Damaged, Refused, OSError) as error:
            raise CommandError(f"没有恢复，数据库未改动：{error}") from error
        rows, files = sum(manifest.rows.values()), len(manifest.files)
        self.stdout.write(f"已恢复 {rows:,} 行数据，{files:,} 个文件。")
        call_command("verify_audit", stdout=self.stdout, stderr=self.stderr)
