"""For compose, proxies and monitoring: alive, ready, and in figures.

Strangers learn whether, operators why: those who have the token, or sit at the machine itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from planapp.clock import now
from planapp.pages.broker import broker_standing
from planapp.pages.figures_of_operation import exposition
from planapp.pages.soundness import Trouble, database_trouble, find_troubles
from planapp.queries.backlog import backlog, job_standings

View = Callable[[HttpRequest], HttpResponse]


def health(request: HttpRequest) -> JsonResponse:
    """Answers 200 when the process serves and the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def live(request: HttpRequest) -> JsonResponse:
    """Answers 200 when the process serves, whatever else is wrong: a restart would mend nothing."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """Answers 503 while anything stops the product from working as it should."""
    found = _troubles()
    is_ready = not any(each.stops for each in found)
    answer: dict[str, object] = {"status": "ok" if is_ready else "unavailable"}
    if is_operator(request):
        answer["troubles"] = [
            {"code": each.code, "words": each.words, "advice": each.advice, "stops": each.stops}
            for each in found
        ]
    status = 200 if is_ready else 503
    return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})


def is_operator(request: HttpRequest) -> bool:
    """Whether the request has the token, or comes from this machine and through no proxy."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN
    if token and scheme == "Bearer" and secrets.compare_digest(given.encode(), token.encode()):
        return True
    if settings.BEHIND_PROXY or "X-Forwarded-For" in request.headers:
        return False
    try:
        return ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:  # a socket of this machine's, by which a proxy may come
        return False


def operators_only(view: View) -> View:
    """For everybody else there is no such address."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not is_operator(request):
            raise Http404
        return view(request)

    return guarded


@operators_only
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures, as Prometheus reads them."""
    content, content_type = exposition(at=now(), troubles=_troubles())
    return HttpResponse(content, content_type=content_type)


def _troubles() -> list[Trouble]:
    down = database_trouble()
    if down is not None:
        return [down]
    at, broker = now(), broker_standing(with_workers=False)
    return find_troubles(broker=broker, waits=backlog(), standings=job_standings(at=at), at=at)
