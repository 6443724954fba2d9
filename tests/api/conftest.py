"""A small province behind the API, and how it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from planapp.domain.terms import Light, ReportState, Role, Status
from planapp.models import Indicator, ReportingCycle, Unit, User
from planapp.services.api_tokens import issue_token
from tests.api.asking import AT, DAY, Ask
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_task,
    make_task_report,
)


@pytest.fixture(autouse=True)
def _on_that_day(settings: Any) -> None:
    settings.DEMO_DAYS = [DAY]


@pytest.fixture
def ask_as(client: Client) -> Callable[[User], Ask]:
    """Asks the API with a token of the person's; the answer is the whole response."""

    def with_token(user: User) -> Ask:
        _, key = issue_token(user=user, name="测试", days=30, at=AT)

        def ask(path: str, **extra: Any) -> Any:
            headers = {"Authorization": f"Bearer {key}", **extra.pop("headers", {})}
            return client.get(f"/api/v1/{path}", extra, headers=headers)

        return ask

    return with_token


@pytest.fixture
def cycle(db: None) -> ReportingCycle:
    return make_cycle(plan=make_plan(title="能源规划"))


@pytest.fixture
def add_items(cycle: ReportingCycle, unit: Unit) -> Callable[[int], list[Indicator]]:
    """So many indicators of the unit with gap and figure, and as many tasks with a report."""

    def add(number: int) -> list[Indicator]:
        return [_add_item(cycle, unit) for _ in range(number)]

    return add


def _add_item(cycle: ReportingCycle, unit: Unit) -> Indicator:
    indicator = make_indicator(plan=cycle.plan)
    make_responsibility(indicator=indicator, unit=unit, role=Role.LEAD)
    make_gap(indicator=indicator, cycle=cycle, status=Status.BEHIND, light=Light.YELLOW)
    make_record(series=indicator.series, unit=unit, state=ReportState.APPROVED)
    task = make_task(plan=cycle.plan)
    make_responsibility(task=task, unit=unit, role=Role.LEAD)
    make_task_report(task=task, cycle=cycle, unit=unit, state=ReportState.SUBMITTED)
    return indicator
