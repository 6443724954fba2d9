"""Responsibilities given, changed and ended for many items at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import PlanStatus, Role
from planapp.models import Indicator, Plan, Responsibility, Task, Unit, User
from planapp.rights import Action
from planapp.services.audit import Change, created, write_audit
from planapp.services.errors import Refused, require
from planapp.services.responsibilities import end_responsibility

Item = Indicator | Task


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to hold from a day on: units in one role, beside those there are or in their place.

    Without units, those that are in the role are ended. While a plan is being prepared the day
    does not count: parts hold from the beginning.
    """

    role: Role
    units: Sequence[Unit]
    replaces: bool
    on: date
    doc_number: str = ""


@transaction.atomic
def assign_units(
    *, plan: Plan, items: Sequence[Item], assignment: Assignment, by: User, at: datetime
) -> int:
    """Give the units their part in every item; returns how many items changed.

    Raises Refused without items, for an item of another plan, for a unit that is no more on
    that day, and where an item would be left with nobody who answers for it; then nothing is
    written.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以指定责任单位。")
    _check(plan, items, assignment)
    changes: list[Change] = []
    touched = 0
    for item in items:
        found = _assign(plan, item, assignment)
        touched += bool(found)
        changes += found
    if changes:
        write_audit(by=by, action="responsibility.assigned", subject=plan, at=at, changes=changes)
    return touched


def _check(plan: Plan, items: Sequence[Item], assignment: Assignment) -> None:
    if not items:
        raise Refused("请先勾选要指定责任单位的事项。")
    if not assignment.units and not assignment.replaces:
        raise Refused("请选择单位。")
    for item in items:
        if item.plan_id != plan.pk:
            raise Refused(f"“{item}”不属于《{plan}》。")
    role, units = assignment.role, assignment.units
    if why := why_not_units(plan, units, role=role, on=assignment.on):
        raise Refused(why)


def why_not_units(plan: Plan, units: Sequence[Unit], *, role: Role, on: date) -> str:
    """Why these may not be all that have a part from a day on; empty where they may."""
    for unit in units:
        if unit.valid_to is not None and unit.valid_to < on:
            return f"{unit}已于{day_in_words(unit.valid_to)}撤销，请选承接其职责的单位。"
    if not units and role is Role.LEAD and plan.status == PlanStatus.ACTIVE:
        return "规划实施中，牵头单位只能改为另一个单位，不能空缺。"
    return ""


def _assign(plan: Plan, item: Item, assignment: Assignment) -> list[Change]:
    present = item.responsibilities.filter(role=assignment.role, valid_to=None)
    held = {part.unit_id: part for part in present.select_for_update(of=("self",))}
    wanted = {unit.pk for unit in assignment.units}
    changes: list[Change] = []
    if assignment.replaces:
        for part in held.values():
            if part.unit_id not in wanted:
                changes.append(end_responsibility(part, plan, on=assignment.on))
    prepared = plan.status == PlanStatus.PREPARING
    first = 0 if assignment.replaces else len(held)
    for order, unit in enumerate(assignment.units, first):
        if unit.pk not in held:
            changes += created(
                Responsibility.objects.create(
                    indicator=item if isinstance(item, Indicator) else None,
                    task=item if isinstance(item, Task) else None,
                    unit=unit,
                    role=assignment.role,
                    order=order,
                    valid_from=None if prepared else assignment.on,
                    doc_number=assignment.doc_number,
                )
            )
    return changes
