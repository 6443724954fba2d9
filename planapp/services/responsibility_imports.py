"""责任分工 from a long sheet: a row for a unit's part in an indicator or a task, with its days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from planapp.domain.terms import PlanStatus, Role
from planapp.models import Indicator, Responsibility, Task, User
from planapp.services.assignments import why_not_units
from planapp.services.part_imports import plan_of
from planapp.services.table_imports import save_table
from planapp.services.tables import Line, Row, Table, TablePlan, ends_before_it_begins
from planapp.services.unit_cells import UnitCells

Item = Indicator | Task


class ResponsibilityTable(Table[Responsibility]):
    """责任分工: parts are given, and end by their last day; none is taken away."""

    model = Responsibility
    key = ("code", "unit", "role", "valid_from")
    names = ("code", "unit", "role", "valid_from", "valid_to", "order", "doc_number")
    terms: ClassVar = {"role": Role}

    def __init__(self, *, by: User, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.units = UnitCells()
        self._items: dict[str, Item] = {}

    def queryset(self) -> QuerySet[Responsibility]:
        rows = Responsibility.objects.select_related(
            "unit__region", "indicator__plan", "task__plan"
        )
        named = rows.annotate(code=Coalesce(F("indicator__code"), F("task__code")))
        return named.order_by("code", "role", "order", "pk")

    def prepare(self, rows: Sequence[Row]) -> None:
        codes = {row["code"] for row in rows}
        for model in (Indicator, Task):
            found: QuerySet[Any] = model._default_manager.filter(code__in=codes)
            self._items |= {item.code: item for item in found.select_related("plan")}

    def read(self, name: str, value: Any, row: Responsibility | None) -> Any:
        if name == "unit":
            return self.units.find(value, region=None, on=self.today)
        if name == "code":
            item = self._items.get(value)
            if item is None:
                raise ValueError(f"没有编码为“{value}”的指标或任务。")
            if item.withdrawn_by_id is not None:
                raise ValueError(f"“{item}”已不再列入规划。")
        return value

    def apply(self, line: Line[Responsibility]) -> None:
        super().apply(line)
        if line.is_new:
            item = self._items[line.given["code"]]
            line.stored.indicator = item if isinstance(item, Indicator) else None
            line.stored.task = item if isinstance(item, Task) else None

    def check(self, line: Line[Responsibility]) -> Iterator[tuple[str, str]]:
        part, plan = line.stored, plan_of(self._items[line.given["code"]])
        prepared = plan.status == PlanStatus.PREPARING
        if ends_before_it_begins(part.valid_from, part.valid_to):
            yield "valid_to", "不能早于开始的日期。"
        if line.is_new and prepared and part.valid_from is not None:
            yield "valid_from", "规划还在准备，分工自始有效，请留空。"
        if line.is_new and not prepared and part.valid_from is None:
            yield "valid_from", "规划已在实施，请写明从哪一天起。"
        if prepared and part.valid_to is not None:
            yield "valid_to", "规划还在准备，没有到期的分工；不用的请在启动准备中去掉。"
        if part.valid_to is None:
            on = part.valid_from or self.today
            if why := why_not_units(plan, [part.unit], role=Role(part.role), on=on):
                yield "unit", why

    def check_all(self, lines: Sequence[Line[Responsibility]]) -> None:
        """No part twice at a time, and no item of a plan under way without a lead. One query."""
        if not lines:
            return
        codes = {line.given["code"] for line in lines}
        held: QuerySet[Any] = self.queryset().filter(valid_to=None)
        held = held.filter(Q(indicator__code__in=codes) | Q(task__code__in=codes))
        keys = held.values_list("code", "unit_id", "role")
        parts = Counter(tuple(key) for key in keys)
        for line in lines:
            part = line.stored
            key = (line.given["code"], part.unit_id, part.role)
            was_held = not line.is_new and line.before["valid_to"] is None
            parts[key] += (part.valid_to is None) - was_held
            if parts[key] > 1:
                line.reasons.append(("unit", "这个单位现在已有这一分工；请先填写原来一行的“止”。"))
        leads = {code for (code, _, role), number in parts.items() if role == Role.LEAD and number}
        for line in _ending_leads(lines, self._items):
            if line.given["code"] not in leads:
                why = "规划实施中，牵头单位只能改为另一个单位，不能空缺。"
                line.reasons.append(("valid_to", why))


def _ending_leads(
    lines: Iterable[Line[Responsibility]], items: Mapping[str, Item]
) -> Iterator[Line[Responsibility]]:
    """Those that end who leads an item of a plan under way."""
    for line in lines:
        ends = line.touches("valid_to") and line.stored.valid_to is not None
        under_way = plan_of(items[line.given["code"]]).status == PlanStatus.ACTIVE
        if ends and under_way and line.stored.role == Role.LEAD:
            yield line


@transaction.atomic
def import_responsibilities(
    *, rows: Sequence[Row], by: User, at: datetime
) -> TablePlan[Responsibility]:
    """Give parts in indicators and tasks and end them, all rows or none."""
    table = ResponsibilityTable(by=by, at=at)
    return save_table(table, rows, action="responsibility.imported")
