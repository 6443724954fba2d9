"""What a request leaves behind for those who run the product: its id, a line, and figures."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from planapp.trace import person_id, request_id

logger = logging.getLogger("planapp.requests")

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")

REQUESTS = Counter("tracker_requests", "Requests answered.", ("method", "view", "status"))
SECONDS = Histogram(
    "tracker_request_seconds",
    "Time until the answer stands.",
    ("view",),
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class MeasuringMiddleware:
    """Comes first: gives the request its id, the proxy's if it sent one, and measures it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        name = given if _WELL_FORMED.fullmatch(given) else uuid4().hex
        # Not taken back at the end: Django still logs errors then, and the next request sets both.
        request_id.set(name)
        person_id.set("")
        began = time.perf_counter()
        response = self.get_response(request)
        _note(request, response.status_code, seconds=time.perf_counter() - began)
        response[HEADER] = name
        return response


def _note(request: HttpRequest, status: int, *, seconds: float) -> None:
    match = request.resolver_match
    # Never the path: nobody's ids belong into a label, and there is no end of them.
    view = match.view_name if match else "none"
    method = request.method if request.method in {"GET", "POST", "HEAD"} else "other"
    REQUESTS.labels(method, view, str(status)).inc()
    SECONDS.labels(view).observe(seconds)
    about = {
        "method": method,
        "view": view,
        "status": status,
        "milliseconds": round(seconds * 1000),
    }
    logger.info("%(method)s %(view)s %(status)s %(milliseconds)s ms", about, extra=about)
