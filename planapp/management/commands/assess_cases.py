"""assess_cases FILE: prints the assessment of each case of a JSON file, in order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from planapp.domain.gaps.casefile import assess_text


class Command(BaseCommand):
    help = "逐个测算案例文件中的指标，输出结果列表（JSON）；不访问数据库"
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own attribute, read only

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="CASES.json", help="案例文件（UTF-8）")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            results = assess_text(file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise CommandError(f"{file}：文件不存在或无法读取") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file}：不是UTF-8编码") from error
        except ValueError as error:
            raise CommandError(f"{file}：{error}") from error
        self.stdout.write(json.dumps(results, ensure_ascii=False, indent=2))
