"""Responsibilities given, changed and ended for many items at once."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import PlanStatus, Role
from planapp.models import AuditEvent, Responsibility
from planapp.services.assignments import Assignment, assign_units
from planapp.services.errors import Refused
from tests.factories import (
    AT,
    make_indicator,
    make_plan,
    make_responsibility,
    make_task,
    make_unit,
)

pytestmark = pytest.mark.django_db
DAY = date(2024, 2, 1)


def assign(plan, items, by, *, role=Role.LEAD, units=(), replaces=False, on=DAY):
    change = Assignment(role=role, units=list(units), replaces=replaces, on=on, doc_number="文1")
    return assign_units(plan=plan, items=items, assignment=change, by=by, at=AT)


def parts(item):
    rows = item.responsibilities.order_by("order", "pk")
    return [(part.unit, part.role, part.valid_from, part.valid_to) for part in rows]


def test_units_are_added_to_every_item(administrator, unit, other_unit):
    plan = make_plan(status=PlanStatus.ACTIVE)
    task, indicator = make_task(plan=plan), make_indicator(plan=plan)
    make_responsibility(task=task, unit=unit, role=Role.SUPPORT)
    done = assign(
        plan, [task, indicator], administrator, role=Role.SUPPORT, units=[unit, other_unit]
    )
    assert done == 2
    assert parts(task) == [
        (unit, Role.SUPPORT, None, None),
        (other_unit, Role.SUPPORT, DAY, None),
    ]
    assert parts(indicator) == [
        (unit, Role.SUPPORT, DAY, None),
        (other_unit, Role.SUPPORT, DAY, None),
    ]


def test_replacing_ends_who_was_there_the_day_before(administrator, unit, other_unit):
    plan = make_plan(status=PlanStatus.ACTIVE)
    task = make_task(plan=plan)
    make_responsibility(task=task, unit=unit)
    assign(plan, [task], administrator, units=[other_unit], replaces=True)
    assert parts(task) == [
        (unit, Role.LEAD, None, date(2024, 1, 31)),
        (other_unit, Role.LEAD, DAY, None),
    ]
    assert Responsibility.objects.get(unit=other_unit).doc_number == "文1"


def test_plan_in_preparation_keeps_no_trace_of_what_never_held(administrator, unit, other_unit):
    plan = make_plan(status=PlanStatus.PREPARING)
    task = make_task(plan=plan)
    make_responsibility(task=task, unit=unit)
    assign(plan, [task], administrator, units=[other_unit], replaces=True)
    assert parts(task) == [(other_unit, Role.LEAD, None, None)]


def test_same_again_changes_nothing_and_leaves_no_event(administrator, unit):
    plan = make_plan(status=PlanStatus.ACTIVE)
    task = make_task(plan=plan)
    make_responsibility(task=task, unit=unit)
    assert assign(plan, [task], administrator, units=[unit], replaces=True) == 0
    assert AuditEvent.objects.count() == 0


def test_replacing_by_nobody_ends_the_role(administrator, unit):
    plan = make_plan(status=PlanStatus.ACTIVE)
    task = make_task(plan=plan)
    make_responsibility(task=task, unit=unit, role=Role.SUPPORT)
    assign(plan, [task], administrator, role=Role.SUPPORT, replaces=True)
    assert parts(task) == [(unit, Role.SUPPORT, None, date(2024, 1, 31))]


def test_impossible_assignments_are_refused(administrator, supervisor, unit):
    plan, other_plan = make_plan(status=PlanStatus.ACTIVE), make_plan()
    task, foreign = make_task(plan=plan), make_task(plan=other_plan)
    abolished = make_unit(name="省某局", valid_to=date(2024, 1, 1))
    cases = [
        ([], {"units": [unit]}, administrator, "请先勾选"),
        ([task], {}, administrator, "请选择单位"),
        ([foreign], {"units": [unit]}, administrator, "不属于"),
        ([task], {"units": [abolished]}, administrator, "撤销"),
        ([task], {"replaces": True}, administrator, "不能空缺"),
        ([task], {"units": [unit]}, supervisor, "只有管理员"),
    ]
    for items, change, by, expected in cases:
        with pytest.raises(Refused, match=expected):
            assign(plan, items, by, **change)
    assert Responsibility.objects.count() == 0


def test_one_item_of_another_plan_stops_all(administrator, unit):
    plan = make_plan(status=PlanStatus.ACTIVE)
    task, foreign = make_task(plan=plan), make_task(plan=make_plan())
    with pytest.raises(Refused):
        assign(plan, [task, foreign], administrator, units=[unit])
    assert Responsibility.objects.count() == 0
