"""Who has which part in an indicator or a task, as cells of its row in a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet

from planapp.domain.terms import PlanStatus, Role
from planapp.models import Indicator, Plan, Responsibility, Task, Unit, User
from planapp.services.assignments import why_not_units
from planapp.services.audit import Change, changed, created, snapshot
from planapp.services.responsibilities import end_responsibilities
from planapp.services.tables import Line, ModelT, Table
from planapp.services.unit_cells import UnitCells
from planapp.services.units import day_of_plan

PARTS = {"lead": Role.LEAD, "responsible": Role.RESPONSIBLE, "support": Role.SUPPORT}
_BATCH = 500


class PartsTable(Table[ModelT]):
    """Items with three columns of units, all that have the part now, in their order.

    What a cell changes holds from the day of the import, while the plan is being prepared from
    the beginning; whoever stays is not touched.
    """

    remarks: ClassVar[frozenset[str]] = frozenset({"part_doc_number"})

    def __init__(self, *, by: User, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.units = UnitCells()

    def with_parts(self, rows: QuerySet[ModelT]) -> QuerySet[ModelT]:
        """The rows with the parts that have no end, as `parts`."""
        held = Responsibility.objects.filter(valid_to=None).select_related("unit__region")
        return rows.prefetch_related(
            Prefetch("responsibilities", held.order_by("order", "pk"), to_attr="parts")
        )

    def values(self, row: ModelT) -> dict[str, Any]:
        units: dict[str, list[Unit]] = {role: [] for role in PARTS.values()}
        for part in row.parts:  # type: ignore[attr-defined]  # as `with_parts` loads them
            units[part.role].append(part.unit)
        own = {name: getattr(row, name) for name in self.own_names()}
        own |= {name: terms(own[name]) for name, terms in self.terms.items()}
        return own | {name: tuple(units[role]) for name, role in PARTS.items()}

    def own_names(self) -> list[str]:
        """The columns that the row itself holds."""
        return [name for name in self.names if name not in {*PARTS, *self.remarks}]

    def read(self, name: str, value: Any, row: ModelT | None) -> Any:
        if name not in PARTS or row is None:
            return value
        plan = plan_of(row)
        return self.units.find_all(
            value, role=PARTS[name], region=plan.region, on=self._named_on(plan)
        )

    def written(self, name: str, value: Any, row: ModelT) -> Any:
        if name not in PARTS:
            return super().written(name, value, row)
        plan = plan_of(row)
        return self.units.text_of_all(
            value or (), role=PARTS[name], region=plan.region, on=self._named_on(plan)
        )

    def apply(self, line: Line[ModelT]) -> None:
        for change in line.changes:
            if change.name not in PARTS:
                setattr(line.stored, change.name, change.new)

    def check(self, line: Line[ModelT]) -> Iterator[tuple[str, str]]:
        plan = plan_of(line.stored)
        for change in line.changes:
            if change.name in PARTS:
                role, units = PARTS[change.name], change.new or ()
                if why := why_not_units(plan, units, role=role, on=self.today):
                    yield change.name, why

    def write_parts(self, lines: Sequence[Line[ModelT]]) -> list[Change]:
        """Give, end and order the parts that the lines change."""
        new: list[Responsibility] = []
        ended: list[tuple[Responsibility, Plan]] = []
        moved: list[tuple[Responsibility, int]] = []
        for line in lines:
            for change in line.changes:
                if change.name in PARTS:
                    role, wanted = PARTS[change.name], change.new or ()
                    held = [one for one in line.stored.parts if one.role == role]  # type: ignore[attr-defined]
                    plan = plan_of(line.stored)
                    ended += [(one, plan) for one in held if one.unit not in wanted]
                    new += self._given(line, role, wanted=wanted, held=held)
                    moved += [
                        (one, wanted.index(one.unit))
                        for one in held
                        if one.unit in wanted and one.order != wanted.index(one.unit)
                    ]
        changes = end_responsibilities(ended, on=self.today)
        changes += _put_in_order(moved)
        return [*changes, *created(*Responsibility.objects.bulk_create(new, batch_size=_BATCH))]

    def _given(
        self,
        line: Line[ModelT],
        role: Role,
        *,
        wanted: Sequence[Unit],
        held: Sequence[Responsibility],
    ) -> list[Responsibility]:
        item: Any = line.stored
        known = {one.unit_id for one in held}
        prepared = plan_of(item).status == PlanStatus.PREPARING
        return [
            Responsibility(
                indicator=item if isinstance(item, Indicator) else None,
                task=item if isinstance(item, Task) else None,
                unit=unit,
                role=role,
                order=order,
                valid_from=None if prepared else self.today,
                doc_number=line.given.get("part_doc_number") or "",
            )
            for order, unit in enumerate(wanted)
            if unit.pk not in known
        ]

    def _named_on(self, plan: Plan) -> date:
        """The day on which a cell's names are read: while it is prepared, the plan's own."""
        return day_of_plan(plan) if plan.status == PlanStatus.PREPARING else self.today


def plan_of(item: Any) -> Plan:
    plan: Plan = item.plan
    return plan


def _put_in_order(moved: Sequence[tuple[Responsibility, int]]) -> list[Change]:
    changes = []
    for part, order in moved:
        before = snapshot(part)
        part.order = order
        changes.append(changed(part, before))
    Responsibility.objects.bulk_update([part for part, _ in moved], ("order",), batch_size=_BATCH)
    return changes
