"""The ways between the pages on reminders."""

from __future__ import annotations

from django.urls import reverse

_PAGES = (
    ("reminder_list", "提醒记录"),
    ("reminder_calendar", "提醒日历"),
    ("urge_list", "催办"),
    ("ladders", "提醒规则"),
)


def reminder_tabs(active: str) -> list[dict[str, object]]:
    """As parts/tabs.html takes them; for those who see more than the rules."""
    return [
        {"label": label, "url": reverse(f"admin:{name}"), "active": name == active}
        for name, label in _PAGES
    ]
