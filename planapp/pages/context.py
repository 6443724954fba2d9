"""What every page's frame shows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from planapp.clock import fixed_day, today
from planapp.models import Message, User
from planapp.pages.formats import format_date
from planapp.pages.menu import build_menu
from planapp.rights import ALLOWED, Action, roles_of


def frame(request: HttpRequest) -> dict[str, object]:
    """Menu, unread messages and the demonstration's day. Two queries for a person, else none."""
    day = fixed_day()
    context: dict[str, object] = {"menu": [], "unread": 0}
    if day:
        context["demo_note"] = (
            f"演示环境：今天按{format_date(day)}计，账号为演示账号，标有“演示数据”的数字均为虚构。"
        )
        context["other_days"] = [other for other in settings.DEMO_DAYS if other != day]
    user = getattr(request, "user", None)  # absent when a middleware before the login answers
    if isinstance(user, User) and user.is_active:
        roles = roles_of(user, on=today())
        context["may_audit"] = any(Action.AUDIT in ALLOWED[role] for role in roles)
        context["may_urge"] = any(Action.REVIEW in ALLOWED[role] for role in roles)
        context["may_search"] = any(
            {Action.REPORT, Action.SEE_ALL} & ALLOWED[role] for role in roles
        )
        context["menu"] = build_menu(roles, full_path=request.get_full_path())
        context["unread"] = Message.objects.filter(recipient=user, read_at=None).count()
    return context
