"""`manage.py check_plan FILE`: where a plan contradicts itself, as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from planapp.domain.extraction import extract
from planapp.domain.reading import UnreadableDocument, read
from planapp.reports.checkup import examine, to_figures, to_payload


class Command(BaseCommand):
    help = "检查一份规划前后是否一致，打印发现；不写数据库。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=("json",), default="json")
        parser.add_argument("--encoding", help="文件编码；不填则自动识别")
        parser.add_argument(
            "--against", type=Path, nargs="*", default=(), help="同一地区的其他规划，一并比对目标"
        )

    def handle(
        self, *, file: Path, encoding: str | None, against: list[Path], **options: Any
    ) -> None:
        text = _read(file, encoding)
        others = [to_figures(extract(_read(other, encoding))) for other in against]
        payload = to_payload(examine(text, lambda _: others))
        self.stdout.write(json.dumps(payload, ensure_ascii=False, indent=1))


def _read(file: Path, encoding: str | None) -> str:
    try:
        return read(file.read_bytes(), file_name=file.name, encoding=encoding).text
    except OSError as error:
        raise CommandError(f"无法打开 {file}：文件不存在或无法读取。") from error
    except UnreadableDocument as error:
        raise CommandError(str(error)) from error
