"""Task reports from sheets: drafts of open rounds, by the same rules as typed ones."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import PlanStatus, ReportState, SelfAssessment
from planapp.imports.task_reports import TaskReportResource
from planapp.models import AuditEvent, TaskReport
from planapp.services.errors import Refused
from planapp.services.task_report_imports import import_task_reports
from tests.factories import (
    AT,
    make_cycle,
    make_plan,
    make_responsibility,
    make_task,
    make_task_report,
)
from tests.imports.sheets import counts, preview, sheet, told, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = make_plan(status=PlanStatus.ACTIVE)
    make_cycle(plan=plan)
    return plan


@pytest.fixture
def task(plan, unit):
    return owed(plan, unit)


def owed(plan, unit):
    task = make_task(plan=plan)
    make_responsibility(task=task, unit=unit)
    return task


def row(task, **changes):
    usual = {"任务编码": task.code, "填报期": "2023年度", "自评": "进展正常", "完成百分比": 40,
             "进展情况": "已开工。", "更正原因": None}  # fmt: skip
    usual["自评"] = SelfAssessment.ON_COURSE.label
    return usual | changes


def stored(task):
    rows = TaskReport.objects.filter(task=task).order_by("version")
    return [(one.version, one.revision, one.state, one.percent) for one in rows]


def test_new_report_becomes_a_draft_of_the_unit_that_owes_it(task, unit, reporter):
    table = sheet(row(task))
    assert counts(write(TaskReportResource, table, by=reporter)) == (1, 0, 0, 0)
    report = TaskReport.objects.get()
    assert (report.unit, report.state, report.percent) == (unit, ReportState.DRAFT, 40)
    assert (report.recorded_by, report.recorded_at, report.cycle.year) == (reporter, AT, 2023)
    assert stored(task) == [(1, 1, ReportState.DRAFT, 40)]
    report.full_clean()
    assert AuditEvent.objects.get().action == "task_report.imported"
    assert counts(write(TaskReportResource, table, by=reporter)) == (0, 0, 1, 0)


def test_returned_report_is_written_over_and_an_approved_one_gets_a_new_version(
    plan, task, unit, reporter
):
    returned = owed(plan, unit)
    cycle = plan.cycles.get()
    make_task_report(task=task, cycle=cycle, unit=unit, state=ReportState.APPROVED, revision=3)
    make_task_report(task=returned, cycle=cycle, unit=unit, state=ReportState.RETURNED, revision=2)
    table = sheet(row(task), row(returned))
    assert told(preview(TaskReportResource, table, by=reporter)) == [
        (2, "更正原因", "已审核锁定；更正须在模板的“更正原因”一列写明原因。")
    ]
    table = sheet(row(task, 更正原因="笔误"), row(returned))
    assert counts(write(TaskReportResource, table, by=reporter)) == (0, 2, 0, 0)
    assert stored(task) == [
        (1, 3, ReportState.APPROVED, None),
        (2, 4, ReportState.DRAFT, 40),
    ]
    assert stored(returned) == [(1, 3, ReportState.RETURNED, 40)]
    assert TaskReport.objects.get(task=task, version=2).correction_reason == "笔误"


def test_draft_of_a_correction_keeps_its_reason(plan, task, unit, reporter):
    cycle = plan.cycles.get()
    make_task_report(task=task, cycle=cycle, unit=unit, state=ReportState.APPROVED)
    make_task_report(task=task, cycle=cycle, unit=unit, version=2, correction_reason="笔误")
    assert counts(write(TaskReportResource, sheet(row(task)), by=reporter)) == (0, 1, 0, 0)
    assert TaskReport.objects.get(task=task, version=2).correction_reason == "笔误"


def test_report_in_the_words_of_the_round_before_is_marked(plan, task, unit, reporter):
    before = make_cycle(plan=plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    state = ReportState.APPROVED
    make_task_report(task=task, cycle=before, unit=unit, state=state, narrative="已开工。")
    write(TaskReportResource, sheet(row(task)), by=reporter)
    assert TaskReport.objects.get(task=task, cycle__as_of_on=date(2023, 12, 31)).is_unchanged


def test_what_is_not_owed_or_waits_for_review_is_refused(plan, task, unit, other_unit, reporter):
    make_cycle(plan=plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    waits = owed(plan, unit)
    state = ReportState.SUBMITTED
    make_task_report(task=waits, cycle=plan.cycles.last(), unit=unit, state=state)
    table = sheet(
        row(owed(plan, other_unit)),
        row(task, 填报期="2022年度"),
        row(task, 填报期="2021年度"),
        row(task, 任务编码="没有"),
        row(waits),
        row(task, 自评=None),
        row(owed(plan, unit), 完成百分比="40%"),
    )
    reasons = told(preview(TaskReportResource, table, by=reporter))
    closed = "填报期未开启或已关闭，或者不由您的单位填报。"
    assert reasons[:2] == [(2, "", closed), (3, "", closed)]
    assert reasons[2] == (4, "填报期", "规划没有填报期“2021年度”；有：2022年度、2023年度。")
    assert reasons[3] == (5, "任务编码", "没有编码为“没有”的任务。")
    assert (reasons[4][:2], "可以先撤回" in reasons[4][2]) == ((6, ""), True)
    assert [(number, header) for number, header, _ in reasons[5:]] == [
        (7, "自评"),
        (8, "完成百分比"),
    ]


def test_only_reporters_bring_reports(task, supervisor):
    with pytest.raises(Refused, match="只有填报单位的人员可以导入任务进展。"):
        import_task_reports(rows=[], by=supervisor, at=AT)


@pytest.mark.parametrize("number", [1, 3])
def test_reports_are_written_in_the_same_queries_however_many(
    number, plan, unit, reporter, django_assert_num_queries
):
    rows = []
    for _ in range(number):
        task = owed(plan, unit)
        make_task_report(task=task, cycle=plan.cycles.get(), unit=unit)
        rows += [{"task": one.code, "cycle": "2023年度", "percent": 40,
                  "self_assessment": SelfAssessment.ON_COURSE}
                 for one in (task, owed(plan, unit))]  # fmt: skip
    with django_assert_num_queries(QUERIES):
        import_task_reports(rows=rows, by=reporter, at=AT)


QUERIES = 29
