"""The API keeps to its own description, whatever it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings

from planapp.models import Indicator, User
from planapp.services.api_tokens import issue_token
from tests.api.asking import AT, LISTS
from tracker.wsgi import application

pytestmark = pytest.mark.django_db
ROWS = ("plans/{pk}", "indicators/{pk}")
EXAMPLES = 12


@pytest.fixture
def headers(supervisor: User, add_items: Callable[[int], list[Indicator]]) -> dict[str, str]:
    add_items(2)
    _, key = issue_token(user=supervisor, name="测试", days=30, at=AT)
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture(autouse=True)
def _connection_stays() -> Iterator[None]:
    """Outside the test client a request ends by closing the connection, and with it the test."""
    both = (request_started, request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


@pytest.fixture
def description(headers: dict[str, str]) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers=headers)


def test_every_answer_is_as_described(description: Any, headers: dict[str, str]) -> None:
    operations = [result.ok() for result in description.get_all_operations()]
    paths = {operation.path for operation in operations}
    assert paths == {f"/api/v1/{path}" for path in (*LISTS, *ROWS)}
    for operation in operations:
        _ask_all_sorts(operation, headers)


def _ask_all_sorts(operation: Any, headers: dict[str, str]) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers)

    ask()
