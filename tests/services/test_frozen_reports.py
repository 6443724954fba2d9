"""Reports of closed rounds: kept once, as they were, and what has changed since is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from planapp.domain.monitoring import differences
from planapp.domain.terms import ReportState, Role
from planapp.models import AuditEvent, FrozenReport, Indicator, ReportingCycle, Unit, User
from planapp.queries.report_figures import load_round
from planapp.services.cycles import close_cycle, reopen_cycle
from planapp.services.frozen_reports import freeze_closed_rounds, is_intact, read_frozen
from planapp.services.gaps import recalculate_stale_gaps
from tests.factories import (
    make_cycle,
    make_frozen_report,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_supervision,
    make_task,
)

pytestmark = pytest.mark.django_db
DAY = date(2024, 2, 1)
AT = datetime(2024, 2, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def cycle(db: None, unit: Unit) -> ReportingCycle:
    """A round with an indicator that was reported on and a task that was not."""
    cycle = make_cycle(plan=make_plan(title="能源规划"))
    indicator = make_indicator(
        plan=cycle.plan, name="装机", base_year=2020, base_value=Decimal(50), target=Decimal(100),
        target_year=2025,
    )  # fmt: skip
    make_responsibility(indicator=indicator, unit=unit, role=Role.LEAD)
    make_gap(indicator=indicator, cycle=cycle, stale=True)
    make_record(series=indicator.series, unit=unit, state=ReportState.APPROVED, value=Decimal(80))
    make_responsibility(task=make_task(plan=cycle.plan), unit=unit, role=Role.LEAD)
    return cycle


def close_and_freeze(cycle: ReportingCycle, *, by: User, at: datetime = AT) -> FrozenReport:
    cycle.refresh_from_db()
    close_cycle(cycle=cycle, on=at.date(), by=by, at=at)
    assert freeze_closed_rounds(on=at.date(), at=at) == 0  # not calculated yet
    recalculate_stale_gaps(on=at.date(), at=at)
    assert freeze_closed_rounds(on=at.date(), at=at) == 1
    newest: FrozenReport = FrozenReport.objects.filter(cycle=cycle).latest("version")
    return newest


def test_report_is_kept_once_all_is_calculated(cycle: ReportingCycle, administrator: User) -> None:
    kept = close_and_freeze(cycle, by=administrator)
    report = read_frozen(kept)
    [line], [task] = report.indicators, report.tasks
    assert (line.name, line.actual, line.completion) == ("装机", Decimal(80), Decimal("0.6"))
    assert (task.is_missing, report.rounds[0].is_closed) == (True, True)
    assert freeze_closed_rounds(on=DAY, at=AT) == 0
    assert kept.sha256 in AuditEvent.objects.get(action="cycle.report_frozen").subject


def test_nothing_differs_until_something_changes(
    cycle: ReportingCycle, administrator: User, other_unit: Unit
) -> None:
    kept = close_and_freeze(cycle, by=administrator)
    assert differences(read_frozen(kept), load_round(cycle, on=DAY)) == []

    indicator = Indicator.objects.get()
    Indicator.objects.update(target=Decimal(120), name="装机容量")
    indicator.responsibilities.update(unit=other_unit)
    make_task(plan=cycle.plan, title="建电站")
    found = differences(read_frozen(kept), load_round(cycle, on=DAY))
    assert [(each.field, each.then, each.now) for each in found] == [
        ("指标名称", "装机", "装机容量"),
        ("目标", "≥ 100 万千瓦（2025年）", "≥ 120 万千瓦（2025年）"),
        ("牵头单位", "省能源局", "省交通运输厅"),
        ("列入", "", "建电站"),
    ]
    assert read_frozen(kept).indicators[0].name == "装机"


def test_round_that_was_reopened_gets_another_version(
    cycle: ReportingCycle, administrator: User
) -> None:
    first = close_and_freeze(cycle, by=administrator)
    later = AT + timedelta(days=1)
    cycle.refresh_from_db()
    reopen_cycle(cycle=cycle, reason="补报", by=administrator, at=later, due_on=date(2024, 3, 1))
    second = close_and_freeze(cycle, by=administrator, at=later + timedelta(days=1))
    assert (first.version, second.version) == (1, 2)
    assert FrozenReport.objects.get(version=1).content == first.content


def test_round_of_which_no_report_can_be_made_stops_no_other(cycle: ReportingCycle) -> None:
    bad = make_cycle(plan=make_plan(title="交通规划"), closed_on=DAY)
    make_gap(indicator=make_indicator(plan=bad.plan), cycle=bad, status="gone")
    good = make_cycle(closed_on=DAY)
    with pytest.raises(RuntimeError, match=f"^未能归档：交通规划 {bad}$"):
        freeze_closed_rounds(on=DAY, at=AT)
    assert FrozenReport.objects.get().cycle == good


def test_what_was_kept_cannot_be_changed(cycle: ReportingCycle) -> None:
    kept = make_frozen_report(cycle=cycle)
    with pytest.raises(TypeError):
        kept.save()
    with pytest.raises(TypeError):
        FrozenReport.objects.update(content="")
    table = FrozenReport._meta.db_table
    for statement in (f"UPDATE {table} SET content = ''", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_content_that_does_not_fit_its_checksum_is_not_read(cycle: ReportingCycle) -> None:
    kept = make_frozen_report(cycle=cycle, sha256="0" * 64)
    assert not is_intact(kept)
    with pytest.raises(ValueError, match="校验和"):
        read_frozen(kept)


def test_page_shows_it_as_it_was_with_what_is_different(
    cycle: ReportingCycle, administrator: User, supervisor_client: Client
) -> None:
    kept = close_and_freeze(cycle, by=administrator)
    Indicator.objects.update(name="装机容量")
    page = supervisor_client.get(reverse("admin:frozen_report", args=[kept.pk]))
    assert [(each.then, each.now) for each in page.context["changed"]] == [("装机", "装机容量")]
    paper = supervisor_client.get(reverse("admin:frozen_report_file", args=[kept.pk, "pdf"]))
    assert paper.content.startswith(b"%PDF")
    listed = supervisor_client.get(reverse("admin:frozen_reports")).content.decode()
    assert "能源规划" in listed


def test_page_says_when_it_was_tampered_with(
    cycle: ReportingCycle, supervisor_client: Client
) -> None:
    kept = make_frozen_report(cycle=cycle, sha256="0" * 64)
    page = supervisor_client.get(reverse("admin:frozen_report", args=[kept.pk])).content.decode()
    assert "内容与校验和不符" in page
    paper = supervisor_client.get(reverse("admin:frozen_report_file", args=[kept.pk, "docx"]))
    assert paper["Location"] == reverse("admin:frozen_report", args=[kept.pk])


def test_supervisor_of_one_unit_does_not_get_the_whole_plans_report(
    cycle: ReportingCycle, unit: Unit, supervisor: User, supervisor_client: Client
) -> None:
    supervisor.supervisions.all().delete()
    make_supervision(user=supervisor, plan=cycle.plan, unit=unit)
    kept = make_frozen_report(cycle=cycle)
    page = supervisor_client.get(reverse("admin:frozen_report", args=[kept.pk]))
    assert page.status_code == 404
    make_supervision(user=supervisor, plan=cycle.plan)
    assert supervisor_client.get(reverse("admin:frozen_report", args=[kept.pk])).status_code == 200


@pytest.mark.parametrize("rows", (1, 3))
def test_list_costs_the_same_for_any_number_of_reports(
    rows: int, supervisor_client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        make_frozen_report()
    with django_assert_num_queries(8):
        supervisor_client.get(reverse("admin:frozen_reports"))
