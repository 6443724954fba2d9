"""Every form and every question of the site, filled with what nobody meant: never an error."""

from __future__ import annotations

import os
import random
from collections.abc import Generator, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.rights.asking import address, client_of
from tests.rights.table import PAGES
from tests.rights.table.rows import COLUMNS
from tests.rights.table.tables import TABLES
from tests.rights.world import standing
from tests.security.forms import Form, fault_of, forms_of, read_all, spoil

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Generator[SimpleNamespace, None, None]:
    """Built once; whatever a form does is undone."""
    files = str(tmp_path_factory.mktemp("forms"))
    with django_db_blocker.unblock(), standing(files) as built:
        yield built


@pytest.fixture(autouse=True)
def _same_files(_files_outside_the_checkout: None, world: SimpleNamespace, settings: Any) -> None:
    """The world's files, not those of a single test."""
    settings.MEDIA_ROOT = world.files


def addresses(who: str, world: SimpleNamespace) -> list[str]:
    """Every page that opens for the person."""
    pages = [
        address(name, row, world)
        for name, row in PAGES.items()
        if "get" in row.methods and row.expected(who) == "o"
    ]
    for name, table in TABLES.items():
        if table.expected("lists", who) == "o":
            pages.append(reverse(f"admin:planapp_{name}_changelist"))
        if table.expected("opens", who) == "o":
            pk = getattr(world, table.row).pk
            pages.append(reverse(f"admin:planapp_{name}_change", args=[pk]))
        if table.expected("changes", who) == "o":
            pages.append(reverse(f"admin:planapp_{name}_add"))
    return pages


def forms_on(url: str, client: Client) -> list[Form]:
    with transaction.atomic():
        response = client.get(url)
        page = read_all(response)
        transaction.set_rollback(True)  # what a look writes down: the visit
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    return [form for form in forms_of(page, url) if form.fields or form.files]


def all_forms(world: SimpleNamespace, *, by_each: bool) -> Iterator[tuple[str, Client, Form]]:
    """Every kind of form, with who may fill it in: by everybody, or every page visited once."""
    visited: set[str] = set()
    known: set[tuple[object, ...]] = set()
    for who in COLUMNS[1:]:
        client = client_of(world, who)
        if by_each:
            visited, known = set(), set()
        for url in addresses(who, world):
            forms = [] if url in visited else forms_on(url, client)
            visited.add(url)
            for form in forms:
                if form.kind not in known:
                    known.add(form.kind)
                    yield who, client, form


def faults(
    world: SimpleNamespace, chance: random.Random, *, times: int, by_each: bool = False
) -> list[str]:
    found, number = [], 0
    for who, client, form in all_forms(world, by_each=by_each):
        number += 1
        for _ in range(times):
            data = spoil(form, chance)
            if fault := fault_of(client, form, data):
                found.append(f"{who} {form.method} {form.url} {str(data)[:300]}: {fault}")
    assert number > 100
    return found


def test_no_form_is_brought_down(world: SimpleNamespace) -> None:
    assert faults(world, random.Random("forms"), times=1) == []


@pytest.mark.soak
def test_no_form_is_brought_down_by_anybody(world: SimpleNamespace) -> None:
    seed = os.environ.get("SEED") or str(random.randrange(10**9))
    found = faults(world, random.Random(seed), times=20, by_each=True)
    assert found == [], f"SEED={seed}"
