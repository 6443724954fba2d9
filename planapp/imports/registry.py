"""Every table that comes in and goes out, by the name it has in addresses."""

from __future__ import annotations

from datetime import date
from typing import Any

from planapp.imports.annual_targets import AnnualTargetResource
from planapp.imports.goals import GoalResource
from planapp.imports.history import HistoryResource
from planapp.imports.indicators import IndicatorResource, SeriesResource
from planapp.imports.people import AccountResource, MembershipResource
from planapp.imports.plans import PlanResource
from planapp.imports.progress import ProgressResource
from planapp.imports.responsibilities import ResponsibilityResource
from planapp.imports.sheet_resource import SheetResource
from planapp.imports.task_reports import TaskReportResource
from planapp.imports.tasks import TaskResource
from planapp.imports.units import SuccessionResource, UnitNameResource, UnitResource
from planapp.imports.workdays import WorkdayResource
from planapp.models import User

RESOURCES: dict[str, type[SheetResource[Any]]] = {
    resource.slug: resource
    for resource in (
        ProgressResource,
        HistoryResource,
        TaskReportResource,
        UnitResource,
        UnitNameResource,
        SuccessionResource,
        PlanResource,
        GoalResource,
        IndicatorResource,
        SeriesResource,
        AnnualTargetResource,
        TaskResource,
        ResponsibilityResource,
        AccountResource,
        MembershipResource,
        WorkdayResource,
    )
}


def importable(user: User, *, on: date) -> list[type[SheetResource[Any]]]:
    """The tables of which the person may bring something in."""
    return [each for each in RESOURCES.values() if each.may_import(user, on=on)]


def exportable(user: User, *, on: date) -> list[type[SheetResource[Any]]]:
    """The tables that the person may take along, as far as they see them."""
    return [each for each in RESOURCES.values() if each.may_export(user, on=on)]
