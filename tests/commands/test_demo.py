"""`manage.py demo`, carried out once for all of these tests, and then again."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from planapp.domain.terms import DocumentKind, Light, MemberRole, ReportState, Status
from planapp.models import (
    AnnualTarget,
    AuditEvent,
    Gap,
    Indicator,
    Membership,
    Message,
    Plan,
    PlanDocument,
    ProgressRecord,
    TaskReport,
    User,
    Verdict,
)
from planapp.services.audit import check_audit_trail
from tests.trail import untold

ON = "2025-02-10,2020-02-10"
OURS = list(apps.get_app_config("planapp").get_models())


def run(**options: str) -> list[str]:
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture(scope="module")
def told(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, files_dir: Path
) -> Iterator[list[str]]:
    """The lines that the first run printed; its rows stay until these tests are over."""
    settings = override_settings(MEDIA_ROOT=str(files_dir), EMBEDDED=True)
    with django_db_blocker.unblock(), settings, transaction.atomic():
        yield run(on=ON)
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]


def all_rows() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in OURS}


def test_demo_publishes_every_plan_and_keeps_the_news_as_reading() -> None:
    kinds = PlanDocument.objects.order_by("kind").values_list("kind", "plans__is_exercise")
    assert list(kinds) == [
        (DocumentKind.CONSULTATION, True),
        (DocumentKind.OFFICIAL, False),
        (DocumentKind.OFFICIAL, False),
        (DocumentKind.OFFICIAL, False),
        (DocumentKind.REFERENCE, None),
    ]


def test_demo_is_told_whole_by_the_audit_trail() -> None:
    assert untold() == {}


def test_demo_has_somebody_for_every_role() -> None:
    members = Membership.objects.filter(user__is_demo=True)
    assert set(members.values_list("role", flat=True)) == set(MemberRole)
    assert User.objects.filter(is_demo=False).count() == 0


def test_demo_calculates_every_tracked_indicator_of_every_cycle(told: list[str]) -> None:
    plans = Plan.objects.all()
    due = sum(plan.indicators.filter(tracked=True).count() * plan.cycles.count() for plan in plans)
    assert due > 100
    assert Gap.objects.count() == due
    assert Gap.objects.filter(stale=True).count() == 0
    assert [line.partition("（")[2] for line in told if line.startswith("测算")] == [
        f"共 {due} 项）"
    ]


def test_demo_calculates_no_gap_before_its_plan_is_published() -> None:
    early = Gap.objects.filter(calculated_at__lt=F("indicator__plan__published_at"))
    assert early.count() == 0


def test_demo_shows_every_status_and_light() -> None:
    found = {
        *Gap.objects.values_list("status", "light"),
        *Verdict.objects.values_list("status", "light"),
    }
    assert {status for status, _ in found} == set(Status)
    assert {light for _, light in found} == set(Light)


def test_demo_has_figures_in_every_state() -> None:
    states = set(ProgressRecord.objects.values_list("state", flat=True))
    assert states == set(ReportState)


def test_demo_prints_a_line_for_every_tracked_indicator(told: list[str]) -> None:
    tables = [line for line in told if line.startswith("指标 ")]
    rows = [line for line in told if " 60.0% " in line or " 80.0% " in line]
    assert len(tables) == Plan.objects.count()
    assert len(rows) == Indicator.objects.filter(tracked=True).count()


def test_demo_marks_all_that_it_invents() -> None:
    unmarked = {
        model.__name__: model._default_manager.filter(is_demo=False).count()
        for model in (ProgressRecord, TaskReport, AnnualTarget, User)
    }
    assert unmarked == {"ProgressRecord": 0, "TaskReport": 0, "AnnualTarget": 0, "User": 0}


def test_demo_bases_are_marked_or_quote_the_plan() -> None:
    unmarked = Indicator.objects.filter(base_is_demo=False).exclude(base_value=None)
    sources = [(each.base_source, each.plan.document.text) for each in unmarked]
    assert sources != []
    unquoted = [
        source
        for source, text in sources
        if not source.startswith("规划原文") or source.partition("“")[2].rstrip("”") not in text
    ]
    assert unquoted == []


def test_demo_leaves_an_intact_audit_trail() -> None:
    assert AuditEvent.objects.count() > 300
    assert check_audit_trail().flaw is None


def test_demo_puts_reminders_into_inboxes(told: list[str]) -> None:
    assert f"站内信 {Message.objects.count()} 封" in told
    assert Message.objects.filter(recipient__is_demo=True).count() > 3


def test_demo_run_again_changes_nothing() -> None:
    before = all_rows()
    again = run(on=ON)
    known = [line.endswith("（已有，未重复）") for line in again if line.startswith("《")]
    assert known == [True] * PlanDocument.objects.count()
    assert [line for line in again if line.startswith("测算")] == [
        f"测算 0 项（共 {Gap.objects.count()} 项）"
    ]
    assert all_rows() == before


def test_demo_on_what_is_no_day_says_so() -> None:
    with pytest.raises(CommandError) as refusal:
        run(on="2025-13-01")
    assert str(refusal.value) == "演示日不是日期：2025-13-01（应如 2025-02-10）。"
