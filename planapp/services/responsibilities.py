"""The parts that a plan's text gives to units: in a task, and in the indicators inside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from planapp.domain.terms import PlanStatus, Role
from planapp.models import Indicator, Plan, Responsibility, Task, Unit
from planapp.queries.written_units import LONGEST_NAME
from planapp.services.audit import Change, changed, snapshot

Named = Mapping[str, Sequence[Unit]]  # a name as written → the units it means


@dataclass(frozen=True, slots=True)
class Part:
    """A unit's part in a task as its notes state it."""

    unit: Unit
    role: Role
    order: int
    written_as: str


def parts_in(written: Iterable[Mapping[str, str]], named: Named) -> list[Part]:
    """What a task's notes (name and role, in order) give to whom, each unit once in a role."""
    found: dict[tuple[int, str], Part] = {}
    for order, one in enumerate(written):
        for unit in named.get(one["name"], ()):
            part = Part(unit, Role(one["role"]), order, one["name"][:LONGEST_NAME])
            found.setdefault((unit.pk, one["role"]), part)
    return list(found.values())


def rows_for(
    parts: Iterable[Part], *, task: Task, indicators: Iterable[Indicator]
) -> list[Responsibility]:
    """Unsaved responsibilities for a task and for those of the indicators that stand in it."""
    inside = [one for one in indicators if one.task_id == task.pk]
    items: list[dict[str, Any]] = [{"task": task}, *({"indicator": one} for one in inside)]
    given = list(parts)
    return [
        Responsibility(
            **item, unit=part.unit, role=part.role, order=part.order, written_as=part.written_as
        )
        for item in items
        for part in given
    ]


def end_responsibility(responsibility: Responsibility, plan: Plan, *, at: datetime) -> Change:
    """End it the day before; while the plan is still being prepared it never was in office."""
    before = snapshot(responsibility)
    if plan.status == PlanStatus.PREPARING:
        change = Change(responsibility, before, dict.fromkeys(before))
        Responsibility.objects.filter(pk=responsibility.pk).delete()
        return change
    responsibility.valid_to = timezone.localdate(at) - timedelta(days=1)
    responsibility.save(update_fields=("valid_to",))
    return changed(responsibility, before)
