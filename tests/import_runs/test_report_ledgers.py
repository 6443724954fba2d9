"""Working ledgers with what was done (工作台账), from the file to drafts of 任务进展."""

from __future__ import annotations

import pytest

from planapp.domain.terms import PlanStatus, SelfAssessment
from planapp.imports.running import preview_run, receive_file, write_run
from planapp.models import TaskReport
from planapp.services.import_runs import confirm_import, confirm_layout
from tests.factories import AT, make_cycle, make_plan, make_responsibility, make_task
from tests.import_runs.conftest import messages_of, told
from tests.ledger.making import Share, make_xlsx

pytestmark = pytest.mark.django_db
HEADS = ("序号", "重点任务", "工作举措", "完成情况", "完成率", "状态", "存在问题", "下一步打算")


@pytest.fixture
def plan(unit):
    plan = make_plan(title="产业规划", status=PlanStatus.ACTIVE)
    make_cycle(plan=plan)
    for code, title in (("T-1", "建设新能源基地"), ("T-2", "修订管理办法")):
        make_responsibility(task=make_task(plan=plan, code=code, title=title), unit=unit)
    return plan


def previewed(by, plan, *rows, heads=HEADS, merged=(), **same):
    content = make_xlsx([["2023年重点工作台账"], heads, *rows], merged=merged)
    run = receive_file(kind="task-reports", content=content, file_name="台账.xlsx", by=by, at=AT)
    mapping = run.tables[0]["mapping"] | {"same": same}
    layout = {"sheet": 0, "fingerprint": "", "mapping": mapping}
    confirm_layout(run=run, layout=layout, plan=plan, by=by, at=AT)
    assert preview_run(run, at=AT)
    return run


def test_ledger_with_merged_tasks_becomes_one_draft_for_each(plan, reporter):
    run = previewed(
        reporter, plan,
        ["一、项目建设"],
        [1, "建设新能源基地", "编制方案", "已印发。", Share(0.6), "推进中", "资金不足", "争取专项"],
        [None, None, "开工建设", "已开工。", None, None, "资金不足", None],
        [2, "修订管理办法", "起草", "已印发。", 100, "已完成", None, None],
        [3, "建设一座桥梁", "起草", "已印发。", 100, "已完成", None, None],
        ["注：完成率按投资计。"],
        merged=("B4:B5",), period="2023年度",
    )  # fmt: skip
    assert told(run) == ("checked", 2, 0, 0, 1)
    assert messages_of(run) == [("“台账”B7", "规划中没有找到。请在“名称对应”中选定。")]
    confirm_import(run=run, is_partial=True, by=reporter, at=AT)
    assert write_run(run, at=AT)
    first, second = TaskReport.objects.order_by("task__code")
    assert (first.self_assessment, first.percent) == (SelfAssessment.ON_COURSE, 60)
    assert first.narrative == "已印发。\n已开工。"
    assert (first.problems, first.next_steps) == ("资金不足", "争取专项")
    assert (second.self_assessment, second.percent, second.state) == ("done", 100, "draft")


def test_rows_of_one_task_that_contradict_each_other_are_told(plan, reporter):
    run = previewed(
        reporter, plan,
        [1, "建设新能源基地", "甲", "一", 60, "推进中", None, None],
        [2, "建设新能源基地", "乙", "二", 80, "推进中", None, None],
        [3, "修订管理办法", "丙", None, None, None, None, None],
        period="2023年度",
    )  # fmt: skip
    assert messages_of(run) == [
        ("“台账”E4", "与第 3 行是同一任务，那里写的是“60”。"),
        ("“台账”D5", "没有填写进展，这一行不导入。"),
    ]


def test_column_with_the_round_is_read_and_a_strange_word_is_refused(plan, reporter):
    heads = ("重点任务", "报告期", "进展情况", "完成状态")
    run = previewed(
        reporter, plan,
        ["建设新能源基地", "2023年", "已开工。", "一般"],
        ["修订管理办法", "2022年度", "已印发。", "办结"],
        heads=heads,
    )  # fmt: skip
    places = [place for place, _ in messages_of(run)]
    assert places == ["“台账”D3", "“台账”B4"]
    assert told(run) == ("checked", 0, 0, 0, 2)
