"""Every address and every table, asked as every kind of person and compared with the table."""

from __future__ import annotations

import re
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.rights import asking
from tests.rights.asking import MISSING, address, address_of_nothing, ask, ask_table, client_of
from tests.rights.table import ASKED_APART, CONCERNED, KEEPERS, KINDS, NAMES_OF_PLANS, PAGES
from tests.rights.table.rows import COLUMNS
from tests.rights.table.tables import TABLES
from tests.rights.world import MARK, standing

pytestmark = pytest.mark.django_db

# There is no such file, whoever asks: of an import without errors, of a report that waits.
EMPTY = {"marked_import", "made_file"}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Generator[SimpleNamespace, None, None]:
    """Built once; what an open page does is undone, what a refused one does must be nothing."""
    files = str(tmp_path_factory.mktemp("rights"))
    with django_db_blocker.unblock(), standing(files) as built:
        yield built


@pytest.fixture(autouse=True)
def _same_files(_files_outside_the_checkout: None, world: SimpleNamespace, settings: Any) -> None:
    """The world's files, not those of a single test."""
    settings.MEDIA_ROOT = world.files


def test_table_names_every_address_of_the_project_and_no_other() -> None:
    found = {name for name, _ in asking.all_patterns()} - {"admin:style"}
    tables = {f"admin:planapp_{table}_{kind}" for table in TABLES for kind in KINDS}
    pages = {f"admin:{name}" for name in PAGES if ":" not in name}
    assert sorted(found) == sorted(tables | pages | ASKED_APART)


def test_table_names_every_table_of_the_admin_and_no_action_on_rows() -> None:
    found = {model._meta.model_name: table.actions for model, table in admin.site._registry.items()}
    assert sorted(found) == sorted(TABLES)
    assert {name: list(actions or ()) for name, actions in found.items() if actions} == {}
    assert [name for name, _ in admin.site.actions if name != "delete_selected"] == []


@pytest.mark.parametrize("who", COLUMNS)
def test_pages_answer_as_the_table_says(who: str, world: SimpleNamespace) -> None:
    client, wrong = client_of(world, who), []
    before = asking.digest_of_everything()
    for name, row in PAGES.items():
        expected = row.expected(who)
        for method in row.methods.split():
            with asking.refusals() as refused:
                letter, body = ask(client, method, address(name, row, world))
            if letter != expected:
                wrong.append(f"{name} {method}: {letter}, not {expected}")
            if letter in {"3", "4"} and len(refused) != 1 and name not in EMPTY:
                wrong.append(f"{name} {method}: {letter} stands on the record {len(refused)} times")
            if letter == "o" and MARK in body and not _may_read_the_name(name, who):
                wrong.append(f"{name} {method}: tells the name of what {who} may not see")
    assert wrong == []
    assert asking.digest_of_everything() == before


def _may_read_the_name(page: str, who: str) -> bool:
    return who in CONCERNED or (who in KEEPERS and page in NAMES_OF_PLANS)


@pytest.mark.parametrize("who", [who for who in COLUMNS if who != "anonymous"])
def test_rows_that_are_not_there_are_refused_like_those_one_may_not_see(
    who: str, world: SimpleNamespace
) -> None:
    client, wrong = client_of(world, who), []
    for name, row in PAGES.items():
        expected = row.expected(who)
        if expected == "3" or not any(not each.startswith("=") for each in row.args.split()):
            continue
        for method in row.methods.split():
            with asking.refusals() as refused:
                letter, _ = ask(client, method, address_of_nothing(name, row))
            if letter == "4" and refused:
                wrong.append(f"{name} {method}: what is not there is recorded as {refused}")
            if letter not in {"3", "4"} or (expected == "4" and letter != "4"):
                wrong.append(f"{name} {method}: {letter}")
    assert wrong == []


@pytest.mark.parametrize("who", COLUMNS)
def test_tables_answer_as_the_table_says(who: str, world: SimpleNamespace) -> None:
    client, wrong = client_of(world, who), []
    before = asking.digest_of_everything()
    for name, table in TABLES.items():
        pk = getattr(world, table.row).pk
        opens = table.expected("opens", who)
        refused = {"3", "4"} if opens != "L" else {"L"}
        asked = [
            ("changelist", "get", (), {table.expected("lists", who)}),
            ("add", "get", (), {table.expected("changes", who)} - {"o"} | _adds(name, table, who)),
            ("change", "get", (pk,), {opens}),
            ("change", "get", (MISSING,), {"o": {"4"}}.get(opens, refused)),
            ("history", "get", (pk,), {opens} if opens == "o" else refused),
            ("change", "post", (pk,), {table.expected("changes", who)}),
            ("delete", "post", (pk,), refused),
        ]
        for page, method, args, expected in asked:
            with asking.refusals() as refused:
                letter = ask_table(
                    client, method, reverse(f"admin:planapp_{name}_{page}", args=args)
                )
            if (letter == "4" and page != "add") and bool(refused) is (MISSING in args):
                wrong.append(f"{name} {page} {method} {args}: recorded as {refused}")
            if letter not in expected:
                wrong.append(f"{name} {page} {method} {args}: {letter}, not {sorted(expected)}")
    assert wrong == []
    assert asking.digest_of_everything() == before


@pytest.mark.parametrize("who", [who for who in COLUMNS if who != "anonymous"])
def test_rows_that_are_only_read_lead_nowhere_that_is_closed(
    who: str, world: SimpleNamespace
) -> None:
    client, closed, known = client_of(world, who), [], set()
    for name, table in TABLES.items():
        if table.expected("opens", who) != "o":
            continue
        row = reverse(f"admin:planapp_{name}_change", args=(getattr(world, table.row).pk,))
        _, body = ask(client, "get", row)
        ways = set(re.findall(r'href="(/admin/planapp/\w+/\d+/change/)"', body)) - known
        known |= ways
        closed += [f"{row} → {way}" for way in ways if ask_table(client, "get", way) != "o"]
    assert closed == []


