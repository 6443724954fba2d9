"""The people of the tests, each with a role in a unit, and their logged-in clients."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings

from planapp.domain.terms import MemberRole
from planapp.models import Unit, User
from tests import outside
from tests.database import end_others
from tests.factories import make_membership, make_supervision, make_unit, make_user
from tests.flushing import flush_past_the_triggers
from tests.identity_provider import CLIENT, SECRET, Provider, running_provider
from tests.live import free_port, redis_server

# How long an example takes, and how long it takes to think of one, depends on what else the machine
# does. The suite tries the same examples each time; `make soak` looks for new ones.
settings.register_profile(
    "suite",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("SOAK") != "1",
)
settings.load_profile("suite")

GROUPS = Path(__file__).parent.parent / "fixtures" / "groups.json"

# With CI_SERVICES=1 everything that the tests marked `services` need is there; without, these
# tests are left out.
WITH_SERVICES = os.environ.get("CI_SERVICES") == "1"
# Tests marked `soak` go on for long; they run with SOAK=1 only.
WITH_SOAK = os.environ.get("SOAK") == "1"

TOUCHING = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if TOUCHING.intersection(item.fixturenames) or item.get_closest_marker("django_db"):
            item.add_marker("database")
    runs = {"services": WITH_SERVICES, "soak": WITH_SOAK}
    left_out = [
        item
        for item in items
        if any(item.get_closest_marker(marker) and not run for marker, run in runs.items())
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where the services are there, a test of them that skips itself has failed."""
    report = yield
    if WITH_SERVICES and report.skipped and item.get_closest_marker("services"):
        report.outcome = "failed"
        report.longrepr = f"skipped although CI_SERVICES=1: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Generator[None, None, None]:
    """Ends what still holds the test database when it is to be dropped.

    A browser keeps its connection to the live server open, and the server's thread with it
    its own to PostgreSQL.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.ops, "execute_sql_flush", flush_past_the_triggers)
        yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            # While a browser runs, its event loop does, and Django keeps another connection for
            # it; a test on that one may have ended this one.
            connection.close()
            end_others()


@pytest.fixture(scope="session")
def files_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="session")
def static_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def _files_outside_the_checkout(settings: Any, files_dir: Path, static_dir: Path) -> None:
    settings.MEDIA_ROOT = str(files_dir)
    settings.STATIC_ROOT = str(static_dir)


def make_person(username: str, *, role: MemberRole, unit: Unit, full_name: str) -> User:
    """A user with one membership and the rights of that role's group."""
    user = make_user(username=username, full_name=full_name)
    make_membership(user=user, unit=unit, role=role)
    user.groups.add(get_group(role))
    return user


def get_group(role: MemberRole) -> Group:
    """The group that every installation has for a role, from the same file."""
    group, is_new = Group.objects.get_or_create(name=role.label)
    if is_new:
        rows = [row["fields"] for row in json.loads(GROUPS.read_text(encoding="utf-8"))]
        [rights] = [row["permissions"] for row in rows if row["name"] == role.label]
        group.permissions.set(
            Permission.objects.filter(codename__in=[codename for codename, *_ in rights])
        )
    return group


@pytest.fixture
def unit(db: None) -> Unit:
    """The reporter's unit."""
    return make_unit(code="energy", name="省能源局")


@pytest.fixture
def other_unit(db: None) -> Unit:
    """The outsider's unit."""
    return make_unit(code="transport", name="省交通运输厅")


@pytest.fixture
def office(db: None) -> Unit:
    """The unit of those who supervise, audit and administer."""
    return make_unit(code="office", name="省政府办公厅")


@pytest.fixture
def reporter(unit: Unit) -> User:
    return make_person("reporter", role=MemberRole.REPORTER, unit=unit, full_name="张填报")


@pytest.fixture
def unit_head(unit: Unit) -> User:
    return make_person("unit_head", role=MemberRole.UNIT_HEAD, unit=unit, full_name="刘负责")


@pytest.fixture
def unit_admin(unit: Unit) -> User:
    return make_person("unit_admin", role=MemberRole.UNIT_ADMIN, unit=unit, full_name="孙管理")


@pytest.fixture
def outsider(other_unit: Unit) -> User:
    return make_person("outsider", role=MemberRole.REPORTER, unit=other_unit, full_name="李外人")


@pytest.fixture
def supervisor(office: Unit) -> User:
    """Watches over everything."""
    role = MemberRole.SUPERVISOR
    user = make_person("supervisor", role=role, unit=office, full_name="王督查")
    make_supervision(user=user)
    return user


@pytest.fixture
def auditor(office: Unit) -> User:
    return make_person("auditor", role=MemberRole.AUDITOR, unit=office, full_name="赵审计")


@pytest.fixture
def administrator(office: Unit) -> User:
    role = MemberRole.ADMINISTRATOR
    return make_person("administrator", role=role, unit=office, full_name="陈管理")


@pytest.fixture
def system_admin(office: Unit) -> User:
    role = MemberRole.SYSTEM_ADMIN
    return make_person("system_admin", role=role, unit=office, full_name="钱系统")


@pytest.fixture
def security_admin(office: Unit) -> User:
    role = MemberRole.SECURITY_ADMIN
    return make_person("security_admin", role=role, unit=office, full_name="周安全")


def _client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reporter_client(reporter: User) -> Client:
    return _client_of(reporter)


@pytest.fixture
def outsider_client(outsider: User) -> Client:
    return _client_of(outsider)


@pytest.fixture
def supervisor_client(supervisor: User) -> Client:
    return _client_of(supervisor)


@pytest.fixture
def auditor_client(auditor: User) -> Client:
    return _client_of(auditor)


@pytest.fixture
def administrator_client(administrator: User) -> Client:
    return _client_of(administrator)


@pytest.fixture
def security_admin_client(security_admin: User) -> Client:
    return _client_of(security_admin)


@pytest.fixture
def system_admin_client(system_admin: User) -> Client:
    return _client_of(system_admin)


@pytest.fixture(scope="session")
def _identity_server() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(_identity_server: Provider, settings: Any) -> Provider:
    """The identity service that the product is configured for; it knows the reporter."""
    vars(_identity_server).update(vars(Provider(url=_identity_server.url)))
    _identity_server.people = {"reporter": {"sub": "u-1", "preferred_username": "reporter"}}
    settings.OIDC_ISSUER = _identity_server.url
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
    return _identity_server


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of this process's tests alone: others may run beside them."""
    port = free_port()
    with redis_server(port, folder=tmp_path_factory.mktemp("redis")):
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def mail_server(settings: Any) -> Iterator[outside.MailServer]:
    """The mail server that the product is configured for."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = outside.FROM
    with outside.running_mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def robots(settings: Any) -> Iterator[outside.RobotServer]:
    """Robots and a gateway, whose secrets are in the environment."""
    settings.CHANNEL_SECRETS = {"CHANNEL_KEY": outside.KEY, "CHANNEL_SECRET": outside.SECRET}
    settings.CHANNEL_HOSTS = ["127.0.0.1"]
    with outside.running_robots() as server:
        yield server
