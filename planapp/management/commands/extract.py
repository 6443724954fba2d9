"""`manage.py extract FILE`: what the extractor reads out of a document, as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from planapp.domain.extraction import VERSION, extract
from planapp.domain.extraction.foreign import doubt_foreign
from planapp.domain.extraction.payload import to_payload
from planapp.domain.reading import UnreadableDocument, read


class Command(BaseCommand):
    help = "读取一份规划文件，打印提取结果；不写数据库。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=("json",), default="json")
        parser.add_argument("--encoding", help="文件编码；不填则自动识别")

    def handle(self, *, file: Path, encoding: str | None, **options: Any) -> None:
        try:
            document = read(file.read_bytes(), file_name=file.name, encoding=encoding)
        except OSError as error:
            raise CommandError(f"无法打开 {file}：文件不存在或无法读取。") from error
        except UnreadableDocument as error:
            raise CommandError(str(error)) from error
        plan = doubt_foreign(document.text, extract(document.text))
        payload = to_payload(plan, version=VERSION)
        self.stdout.write(json.dumps(payload, ensure_ascii=False, indent=1))
