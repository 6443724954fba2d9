"""What `manage.py check` and `migrate` refuse: settings and accounts that leave doors open."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections

from planapp.clock import today
from planapp.domain.terms import MemberRole
from planapp.models import User
from planapp.services.memberships import people_with_conflicts
from planapp.services.password_hashers import SM3
from planapp.services.security import MINIMUM_DAYS


@register(Tags.security)
def security_events_are_kept(**_kwargs: Any) -> list[CheckMessage]:
    """Security events are kept for six months at least."""
    if settings.KEEP_SECURITY_EVENTS_DAYS >= MINIMUM_DAYS:
        return []
    words = f"KEEP_SECURITY_EVENTS_DAYS 不得少于{MINIMUM_DAYS}天（6个月）。"
    return [Error(words, id="planapp.E001")]


@register(Tags.security)
def roles_are_kept_apart(**_kwargs: Any) -> list[CheckMessage]:
    """Without the separation one person may give rights and look at what was done with them."""
    if settings.SEPARATE_ROLES:
        return []
    words = "三员分立已关闭：系统管理员、安全管理员、审计员可由同一人担任，不符合等保三级的要求。"
    return [Warning(words, hint="设置 SEPARATE_ROLES=true。", id="planapp.W001")]


@register(Tags.database)
def nobody_holds_roles_that_exclude_each_other(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Roles given before they were kept apart, or while they were not."""
    if not databases or not settings.SEPARATE_ROLES:
        return []
    try:
        found = people_with_conflicts(on=today())
    except DatabaseError:
        return []  # before the first migration
    return [
        Warning(f"{user.username}：{why}", hint="请安全管理员在“用户”中调整。", id="planapp.W002")
        for user, why in found
    ]


@register(Tags.security)
def second_factor_roles_exist(**_kwargs: Any) -> list[CheckMessage]:
    """A role written wrongly would leave its people without a second factor."""
    unknown = [name for name in settings.SECOND_FACTOR_ROLES if name not in set(MemberRole)]
    if not unknown:
        return []
    words = f"SECOND_FACTOR_ROLES 中没有这样的角色：{'、'.join(unknown)}。"
    return [Error(words, hint=f"可用的角色：{'、'.join(MemberRole)}。", id="planapp.E003")]


@register(Tags.security)
def identity_service_is_complete(**_kwargs: Any) -> list[CheckMessage]:
    """An identity service is configured or it is not; nobody is vouched for over HTTP."""
    if not settings.OIDC_ISSUER:
        return []
    found: list[CheckMessage] = []
    if not (settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET):
        words = "设了 OIDC_ISSUER，还须设 OIDC_CLIENT_ID 和 OIDC_CLIENT_SECRET。"
        found.append(Error(words, id="planapp.E004"))
    if settings.SECURE and not settings.OIDC_ISSUER.startswith("https://"):
        words = "OIDC_ISSUER 须为 https:// 网址；只有 HTTPS=false 时可以用 http://。"
        found.append(Error(words, id="planapp.E005"))
    return found


@register(Tags.security)
def mail_is_encrypted_in_one_way(**_kwargs: Any) -> list[CheckMessage]:
    """A connection begins encrypted or becomes so; asked for both, no letter is sent."""
    if not (settings.EMAIL_USE_TLS and settings.EMAIL_USE_SSL):
        return []
    words = "EMAIL_USE_TLS 和 EMAIL_USE_SSL 只能设一个。"
    return [Error(words, id="planapp.E006")]


@register(Tags.security)
def passwords_can_be_kept_with_sm3(**_kwargs: Any) -> list[CheckMessage]:
    """OpenSSL may be built without SM3, or forbid it."""
    if settings.PASSWORD_HASH != "pbkdf2_sm3" or SM3 in hashlib.algorithms_available:  # noqa: S105  # its kind
        return []
    words = "PASSWORD_HASH=pbkdf2_sm3，但本机的 OpenSSL 没有 SM3 算法。"
    hint = "换用带 SM3 的 OpenSSL（1.1.1 以上），或改回 pbkdf2_sha256。"
    return [Error(words, hint=hint, id="planapp.E007")]


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
