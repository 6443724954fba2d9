"""What narrows the lists: codes as the rows have them, words as the vocabularies have them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Field

from planapp.api.paging import Piece
from planapp.clock import today
from planapp.domain.terms import (
    Attribute,
    Light,
    PlanStatus,
    ReportState,
    SelfAssessment,
    Status,
    UnitKind,
)
from planapp.models import Gap, Plan, Region, Responsibility, Sector, Unit
from planapp.pages.frame import scope_here
from planapp.queries.gap_list import GapFilter, cycles_shown, first_gap_past, gaps_in

Code = Annotated[str | None, Field(max_length=40, pattern=r"^[^\x00]*$")]
Year = Annotated[int | None, Field(ge=1900, le=2200)]


class PlanFilter(Piece):
    region: Annotated[Code, Field(None, description="行政区划代码。")]
    sector: Annotated[Code, Field(None, description="领域代码。")]
    status: PlanStatus | None = None

    def q(self) -> Q:
        return _all(region__code=self.region, sector__code=self.sector, status=self.status)


class OfPlan(Piece):
    plan: Annotated[Code, Field(None, description="规划编码。")]

    def q(self) -> Q:
        return _all(plan__code=self.plan)


class ItemFilter(OfPlan):
    """Of indicators, or of tasks: `item` is the name of a part's field."""

    item: ClassVar[str] = "task"
    unit: Annotated[Code, Field(None, description="单位编码：现有分工的单位。")]
    tracked: bool | None = None

    def q(self) -> Q:
        found = super().q() & _all(tracked=self.tracked)
        if self.unit is None:
            return found
        parts = Responsibility.objects.filter(unit__code=self.unit, valid_to=None)
        return found & Q(pk__in=parts.filter(**{f"{self.item}__isnull": False}).values(self.item))


class IndicatorFilter(ItemFilter):
    item: ClassVar[str] = "indicator"
    attribute: Attribute | None = None

    def q(self) -> Q:
        return super().q() & _all(attribute=self.attribute)


class UnitFilter(Piece):
    region: Annotated[Code, Field(None, description="行政区划代码。")]
    kind: UnitKind | None = None
    valid_on: Annotated[date | None, Field(None, description="这一天存在的单位。")]

    def narrow(self, rows: QuerySet[Unit]) -> QuerySet[Unit]:
        rows = rows.filter(_all(region__code=self.region, kind=self.kind))
        if self.valid_on is None:
            return rows
        return rows.filter(pk__in=Unit.objects.valid_on(self.valid_on))


class RecordFilter(Piece):
    series: Annotated[Code, Field(None, description="序列编码。")]
    plan: Annotated[Code, Field(None, description="规划编码：其指标所依的序列。")]
    unit: Annotated[Code, Field(None, description="填报单位编码。")]
    year: Annotated[Year, Field(None, description="数据截至的年份。")]
    state: ReportState | None = None

    def q(self) -> Q:
        found = _all(
            series__code=self.series,
            unit__code=self.unit,
            as_of_on__year=self.year,
            state=self.state,
        )
        if self.plan is None:
            return found
        series = Plan.objects.filter(code=self.plan).values("indicators__series")
        return found & Q(series__in=series)


class TaskReportFilter(Piece):
    plan: Annotated[Code, Field(None, description="规划编码。")]
    unit: Annotated[Code, Field(None, description="填报单位编码。")]
    year: Annotated[Year, Field(None, description="填报期截至的年份。")]
    state: ReportState | None = None
    self_assessment: SelfAssessment | None = None

    def q(self) -> Q:
        return _all(
            task__plan__code=self.plan,
            unit__code=self.unit,
            cycle__as_of_on__year=self.year,
            state=self.state,
            self_assessment=self.self_assessment,
        )


class GapsFilter(Piece):
    """As on the page 差距: one round of each plan, of the year if one is given."""

    plan: Annotated[Code, Field(None, description="规划编码。")]
    year: Annotated[Year, Field(None, description="填报期截至的年份；不给时为各规划最近已关闭的。")]
    unit: Annotated[Code, Field(None, description="牵头或提供数据的单位编码。")]
    region: Annotated[Code, Field(None, description="行政区划代码。")]
    sector: Annotated[Code, Field(None, description="领域代码。")]
    attribute: Attribute | None = None
    light: Annotated[Light | None, Field(None, description="核定灯号，没有核定的为测算。")]
    status: Annotated[Status | None, Field(None, description="核定状态，没有核定的为测算。")]

    def rows(self, request: HttpRequest) -> QuerySet[Gap]:
        """The rows of the page for the same filter; none where a code is not known."""
        named: dict[str, tuple[type[Any], str | None]] = {
            "plan": (Plan, self.plan),
            "unit": (Unit, self.unit),
            "region": (Region, self.region),
            "sector": (Sector, self.sector),
        }
        ids = {
            name: model._default_manager.filter(code=code).values_list("pk", flat=True).first()
            for name, (model, code) in named.items()
            if code is not None
        }
        if None in ids.values():
            return Gap.objects.none()
        chosen = GapFilter(
            year=self.year,
            attribute=self.attribute or "",
            light=self.light or "",
            status=self.status or "",
            scope=scope_here(request),
            **ids,
        )
        cycles = cycles_shown(chosen, on=today())
        return gaps_in(cycles, chosen).filter(pk__gte=first_gap_past(self.after, cycles))


def _all(**wanted: object) -> Q:
    """What was given; what was not narrows nothing."""
    return Q(**{path: value for path, value in wanted.items() if value is not None})
