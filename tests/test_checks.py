"""What `manage.py check` and `migrate` refuse."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from planapp.checks import (
    identity_service_is_complete,
    mail_is_encrypted_in_one_way,
    no_demo_accounts,
    passwords_can_be_kept_with_sm3,
    second_factor_roles_exist,
    security_events_are_kept,
)
from planapp.models import User
from tests.factories import make_user
from tests.processes import environment, run_manage


@pytest.fixture
def _production(settings: Any) -> None:
    settings.EMBEDDED, settings.DEMO_DAYS = False, []


@pytest.mark.django_db
@pytest.mark.usefixtures("_production")
def test_open_demo_accounts_are_refused_in_production() -> None:
    make_user(username="yanshi", is_demo=True)
    make_user(username="lisi")
    with pytest.raises(CommandError, match="演示账号：yanshi。") as refused:
        call_command("check", databases=["default"])
    assert "planapp.E002" in str(refused.value)


@pytest.mark.django_db
@pytest.mark.usefixtures("_production")
def test_closed_demo_accounts_are_not() -> None:
    make_user(username="yanshi", is_demo=True, is_active=False)
    assert no_demo_accounts(databases=["default"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("embedded", "days"), [(True, []), (False, [date(2025, 2, 10)])])
def test_laptop_and_demonstration_may_have_demo_accounts(
    settings: Any, embedded: bool, days: list[date]
) -> None:
    settings.EMBEDDED, settings.DEMO_DAYS = embedded, days
    make_user(is_demo=True)
    assert no_demo_accounts(databases=["default"]) == []


@pytest.mark.parametrize(("days", "ids"), [(182, ["planapp.E001"]), (183, [])])
def test_security_events_are_kept_for_six_months(settings: Any, days: int, ids: list[str]) -> None:
    settings.KEEP_SECURITY_EVENTS_DAYS = days
    assert [message.id for message in security_events_are_kept()] == ids


def test_command_with_a_shorter_time_does_not_start(tmp_path: Path) -> None:
    done = run_manage("migrate", env=environment(tmp_path, KEEP_SECURITY_EVENTS_DAYS="30"))
    assert (done.returncode, "不得少于183天" in done.stderr) == (1, True)


def test_empty_database_is_none_of_its_business(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/db.sqlite3"
    env = environment(tmp_path, DATABASE_URL=database, SECRET_KEY="k" * 60)
    done = run_manage("check", "--database", "default", env=env)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ([], []),
        (["administrator", "unit_admin"], []),
        (["管理员", "auditor"], ["SECOND_FACTOR_ROLES 中没有这样的角色：管理员。"]),
    ],
)
def test_roles_that_need_a_second_factor_exist(
    settings: Any, roles: list[str], told: list[str]
) -> None:
    settings.SECOND_FACTOR_ROLES = roles
    assert [message.msg for message in second_factor_roles_exist()] == told


@pytest.mark.parametrize(
    ("issuer", "client", "secure", "ids"),
    [
        ("", "", True, []),
        ("https://sso.example", "tracker", True, []),
        ("https://sso.example", "", True, ["planapp.E004"]),
        ("http://sso.example", "tracker", True, ["planapp.E005"]),
        ("http://sso.example", "tracker", False, []),
        ("http://sso.example", "", True, ["planapp.E004", "planapp.E005"]),
    ],
)
def test_identity_service_is_configured_wholly_and_over_https(
    settings: Any, issuer: str, client: str, secure: bool, ids: list[str]
) -> None:
    settings.OIDC_ISSUER, settings.SECURE = issuer, secure
    settings.OIDC_CLIENT_ID = settings.OIDC_CLIENT_SECRET = client
    assert [message.id for message in identity_service_is_complete()] == ids


@pytest.mark.parametrize(
    ("tls", "ssl", "ids"),
    [(True, True, ["planapp.E006"]), (True, False, []), (False, True, []), (False, False, [])],
)
def test_mail_is_encrypted_in_one_way_or_none(
    settings: Any, tls: bool, ssl: bool, ids: list[str]
) -> None:
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = tls, ssl
    assert [message.id for message in mail_is_encrypted_in_one_way()] == ids


@pytest.mark.parametrize(
    ("kind", "known", "ids"),
    [
        ("pbkdf2_sm3", {"sm3", "sha256"}, []),
        ("pbkdf2_sm3", {"sha256"}, ["planapp.E007"]),
        ("pbkdf2_sha256", {"sha256"}, []),
    ],
)
def test_passwords_are_kept_with_sm3_where_openssl_has_it(
    settings: Any, monkeypatch: pytest.MonkeyPatch, kind: str, known: set[str], ids: list[str]
) -> None:
    settings.PASSWORD_HASH = kind
    monkeypatch.setattr("hashlib.algorithms_available", known)
    assert [message.id for message in passwords_can_be_kept_with_sm3()] == ids


@pytest.mark.django_db
@pytest.mark.usefixtures("_production")
def test_demonstration_is_not_loaded_in_production() -> None:
    with pytest.raises(CommandError, match="正式环境不能载入演示数据和演示账号"):
        call_command("demo")
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_new_installation_has_no_account() -> None:
    call_command("load_fixtures", verbosity=0)
    assert User.objects.count() == 0