def _adds(name: str, table: Any, who: str) -> set[str]:
    """Who changes rows adds some, but for what the trail alone writes."""
    if table.expected("changes", who) != "o":
        return set()
    return {"3"} if name == "auditevent" else {"o"}


@pytest.mark.parametrize("who", [who for who in COLUMNS if who not in CONCERNED])
def test_lists_and_searches_tell_no_names_of_what_one_may_not_see(
    who: str, world: SimpleNamespace
) -> None:
    client = client_of(world, who)
    telling = [
        name
        for name in TABLES
        for query in ("", f"?q={MARK[:2]}")
        if MARK
        in client.get(reverse(f"admin:planapp_{name}_changelist") + query)
        .content.decode()
        .replace(f'value="{MARK[:2]}"', "")
    ]
    assert telling == []


@pytest.mark.parametrize("who", [who for who in COLUMNS if PAGES["search"].expected(who) == "o"])
def test_search_finds_for_whom_it_concerns_and_for_nobody_else(
    who: str, world: SimpleNamespace
) -> None:
    groups = client_of(world, who).get(reverse("admin:search"), {"q": MARK}).context["groups"]
    kinds = ["plan", "indicator", "task", "goal"] if who in CONCERNED else []
    assert [str(group.kind) for group in groups] == kinds


def _looked_up(world: SimpleNamespace, who: str, model: str, field: str) -> tuple[int, list[str]]:
    parameters = {"term": "", "app_label": "planapp", "model_name": model, "field_name": field}
    response = client_of(world, who).get(reverse("admin:autocomplete"), parameters)
    if response.status_code != 200:
        return response.status_code, []
    return 200, [each["text"] for each in response.json()["results"]]


@pytest.mark.parametrize("who", COLUMNS)
def test_look_up_of_people_is_open_to_who_keeps_or_reads_accounts(
    who: str, world: SimpleNamespace
) -> None:
    status, _ = _looked_up(world, who, "membership", "user")
    allowed = {"security_admin", "auditor"}
    assert status == {True: 200, False: 302 if who == "anonymous" else 403}[who in allowed]


@pytest.mark.parametrize("who", ("system_admin", "superuser"))
def test_look_up_of_units_is_closed_to_who_has_no_register(
    who: str, world: SimpleNamespace
) -> None:
    assert _looked_up(world, who, "membership", "unit")[0] == 403


@pytest.mark.parametrize("who", [who for who in COLUMNS if who != "anonymous"])
@pytest.mark.parametrize(
    ("model", "field"), [("gap", "indicator"), ("taskreport", "task"), ("reportingcycle", "plan")]
)
def test_look_up_of_items_tells_what_the_table_shows(
    model: str, field: str, who: str, world: SimpleNamespace
) -> None:
    status, found = _looked_up(world, who, model, field)
    told = any(MARK in text for text in found)
    keeps = {"system_admin", "security_admin", "superuser"}
    assert (status, told) == (403 if who in keeps else 200, who in CONCERNED)


def test_pages_that_act_ask_for_the_forms_token(world: SimpleNamespace) -> None:
    clients = {who: Client(enforce_csrf_checks=True) for who in world.people}
    for who, client in clients.items():
        client.force_login(world.people[who])
    wrong, before = [], asking.digest_of_everything()
    for name, row in PAGES.items():
        who = next((who for who in COLUMNS if row.expected(who) == "o"), None)
        if "post" not in row.methods or who is None:
            continue
        status = clients[who].post(address(name, row, world)).status_code
        if status != 403:
            wrong.append((name, status))
    assert wrong == []
    assert asking.digest_of_everything() == before


def test_pages_that_only_act_do_not_answer_to_a_look(world: SimpleNamespace) -> None:
    clients = {who: client_of(world, who) for who in COLUMNS}
    wrong, before = [], asking.digest_of_everything()
    for name, row in PAGES.items():
        who = next((who for who in COLUMNS if row.expected(who) == "o"), None)
        if row.methods != "post" or who is None or ":" in name:
            continue
        status = clients[who].get(address(name, row, world)).status_code
        if status != 405:
            wrong.append((name, who, status))
    assert wrong == []
    assert asking.digest_of_everything() == before


def test_looking_changes_nothing(world: SimpleNamespace) -> None:
    """Not even what an open page would be allowed to: reading is reading."""
    clients = {who: client_of(world, who) for who in COLUMNS}
    writing = []
    for name, row in PAGES.items():
        who = next((who for who in COLUMNS if row.expected(who) == "o"), None)
        if "get" not in row.methods or who is None or name == "message":  # which it marks read
            continue
        with asking.writes() as found:
            ask(clients[who], "get", address(name, row, world))
        writing += [f"{name}: {statement}" for statement in found]
    assert writing == []


def test_what_stands_before_the_log_in_is_open_to_strangers(world: SimpleNamespace) -> None:
    client = Client()
    assert client.get(reverse("health")).status_code == 200
    assert client.get("/")["Location"] == reverse("admin:index")
    assert client.get(reverse("admin:login")).status_code == 200
    assert client.get(reverse("admin:login_code"))["Location"] == reverse("admin:login")
    for name in ("identity_login", "identity_return"):  # no identity service is configured
        assert client.get(reverse(f"admin:{name}")).status_code == 404
    assert client.post(reverse("admin:logout")).status_code in {200, 302}
