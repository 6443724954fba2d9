"""`manage.py rebuild_search [--check]`: whether all can be found by its words, and mends it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from planapp.services.search import Mended, mend_search


class Command(BaseCommand):
    help = "逐条核对检索条目，补上缺的、改正旧的、去掉多余的。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只核对不改；有不符则以 1 退出")

    def handle(self, *, check: bool, **options: Any) -> None:
        found = list(mend_search(write=not check))
        for each in found:
            self.stdout.write(_in_words(each))
        if check and not all(each.is_whole for each in found):
            sys.exit(1)


def _in_words(found: Mended) -> str:
    head = f"{found.kind.label} {found.rows} 条："
    if found.is_whole:
        return f"{head}全部相符。"
    return f"{head}缺 {found.missing}，过时 {found.outdated}，多余 {found.left_over}。"
