"""Ending what somebody is logged in to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from planapp.domain.terms import SecurityKind
from planapp.models import LoginSession, User
from planapp.services.security import record_security_event


@transaction.atomic
def end_sessions(*, user: User, by: User | None, at: datetime, keep: str | None = None) -> int:
    """End a person's sessions, all but the one kept; returns how many were still valid."""
    rows = LoginSession.objects.filter(user=user).exclude(session_key=keep)
    number = rows.filter(expire_date__gt=at).count()
    rows.delete()
    record_security_event(
        kind=SecurityKind.SESSIONS_ENDED, by=by, at=at, subject=f"{user}（{user.username}）"
    )
    return number
