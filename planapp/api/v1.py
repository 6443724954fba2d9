"""The addresses of the API. Every list is narrowed to what the person may see on the pages."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404, HttpRequest
from ninja import Path, Query
from ninja.openapi.docs import Swagger

from planapp.api import shapes
from planapp.api.answers import ReadOnlyApi, add_errors, known_person, require_table
from planapp.api.docs import behind_log_in
from planapp.api.filters import (
    GapsFilter,
    IndicatorFilter,
    ItemFilter,
    OfPlan,
    PlanFilter,
    RecordFilter,
    TaskReportFilter,
    UnitFilter,
)
from planapp.api.paging import Page, RowId, piece_of
from planapp.api.schemas import (
    CycleOut,
    Error,
    GapOut,
    GoalOut,
    IndicatorOut,
    PlanOut,
    RecordOut,
    TaskOut,
    TaskReportOut,
    UnitOut,
    WrongParameters,
)
from planapp.models import (
    Goal,
    Indicator,
    Plan,
    ProgressRecord,
    ReportingCycle,
    Responsibility,
    Task,
    TaskReport,
    Unit,
    UnitName,
    UnitSuccession,
)
from planapp.pages.frame import get_seen, seen

RowT = TypeVar("RowT", bound=Model)
_ERRORS: dict[Any, Any] = {401: Error, 403: Error}
_LIST = {**_ERRORS, 422: WrongParameters}
_ROW = {**_ERRORS, 404: Error, 422: WrongParameters}
_PARTS = Prefetch("responsibilities", queryset=Responsibility.objects.select_related("unit"))

api = ReadOnlyApi(
    title="规划实施跟踪 数据接口",
    version="1",
    urls_namespace="api",
    description=(
        "只读。可见范围与页面相同。数值为字符串，计量单位在旁；比率以1为100%；没有的为null。"
        "列表按编号分页，用 next 取下一页；带 If-None-Match 再取，没有变化时答复304。"
    ),
    auth=known_person,
    docs=Swagger(
        {
            "defaultModelsExpandDepth": -1,  # each address shows the fields of its own rows
            "deepLinking": False,  # puts a link into each button: out of a keyboard's reach
        }
    ),
    docs_decorator=behind_log_in,
)
add_errors(api)


@api.get("/plans", response={200: Page[PlanOut], **_LIST}, tags=["规划"], summary="规划")
def plans(request: HttpRequest, chosen: Query[PlanFilter]) -> Any:
    rows = seen(request, Plan.objects.select_related("region", "sector")).filter(chosen.q())
    return piece_of(request, rows, chosen, shape=shapes.plan)


@api.get("/plans/{pk}", response={200: PlanOut, **_ROW}, tags=["规划"], summary="一份规划")
def plan(request: HttpRequest, pk: Path[RowId]) -> Any:
    require_table(request, Plan)
    return shapes.plan(get_seen(request, Plan.objects.select_related("region", "sector"), pk=pk))


@api.get("/goals", response={200: Page[GoalOut], **_LIST}, tags=["规划"], summary="目标")
def goals(request: HttpRequest, chosen: Query[OfPlan]) -> Any:
    rows = seen(request, Goal.objects.select_related("plan")).filter(chosen.q())
    return piece_of(request, rows, chosen, shape=shapes.goal)


@api.get("/indicators", response={200: Page[IndicatorOut], **_LIST}, tags=["规划"], summary="指标")
def indicators(request: HttpRequest, chosen: Query[IndicatorFilter]) -> Any:
    rows = seen(request, _indicators()).filter(chosen.q())
    return piece_of(request, rows, chosen, shape=shapes.indicator)


@api.get(
    "/indicators/{pk}",
    response={200: IndicatorOut, **_ROW},
    tags=["规划"],
    summary="一项指标",
)
def indicator(request: HttpRequest, pk: Path[RowId]) -> Any:
    require_table(request, Indicator)
    return shapes.indicator(get_seen(request, _indicators(), pk=pk))


@api.get("/tasks", response={200: Page[TaskOut], **_LIST}, tags=["规划"], summary="任务")
def tasks(request: HttpRequest, chosen: Query[ItemFilter]) -> Any:
    rows = seen(request, Task.objects.select_related("plan").prefetch_related(_PARTS))
    return piece_of(request, rows.filter(chosen.q()), chosen, shape=shapes.task)


@api.get("/units", response={200: Page[UnitOut], **_LIST}, tags=["台账"], summary="单位")
def units(request: HttpRequest, chosen: Query[UnitFilter]) -> Any:
    rows = Unit.objects.select_related("region").prefetch_related(
        Prefetch("names", queryset=UnitName.objects.order_by("pk")),
        Prefetch("successions", queryset=UnitSuccession.objects.select_related("successor")),
        Prefetch("inheritances", queryset=UnitSuccession.objects.select_related("predecessor")),
    )
    return piece_of(request, chosen.narrow(rows), chosen, shape=shapes.unit)


@api.get("/cycles", response={200: Page[CycleOut], **_LIST}, tags=["进展"], summary="填报期")
def cycles(request: HttpRequest, chosen: Query[OfPlan]) -> Any:
    rows = seen(request, ReportingCycle.objects.select_related("plan")).filter(chosen.q())
    return piece_of(request, rows, chosen, shape=shapes.cycle)


@api.get("/gaps", response={200: Page[GapOut], **_LIST}, tags=["进展"], summary="差距")
def gaps(request: HttpRequest, chosen: Query[GapsFilter]) -> Any:
    return piece_of(request, chosen.rows(request), chosen, shape=shapes.gap)


@api.get("/records", response={200: Page[RecordOut], **_LIST}, tags=["进展"], summary="数据填报")
def records(request: HttpRequest, chosen: Query[RecordFilter]) -> Any:
    rows = seen(request, ProgressRecord.objects.select_related("series", "unit"))
    return piece_of(request, rows.filter(chosen.q()), chosen, shape=shapes.record)


@api.get(
    "/task-reports",
    response={200: Page[TaskReportOut], **_LIST},
    tags=["进展"],
    summary="任务进展",
)
def task_reports(request: HttpRequest, chosen: Query[TaskReportFilter]) -> Any:
    rows = seen(request, TaskReport.objects.select_related("task__plan", "cycle", "unit"))
    return piece_of(request, rows.filter(chosen.q()), chosen, shape=shapes.task_report)


@api.get("/{path:rest}", include_in_schema=False)
def nowhere(request: HttpRequest, rest: str) -> Any:
    """After all others: who mistypes an address is told so in JSON too."""
    raise Http404


def _indicators() -> QuerySet[Indicator]:
    rows = Indicator.objects.select_related("plan", "goal", "task", "series__provider")
    return rows.prefetch_related(_PARTS)
