"""The doors that stand open to strangers, knocked at with what nobody meant: never an error."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from planapp.models import User
from tests.identity_provider import Provider
from tests.security.forms import VALUES, Form, fault_of

pytestmark = pytest.mark.django_db
PASSWORD = "Ceshi-2024-mima"


def faults(form: Form, client: Client, *, among: dict[str, str]) -> list[str]:
    """Each value in one field, the others as they should be, and in all."""
    found, names = [], cycle(among)
    for value in VALUES:
        name = next(names)
        for data in (among | {name: value}, dict.fromkeys(among, value)):
            if fault := fault_of(client, form, data):
                found.append(f"{form.url} {name}={value[:40]!r}: {fault}")
    return found


@pytest.mark.parametrize("door", ["login", "login_code"])
def test_log_in_is_not_brought_down_nor_led_away(door: str, reporter: User, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hundreds of it
    reporter.set_password(PASSWORD)
    reporter.save()
    fields = {
        "username": reporter.username,
        "password": PASSWORD,
        "next": "/admin/my/",
        "code": "123456",
    }
    form = Form("post", reverse(f"admin:{door}"), ())
    assert faults(form, Client(), among=fields) == []
    assert faults(Form("get", form.url, ()), Client(), among={"next": ""}) == []


def test_way_back_from_the_identity_service_is_not_brought_down(provider: Provider) -> None:
    client = Client()
    client.get(reverse("admin:identity_login"))
    fields = {"state": "x", "code": "y", "error": "", "error_description": "", "iss": provider.url}
    form = Form("get", reverse("admin:identity_return"), ())
    assert faults(form, client, among=fields) == []


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages"])
def test_cookies_of_a_stranger_are_not_believed(cookie: str) -> None:
    for value in VALUES[::4]:
        client = Client()
        raw = value.encode().decode("latin-1")[:4000]  # as it comes out of a request
        client.cookies[cookie] = "".join(filter(str.isprintable, raw))
        assert client.get(reverse("admin:my_work")).status_code == 302
