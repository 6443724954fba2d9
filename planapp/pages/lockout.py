"""What somebody sees who failed to log in too often, and where they come from."""

from __future__ import annotations

from http import HTTPStatus
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from planapp.pages.middleware import address_of

SECONDS = 60


def ip_address_of(request: HttpRequest) -> str | None:
    """The same address as the audit trail's, where it is one: a socket has none."""
    try:
        return str(ip_address(address_of(request)))
    except ValueError:
        return None


def locked_out(request: HttpRequest, *_args: object) -> HttpResponse:
    """Answer an attempt of somebody who is locked out."""
    context = {
        "failures": settings.AXES_FAILURE_LIMIT,
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds()) // SECONDS,
    }
    return render(request, "locked_out.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
