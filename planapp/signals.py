"""What Django and axes tell of log-ins goes on the record; imported once, when the app is ready."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from planapp.clock import now
from planapp.domain.terms import SecurityKind
from planapp.models import User
from planapp.models.session import ADDRESS, BEGAN, DEVICE, SEEN
from planapp.services.origin import current_origin
from planapp.services.security import record_security_event


@receiver(user_logged_in)
def logged_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    instant = timezone.now().isoformat()
    device = request.headers.get("User-Agent", "")[:300]
    known = {BEGAN: instant, SEEN: instant, ADDRESS: current_origin.get(), DEVICE: device}
    request.session.update(known)
    record_security_event(kind=SecurityKind.LOGIN, by=user, at=now(), subject=device)


@receiver(user_logged_out)
def logged_out(user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        record_security_event(kind=SecurityKind.LOGOUT, by=user, at=now())


@receiver(user_login_failed)
def login_failed(credentials: dict[str, Any], subject: str = "", **_kwargs: Any) -> None:
    _record_stranger(SecurityKind.LOGIN_FAILED, str(credentials.get("username", "")), subject)


@receiver(user_locked_out)
def locked_out(username: str, **_kwargs: Any) -> None:
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60
    _record_stranger(SecurityKind.LOCKED, username, subject=f"连续登录失败，锁定{minutes}分钟")


def _record_stranger(kind: SecurityKind, username: str, subject: str = "") -> None:
    """The account is known where somebody has it; who typed its name is not."""
    user = User.objects.filter(username=username).first()
    record_security_event(kind=kind, by=user, at=now(), subject=subject, name=username)
