"""Asking the product's addresses as somebody, and what each answer comes down to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from planapp.domain.terms import SecurityKind
from planapp.models import LoginSession, SecurityEvent
from tests.rights.table.rows import Row

MISSING = 987654321
_OPEN = {200, 302, 400}
_LEFT_BEHIND = {LoginSession, SecurityEvent}  # by every visit and every refusal


def client_of(world: SimpleNamespace, who: str) -> Client:
    client = Client(raise_request_exception=True)
    if who != "anonymous":
        client.force_login(world.people[who])
    return client


def address(name: str, row: Row, world: SimpleNamespace) -> str:
    """Of the row that the table names; words after “=” stand in the address as they are."""
    args = [_value(each, world) for each in row.args.split()]
    return reverse(f"admin:{name.removesuffix(':post')}", args=args)


def address_of_nothing(name: str, row: Row) -> str:
    """The same of rows that are not there."""
    args = [each[1:] if each.startswith("=") else MISSING for each in row.args.split()]
    return reverse(f"admin:{name.removesuffix(':post')}", args=args)


def _value(path: str, world: SimpleNamespace) -> object:
    if path.startswith("="):
        return path[1:]
    row, _, field = path.partition(".")
    return getattr(getattr(world, row), field)


def ask(client: Client, method: str, url: str, data: object = None) -> tuple[str, str]:
    """The letter of the answer and its text; what an open page did is undone."""
    with transaction.atomic():
        response = getattr(client, method)(url, data or {})
        body = _read(response)
        letter = letter_of(response)
        if letter == "o":
            transaction.set_rollback(True)
    return letter, body


def letter_of(response: HttpResponseBase) -> str:
    """As the table writes it; the status itself where the table has no letter for it."""
    if "/login/" in response.get("Location", "") or "/login/" in response.get("Refresh", ""):
        return "L"
    if response.status_code in _OPEN:
        return "o"
    return {403: "3", 404: "4"}.get(response.status_code, str(response.status_code))


def _read(response: HttpResponseBase) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode(errors="replace")


def digest_of_everything() -> dict[str, str]:
    """Every table of the product by its content, but for what visits and refusals leave."""
    found = {}
    for model in apps.get_app_config("planapp").get_models():
        if model in _LEFT_BEHIND:
            continue
        rows = list(model._default_manager.order_by("pk").values_list())
        found[model.__name__] = f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()}"
    return found


def all_patterns(
    resolver: URLResolver | None = None, namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the project, by its full name."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from all_patterns(
                each, namespace + (f"{each.namespace}:" if each.namespace else "")
            )
        else:
            yield f"{namespace}{each.name}", each


def ask_table(client: Client, method: str, url: str) -> str:
    """The letter of an answer of a table's own pages: these lead home where there is no row."""
    with transaction.atomic():
        response = getattr(client, method)(url, {})
        _read(response)
        gone = response.get("Location") == reverse("admin:index")
        letter = "4" if gone else letter_of(response)
        if letter == "o":
            transaction.set_rollback(True)
    return letter


@contextmanager
def refusals() -> Iterator[list[str]]:
    """What comes onto the record of refusals meanwhile; known when it is over."""
    rows = SecurityEvent.objects.filter(kind=SecurityKind.REFUSED)
    found: list[str] = []
    before = rows.count()
    yield found
    found += rows.order_by("pk").values_list("subject", flat=True)[before:]


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that write into tables of the product, but for what visits leave."""
    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.split(" ", 1)[0].upper()
        if verb in {"INSERT", "UPDATE", "DELETE"} and not any(
            f'"{model._meta.db_table}"' in sql for model in _LEFT_BEHIND
        ):
            found.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found
