"""The lines of a report are the rows of the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from planapp.domain.monitoring import lagging_lines
from planapp.domain.terms import Light, ReportState, Role, Status
from planapp.models import ReportingCycle, Unit, User
from planapp.queries.gap_list import GapFilter, cycles_shown
from planapp.queries.overview_page import worst_gaps
from planapp.queries.report_figures import load_monitoring
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_task,
    make_task_report,
    make_verdict,
)

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)


@pytest.fixture
def cycle(db: None) -> ReportingCycle:
    return make_cycle(plan=make_plan(title="能源规划"))


def add_items(cycle: ReportingCycle, unit: Unit, *, by: User) -> None:
    indicator = make_indicator(plan=cycle.plan, name="装机")
    make_responsibility(indicator=indicator, unit=unit, role=Role.LEAD)
    make_gap(indicator=indicator, cycle=cycle, status=Status.BEHIND, light=Light.RED)
    for year, value in ((2022, 70), (2023, 80), (2024, 90)):
        make_record(series=indicator.series, unit=unit, state=ReportState.APPROVED,
                    as_of_on=date(year, 12, 31), value=Decimal(value), source=f"{year}年报",
                    problems="缺资金", next_steps="加快")  # fmt: skip
    make_verdict(indicator=indicator, cycle=cycle, reason="会议认定", decided_by=by)
    task = make_task(plan=cycle.plan, title="建园区")
    make_responsibility(task=task, unit=unit, role=Role.LEAD)
    make_task_report(task=task, cycle=cycle, unit=unit, state=ReportState.SUBMITTED)


@pytest.mark.parametrize("rows", (1, 3))
def test_report_costs_the_same_for_any_number_of_rows(
    rows: int, cycle: ReportingCycle, unit: Unit, supervisor: User, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        add_items(cycle, unit, by=supervisor)
    with django_assert_num_queries(11):
        report = load_monitoring(GapFilter(), on=DAY)
    assert (len(report.indicators), len(report.tasks)) == (rows, rows)


def test_line_holds_what_the_round_knew(
    cycle: ReportingCycle, unit: Unit, supervisor: User
) -> None:
    add_items(cycle, unit, by=supervisor)
    report = load_monitoring(GapFilter(year=2023), on=DAY, words=[("年度", "2023年度")])
    [line], [task], [part] = report.indicators, report.tasks, report.rounds
    assert line.years == ((2022, Decimal(70)), (2023, Decimal(80)))
    assert (line.source, line.problems, line.leads) == ("2023年报", "缺资金", (unit.name,))
    assert line.decided is not None and line.decided.reason == "会议认定"
    assert (task.is_pending, task.self_assessment, task.units) == (True, None, (unit.name,))
    assert (part.plan, part.words, report.chosen) == (
        "能源规划",
        "2023年度",
        (("年度", "2023年度"),),
    )


def test_what_awaits_review_is_named_and_does_not_count(cycle: ReportingCycle, unit: Unit) -> None:
    indicator = make_indicator(plan=cycle.plan)
    make_gap(indicator=indicator, cycle=cycle, status=Status.NO_DATA, light=Light.GREY)
    make_record(series=indicator.series, unit=unit, state=ReportState.SUBMITTED,
                value=Decimal(5), source="不算")  # fmt: skip
    [line] = load_monitoring(GapFilter(), on=DAY).indicators
    assert (line.pending, line.years, line.source) == (Decimal(5), (), "")


def test_what_lags_stands_in_the_order_of_the_overview(cycle: ReportingCycle) -> None:
    for light, completion, due in (
        (Light.YELLOW, "0.1", "0.9"), (Light.RED, None, None), (Light.RED, "0.2", "0.4"),
        (Light.GREEN, "1", "0.4"), (Light.RED, "0.3", "0.8"),
    ):  # fmt: skip
        make_gap(indicator=make_indicator(plan=cycle.plan), cycle=cycle, light=light,
                 status=Status.BEHIND, completion=completion, due_progress=due)  # fmt: skip
    lines = lagging_lines(load_monitoring(GapFilter(), on=DAY))
    cycles = cycles_shown(GapFilter(), on=DAY)
    worst = [gap.indicator_id for gap, _ in worst_gaps(GapFilter(), cycles, on=DAY)]
    assert [line.id for line in lines] == worst
    assert [line.completion for line in lines] == [
        Decimal("0.3"), Decimal("0.2"), None, Decimal("0.1"),
    ]  # fmt: skip
