"""One small province: a plan in an open cycle, with all that the pages show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from planapp.domain.terms import DocumentStatus, ItemKind, ReportState
from planapp.models import (
    DraftItem,
    ExtractionDraft,
    Goal,
    Indicator,
    Message,
    Plan,
    PlanDocument,
    ProgressRecord,
    ReportingCycle,
    Task,
    TaskReport,
    Unit,
    User,
)
from tests.factories import (
    AT,
    SENTENCE,
    make_cycle,
    make_document,
    make_draft,
    make_draft_item,
    make_gap,
    make_goal,
    make_indicator,
    make_light_policy,
    make_message,
    make_plan,
    make_record,
    make_responsibility,
    make_task,
    make_task_report,
)

DAY = date(2024, 1, 15)  # within the cycle for 2023: from 1 to 31 January 2024


@pytest.fixture
def on_that_day(settings: Any) -> None:
    settings.DEMO_DAYS = [DAY]


def queries_of(client: Client, url: str) -> int:
    """How many queries the page costs; it must not matter how many rows it shows."""
    with CaptureQueriesContext(connection) as context:
        response = client.get(url)
    assert response.status_code == 200
    return len(context)


@pytest.fixture
def count_queries() -> Callable[[Client, str], int]:
    return queries_of


@dataclass
class World:
    plan: Plan
    cycle: ReportingCycle
    indicator: Indicator  # of the reporter's unit, nothing reported yet
    task: Task
    goal: Goal
    record: ProgressRecord  # another figure of that unit, submitted
    report: TaskReport
    document: PlanDocument  # not yet published
    draft: ExtractionDraft
    item: DraftItem
    message: Message  # to the reporter


@pytest.fixture
def world(on_that_day: None, unit: Unit, reporter: User) -> World:
    plan = make_plan()
    make_light_policy(plan=plan)
    cycle = make_cycle(plan=plan)
    open_one, submitted = make_indicator(plan=plan), make_indicator(plan=plan)
    tasks = make_task(plan=plan), make_task(plan=plan)
    for indicator in (open_one, submitted):
        make_responsibility(indicator=indicator, unit=unit)
        make_gap(indicator=indicator, cycle=cycle)
    for task in tasks:
        make_responsibility(task=task, unit=unit)
    handed_in: dict[str, Any] = {
        "unit": unit,
        "state": ReportState.SUBMITTED,
        "recorded_by": reporter,
        "submitted_by": reporter,
        "submitted_at": AT,
    }
    document = make_document(status=DocumentStatus.EXTRACTED, title="省级规划")
    document.file.save("original.txt", ContentFile(SENTENCE.encode()))
    draft = make_draft(document=document, header={"title": "省级规划"})
    place = {"section": [], "quote": SENTENCE, "start": 0, "end": len(SENTENCE)}
    return World(
        plan=plan,
        cycle=cycle,
        indicator=open_one,
        task=tasks[0],
        goal=make_goal(plan=plan),
        record=make_record(series=submitted.series, **handed_in),
        report=make_task_report(task=tasks[1], cycle=cycle, **handed_in),
        document=document,
        draft=draft,
        item=make_draft_item(
            draft=draft, kind=ItemKind.GOAL, extracted={"heading": "规模", **place}
        ),
        message=make_message(recipient=reporter),
    )
