"""How every answer is made: whoever asks is known, unchanged content is not sent again."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from planapp.clock import now, today
from planapp.domain.terms import SecurityKind
from planapp.models import User
from planapp.pages.frame import OutOfScope, person
from planapp.pages.on_record import record_refusal
from planapp.queries.second_factor import must_set_up_authenticator
from planapp.services.api_tokens import person_by_token
from planapp.services.security import record_security_event

_BEARER = "bearer "
_UNKNOWN = "令牌无效、已过期或已停用。"
_NOBODY = "请在请求头中给出令牌（Authorization: Bearer …），或先登录系统。"
_NOT_READY = "请先登录系统，完成要求的密码修改和两步验证设置。"


class ReadOnlyApi(NinjaAPI):
    """JSON with an entity tag: a client that has it already gets 304 and no content."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        response = super().create_response(
            request, data, status=status, temporal_response=cast(Any, temporal_response)
        )
        response["Cache-Control"] = "private, no-cache"
        response["Vary"] = "Authorization, Cookie"
        if response.status_code != HTTPStatus.OK:
            return response
        tag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
        response["ETag"] = tag
        return cast(HttpResponse, get_conditional_response(request, tag, response=response))


def known_person(request: HttpRequest) -> User | None:
    """By the token of the request, or by the session of a browser; None for a stranger.

    A token opens what its person may see; whoever must first choose a password or set up an
    authenticator does that on the site. A wrong token stands on the security record.
    """
    given = request.headers.get("Authorization", "")
    if given:
        return _by_token(request, given)
    user = request.user
    return user if isinstance(user, User) and _is_ready(user) else None


def _by_token(request: HttpRequest, given: str) -> User | None:
    key = given[len(_BEARER) :].strip() if given.lower().startswith(_BEARER) else ""
    user = person_by_token(key, at=now()) if key else None
    if user is None:
        why = f"接口 {request.path}：{_UNKNOWN}"
        record_security_event(kind=SecurityKind.REFUSED, by=None, at=now(), subject=why)
        return None
    if not _is_ready(user):
        return None
    request.user = user
    return user


def _is_ready(user: User) -> bool:
    return not (user.must_change_password or must_set_up_authenticator(user, on=today()))


def require_table(request: HttpRequest, model: type[Model]) -> None:
    """Raise PermissionDenied for whom the table of the admin does not open either."""
    if not person(request).has_perm(f"planapp.view_{model._meta.model_name}"):
        raise PermissionDenied(f"您的角色不能查看{model._meta.verbose_name}。")


def add_errors(api: NinjaAPI) -> None:
    """Every error says in one field, `error`, what to do."""

    @api.exception_handler(AuthenticationError)
    def _stranger(request: HttpRequest, _why: AuthenticationError) -> HttpResponse:
        if isinstance(request.user, User):
            words = _NOT_READY
        else:
            words = _UNKNOWN if "Authorization" in request.headers else _NOBODY
        response = api.create_response(request, {"error": words}, status=HTTPStatus.UNAUTHORIZED)
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(PermissionDenied)
    def _refused(request: HttpRequest, why: PermissionDenied) -> HttpResponse:
        record_refusal(request, why)
        return api.create_response(request, {"error": str(why)}, status=HTTPStatus.FORBIDDEN)

    @api.exception_handler(Http404)
    def _missing(request: HttpRequest, why: Http404) -> HttpResponse:
        if isinstance(why, OutOfScope):
            record_refusal(request, why)
        words = {"error": "没有这一项，或不在您的可见范围内。"}
        return api.create_response(request, words, status=HTTPStatus.NOT_FOUND)

    @api.exception_handler(ValidationError)
    def _wrong(request: HttpRequest, why: ValidationError) -> HttpResponse:
        places = [
            {"parameter": str(each["loc"][-1]), "message": str(each["msg"])} for each in why.errors
        ]
        words = {"error": "参数有误，见 details。", "details": places}
        return api.create_response(request, words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
