"""An OpenID Connect provider on a free port: a real server with real signed tokens.

It insists on what the standard lets a provider insist on: the client's secret, the address that
was asked with, PKCE, codes that serve once. `bend` spoils its id_tokens, `key` signs them with
`algorithm`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "tracker", "s3cret-of-the-client-that-is-long"
FORM = """<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><title>全省统一身份认证</title>
<link rel="icon" href="data:,"><h1>全省统一身份认证</h1>
<form method="post"><input type="hidden" name="query" value="{query}">
<input name="account"><button>登录</button></form></html>"""
Claims = dict[str, Any]


@cache
def _own_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "a"})


@dataclass
class Provider:
    """What the server knows; tests change it while it runs."""

    url: str = ""
    people: dict[str, Claims] = field(default_factory=dict)  # by account, with `sub`
    key: RSAKey = field(default_factory=_own_key)
    published: list[RSAKey] = field(default_factory=list)
    algorithm: str = "RS256"
    bend: Callable[[Claims], Claims] = lambda claims: claims
    in_userinfo: frozenset[str] = frozenset()  # claims that the id_token does not carry
    ends_sessions: bool = True
    nonsense: str = ""  # a path that is answered with a page instead of JSON
    ended: list[dict[str, str]] = field(default_factory=list)
    _codes: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    def configuration(self) -> Claims:
        paths = {
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "jwks_uri": "/jwks",
            "userinfo_endpoint": "/userinfo",
        } | ({"end_session_endpoint": "/logout"} if self.ends_sessions else {})
        return {
            "issuer": self.url,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | {name: self.url + path for name, path in paths.items()}

    def code_for(self, account: str, asked: dict[str, str]) -> str:
        code = secrets.token_urlsafe()
        self._codes[code] = (account, asked)
        return code

    def tokens_for(self, given: dict[str, str]) -> Claims | None:
        """None where anything of the request does not fit."""
        account, asked = self._codes.pop(given.get("code", ""), ("", {}))
        verifier = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        fits = (
            asked.get("code_challenge_method") == "S256"
            and asked["code_challenge"] == challenge
            and asked["redirect_uri"] == given.get("redirect_uri")
            and given.get("grant_type") == "authorization_code"
        )
        if not fits:
            return None
        access = secrets.token_urlsafe()
        self._tokens[access] = account
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.id_token(account, asked["nonce"]),
        }

    def id_token(self, account: str, nonce: str) -> str:
        instant = int(time.time())
        known = {name: value for name, value in self.people[account].items()
                 if name not in self.in_userinfo}  # fmt: skip
        times = {"iat": instant, "exp": instant + 300}
        claims = {"iss": self.url, "aud": CLIENT, "nonce": nonce} | times | known
        key = OctKey.import_key(SECRET) if self.algorithm == "HS256" else self.key
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return jwt.encode(header, self.bend(claims), key, algorithms=[self.algorithm])

    def person_with(self, access: str) -> Claims | None:
        return self.people.get(self._tokens.get(access, ""))


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for the last of them
    provider: Provider


class _Handler(BaseHTTPRequestHandler):
    timeout = 30  # seconds: browsers open connections that they do not use
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == self.server.provider.nonsense:
            self._say("<h1>系统维护中</h1>", kind="text/html; charset=utf-8")
            return
        answers = {
            "/.well-known/openid-configuration": self._configuration,
            "/authorize": self._ask_person,
            "/jwks": self._keys,
            "/userinfo": self._person,
            "/logout": self._end,
        }
        answers.get(parts.path, self._nothing)(_flat(parts.query))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        given = _flat(self.rfile.read(length).decode())
        is_person = urlsplit(self.path).path == "/authorize"
        (self._answer_person if is_person else self._answer_client)(given)

    def _configuration(self, query: dict[str, str]) -> None:
        self._say(json.dumps(self.server.provider.configuration()))

    def _keys(self, query: dict[str, str]) -> None:
        provider = self.server.provider
        keys = provider.published or [provider.key]
        self._say(json.dumps({"keys": [key.as_dict(private=False) for key in keys]}))

    def _ask_person(self, query: dict[str, str]) -> None:
        if query.get("client_id") != CLIENT:
            self._nothing(query)
            return
        page = FORM.format(query=escape(urlsplit(self.path).query))
        self._say(page, kind="text/html; charset=utf-8")

    def _person(self, query: dict[str, str]) -> None:
        access = self.headers.get("Authorization", "").removeprefix("Bearer ")
        person = self.server.provider.person_with(access)
        self._say(json.dumps(person or {}), status=200 if person else 401)

    def _end(self, query: dict[str, str]) -> None:
        self.server.provider.ended.append(query)
        self._lead(query["post_logout_redirect_uri"])

    def _nothing(self, query: dict[str, str]) -> None:
        self._say("{}", status=404)

    def _answer_person(self, given: dict[str, str]) -> None:
        provider, asked = self.server.provider, _flat(given["query"])
        if given["account"] in provider.people:
            answer = {"code": provider.code_for(given["account"], asked)}
        else:
            answer = {"error": "access_denied"}
        self._lead(f"{asked['redirect_uri']}?{urlencode(answer | {'state': asked['state']})}")

    def _answer_client(self, given: dict[str, str]) -> None:
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        is_client = self.headers.get("Authorization") == f"Basic {expected}"
        tokens = self.server.provider.tokens_for(given) if is_client else None
        self._say(json.dumps(tokens or {"error": "invalid_grant"}), status=200 if tokens else 400)

    def _say(self, text: str, *, status: int = 200, kind: str = "application/json") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _lead(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def running_provider() -> Iterator[Provider]:
    provider = Provider()
    server = _Server(("127.0.0.1", 0), _Handler)
    server.provider = provider
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
