"""What goes out comes in again without a change; one cell typed over is one change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.decimals import typed
from planapp.domain.terms import PlanStatus, ReportState, Role
from planapp.imports.annual_targets import AnnualTargetResource
from planapp.imports.goals import GoalResource
from planapp.imports.history import HistoryResource
from planapp.imports.indicators import IndicatorResource, SeriesResource
from planapp.imports.people import AccountResource, MembershipResource
from planapp.imports.plans import PlanResource
from planapp.imports.progress import ProgressResource
from planapp.imports.registry import RESOURCES
from planapp.imports.responsibilities import ResponsibilityResource
from planapp.imports.task_reports import TaskReportResource
from planapp.imports.tasks import TaskResource
from planapp.imports.units import SuccessionResource, UnitNameResource, UnitResource
from planapp.imports.workdays import WorkdayResource
from planapp.models import (
    AnnualTarget,
    Goal,
    Indicator,
    Membership,
    Plan,
    Responsibility,
    Series,
    Task,
    Unit,
    UnitName,
    UnitSuccession,
    User,
    Workday,
)
from tests.factories import (
    make_annual_target,
    make_cycle,
    make_goal,
    make_indicator,
    make_membership,
    make_plan,
    make_region,
    make_responsibility,
    make_sector,
    make_series,
    make_succession,
    make_task,
    make_task_report,
    make_unit,
    make_unit_name,
    make_user,
    make_workday,
)
from tests.imports.sheets import FORMATS, changed_in, counts, preview, reread, told, write

pytestmark = pytest.mark.django_db

NASTY = (
    "=1+1",
    "+86 851",
    "@SUM(A1)",
    "-3%",
    "'引号",
    'a"b"，c,d;e',
    "一行\n二行",
    "ＡＢＣ１２３（全角）",
    "2023-12-31",
    "0",
    "１２",
    "00123",
    "1E5",
    " 前后空格 ",
    "\t制表",
    "100000000000000000000",
    "TRUE",
    "—",
)


def fill_units():
    region = make_region(name="=省")
    for number, text in enumerate(NASTY):
        first = make_unit(
            code=f"N{number:02d}", name=text, region=region, valid_to=date(2030, 1, 2)
        )
        make_unit_name(unit=first, name=f"{text}别名", valid_from=date(2001, 2, 3))
        make_succession(predecessor=first, successor=make_unit(name=f"{text}局"), scope=text)


def fill_plan(status=PlanStatus.PREPARING):
    units = [make_unit(name=name) for name in ("省能源局", "省财政厅", "省统计局")]
    plan = make_plan(
        status=status, doc_number="=浙发〔2021〕1号", issuer="-省政府", issued_on="2021-05-01",
        sector=make_sector(name="0"), default_lead=units[0], title="一,二\n三\"四\"",
    )  # fmt: skip
    make_plan(issued_on="2021", title="另一规划")
    return plan, units


def fill_goals():
    plan, _ = fill_plan()
    for text in NASTY:
        make_goal(plan=plan, heading=text, quote=text)


def fill_indicators():
    plan, units = fill_plan()
    twins = [make_unit(name="市发改委", region=make_region()) for _ in range(2)]
    for number, text in enumerate(NASTY):
        series = make_series(scope=text, name=f"{text}量", provider=twins[number % 2])
        indicator = make_indicator(
            plan=plan, series=series, name=text, base_source=text,
            target=Decimal("123456789.012345"), base_value=Decimal(0) if number else None,
        )  # fmt: skip
        make_annual_target(indicator=indicator, value=Decimal("0"), year=2022)
        make_annual_target(indicator=indicator, value=Decimal("999999999999999"), year=2023,
                           official=True, doc_number=text)  # fmt: skip
        for order, unit in enumerate([units[number % 3], *twins]):
            make_responsibility(indicator=indicator, unit=unit, order=order)
        make_responsibility(indicator=indicator, unit=units[0], role=Role.SUPPORT)


def fill_tasks():
    plan, units = fill_plan()
    odd = make_unit(name="省军区、武警（等）", code="odd")
    for text in NASTY:
        task = make_task(plan=plan, title=text, deadline=text, quote=text, due_on=date(2025, 6, 30))
        for order, unit in enumerate([odd, *units]):
            make_responsibility(task=task, unit=unit, order=order)
        make_responsibility(task=task, unit=units[1], role=Role.RESPONSIBLE)
    make_task(plan=plan)


def fill_workdays():
    for number, text in enumerate(NASTY):
        make_workday(day=date(2026, 1, number + 1), is_working=bool(number % 2), note=text)


def fill_people():
    unit = make_unit(name="省能源局", code="0012")
    twins = [make_unit(name="市发改委", region=make_region()) for _ in range(2)]
    for number, text in enumerate(NASTY):
        phone = typed(text[:30])  # as forms leave it
        user = make_user(full_name=text, phone=phone, email=f"a{number}@b.cn")
        make_membership(user=user, unit=unit, office=text)
        make_membership(user=user, unit=twins[number % 2], valid_from=date(2020, 1, number + 1))


def fill_reports():
    unit = Unit.objects.get(code="energy")
    plan = make_plan()
    rounds = [make_cycle(plan=plan), make_cycle(plan=plan, as_of_on=date(2022, 12, 31))]
    for number, text in enumerate(NASTY):
        task = make_task(plan=plan, title=text)
        make_responsibility(task=task, unit=unit)
        words = {"narrative": text, "problems": f"1\n{text}", "unit": unit, "task": task}
        make_task_report(cycle=rounds[0], percent=0 if number else None, **words)
        make_task_report(cycle=rounds[1], state=ReportState.SUPERSEDED, **words)
        make_task_report(cycle=rounds[1], state=ReportState.APPROVED, version=2, **words)


CASES = [
    (UnitResource, fill_units, Unit, "单位名称", "省新局"),
    (UnitNameResource, fill_units, UnitName, "停用日期", date(2024, 5, 6)),
    (SuccessionResource, fill_units, UnitSuccession, "承接职责", "全部"),
    (PlanResource, fill_plan, Plan, "文号", "新文号"),
    (GoalResource, fill_goals, Goal, "标题", "新标题"),
    (IndicatorResource, fill_indicators, Indicator, "目标值", "0.000001"),
    (IndicatorResource, fill_indicators, Indicator, "配合单位", "省能源局、省财政厅"),
    (SeriesResource, fill_indicators, Series, "数据公布月份", 3),
    (
        AnnualTargetResource,
        fill_indicators,
        AnnualTarget,
        "年度目标值",
        Decimal("123456789.123456"),
    ),
    (TaskResource, fill_tasks, Task, "牵头单位", "省统计局"),
    (ResponsibilityResource, fill_tasks, Responsibility, "依据文号", "新文号"),
    (ResponsibilityResource, fill_indicators, Responsibility, "顺序", 7),
    (WorkdayResource, fill_workdays, Workday, "说明", "元旦放假"),
    (AccountResource, fill_people, User, "姓名", "新姓名"),
    (MembershipResource, fill_people, Membership, "处室", "新处室"),
]


def test_every_table_is_taken_there_and_back():
    # Those of figures have rules of their own, in test_progress_sheets.py.
    taken = {TaskReportResource, ProgressResource, HistoryResource, *(case[0] for case in CASES)}
    assert taken == set(RESOURCES.values())


@pytest.mark.parametrize("form", FORMATS)
def test_task_reports_import_unchanged_and_one_cell_is_one_change(form, reporter):
    fill_reports()
    table = reread(TaskReportResource, by=reporter, form=form)
    number = 2 * len(NASTY)
    assert told(preview(TaskReportResource, table, by=reporter)) == []
    assert counts(write(TaskReportResource, table, by=reporter)) == (0, 0, number, 0)
    place = [row[1] for row in table.rows].index("2023年度")
    other = changed_in(table, "完成百分比", 50, place=place)
    assert counts(write(TaskReportResource, other, by=reporter)) == (0, 1, number - 1, 0)
    again = preview(TaskReportResource, other, by=reporter)
    assert counts(again) == (0, 0, number, 0)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("resource", "fill", "model", "header", "value"), CASES)
def test_export_imports_unchanged_and_one_cell_is_one_change(
    resource, fill, model, header, value, form, administrator, security_admin, system_admin
):
    fill()
    people = resource in {AccountResource, MembershipResource}
    administrator = security_admin if people else administrator
    administrator = system_admin if resource is WorkdayResource else administrator
    number = model.objects.count()
    table = reread(resource, by=administrator, form=form)
    assert len(table) == number
    assert told(preview(resource, table, by=administrator)) == []
    assert counts(preview(resource, table, by=administrator)) == (0, 0, number, 0)
    assert counts(write(resource, table, by=administrator)) == (0, 0, number, 0)
    other = changed_in(table, header, value, place=len(table) - 1 if people else 0)
    found = preview(resource, other, by=administrator)
    assert counts(found) == (0, 1, number - 1, 0)
    assert [[cell.header for cell in row.diff] for row in found.shown] == [[header]]
    assert counts(write(resource, other, by=administrator)) == (0, 1, number - 1, 0)
    assert counts(preview(resource, other, by=administrator)) == (0, 0, number, 0)
