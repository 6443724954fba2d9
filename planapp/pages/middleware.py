"""What services and the clock need to know of the request they run in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from planapp.clock import chosen_day
from planapp.services.origin import current_origin

DEMO_DAY_KEY = "demo_day"  # in the session


class RequestContextMiddleware:
    """Sets the request's address for the audit trail and the demonstration's chosen day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = current_origin.set(_address_of(request))
        wanted = request.session.get(DEMO_DAY_KEY)
        days = {day.isoformat(): day for day in settings.DEMO_DAYS}
        day = chosen_day.set(days.get(str(wanted)))
        try:
            return self.get_response(request)
        finally:
            chosen_day.reset(day)
            current_origin.reset(origin)


def _address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind the proxy, what the proxy itself wrote down last."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return peer
    return request.headers.get("X-Forwarded-For", peer).rpartition(",")[2].strip()[:60]
