"""What is said where the work calendar lacks the holidays of a year that matters."""

from __future__ import annotations

from django.http import HttpRequest

from planapp.clock import today
from planapp.domain.day_words import day_in_words
from planapp.models import User
from planapp.pages.frame import person
from planapp.queries.workdays import UnknownYear, unknown_years
from planapp.rights import Action, may

_HOW = "国务院办公厅每年11月前后公布次年安排"


def unknown_years_note(request: HttpRequest) -> str:
    """For the page's own person; empty where nothing is missing. Five queries at most."""
    return years_note_for(person(request))


def years_note_for(user: User) -> str:
    """Which years are missing, what follows, and who can help."""
    missing = unknown_years(today())
    if not missing:
        return ""
    years = "；".join(map(_words, missing))
    if may(user, Action.KEEP_SYSTEM, on=today()):
        help_ = f"{_HOW}，请在“工作日历”中点“导入”，按模板导入放假和调休上班的日子。"
    else:
        help_ = "请系统管理员在“工作日历”中导入。"
    return f"工作日历还没有{years}。在此之前，只按周一至周五推算提醒的日子。{help_}"


def _words(missing: UnknownYear) -> str:
    due = f"（{day_in_words(missing.needed_on)}有填报截止）" if missing.needed_on else ""
    return f"{missing.year}年的放假和调休安排{due}"
