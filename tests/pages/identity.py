"""Logging in through the identity service, as a browser does."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import requests
from django.test import Client

from planapp.domain.terms import SecurityKind
from planapp.models import LoginSession, SecurityEvent, User

LOGIN, RETURN = "/admin/identity/login/", "/admin/identity/return/"


def go_there(client: Client, then: str = "") -> str:
    """The address at the provider that the browser is led to."""
    answer = client.get(LOGIN, {"next": then} if then else {})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def come_back(address: str, account: str = "reporter") -> str:
    """Logs in at the provider as a person does; the address that leads back here."""
    page = requests.get(address, timeout=60)
    found = re.search(r'name="query" value="([^"]*)"', page.text)
    assert found
    data = {"query": unescape(found[1]), "account": account}
    answer = requests.post(address, data=data, allow_redirects=False, timeout=60)
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def log_in(client: Client, account: str = "reporter", then: str = "") -> Any:
    return client.get(come_back(go_there(client, then), account))


def user_of(client: Client) -> User | None:
    session = LoginSession.objects.filter(session_key=client.session.session_key).first()
    return session.user if session else None


def assert_turned_away(answer: Any, why: str, client: Client, status: int = 403) -> None:
    assert (answer.status_code, why in answer.content.decode()) == (status, True)
    assert user_of(client) is None
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    last = SecurityEvent.objects.first()
    assert last is not None
    assert last.kind == SecurityKind.LOGIN_FAILED
    assert last.subject.startswith("统一身份：")
