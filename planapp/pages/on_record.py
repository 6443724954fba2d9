"""What a visit leaves on the record of security events."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

from planapp.clock import now
from planapp.domain.terms import SecurityKind
from planapp.models import User
from planapp.services.security import record_security_event


def record_refusal(request: HttpRequest, why: Exception) -> None:
    """What somebody wanted and was not given."""
    words = str(why) or "没有这项权限。"  # Django's own tables refuse without a reason
    _record(request, SecurityKind.REFUSED, f"{request.method} {request.path}：{words}")


def record_download(request: HttpRequest, disposition: str) -> None:
    """What leaves the house as a file; `disposition` is the answer's header."""
    name = parse_header_parameters(disposition)[1].get("filename", "")
    _record(request, SecurityKind.DOWNLOAD, f"{name}（{request.get_full_path()}）")


def _record(request: HttpRequest, kind: SecurityKind, subject: str) -> None:
    user = request.user if isinstance(request.user, User) else None
    record_security_event(kind=kind, by=user, at=now(), subject=subject)
