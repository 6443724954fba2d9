"""What a request brings with it: size, origin, the demonstration's day, a form or none.

And the headers that every answer takes with it, beside those that Django and django-csp set.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from planapp.clock import chosen_day
from planapp.rights import reading_roles_once
from planapp.services.origin import current_origin
from planapp.trace import person_id

DEMO_DAY_KEY = "demo_day"  # in the session
MEGABYTE = 1024 * 1024
CHUNK_BYTES = 64 * 1024
DISCARDED_BYTES = 500 * MEGABYTE  # a larger request is cut off


_HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class HeadersMiddleware:
    """The browser's devices are closed to every page, and our answers to other sites."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class RequestContextMiddleware:
    """Sets the request's address for the audit trail, the demonstration's chosen day, and that
    roles are read once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = current_origin.set(address_of(request))
        person_id.set(str(request.session.get(SESSION_KEY, "")))
        wanted = request.session.get(DEMO_DAY_KEY)
        days = {day.isoformat(): day for day in settings.DEMO_DAYS}
        day = chosen_day.set(days.get(str(wanted)))
        try:
            with reading_roles_once():
                return self.get_response(request)
        finally:
            chosen_day.reset(day)
            current_origin.reset(origin)


class RequestSizeMiddleware:
    """Answers a request that is too large before anything of it is read into memory."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not (length.isdecimal() and int(length) > settings.MAX_REQUEST_BYTES):
            return self.get_response(request)
        _discard(request)
        limit = settings.MAX_FILE_BYTES // MEGABYTE
        return render(request, "413.html", {"limit": limit}, status=413)


class FormAddressMiddleware:
    """Explains an address that only takes forms, opened like a page: after a login, by reload."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET":
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page


def _discard(request: HttpRequest) -> None:
    """Take in what is still being sent: a browser shows no answer before it has sent it all."""
    left = DISCARDED_BYTES
    while left > 0 and (chunk := request.read(CHUNK_BYTES)):
        left -= len(chunk)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind the proxy, what the proxy itself wrote down last."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return peer
    return request.headers.get("X-Forwarded-For", peer).rpartition(",")[2].strip()[:60]
