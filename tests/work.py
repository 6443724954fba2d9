"""What units do with their items before they hand them in: offices and remarks."""

from __future__ import annotations

from datetime import date
from typing import Any

from planapp.domain.terms import Role
from planapp.models import Handling, Indicator, Plan, Remark, ReportingCycle, Task, Unit
from planapp.queries.duties import Duty, duties_on
from tests.factories import (
    AT,
    make_cycle,
    make_indicator,
    make_plan,
    make_responsibility,
    make_task,
    make_unit,
    make_user,
)

DAY = date(2024, 1, 15)  # of AT; within the cycle for 2023, due on 31 January 2024


def make_round(plan: Plan | None = None) -> ReportingCycle:
    """The round for 2023 of a new plan."""
    return make_cycle(plan=plan or make_plan())


def owe_indicator(
    unit: Unit, cycle: ReportingCycle, *, support: Unit | None = None, **changes: Any
) -> Indicator:
    """An indicator of the cycle's plan that the unit leads, and another supports."""
    indicator = make_indicator(plan=cycle.plan, **changes)
    make_responsibility(indicator=indicator, unit=unit)
    if support is not None:
        make_responsibility(indicator=indicator, unit=support, role=Role.SUPPORT)
    return indicator


def owe_task(
    unit: Unit, cycle: ReportingCycle, *, support: Unit | None = None, **changes: Any
) -> Task:
    task = make_task(plan=cycle.plan, **changes)
    make_responsibility(task=task, unit=unit)
    if support is not None:
        make_responsibility(task=task, unit=support, role=Role.SUPPORT)
    return task


def duty_about(item: Indicator | Task, *, on: date = DAY) -> Duty:
    """What the item's unit owes for it that day."""
    [duty] = [each for each in duties_on(on) if item in {each.item, *each.indicators}]
    return duty


def make_handling(**changes: Any) -> Handling:
    """Of a new indicator and its unit unless an item is given, to an office."""
    _complete(changes)
    if "handed_by" not in changes:
        changes["handed_by"] = make_user()
    return Handling.objects.create(**{"office": "规划处", "handed_at": AT} | changes)


def make_remark(**changes: Any) -> Remark:
    """On a new indicator by a new unit, unless told otherwise."""
    _complete(changes)
    if "written_by" not in changes:
        changes["written_by"] = make_user()
    return Remark.objects.create(**{"text": "已完成选址。", "written_at": AT} | changes)


def _complete(changes: dict[str, Any]) -> None:
    if "indicator" not in changes and "task" not in changes:
        changes["indicator"] = make_indicator()
    item = changes.get("indicator") or changes["task"]
    if "cycle" not in changes:
        changes["cycle"] = make_cycle(plan=item.plan)
    if "unit" not in changes:
        changes["unit"] = make_unit()
