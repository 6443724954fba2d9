"""Every visit: who was seen last when, who must go where first, what goes on the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from planapp.clock import today
from planapp.models import User
from planapp.models.session import ADDRESS, BEGAN, SEEN
from planapp.pages.frame import OutOfScope
from planapp.pages.identity import CAME_BY_IDENTITY
from planapp.pages.on_record import record_download, record_refusal
from planapp.pages.unsent import ask_to_log_in
from planapp.queries.second_factor import must_set_up_authenticator
from planapp.services.origin import current_origin

_DOORS = {"login", "login_code", "identity_login", "identity_return", "logout"}
_SETTING_UP = {"totp", "set_up_totp"}
_NOTED_EVERY = 30  # the last request is noted in thirtieths of the idle time: once a minute


class VisitMiddleware:
    """Keeps the session alive or ends it; stops strangers' forms and overdue passwords; records."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _is_over(request):
            logout(request)
        if request.user.is_authenticated:
            _note_last_request(request)
        response = self.get_response(request)
        disposition = response.get("Content-Disposition", "")
        if response.status_code == HTTPStatus.OK and disposition.startswith("attachment"):
            record_download(request, disposition)
        return response

    def process_view(  # noqa: PLR0917  # the signature is Django's
        self, request: HttpRequest, view: object, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user, match = request.user, request.resolver_match
        if match is None or match.app_name != "admin" or match.url_name in _DOORS:
            return None
        if not isinstance(user, User):
            # What a script saves by itself stays on the page that it was typed in.
            is_form = request.method == "POST" and "X-Requested-With" not in request.headers
            return ask_to_log_in(request) if is_form else None
        return _first_of_all(request, user, str(match.url_name))

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, (PermissionDenied, OutOfScope)):
            record_refusal(request, exception)


def _first_of_all(request: HttpRequest, user: User, page: str) -> HttpResponse | None:
    """Where the person must go before anything else: to a password of their own, to a code.

    Whom the identity service vouches for has not used the password, and need not know it.
    """
    if user.must_change_password and CAME_BY_IDENTITY not in request.session:
        return None if page == "password_change" else redirect("admin:password_change")
    if page not in _SETTING_UP and must_set_up_authenticator(user, on=today()):
        return redirect("admin:totp")
    return None


def _is_over(request: HttpRequest) -> bool:
    """Whether the log-in lies too far back, however busy the person has been since."""
    began = parse_datetime(request.session.get(BEGAN, ""))
    return began is not None and timezone.now() - began >= settings.SESSION_MOST


def _note_last_request(request: HttpRequest) -> None:
    """Renews the session and says where it was seen; not with every request, for it is written."""
    instant, session = timezone.now(), request.session
    seen = parse_datetime(session.get(SEEN, ""))
    interval = timedelta(seconds=settings.SESSION_COOKIE_AGE / _NOTED_EVERY)
    if seen is None or instant - seen >= interval:
        session[SEEN], session[ADDRESS] = instant.isoformat(), current_origin.get()
