"""Passwords kept with SM3, and the way there from what was kept before."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.test import Client
from django.urls import reverse

from planapp.models import User
from planapp.services.password_hashers import SM3PasswordHasher

OURS = "planapp.services.password_hashers.SM3PasswordHasher"
DJANGOS = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
PASSWORD = "Ceshi-2024-mima"


def test_sm3_is_the_one_of_the_standard() -> None:
    """GB/T 32905-2016, appendix A.1."""
    digest = SM3PasswordHasher.digest()
    digest.update(b"abc")
    assert digest.hexdigest() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_password_is_kept_as_pbkdf2_of_sm3(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [OURS, DJANGOS]
    kept = make_password(PASSWORD)
    algorithm, iterations, salt, _ = kept.split("$")
    assert algorithm == "pbkdf2_sm3"
    assert int(iterations) >= 600_000
    assert len(salt) >= 22
    assert check_password(PASSWORD, kept)
    assert not check_password(PASSWORD + "x", kept)
    key = hashlib.pbkdf2_hmac("sm3", PASSWORD.encode(), salt.encode(), int(iterations))
    assert SM3PasswordHasher().decode(kept)["hash"].encode() == base64.b64encode(key)


@pytest.mark.django_db
@pytest.mark.parametrize("hashers", [[OURS, DJANGOS], [DJANGOS, OURS]])
def test_password_kept_otherwise_is_kept_anew_at_the_next_log_in(
    settings: Any, reporter: User, hashers: list[str]
) -> None:
    settings.PASSWORD_HASHERS = list(reversed(hashers))
    reporter.set_password(PASSWORD)
    reporter.save()
    settings.PASSWORD_HASHERS = hashers
    wanted = "pbkdf2_sm3" if hashers[0] == OURS else "pbkdf2_sha256"
    answer = Client().post(
        reverse("admin:login"), {"username": reporter.username, "password": PASSWORD}
    )
    assert answer.status_code == 302
    reporter.refresh_from_db()
    assert identify_hasher(reporter.password).algorithm == wanted
