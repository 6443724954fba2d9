"""The header data of plans, and the headings of their goals, from sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet

from planapp.domain.terms import PlanStatus, Role
from planapp.models import Goal, Plan, Sector, User
from planapp.services.assignments import why_not_units
from planapp.services.table_imports import save_table
from planapp.services.tables import Line, Row, Table, TablePlan
from planapp.services.unit_cells import UnitCells

NO_NEW = "规划文件审核、发布以后才有，不能从表中新增；请核对编码。"


class PlanTable(Table[Plan]):
    """规划: what stands in its head; period, region and state are looked at only."""

    model = Plan
    names = (
        "code", "title", "issuer", "doc_number", "issued_on", "sector", "default_lead", "region",
        "period_start", "period_end", "status",
    )  # fmt: skip
    fixed = frozenset({"region", "period_start", "period_end", "status"})
    terms: ClassVar = {"status": PlanStatus}
    no_new = NO_NEW

    def __init__(self, *, by: User, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.units = UnitCells()

    def queryset(self) -> QuerySet[Plan]:
        return Plan.objects.select_related("region", "sector", "default_lead__region")

    @cached_property
    def _sectors(self) -> dict[str, list[Sector]]:
        found: dict[str, list[Sector]] = {}
        for sector in Sector.objects.all():
            found.setdefault(sector.code, []).append(sector)
            found.setdefault(sector.name, []).append(sector)
        return found

    def read(self, name: str, value: Any, row: Plan | None) -> Any:
        if name == "default_lead" and row is not None:
            return self.units.find(value, region=row.region, on=self.today)
        if name == "region" and row is not None:
            return row.region if value in {row.region.code, row.region.name} else value
        if name == "sector":
            found = self._sectors.get(value, [])
            if len(found) != 1:
                raise ValueError("须是一个领域的代码，或不与其他领域重名的名称。")
            return found[0]
        return value

    def written(self, name: str, value: Any, row: Plan) -> Any:
        if name == "default_lead" and value is not None:
            return self.units.text(value, region=row.region, on=self.today)
        return super().written(name, value, row)

    def check(self, line: Line[Plan]) -> Iterator[tuple[str, str]]:
        plan = line.stored
        if plan.status == PlanStatus.WITHDRAWN:
            yield "", f"《{plan}》已撤销，不能修改。"
        if line.touches("default_lead") and plan.default_lead is not None:
            leads = [plan.default_lead]
            if why := why_not_units(plan, leads, role=Role.LEAD, on=self.today):
                yield "default_lead", why


class GoalTable(Table[Goal]):
    """目标: the heading may be put right while the plan is being prepared."""

    model = Goal
    names = ("code", "plan", "heading")
    fixed = frozenset({"plan"})
    no_new = NO_NEW

    def queryset(self) -> QuerySet[Goal]:
        return Goal.objects.select_related("plan", "withdrawn_by").order_by("plan__code", "order")

    def read(self, name: str, value: Any, row: Goal | None) -> Any:
        return same_plan(value, row) if name == "plan" else value

    def check(self, line: Line[Goal]) -> Iterator[tuple[str, str]]:
        yield from only_while_prepared(line.stored.plan, "heading")


def same_plan(value: Any, row: Any) -> Any:
    """The row's plan where a cell has its code, else what the cell has."""
    return row.plan if row is not None and value == row.plan.code else value


def only_while_prepared(plan: Plan, name: str) -> Iterator[tuple[str, str]]:
    if plan.status != PlanStatus.PREPARING:
        label = PlanStatus(plan.status).label
        yield name, f"规划{label}，已按原文确定；只在准备中时可以更正。"


@transaction.atomic
def import_plans(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[Plan]:
    """Change the header data of plans, all rows or none."""
    return save_table(PlanTable(by=by, at=at), rows, action="plan.imported")


@transaction.atomic
def import_goals(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[Goal]:
    """Put the headings of goals right, all rows or none."""
    return save_table(GoalTable(by=by, at=at), rows, action="plan.goals_imported")
