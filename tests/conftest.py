"""The people of the tests, each with a role in a unit, and their logged-in clients."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from planapp.domain.terms import MemberRole
from planapp.models import Unit, User
from tests.factories import make_membership, make_unit, make_user

GROUPS = Path(__file__).parent.parent / "fixtures" / "groups.json"


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
def outsider(other_unit: Unit) -> User:
    return make_person("outsider", role=MemberRole.REPORTER, unit=other_unit, full_name="李外人")


@pytest.fixture
def supervisor(office: Unit) -> User:
    return make_person("supervisor", role=MemberRole.SUPERVISOR, unit=office, full_name="王督查")


@pytest.fixture
def auditor(office: Unit) -> User:
    return make_person("auditor", role=MemberRole.AUDITOR, unit=office, full_name="赵审计")


@pytest.fixture
def administrator(office: Unit) -> User:
    role = MemberRole.ADMINISTRATOR
    return make_person("administrator", role=role, unit=office, full_name="陈管理")


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
