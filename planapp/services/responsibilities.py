"""The parts that a plan's text gives to units: in a task, and in the indicators inside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from planapp.domain.terms import PlanStatus, Role
from planapp.models import Indicator, Plan, Responsibility, Task, Unit
from planapp.queries.written_units import LONGEST_NAME
from planapp.services.audit import Change, changed, snapshot

_AT_ONCE = 500  # rows of an update

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


def end_responsibility(responsibility: Responsibility, plan: Plan, *, on: date) -> Change:
    """As `end_responsibilities`, for one."""
    return end_responsibilities([(responsibility, plan)], on=on)[0]


def end_responsibilities(held: Sequence[tuple[Responsibility, Plan]], *, on: date) -> list[Change]:
    """Let them hold no longer from a day on; what never was in office is taken away.

    That is any while its plan is still being prepared, and one that was to begin later. Two
    queries at most for some hundreds.
    """
    changes: list[Change] = []
    gone: list[int] = []
    ended: list[Responsibility] = []
    for part, plan in held:
        before, begins = snapshot(part), part.valid_from
        if plan.status == PlanStatus.PREPARING or (begins is not None and begins >= on):
            gone.append(part.pk)
            changes.append(Change(part, before, dict.fromkeys(before)))
        else:
            part.valid_to = on - timedelta(days=1)
            ended.append(part)
            changes.append(changed(part, before))
    Responsibility.objects.filter(pk__in=gone).delete()
    Responsibility.objects.bulk_update(ended, ("valid_to",), batch_size=_AT_ONCE)
    return changes
