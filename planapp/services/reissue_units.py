"""Who has which part after a new printing: ended the day before, begun on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from planapp.domain.terms import ItemKind, PlanStatus
from planapp.models import DraftItem, Indicator, Plan, Reissue, Responsibility, Task
from planapp.queries.printings import PassageChange
from planapp.queries.written_units import LONGEST_NAME
from planapp.services.audit import Change, changed, created, snapshot
from planapp.services.plan_rows import Item
from planapp.services.reissue_rows import RewrittenRows
from planapp.services.responsibilities import (
    Part,
    end_responsibility,
    parts_in,
)
from planapp.services.units import day_of_issue, day_of_plan, resolve_units


@dataclass(frozen=True, slots=True)
class Reassigned:
    changes: list[Change]
    unmatched: list[str]  # as written; nobody in the register answers to these names


def reassign_units(
    plan: Plan,
    changes: Sequence[PassageChange],
    *,
    rows: RewrittenRows,
    reissue: Reissue,
    header: Item,
    at: datetime,
) -> Reassigned:
    """Give the units of the new printing their parts, on its number; what stays is not touched."""
    tasks = [
        (one, rows.tasks[one.new.position])
        for one in changes
        if one.kind is ItemKind.TASK and one.new
    ]
    names = {name for one, _ in tasks for name, _ in _written(one.new)}
    day = day_of_issue(header.get("issued_on")) or day_of_plan(plan)
    found = resolve_units(names, region=plan.region, on=day)
    named = {name: [one.unit] for name, one in found.items() if one.unit is not None}
    held = _held_in(plan)
    new = {(type(row), row.pk) for row in rows.new}
    written: list[Change] = []
    for one, task in tasks:
        rewritten = one.old is None or "units" in one.fields
        inside = [row for row in rows.indicators.values() if row.task_id == task.pk]
        all_items: list[Task | Indicator] = [task, *inside]
        items = [row for row in all_items if rewritten or (type(row), row.pk) in new]
        shift = _Shift(plan, reissue, at, left_out=_written(one.old) - _written(one.new))
        parts = parts_in(one.new.current.get("units") or () if one.new else (), named)
        for item in items:
            written += shift.of(item, held[type(item), item.pk], parts)
    return Reassigned(written, sorted(names - set(named)))


def _written(item: DraftItem | None) -> set[tuple[str, str]]:
    """Names and roles that a task's notes state."""
    units = (item.current.get("units") or ()) if item else ()
    return {(unit["name"], unit["role"]) for unit in units}


def _held_in(plan: Plan) -> dict[tuple[type, int], list[Responsibility]]:
    """The parts in office in a plan's tasks and indicators."""
    held: dict[tuple[type, int], list[Responsibility]] = defaultdict(list)
    in_plan = Q(task__plan=plan) | Q(indicator__plan=plan)
    for row in Responsibility.objects.filter(in_plan, valid_to=None):
        held[(Task, row.task_id) if row.task_id else (Indicator, row.indicator_id or 0)].append(row)
    return held


@dataclass(frozen=True, slots=True)
class _Shift:
    """From the parts that one task gave to those that it gives now."""

    plan: Plan
    reissue: Reissue
    at: datetime
    left_out: set[tuple[str, str]]

    def of(
        self, item: Task | Indicator, held: Iterable[Responsibility], parts: Iterable[Part]
    ) -> Iterator[Change]:
        """End what is left out, begin what is new, keep the order of the text."""
        left_out = {(name[:LONGEST_NAME], role) for name, role in self.left_out}
        staying: dict[tuple[int, str], Responsibility] = {}
        for row in held:
            if (row.written_as, row.role) in left_out:
                yield end_responsibility(row, self.plan, on=timezone.localdate(self.at))
            else:
                staying[row.unit_id, row.role] = row
        for part in parts:
            present = staying.get((part.unit.pk, part.role))
            if present is None:
                yield self._begin(item, part)
            elif present.order != part.order:
                before, present.order = snapshot(present), part.order
                present.save(update_fields=("order",))
                yield changed(present, before)

    def _begin(self, item: Task | Indicator, part: Part) -> Change:
        from_the_beginning = self.plan.status == PlanStatus.PREPARING
        row = Responsibility.objects.create(
            **{"task" if isinstance(item, Task) else "indicator": item},
            unit=part.unit,
            role=part.role,
            order=part.order,
            written_as=part.written_as,
            valid_from=None if from_the_beginning else timezone.localdate(self.at),
            doc_number=self.reissue.doc_number,
        )
        return created(row)[0]
