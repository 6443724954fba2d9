"""Ledgers of tasks: found by code or title, and what they say of units."""

from __future__ import annotations

import pytest

from planapp.domain.terms import Role
from planapp.imports.running import preview_run, receive_file, write_run
from planapp.models import Responsibility
from planapp.services.import_runs import confirm_import, confirm_layout
from tests.factories import AT, make_plan, make_responsibility, make_task
from tests.import_runs.conftest import messages_of, told
from tests.ledger.making import make_xlsx

pytestmark = pytest.mark.django_db
HEADS = ("序号", "重点任务", "牵头单位", "配合单位", "完成时限")


@pytest.fixture
def task(unit):
    plan = make_plan(title="产业规划")
    task = make_task(plan=plan, code="T-BASE", title="建设新能源基地")
    make_responsibility(task=task, unit=unit)
    return task


def previewed(by, plan, *rows, heads=HEADS, **changes):
    content = make_xlsx([["重点任务分工台账"], heads, *rows])
    run = receive_file(kind="tasks", content=content, file_name="台账.xlsx", by=by, at=AT)
    table = run.tables[0]
    layout = {"sheet": 0, "fingerprint": "", "mapping": table["mapping"] | changes}
    confirm_layout(run=run, layout=layout, plan=plan, by=by, at=AT)
    assert preview_run(run, at=AT)
    return run


def parts(task):
    rows = Responsibility.objects.filter(task=task, valid_to=None).order_by("role", "order")
    return [(str(part.role), part.unit.name) for part in rows]


def test_ledger_gives_a_task_its_supporting_unit(task, administrator, other_unit):
    row = [1, "建设新能源基地", "省能源局", "省交通运输厅", "尽快"]
    run = previewed(administrator, task.plan, row)
    assert told(run) == ("checked", 0, 1, 0, 0)
    confirm_import(run=run, is_partial=False, by=administrator, at=AT)
    assert write_run(run, at=AT)
    assert parts(task) == [(Role.LEAD, "省能源局"), (Role.SUPPORT, "省交通运输厅")]


def test_role_that_the_ledger_never_names_stays_as_it_is(task, administrator, other_unit):
    make_responsibility(task=task, unit=other_unit, role=Role.SUPPORT)
    heads = ("序号", "重点任务", "责任单位", "备注")
    run = previewed(
        administrator, task.plan, [1, "建设新能源基地", "省能源局", None], heads=heads,
        first_leads=True,
    )  # fmt: skip
    assert told(run) == ("done", 0, 0, 1, 0)


def test_unit_that_the_register_does_not_know_is_refused_with_its_cell(task, administrator):
    run = previewed(administrator, task.plan, [1, "建设新能源基地", "省不存在局", None, None])
    assert told(run) == ("checked", 0, 0, 0, 1)
    [(place, message)] = messages_of(run)
    assert place == "“台账”C3"
    assert "省不存在局" in message


def test_task_that_is_not_in_the_plan_and_row_without_units_are_told(task, administrator):
    rows = ([1, "修建一座桥梁", "省能源局", None, None], [2, "建设新能源基地", None, None, None])
    run = previewed(administrator, task.plan, *rows)
    assert told(run) == ("checked", 0, 0, 0, 1)
    assert messages_of(run) == [
        ("“台账”B3", "规划中没有找到。请在“名称对应”中选定。"),
        ("“台账”B4", "没有写明单位，这一行不导入。"),
    ]
