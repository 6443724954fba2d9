"""责任分工 and 工作日历 as long sheets, and 年度目标 with a column for each year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.terms import PlanStatus, Role
from planapp.imports.annual_targets import TargetsByYearResource
from planapp.imports.responsibilities import ResponsibilityResource
from planapp.imports.running import preview_run, receive_file, write_run
from planapp.imports.workdays import WorkdayResource
from planapp.models import AnnualTarget, AuditEvent, Responsibility, Workday
from planapp.services.import_runs import confirm_import, confirm_layout
from tests.factories import (
    AT,
    make_annual_target,
    make_indicator,
    make_plan,
    make_responsibility,
    make_task,
    make_unit,
)
from tests.import_runs.conftest import told as told_of
from tests.imports.sheets import counts, exported, preview, sheet, told, write
from tests.ledger.making import make_xlsx

pytestmark = pytest.mark.django_db
GIVEN = date(2024, 3, 1)


@pytest.fixture
def task(unit):
    task = make_task(plan=make_plan(status=PlanStatus.ACTIVE), code="T1")
    make_responsibility(task=task, unit=unit)
    return task


def row(unit, **changes):
    usual = {"事项编码": "T1", "单位编码": unit.code, "角色": "牵头单位", "起": None, "止": None,
             "顺序": 0, "依据文号": None}  # fmt: skip
    return usual | changes


def parts():
    rows = Responsibility.objects.order_by("pk")
    return [(one.unit.name, one.role, one.valid_from, one.valid_to) for one in rows]


def test_lead_is_handed_over_on_a_day(task, unit, administrator):
    other = make_unit(name="省统计局")
    table = sheet(
        row(unit, 止=date(2024, 2, 29)),
        row(other, 起=GIVEN, 依据文号="浙政办〔2024〕1号"),
    )
    assert counts(preview(ResponsibilityResource, table, by=administrator)) == (1, 1, 0, 0)
    assert counts(write(ResponsibilityResource, table, by=administrator)) == (1, 1, 0, 0)
    assert parts() == [
        ("省能源局", Role.LEAD, None, date(2024, 2, 29)),
        ("省统计局", Role.LEAD, GIVEN, None),
    ]
    event = AuditEvent.objects.get()
    assert (event.action, len(event.changes)) == ("responsibility.imported", 2)


def test_part_that_may_not_be_is_refused_with_the_reason(task, unit, administrator):
    gone = make_unit(name="省原委", valid_to=date(2020, 1, 1))
    prepared = make_task(plan=make_plan(status=PlanStatus.PREPARING), code="T2")
    assert prepared.plan != task.plan
    table = sheet(
        row(unit, 止=date(2024, 2, 29)),
        row(unit, 起=GIVEN, 角色="配合单位", 止=date(2024, 1, 1)),
        row(gone, 起=GIVEN, 角色="配合单位"),
        row(unit, 角色="责任单位"),
        row(unit, 事项编码="T2", 起=GIVEN),
        row(unit, 事项编码="T3"),
    )
    found = preview(ResponsibilityResource, table, by=administrator)
    assert [(number, header) for number, header, _ in told(found)] == [
        (2, "止"), (3, "止"), (4, "单位编码"), (5, "起"), (6, "起"), (7, "事项编码"),
    ]  # fmt: skip
    reasons = [reason for _, _, reason in told(found)]
    assert reasons[0] == "规划实施中，牵头单位只能改为另一个单位，不能空缺。"
    assert reasons[3:] == [
        "规划已在实施，请写明从哪一天起。",
        "规划还在准备，分工自始有效，请留空。",
        "没有编码为“T3”的指标或任务。",
    ]


def test_part_that_is_held_is_not_given_twice(task, unit, administrator):
    table = sheet(row(unit, 起=GIVEN))
    [(_, header, reason)] = told(preview(ResponsibilityResource, table, by=administrator))
    assert (header, reason[:13]) == ("单位编码", "这个单位现在已有这一分工；")


@pytest.mark.parametrize("number", (1, 3))
def test_parts_are_written_in_the_same_queries_however_many(
    number, task, administrator, django_assert_num_queries
):
    rows = [
        row(make_unit(name=f"省{place}局"), 起=GIVEN, 角色="配合单位") for place in range(number)
    ]
    with django_assert_num_queries(19):
        assert counts(write(ResponsibilityResource, sheet(*rows), by=administrator))[0] == number


def test_system_administrator_enters_the_holidays_of_a_year(system_admin, administrator):
    days = [
        {"日期": "2026年10月1日", "上班": "否", "说明": "国庆节放假"},
        {"日期": date(2026, 10, 10), "上班": "是", "说明": "国庆节调休上班"},
    ]
    assert counts(write(WorkdayResource, sheet(*days), by=system_admin)) == (2, 0, 0, 0)
    rows = Workday.objects.values_list("day", "is_working", "note")
    assert list(rows) == [
        (date(2026, 10, 1), False, "国庆节放假"),
        (date(2026, 10, 10), True, "国庆节调休上班"),
    ]
    days[0]["上班"] = "是"
    assert counts(write(WorkdayResource, sheet(*days), by=system_admin)) == (0, 1, 1, 0)
    refused = write(WorkdayResource, sheet(*days), by=administrator)
    assert "系统管理员" in str(refused.base_errors[0].error)


def targets_run(content, plan, by):
    run = receive_file(
        kind="annual-targets", content=content, file_name="年度目标.xlsx", by=by, at=AT
    )
    table = run.tables[0]
    layout = {"sheet": 0, "fingerprint": "", "mapping": table["mapping"]}
    confirm_layout(run=run, layout=layout, plan=plan, by=by, at=AT)
    assert preview_run(run, at=AT)
    return run


def test_targets_with_a_column_per_year_go_out_and_come_in_unchanged(administrator):
    plan = make_plan()
    for code, values in (("I-A", (100, None, "120.5")), ("I-B", (None, 7, 8))):
        indicator = make_indicator(plan=plan, code=code, name=f"{code}值", value_unit="亿元")
        for year, value in zip((2021, 2022, 2023), values, strict=True):
            if value is not None:
                make_annual_target(indicator=indicator, year=year, value=Decimal(value))
    content = exported(TargetsByYearResource, by=administrator, form="xlsx")
    assert told_of(targets_run(content, plan, administrator)) == ("done", 0, 0, 4, 0)


def test_ledger_of_targets_by_year_sets_them_in_the_indicators_own_unit(administrator):
    plan = make_plan()
    for name, unit in (("总产值", "亿元"), ("企业数", "家")):
        indicator = make_indicator(plan=plan, name=name, value_unit=unit)
    make_annual_target(indicator=indicator, year=2022, value=Decimal(5))
    heads = ("序号", "指标名称", "计量单位", "2022年目标", "2023年目标")
    good = [[1, "总产值", "亿元", 10, "≥12"], [2, "企业数", "家", 5, 6]]
    run = targets_run(make_xlsx([heads, *good]), plan, administrator)
    assert told_of(run) == ("checked", 3, 0, 1, 0)
    confirm_import(run=run, is_partial=False, by=administrator, at=AT)
    assert write_run(run, at=AT)
    found = AnnualTarget.objects.order_by("indicator__name", "year")
    assert [(aim.year, aim.value) for aim in found] == [
        (2022, 5),
        (2023, 6),
        (2022, 10),
        (2023, 12),
    ]
    other = targets_run(make_xlsx([heads, [1, "总产值", "万元", 10, "10-12"]]), plan, administrator)
    assert told_of(other)[-1] == 2
    messages = sorted(each["message"] for each in other.preview["problems"])
    assert messages == [
        "指标的目标计量单位是“亿元”，请换算后再填。",
        "是区间；年度目标要一个确定的数。",
    ]
