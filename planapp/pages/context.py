"""What every page's frame shows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from planapp.clock import today
from planapp.models import Message, User
from planapp.pages.formats import format_date
from planapp.pages.menu import build_menu
from planapp.rights import roles_of


def frame(request: HttpRequest) -> dict[str, object]:
    """Menu, unread messages and the demonstration's day. Two queries for a person, else none."""
    day = settings.DEMO_DAY
    context: dict[str, object] = {
        "menu": [],
        "unread": 0,
        "demo_day": day,
        "demo_note": f"演示环境：系统日期固定为{format_date(day)}，账号与填报数据均为演示数据。"
        if day
        else "",
    }
    user = getattr(request, "user", None)  # absent when a middleware before the login answers
    if isinstance(user, User) and user.is_active:
        roles = roles_of(user, on=today())
        context["menu"] = build_menu(roles, full_path=request.get_full_path())
        context["unread"] = Message.objects.filter(recipient=user, read_at=None).count()
    return context
