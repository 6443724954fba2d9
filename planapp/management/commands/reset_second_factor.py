"""`manage.py reset_second_factor ACCOUNT`: for the administrator whom nobody else can help."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from planapp.clock import now
from planapp.models import User
from planapp.services.errors import Refused
from planapp.services.second_factor import reset_authenticator


class Command(BaseCommand):
    help = "重置一个账号的两步验证：本人丢失验证器和恢复码，又没有别的安全管理员时使用。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="用户名")

    def handle(self, *, account: str, **options: Any) -> None:
        user = User.objects.filter(username=account).first()
        if user is None:
            raise CommandError(f"没有账号“{account}”。")
        try:
            reset_authenticator(user=user, by=None, at=now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已重置“{account}”的两步验证，其登录已全部退出。")
