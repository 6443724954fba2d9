"""Plans, goals, indicators, series, annual targets and tasks from sheets: what may change when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.terms import Attribute, Comparator, PlanStatus, Role
from planapp.imports.annual_targets import AnnualTargetResource
from planapp.imports.goals import GoalResource
from planapp.imports.indicators import IndicatorResource, SeriesResource
from planapp.imports.plans import PlanResource
from planapp.imports.tasks import TaskResource
from planapp.models import AnnualTarget, AuditEvent, Gap, Responsibility
from planapp.services.indicator_imports import import_indicators
from planapp.services.task_imports import import_tasks
from tests.factories import (
    AT,
    make_annual_target,
    make_cycle,
    make_gap,
    make_goal,
    make_indicator,
    make_plan,
    make_record,
    make_reissue,
    make_responsibility,
    make_sector,
    make_task,
    make_unit,
)
from tests.imports.sheets import counts, preview, sheet, told, write

pytestmark = pytest.mark.django_db
TODAY, YESTERDAY = date(2024, 1, 15), date(2024, 1, 14)


@pytest.fixture
def preparing():
    return make_plan(status=PlanStatus.PREPARING)


def held(item):
    """Who has which part now, in order."""
    rows = item.responsibilities.filter(valid_to=None)
    return [(part.role, part.order, part.unit.name, part.valid_from) for part in rows]


def indicators(*rows):
    return sheet(*({"指标编码": row.pop("item").code, **row} for row in rows))


def test_header_data_of_a_plan_is_changed_and_the_rest_is_refused(administrator):
    lead = make_unit(name="省能源局")
    plan = make_plan(code="P1", issued_on="2021-05", doc_number="")
    make_sector(code="L1", name="能源")
    table = sheet(
        {"规划编码": "P1", "文号": "浙发1号", "成文日期": "2021-05-06", "领域": "能源",
         "默认牵头单位": "省能源局"}
    )  # fmt: skip
    assert write(PlanResource, table, by=administrator).changed == 1
    plan.refresh_from_db()
    assert (plan.doc_number, plan.issued_on, plan.default_lead) == ("浙发1号", "2021-05-06", lead)
    assert plan.sector.code == "L1"
    wrong = sheet(
        {"规划编码": "P1", "状态": "已结束", "起始年": 2022, "成文日期": "五月", "领域": None,
         "默认牵头单位": None},
        {"规划编码": "P2", "状态": None, "起始年": None, "成文日期": None, "领域": "无",
         "默认牵头单位": "各部门"},
    )  # fmt: skip
    assert told(preview(PlanResource, wrong, by=administrator)) == [
        (2, "成文日期", "须写作 2021、2021-12 或 2021-12-03。"),
        (3, "规划编码", "规划文件审核、发布以后才有，不能从表中新增；请核对编码。"),
    ]
    fixed = sheet({"规划编码": "P1", "状态": "已结束", "起始年": 2022, "领域": "无"})
    assert told(preview(PlanResource, fixed, by=administrator)) == [
        (2, "领域", "须是一个领域的代码，或不与其他领域重名的名称。"),
        (2, "起始年", "此列只供查看，现为“2021”，不能在表中修改。"),
        (2, "状态", "此列只供查看，现为“实施中”，不能在表中修改。"),
    ]


def test_withdrawn_plan_and_ended_lead_are_refused(administrator):
    ended = make_unit(code="U", valid_to=date(2023, 1, 1))
    make_plan(code="P1")
    make_plan(code="P2", status=PlanStatus.WITHDRAWN)
    table = sheet({"规划编码": "P1", "默认牵头单位": "U"}, {"规划编码": "P2", "默认牵头单位": "U"})
    lead = f"{ended}已于2023年1月1日撤销，请选承接其职责的单位。"
    first, *rest = told(preview(PlanResource, table, by=administrator))
    assert first == (2, "默认牵头单位", lead)
    assert rest == [
        (3, "", "《全省新能源发展规划》已撤销，不能修改。"),
        (3, "默认牵头单位", lead),
    ]


def test_heading_of_a_goal_is_put_right_only_before_the_start(preparing, administrator):
    early, late = make_goal(plan=preparing), make_goal(plan=make_plan())
    table = sheet(*({"目标编码": goal.code, "标题": "新标题"} for goal in (early, late)))
    assert told(preview(GoalResource, table, by=administrator)) == [
        (3, "标题", "规划实施中，已按原文确定；只在准备中时可以更正。")
    ]
    alone = sheet({"目标编码": early.code, "标题": "新标题"})
    assert write(GoalResource, alone, by=administrator).changed == 1
    early.refresh_from_db()
    assert early.heading == "新标题"


def test_what_is_promised_changes_only_before_the_start(preparing, administrator):
    early, late = make_indicator(plan=preparing), make_indicator()
    table = indicators({"item": early, "目标值": "120"}, {"item": late, "目标值": "120"})
    assert told(preview(IndicatorResource, table, by=administrator)) == [
        (3, "目标值", "规划已开始实施，目标只能走“目标调整”修改；只在准备中时可以在表中更正。")
    ]
    alone = indicators({"item": early, "目标值": "１２０"})
    assert write(IndicatorResource, alone, by=administrator).changed == 1
    early.refresh_from_db()
    assert early.target == Decimal(120)


def test_terms_that_nobody_could_judge_are_refused(preparing, administrator):
    indicator = make_indicator(plan=preparing)
    table = indicators({"item": indicator, "要求": Comparator.RANGE.label})
    assert told(preview(IndicatorResource, table, by=administrator)) == [
        (2, "目标上限", "区间目标须有上限。")
    ]
    early = indicators({"item": indicator, "目标年": "2020年"})
    assert told(preview(IndicatorResource, early, by=administrator)) == [
        (2, "基期年", f"“{indicator}”的基期年须早于目标年（2020）。")
    ]


def test_setting_up_by_sheet_marks_the_gaps_and_keeps_used_bases(administrator):
    indicator = make_indicator(base_source="旧", base_is_demo=True, tracked=False)
    cycle = make_cycle(plan=indicator.plan)
    empty = make_indicator(plan=indicator.plan, base_year=None, base_value=None)
    gap = make_gap(indicator=empty, cycle=cycle)
    table = indicators(
        {"item": indicator, "属性": "约束性", "纳入跟踪": "是", "基期年": 2020, "基期值": 50},
        {"item": empty, "属性": "未注明", "纳入跟踪": "是", "基期年": 2020, "基期值": "0"},
    )
    assert counts(write(IndicatorResource, table, by=administrator)) == (0, 2, 0, 0)
    for row in (indicator, empty, gap):
        row.refresh_from_db()
    assert (indicator.attribute, indicator.base_is_demo) == (Attribute.BINDING, True)
    assert (empty.base_value, empty.base_is_demo, gap.stale) == (Decimal(0), False, True)
    assert Gap.objects.get(indicator=indicator).stale
    moved = indicators({"item": empty, "基期值": "1"})
    assert told(preview(IndicatorResource, moved, by=administrator)) == [
        (2, "基期值", f"“{empty}”的基期已用于测算，请走“目标调整”。")
    ]


def test_indicator_that_a_reissue_left_out_is_not_touched(administrator):
    plan = make_plan()
    indicator = make_indicator(plan=plan, withdrawn_by=make_reissue(plan=plan))
    task = make_task(plan=plan, withdrawn_by=indicator.withdrawn_by)
    table = indicators({"item": indicator, "属性": "约束性"})
    gone = "已不再列入规划，不能修改。"
    assert told(preview(IndicatorResource, table, by=administrator)) == [
        (2, "", f"“{indicator}”{gone}")
    ]
    tasks = sheet({"任务编码": task.code, "配合单位": "energy"})
    make_unit(code="energy")
    assert told(preview(TaskResource, tasks, by=administrator)) == [(2, "", f"“{task}”{gone}")]


def test_unit_of_measure_stays_where_figures_are(administrator):
    indicator = make_indicator()
    series = indicator.series
    gap = make_gap(indicator=indicator)
    months = sheet({"序列编码": series.code, "计量单位": "千瓦", "数据公布月份": "3"})
    assert write(SeriesResource, months, by=administrator).changed == 1
    series.refresh_from_db()
    gap.refresh_from_db()
    assert (series.value_unit, series.publication_month, gap.stale) == ("千瓦", 3, True)
    make_record(series=series)
    other = sheet({"序列编码": series.code, "计量单位": "吨", "数据公布月份": "13"})
    assert [reason for *_, reason in told(preview(SeriesResource, other, by=administrator))] == [
        "须是 1 到 12 之间的整数。"
    ]
    unit = sheet({"序列编码": series.code, "计量单位": "吨"})
    assert told(preview(SeriesResource, unit, by=administrator)) == [
        (2, "计量单位", f"“{series.name}”已有填报数据，不能再改计量单位。")
    ]


def test_annual_targets_are_set_for_years_of_the_plan(administrator):
    indicator = make_indicator(code="I1")
    make_annual_target(indicator=indicator, year=2022, value=Decimal(60), is_demo=True)
    gap = make_gap(indicator=indicator)
    rows = [("I1", "2022年", "0", "否", ""), ("I1", 2023, "70.5", "是", "浙发1号")]
    names = ("指标编码", "年份", "年度目标值", "正式下达", "文号")
    table = sheet(*(dict(zip(names, row, strict=True)) for row in rows))
    assert counts(write(AnnualTargetResource, table, by=administrator)) == (1, 1, 0, 0)
    found = AnnualTarget.objects.values_list("year", "value", "official", "doc_number", "is_demo")
    assert list(found) == [
        (2022, Decimal(0), False, "", False),
        (2023, Decimal("70.5"), True, "浙发1号", False),
    ]
    gap.refresh_from_db()
    assert gap.stale
    wrong = [("I1", 2026, 1, None, None), ("I1", 2024, 1, "是", None), ("I9", 2024, 1, None, None)]
    table = sheet(*(dict(zip(names, row, strict=True)) for row in wrong))
    assert told(preview(AnnualTargetResource, table, by=administrator)) == [
        (2, "", "年度目标只能设在2021年至2025年，没有2026年。"),
        (3, "", "2024年的年度目标为正式下达，须写明文号。"),
        (4, "指标编码", "没有编码为“I9”的指标。"),
    ]


def test_units_of_a_task_are_given_ended_and_put_in_order(administrator):
    task = make_task()
    first, second, third = (make_unit(name=f"省{name}局") for name in ("能源", "统计", "粮食"))
    stays = make_responsibility(task=task, unit=second, order=1)
    leaves = make_responsibility(task=task, unit=first, order=0)
    table = sheet(
        {"任务编码": task.code, "牵头单位": "省统计局、省粮食局", "配合单位": "省能源局",
         "分工依据文号": "浙发1号"}
    )  # fmt: skip
    result = preview(TaskResource, table, by=administrator)
    assert [(cell.header, cell.old, cell.new) for cell in result.shown[0].diff] == [
        ("牵头单位", "省能源局、省统计局", "省统计局、省粮食局"),
        ("配合单位", "", "省能源局"),
    ]
    assert write(TaskResource, table, by=administrator).changed == 1
    assert held(task) == [
        (Role.LEAD, 0, "省统计局", None),
        (Role.SUPPORT, 0, "省能源局", TODAY),
        (Role.LEAD, 1, "省粮食局", TODAY),
    ]
    leaves.refresh_from_db()
    assert (leaves.valid_to, stays.pk in task.responsibilities.values_list("pk", flat=True)) == (
        YESTERDAY,
        True,
    )
    assert Responsibility.objects.get(unit=third).doc_number == "浙发1号"
    assert AuditEvent.objects.get().action == "task.imported"


def test_units_of_a_plan_that_is_prepared_hold_from_the_beginning(preparing, administrator):
    indicator = make_indicator(plan=preparing)
    make_responsibility(indicator=indicator, unit=make_unit(name="省能源局"))
    make_unit(name="省统计局")
    table = indicators({"item": indicator, "牵头单位": "省统计局"})
    assert write(IndicatorResource, table, by=administrator).changed == 1
    assert held(indicator) == [(Role.LEAD, 0, "省统计局", None)]
    assert indicator.responsibilities.count() == 1


def test_units_that_are_unclear_or_gone_are_told_with_their_candidates(administrator):
    task = make_task()
    make_responsibility(task=task)
    twins = [make_unit(name=name) for name in ("省能源管理局", "浙江省能源管理局")]
    make_unit(code="gone", name="省粮食局", valid_to=date(2023, 1, 1))
    make_unit(name="省统计局")
    cells = {
        "省能源管理局": "“省能源管理局”有多个单位符合，可能是："
        + "、".join(f"{unit}（浙江省，{unit.code}）" for unit in twins)
        + "；请写单位编码。",
        "各市州人民政府": "“各市州人民政府”泛指一类单位，不是一个单位；请逐个写出单位。",
        "省没有局": "名册中没有“省没有局”；请写单位编码或登记的名称，或先在单位中登记。",
        "gone": "省粮食局已于2023年1月1日撤销，请选承接其职责的单位。",
        None: "规划实施中，牵头单位只能改为另一个单位，不能空缺。",
        "省统计局配合": "“省统计局”写作配合单位；请写在“配合单位”一列。",
    }
    for cell, reason in cells.items():
        table = sheet({"任务编码": task.code, "牵头单位": cell})
        assert told(preview(TaskResource, table, by=administrator)) == [(2, "牵头单位", reason)]


def test_task_is_due_another_day_with_a_reason(administrator):
    task = make_task(deadline="2024年底前", due_on=date(2024, 12, 31))
    names = ("任务编码", "时限（原文）", "完成时限", "时限更正理由")
    rows = [(task.code, "2024年底前", "2025-06-30", None)]
    table = sheet(*(dict(zip(names, row, strict=True)) for row in rows))
    assert told(preview(TaskResource, table, by=administrator)) == [
        (2, "完成时限", "更正完成时限须写明理由。")
    ]
    table = sheet({"任务编码": task.code, "完成时限": "2025-06-30", "时限更正理由": "原文为五年"})
    assert write(TaskResource, table, by=administrator).changed == 1
    task.refresh_from_db()
    assert task.due_on == date(2025, 6, 30)
    assert AuditEvent.objects.get().subject == "导入任务 1 条；更正完成时限：原文为五年"
    wording = sheet({"任务编码": task.code, "时限（原文）": "五年内", "标题": "另一标题"})
    assert told(preview(TaskResource, wording, by=administrator)) == [
        (2, "时限（原文）", "此列只供查看，现为“2024年底前”，不能在表中修改。")
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_items_are_written_in_the_same_queries_however_many(
    number, administrator, django_assert_num_queries
):
    plan = make_plan()
    make_cycle(plan=plan)
    lead, other = make_unit(name="省能源局"), make_unit(name="省统计局")
    found, tasks = [], []
    for _ in range(number):
        found.append(make_indicator(plan=plan))
        tasks.append(make_task(plan=plan))
        make_responsibility(indicator=found[-1], unit=lead)
        make_responsibility(task=tasks[-1], unit=lead)
    parts = {"lead": other.name, "support": lead.name}
    rows = [{"code": one.code, "tracked": False, **parts} for one in found]
    with django_assert_num_queries(INDICATOR_QUERIES):
        import_indicators(rows=rows, by=administrator, at=AT)
    due = {"due_on": date(2024, 6, 30), "due_reason": "核对原文"}
    rows = [{"code": one.code, **due, **parts} for one in tasks]
    with django_assert_num_queries(TASK_QUERIES):
        import_tasks(rows=rows, by=administrator, at=AT)


INDICATOR_QUERIES = 25
TASK_QUERIES = 22
