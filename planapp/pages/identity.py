"""统一身份认证登录: logging in through the province's identity service, and out of it."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from planapp.clock import now
from planapp.domain.terms import SecurityKind
from planapp.models import User
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.identity_service import (
    Identity,
    ServiceFailed,
    is_configured,
    send_to_service,
    take_identity,
)
from planapp.pages.totp_login import let_in
from planapp.rights import Action
from planapp.services.errors import Refused
from planapp.services.identities import identify_person, unlink_identity
from planapp.services.security import record_security_event

_THEN = "identity_then"  # in the session: where to go on after the log-in
CAME_BY_IDENTITY = "came_by_identity"  # in the session: what ends it at the service, too


@never_cache
@require_GET
def identity_login(request: HttpRequest) -> HttpResponse:
    """Go to the identity service and, afterwards, to the address named `next`."""
    _require_configured()
    then = request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(
        then, {request.get_host()}, require_https=request.is_secure()
    )
    request.session[_THEN] = then if is_ours else reverse("admin:index")
    try:
        return send_to_service(request)
    except ServiceFailed as failure:
        return _failed(request, failure)


@never_cache
@require_GET
def identity_return(request: HttpRequest) -> HttpResponse:
    """Take whom the service sends back, and let them in where they have an account here."""
    _require_configured()
    try:
        identity = take_identity(request)
    except ServiceFailed as failure:
        return _failed(request, failure)
    try:
        user = identify_person(
            issuer=identity.issuer, subject=identity.subject, account=identity.account, at=now()
        )
    except Refused as refusal:
        return _turn_away(request, str(refusal), cause=str(refusal), name=identity.account)
    then = request.session.pop(_THEN, reverse("admin:index"))
    return let_in(request, user, then=then, known={CAME_BY_IDENTITY: _ending(request, identity)})


@require_POST
@needs(Action.KEEP_PEOPLE)
def unlink_identity_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody link anew: their account was linked to the wrong identity, or it changed."""
    user = get_object_or_404(User, pk=pk)
    with telling(request, f"已解除“{user}”与统一身份的绑定，其登录已全部退出。"):
        unlink_identity(user=user, by=person(request), at=now())
    return redirect("admin:planapp_user_change", pk)


def _require_configured() -> None:
    if not is_configured():
        raise Http404


def _ending(request: HttpRequest, identity: Identity) -> str:
    """The address that ends the session at the service; empty where it has none."""
    if not identity.end_session_endpoint:
        return ""
    back = request.build_absolute_uri(reverse("admin:login"))
    parameters = {"id_token_hint": identity.id_token, "post_logout_redirect_uri": back}
    joint = "&" if "?" in identity.end_session_endpoint else "?"
    return f"{identity.end_session_endpoint}{joint}{urlencode(parameters)}"


def _failed(request: HttpRequest, failure: ServiceFailed) -> HttpResponse:
    page = _turn_away(request, str(failure), cause=failure.cause)
    if failure.is_down:
        page.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return page


def _turn_away(request: HttpRequest, why: str, *, cause: str, name: str = "") -> HttpResponse:
    """Say why there was no log-in and what to do; it goes on the record."""
    request.session.pop(_THEN, None)
    record_security_event(
        kind=SecurityKind.LOGIN_FAILED, by=None, name=name, at=now(), subject=f"统一身份：{cause}"
    )
    page = draw(request, "identity_failed.html", title="没有登录", why=why)
    page.status_code = HTTPStatus.FORBIDDEN
    return page
