"""Requests have an id, the proxy's or our own; the log has it, and no personal data."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from planapp.models import User
from planapp.trace import JsonFormatter, Traced, person_id, request_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Iterator[StringIO]:
    """The lines that the requests leave, as an installation with LOG_FORMAT=json writes them."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(Traced())
    logger = logging.getLogger("planapp.requests")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield written
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


@pytest.mark.parametrize("given", ("0f3c9a7e-1b2d-4c5e", "A_b-12345"))
def test_id_of_the_proxy_is_kept(given: str, client: Client) -> None:
    assert client.get("/health/live", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ("", "short", "x" * 65, "12345678 forged=1", "张三张三张三张三"))
def test_id_that_is_not_well_formed_is_replaced(given: str, client: Client) -> None:
    found = client.get("/health/live", headers={"X-Request-ID": given})["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", found)


def test_line_of_a_request_has_ids_and_figures_and_nothing_personal(
    log: StringIO, reporter: User, reporter_client: Client
) -> None:
    asked = {"X-Request-ID": "request-0001"}
    reporter_client.get("/admin/my/?q=身份证", headers=asked, REMOTE_ADDR="10.9.8.7")
    line = json.loads(log.getvalue())
    assert (line["request_id"], line["level"]) == ("request-0001", "INFO")
    assert (line["method"], line["view"], line["status"]) == ("GET", "admin:my_work", 200)
    for personal in (reporter.username, reporter.full_name, "身份证", "10.9.8.7"):
        assert personal not in log.getvalue()


def test_person_is_known_by_number_while_the_request_lasts(
    reporter: User, reporter_client: Client
) -> None:
    found: list[tuple[str, str]] = []

    def note(execute: Any, *args: Any) -> Any:
        found.append((request_id.get(), person_id.get()))
        return execute(*args)

    with connection.execute_wrapper(note):
        reporter_client.get("/admin/my/", headers={"X-Request-ID": "request-0002"})
    assert ("request-0002", str(reporter.pk)) in found


def test_answer_that_django_logs_has_the_ids_too(
    caplog: pytest.LogCaptureFixture, reporter: User, reporter_client: Client
) -> None:
    caplog.handler.addFilter(Traced())
    reporter_client.get("/admin/no/such/", headers={"X-Request-ID": "request-0003"})
    [record] = [each for each in caplog.records if each.name == "django.request"]
    assert (record.__dict__["request_id"], record.__dict__["person_id"]) == (
        "request-0003",
        str(reporter.pk),
    )


def test_error_is_one_line_of_json() -> None:
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        raise ValueError("坏了\n第二行")
    except ValueError:
        logger.exception("failed")
    [line] = written.getvalue().splitlines()
    assert "ValueError: 坏了" in json.loads(line)["error"]
