"""Indicators and the series they rest on, from sheets: what may change, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet

from planapp.domain.terms import Attribute, Comparator, DuePath, Entry, Measure
from planapp.models import Indicator, ProgressRecord, ReportingCycle, Series, User
from planapp.queries.gaps import target_of
from planapp.services.audit import Change
from planapp.services.gaps import mark_series_stale
from planapp.services.part_imports import PARTS, PartsTable
from planapp.services.plan_imports import NO_NEW, only_while_prepared, same_plan
from planapp.services.setup import renew_gaps
from planapp.services.setup_rules import Base, why_not_base, why_not_unit
from planapp.services.table_imports import save_table
from planapp.services.tables import Line, Row, Table, TablePlan, write_rows
from planapp.services.unit_cells import UnitCells

_PROMISED = (
    "name", "measure", "comparator", "target", "target_max", "value_unit", "target_year",
)  # fmt: skip
_BASE = ("base_year", "base_value")


class IndicatorTable(PartsTable[Indicator]):
    """指标: what is promised only while the plan is prepared; the rest as in 启动准备."""

    model = Indicator
    names = (
        "code", "plan", *_PROMISED, *_BASE, "base_source", "path", "attribute", "tracked",
        *PARTS, "part_doc_number",
    )  # fmt: skip
    fixed = frozenset({"plan"})
    terms: ClassVar = {
        "measure": Measure,
        "comparator": Comparator,
        "path": DuePath,
        "attribute": Attribute,
    }
    no_new = NO_NEW

    def queryset(self) -> QuerySet[Indicator]:
        rows = Indicator.objects.select_related(
            "plan__region", "plan__light_policy", "series", "withdrawn_by"
        )
        return self.with_parts(rows.order_by("plan__code", "order"))

    def read(self, name: str, value: Any, row: Indicator | None) -> Any:
        return same_plan(value, row) if name == "plan" else super().read(name, value, row)

    def apply(self, line: Line[Indicator]) -> None:
        super().apply(line)
        if line.touches("base_value"):
            line.stored.base_is_demo = False

    def check(self, line: Line[Indicator]) -> Iterator[tuple[str, str]]:
        indicator = line.stored
        if indicator.withdrawn_by is not None:
            yield "", f"“{indicator}”已不再列入规划，不能修改。"
            return
        promised = [change.name for change in line.changes if change.name in _PROMISED]
        for name in promised:
            yield from _not_after_the_start(indicator, name)
        moved = list(self._moved_base(line))
        yield from moved
        if promised and not moved:
            yield from _unreadable(indicator)
        yield from super().check(line)

    def write(self, lines: Sequence[Line[Indicator]]) -> list[Change]:
        changes = [*write_rows(Indicator, lines), *self.write_parts(lines)]
        touched = [line.stored for line in lines if not PARTS.keys() >= _names(line)]
        if touched:
            plans = {indicator.plan for indicator in touched}
            renew_gaps(plans, indicator_ids=[indicator.pk for indicator in touched])
        return changes

    @cached_property
    def _judged_plans(self) -> set[int]:
        """Plans with a round; their bases are in use. One query."""
        rows = ReportingCycle.objects.order_by().values_list("plan_id", flat=True)
        return set(rows.distinct())

    def _moved_base(self, line: Line[Indicator]) -> Iterator[tuple[str, str]]:
        indicator = line.stored
        old = {change.name: change.old for change in line.changes}
        to: Base = (indicator.base_year, indicator.base_value)
        was: Base = (
            old.get("base_year", indicator.base_year),
            old.get("base_value", indicator.base_value),
        )
        if line.touches(*_BASE, "target_year"):
            why = why_not_base(
                indicator,
                was=was,
                to=to,
                is_used=lambda: indicator.plan_id in self._judged_plans,
            )
            if why:
                yield "base_year" if "须早于" in why else "base_value", why


class SeriesTable(Table[Series]):
    """数据序列: how its figures are read, in which unit, and who provides them."""

    model = Series
    names = (
        "code", "region", "name", "scope", "value_unit", "entry", "provider", "publication_month",
    )  # fmt: skip
    fixed = frozenset({"region", "name"})
    terms: ClassVar = {"entry": Entry}
    no_new = NO_NEW

    def __init__(self, *, by: User, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.units = UnitCells()

    def queryset(self) -> QuerySet[Series]:
        return Series.objects.select_related("region", "provider__region").order_by("code")

    def read(self, name: str, value: Any, row: Series | None) -> Any:
        if row is None:
            return value
        if name == "region":
            return row.region if value in {row.region.code, row.region.name} else value
        if name == "provider":
            return self.units.find(value, region=row.region, on=self.today)
        return value

    def written(self, name: str, value: Any, row: Series) -> Any:
        if name == "provider" and value is not None:
            return self.units.text(value, region=row.region, on=self.today)
        return super().written(name, value, row)

    def check_all(self, lines: Sequence[Line[Series]]) -> None:
        moved = [line for line in lines if line.touches("value_unit")]
        if not moved:
            return
        ids = [line.stored.pk for line in moved]
        kept = ProgressRecord.objects.filter(series__in=ids).order_by().values_list("series_id")
        observed = {pk for (pk,) in kept.distinct()}
        for line in moved:
            [old] = [change.old for change in line.changes if change.name == "value_unit"]
            why = why_not_unit(
                line.stored,
                was=old,
                to=line.stored.value_unit,
                has_records=partial(observed.__contains__, line.stored.pk),
            )
            if why:
                line.reasons.append(("value_unit", why))

    def write(self, lines: Sequence[Line[Series]]) -> list[Change]:
        changes = write_rows(Series, lines)
        mark_series_stale(series_ids=[line.stored.pk for line in lines], since=date.min)
        return changes


@transaction.atomic
def import_indicators(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[Indicator]:
    """Change indicators and who answers for them, all rows or none; their gaps become stale."""
    return save_table(IndicatorTable(by=by, at=at), rows, action="indicator.imported")


@transaction.atomic
def import_series(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[Series]:
    """Change series, all rows or none; what rests on them becomes stale."""
    return save_table(SeriesTable(by=by, at=at), rows, action="indicator.series_imported")


def _names(line: Line[Indicator]) -> set[str]:
    return {change.name for change in line.changes}


def _not_after_the_start(indicator: Indicator, name: str) -> Iterator[tuple[str, str]]:
    for column, _ in only_while_prepared(indicator.plan, name):
        yield column, "规划已开始实施，目标只能走“目标调整”修改；只在准备中时可以在表中更正。"


def _unreadable(indicator: Indicator) -> Iterator[tuple[str, str]]:
    """Why nothing could be judged by the new terms."""
    if indicator.comparator == Comparator.RANGE and indicator.target_max is None:
        yield "target_max", "区间目标须有上限。"
        return
    try:
        target_of(indicator, {})
    except ValueError as error:
        yield "", f"“{indicator}”：{error}。"
