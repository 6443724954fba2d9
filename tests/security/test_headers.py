"""What every answer says to the browser, and which hosts and ways are nobody's."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from planapp.models import User

pytestmark = pytest.mark.django_db
EVERYWHERE = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; "
        "img-src 'self' data:; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def parts(policy: str) -> set[str]:
    return {part.strip() for part in policy.split(";")}


@pytest.mark.parametrize(
    "path", ["/", "/admin/", "/admin/login/", "/health/", "/api/v1/plans", "/x"]
)
def test_every_answer_is_closed_to_other_sites(client: Client, path: str) -> None:
    answer = client.get(path)
    told = {name: answer.get(name, "") for name in EVERYWHERE}
    policy = "Content-Security-Policy"
    assert parts(told.pop(policy)) == parts(EVERYWHERE[policy])
    assert told == {name: value for name, value in EVERYWHERE.items() if name != policy}
    assert "Access-Control-Allow-Origin" not in answer


def test_pages_behind_the_log_in_are_kept_by_no_cache(
    supervisor_client: Client, client: Client
) -> None:
    for one, path in ((supervisor_client, reverse("admin:overview")), (client, "/admin/login/")):
        assert "no-store" in one.get(path)["Cache-Control"]


def test_style_sheets_are_for_our_pages_alone(settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    with closing(Client().get("/static/planapp/print.js")) as answer:
        assert answer.status_code == 200
        assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a b", "x:y@z"])
def test_host_that_is_not_ours_is_refused(client: Client, host: str) -> None:
    assert client.get("/admin/login/", headers={"host": host}).status_code == 400


def test_forwarded_host_means_nothing(client: Client) -> None:
    answer = client.get("/admin/", headers={"x-forwarded-host": "evil.example"})
    assert answer["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    "aim",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
     "https:evil.example", "\thttps://evil.example"],
)  # fmt: skip
def test_log_in_leads_nowhere_else(client: Client, reporter: User, aim: str) -> None:
    reporter.set_password("Ceshi-2024-mima")
    reporter.save()
    given = {"username": reporter.username, "password": "Ceshi-2024-mima", "next": aim}
    answer = client.post(reverse("admin:login"), given)
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:index"))


def test_cookies_are_not_for_scripts_and_not_for_other_sites(
    client: Client, reporter: User
) -> None:
    reporter.set_password("Ceshi-2024-mima")
    reporter.save()
    given = {"username": reporter.username, "password": "Ceshi-2024-mima"}
    answer = client.post(reverse("admin:login"), given)
    for name in ("sessionid", "csrftoken"):
        cookie = answer.cookies[name]
        kept = (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"])
        assert kept == (True, "Lax", "/", "")
