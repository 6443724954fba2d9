"""The register of units from sheets: units, their other names, and the reforms between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet

from planapp.domain.terms import UnitKind
from planapp.models import Region, Unit, UnitName, UnitSuccession, User
from planapp.services.table_imports import save_table
from planapp.services.tables import Line, Row, Table, TablePlan, ends_before_it_begins
from planapp.services.unit_cells import UnitCells

_BACKWARDS = "不能早于开始的日期。"


class UnitTable(Table[Unit]):
    """单位: new ones are entered, none is taken away; a unit ends by its date."""

    model = Unit
    names = ("code", "name", "region", "kind", "valid_from", "valid_to")
    terms: ClassVar = {"kind": UnitKind}

    def queryset(self) -> QuerySet[Unit]:
        return Unit.objects.select_related("region")

    @cached_property
    def _regions(self) -> dict[str, list[Region]]:
        found: dict[str, list[Region]] = {}
        for region in Region.objects.all():
            found.setdefault(region.code, []).append(region)
            found.setdefault(region.name, []).append(region)
        return found

    def read(self, name: str, value: Any, row: Unit | None) -> Any:
        if name != "region":
            return value
        found = self._regions.get(value, [])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValueError("没有这个行政区划；请写代码（如 520000）或全称。")
        named = "、".join(f"{region.code}" for region in found)
        raise ValueError(f"有多个行政区划叫这个名称，请写代码：{named}。")

    def check(self, line: Line[Unit]) -> Iterator[tuple[str, str]]:
        if ends_before_it_begins(line.stored.valid_from, line.stored.valid_to):
            yield "valid_to", _BACKWARDS

    def check_all(self, lines: Sequence[Line[Unit]]) -> None:
        """Within a region every unit has a name of its own."""
        moved = [line for line in lines if line.is_new or line.touches("name", "region")]
        if not moved:
            return
        taken = {
            (region, name): code
            for region, name, code in Unit.objects.values_list("region_id", "name", "code")
        }
        for line in moved:
            unit = line.stored
            other = taken.setdefault((unit.region_id, unit.name), unit.code)
            if other != unit.code:
                line.reasons.append(("name", f"{unit.region}已有同名的单位（{other}）。"))


class UnitNameTable(Table[UnitName]):
    """单位别名: under which names a unit is written, and while they were in use."""

    model = UnitName
    key = ("unit", "name")
    names = ("unit", "name", "valid_from", "valid_to")

    def __init__(self, *, by: User, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.units = UnitCells()

    def queryset(self) -> QuerySet[UnitName]:
        return UnitName.objects.select_related("unit__region").order_by("unit__code", "name")

    def read(self, name: str, value: Any, row: UnitName | None) -> Any:
        if name != "unit":
            return value
        return self.units.find(value, region=None, on=self.today)

    def check(self, line: Line[UnitName]) -> Iterator[tuple[str, str]]:
        if ends_before_it_begins(line.stored.valid_from, line.stored.valid_to):
            yield "valid_to", _BACKWARDS


class SuccessionTable(Table[UnitSuccession]):
    """机构沿革: to whom the duties of a unit passed, on which day, in which scope."""

    model = UnitSuccession
    key = ("predecessor", "successor", "on")
    names = ("predecessor", "successor", "on", "scope")

    def __init__(self, *, by: User, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.units = UnitCells()

    def queryset(self) -> QuerySet[UnitSuccession]:
        rows = UnitSuccession.objects.select_related("predecessor__region", "successor__region")
        return rows.order_by("on", "predecessor__code", "successor__code")

    def read(self, name: str, value: Any, row: UnitSuccession | None) -> Any:
        if name not in {"predecessor", "successor"}:
            return value
        return self.units.find(value, region=None, on=self.today)

    def check(self, line: Line[UnitSuccession]) -> Iterator[tuple[str, str]]:
        if line.stored.predecessor_id == line.stored.successor_id:
            yield "successor", "须是另一个单位。"


@transaction.atomic
def import_units(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[Unit]:
    """Enter and change units, all rows or none."""
    return save_table(UnitTable(by=by, at=at), rows, action="register.units_imported")


@transaction.atomic
def import_unit_names(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[UnitName]:
    """Enter and change the other names of units, all rows or none."""
    return save_table(UnitNameTable(by=by, at=at), rows, action="register.names_imported")


@transaction.atomic
def import_successions(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[UnitSuccession]:
    """Enter and change the steps of reforms, all rows or none."""
    return save_table(SuccessionTable(by=by, at=at), rows, action="register.reforms_imported")
