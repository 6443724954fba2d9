"""`manage.py backup FOLDER`: all rows of one instant and all files in one file, read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from planapp.clock import now
from planapp.services.archive import Damaged
from planapp.services.backups import make_backup


class Command(BaseCommand):
    help = "把数据库和上传的文件备份成一个文件，写完重新读出核对；人们可以照常使用系统。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="目录", help="备份文件写到哪里")
        parser.add_argument("--keep", type=int, default=settings.KEEP_BACKUPS, metavar="份数",
                            help="保留最近多少份，默认 KEEP_BACKUPS")  # fmt: skip

    def handle(self, *, folder: Path, keep: int, **options: Any) -> None:
        if keep < 1:
            raise CommandError("至少保留一份。")
        files = Path(settings.MEDIA_ROOT)
        try:
            backup = make_backup(folder=folder, files=files, keep=keep, at=now())
        except (Damaged, OSError) as error:
            raise CommandError(f"没有备份成：{error}") from error
        self.stdout.write(f"已备份并核对：{backup}。")
        for name in backup.manifest.missing:
            self.stderr.write(f"数据里登记了、目录里没有的文件：{name}")
