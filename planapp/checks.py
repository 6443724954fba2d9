"""What `manage.py check` and `migrate` refuse: demonstration accounts where figures are real."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from planapp.models import User
from planapp.services.security import MINIMUM_DAYS


@register(Tags.security)
def security_events_are_kept(**_kwargs: Any) -> list[CheckMessage]:
    """Security events are kept for six months at least."""
    if settings.KEEP_SECURITY_EVENTS_DAYS >= MINIMUM_DAYS:
        return []
    words = f"KEEP_SECURITY_EVENTS_DAYS 不得少于{MINIMUM_DAYS}天（6个月）。"
    return [Error(words, id="planapp.E001")]


@register(Tags.database)
def no_demo_accounts(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Accounts whose password is in the manual must not be open where real figures are kept.

    Asked with `migrate` and `check --database default`; a demonstration stands on fixed days.
    """
    if not databases or settings.EMBEDDED or settings.DEMO_DAYS:
        return []
    names = [name for alias in databases for name in _open_demo_accounts(alias)]
    if not names:
        return []
    hint = "在“用户”里取消这些账号的“有效”；演示环境应设置 DEMO_DAYS。"
    words = f"正式环境里有可以登录的演示账号：{'、'.join(names)}。"
    return [Error(words, hint=hint, id="planapp.E002")]


def _open_demo_accounts(alias: str) -> list[str]:
    accounts = User.objects.using(alias).filter(is_demo=True, is_active=True)
    try:
        if User._meta.db_table not in connections[alias].introspection.table_names():
            return []  # before the first migration
        return list(accounts.order_by("username").values_list("username", flat=True))
    except DatabaseError:
        return []  # Django says by itself what is wrong with a database
