"""The conversation with the identity service (OpenID Connect), which Authlib carries out.

Authorization code with PKCE, state and nonce; the id_token's signature, issuer, audience and times
are checked. What the service says is fetched anew for each log-in: nothing of it can be stale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import MismatchingStateError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from joserfc.errors import JoseError
from requests import RequestException

# Signed with the service's own key pair: whoever knows the client's secret could sign by HS256.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LEEWAY = 60  # seconds by which the clocks may differ
_ENDPOINTS = {
    "authorization_endpoint": "OIDC_AUTHORIZATION_ENDPOINT",
    "token_endpoint": "OIDC_TOKEN_ENDPOINT",
    "jwks_uri": "OIDC_JWKS_URI",
    "userinfo_endpoint": "OIDC_USERINFO_ENDPOINT",
    "end_session_endpoint": "OIDC_END_SESSION_ENDPOINT",
}

# The last four: what a service that answers nonsense causes.
_FAILURES = (RequestException, AuthlibBaseError, JoseError, RuntimeError, ValueError, KeyError,
             TypeError, AttributeError)  # fmt: skip


class ServiceFailed(Exception):
    """No identity was had; the message says why, in Chinese, `cause` for the record."""

    def __init__(self, message: str, *, cause: str, is_down: bool = False) -> None:
        super().__init__(message)
        self.cause = cause
        self.is_down = is_down


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the service vouches for, and what ends their session there."""

    issuer: str
    subject: str
    account: str  # the configured claim; empty where the service did not give it
    id_token: str
    end_session_endpoint: str


def is_configured() -> bool:
    return bool(settings.OIDC_ISSUER)


def send_to_service(request: HttpRequest) -> HttpResponse:
    """Lead the browser to the service's own log-in. Raises ServiceFailed."""
    back = request.build_absolute_uri(reverse("admin:identity_return"))
    try:
        client = _client()
        answer: HttpResponse = client.authorize_redirect(request, back)
    except _FAILURES as failure:
        raise _failed(failure) from failure
    return answer


def take_identity(request: HttpRequest) -> Identity:
    """Whom the service has sent back. Raises ServiceFailed for whatever does not fit."""
    try:
        client = _client()
        token = client.authorize_access_token(
            request,
            leeway=LEEWAY,
            claims_options={
                "iss": {"essential": True, "value": settings.OIDC_ISSUER},
                "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
            },
        )
        claims = token.get("userinfo")
        if not claims:
            raise ValueError("no id_token")
        account = claims.get(settings.OIDC_ACCOUNT_CLAIM) or _asked_for(client, token, claims)
    except _FAILURES as failure:
        raise _failed(failure) from failure
    return Identity(
        issuer=settings.OIDC_ISSUER,
        subject=str(claims["sub"]),
        account=str(account or "").strip(),
        id_token=token["id_token"],
        end_session_endpoint=client.server_metadata.get("end_session_endpoint") or "",
    )


def _client() -> DjangoOAuth2App:
    """The client of this installation, with the service's addresses."""
    given = {name: getattr(settings, setting) for name, setting in _ENDPOINTS.items()}
    explicit = {name: address for name, address in given.items() if address}
    complete = {"authorization_endpoint", "token_endpoint", "jwks_uri"} <= explicit.keys()
    discovery = f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration"
    client: DjangoOAuth2App = OAuth().register(
        "identity",
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        server_metadata_url=None if complete else discovery,
        client_kwargs={
            "scope": settings.OIDC_SCOPES,
            "code_challenge_method": "S256",
            "default_timeout": settings.OIDC_TIMEOUT_SECONDS,
        },
    )
    stated = client.load_server_metadata()
    if not complete and stated.get("issuer") != settings.OIDC_ISSUER:
        raise ValueError(f"issuer is {stated.get('issuer')}")
    stated |= explicit | {"id_token_signing_alg_values_supported": ALGORITHMS}
    return client


def _asked_for(client: DjangoOAuth2App, token: dict[str, Any], claims: dict[str, Any]) -> object:
    """The account's name as the service tells it on demand, where its id_token is sparing."""
    if not client.server_metadata.get("userinfo_endpoint"):
        return None
    told = client.userinfo(token=token)
    if told.get("sub") != claims["sub"]:
        raise ValueError("userinfo is somebody else's")
    return told.get(settings.OIDC_ACCOUNT_CLAIM)


def _failed(failure: Exception) -> ServiceFailed:
    """What the person can do about it; details are for the record."""
    name = settings.OIDC_NAME
    cause = f"{type(failure).__name__} {failure}"[:200]
    if isinstance(failure, RequestException):
        words = f"{name}服务没有响应，请稍后再试；急用时可用本系统的账号和密码登录。"
        return ServiceFailed(words, cause=cause, is_down=True)
    if isinstance(failure, MismatchingStateError):
        words = "这次登录已过期，或不是从本系统的登录页开始的。请重新登录。"
        return ServiceFailed(words, cause=cause)
    if getattr(failure, "error", "") == "access_denied":
        return ServiceFailed(f"您在{name}取消了登录，或没有得到允许。", cause=cause)
    return ServiceFailed(
        f"{name}的答复未通过核验，没有登录。请重新登录；仍不成功时请告诉系统管理员。", cause=cause
    )
