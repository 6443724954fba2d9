"""Annual targets from sheets: a row for an indicator and a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet

from planapp.models import AnnualTarget, Indicator, User
from planapp.services.annual_targets import YearAim, check_aim
from planapp.services.audit import Change
from planapp.services.errors import Refused
from planapp.services.gaps import mark_indicators_stale
from planapp.services.table_imports import save_table
from planapp.services.tables import Line, Row, Table, TablePlan, write_rows

NO_UNIT = "（没有写）"  # of a ledger that states none


class AnnualTargetTable(Table[AnnualTarget]):
    """年度目标: new years and other values; a target is taken away on the indicator's page."""

    model = AnnualTarget
    key = ("indicator", "year")
    names = ("indicator", "year", "value", "official", "doc_number", "value_unit")
    remarks: ClassVar[frozenset[str]] = frozenset({"value_unit"})

    def __init__(self, *, by: User, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self._indicators: dict[str, Indicator] = {}

    def queryset(self) -> QuerySet[AnnualTarget]:
        rows = AnnualTarget.objects.select_related("indicator__plan", "indicator__series")
        return rows.order_by("indicator__code", "year")

    def prepare(self, rows: Sequence[Row]) -> None:
        found = Indicator.objects.select_related("plan").filter(
            code__in={row["indicator"] for row in rows}
        )
        self._indicators = {indicator.code: indicator for indicator in found}

    def read(self, name: str, value: Any, row: AnnualTarget | None) -> Any:
        if name == "value_unit" and row is not None:
            _check_unit(row.indicator, value)
        if name != "indicator":
            return value
        indicator = self._indicators.get(value)
        if indicator is None:
            raise ValueError(f"没有编码为“{value}”的指标。")
        if indicator.withdrawn_by_id is not None:
            raise ValueError(f"“{indicator}”已不再列入规划。")
        return indicator

    def check(self, line: Line[AnnualTarget]) -> Iterator[tuple[str, str]]:
        target = line.stored
        if line.is_new and (unit := line.given.get("value_unit")):
            try:
                _check_unit(target.indicator, unit)
            except ValueError as error:
                yield "value_unit", str(error)
        aim = YearAim(target.year, target.value, target.official, target.doc_number)
        try:
            check_aim(target.indicator, aim)
        except Refused as refusal:
            yield "", str(refusal)

    def written(self, name: str, value: Any, row: AnnualTarget) -> Any:
        return (
            row.indicator.value_unit if name == "value_unit" else super().written(name, value, row)
        )

    def apply(self, line: Line[AnnualTarget]) -> None:
        super().apply(line)
        line.stored.is_demo = False

    def write(self, lines: Sequence[Line[AnnualTarget]]) -> list[Change]:
        changes = write_rows(AnnualTarget, lines)
        mark_indicators_stale(indicator_ids={line.stored.indicator_id for line in lines})
        return changes


def _check_unit(indicator: Indicator, unit: str) -> None:
    """Raise ValueError where a target is not in the indicator's own unit."""
    if unit != (indicator.value_unit or NO_UNIT):
        raise ValueError(
            f"指标的目标计量单位是“{indicator.value_unit or '（无）'}”，请换算后再填。"
        )


@transaction.atomic
def import_annual_targets(
    *, rows: Sequence[Row], by: User, at: datetime
) -> TablePlan[AnnualTarget]:
    """Set the targets of single years, all rows or none; the indicators' gaps become stale."""
    return save_table(AnnualTargetTable(by=by, at=at), rows, action="annual_targets.imported")
