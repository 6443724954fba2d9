"""启动准备: who leads, from which base, what is tracked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from planapp.domain.terms import Attribute, DuePath, Entry, PlanStatus, Role
from planapp.models import (
    Indicator,
    Plan,
    ReportingCycle,
    Responsibility,
    Series,
    Task,
    Unit,
    User,
)
from planapp.queries.answering import INDICATOR_ANSWERING, TASK_ANSWERING
from planapp.rights import Action
from planapp.services.audit import Change, Snapshot, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.gaps import create_gaps, mark_indicators_stale, mark_series_stale
from planapp.services.responsibilities import end_responsibility
from planapp.services.setup_rules import why_not_base, why_not_unit

ItemT = TypeVar("ItemT", Indicator, Task)


@dataclass(frozen=True, slots=True)
class IndicatorSetup:
    """One row of the set-up grid; amounts are in the series' value unit."""

    indicator: Indicator
    lead: Unit | None
    base_year: int | None
    base_value: Decimal | None
    base_source: str
    attribute: Attribute
    entry: Entry
    path: DuePath
    value_unit: str
    scope: str
    provider: Unit | None
    publication_month: int | None
    tracked: bool
    base_is_demo: bool = False

    @classmethod
    def of(cls, indicator: Indicator) -> Self:
        """The row as it stands; its lead stays who it is."""
        series = indicator.series
        return cls(
            indicator=indicator,
            lead=None,
            base_year=indicator.base_year,
            base_value=indicator.base_value,
            base_source=indicator.base_source,
            base_is_demo=indicator.base_is_demo,
            attribute=Attribute(indicator.attribute),
            path=DuePath(indicator.path),
            tracked=indicator.tracked,
            entry=Entry(series.entry),
            value_unit=series.value_unit,
            scope=series.scope,
            provider=series.provider,
            publication_month=series.publication_month,
        )


@transaction.atomic
def set_up_indicators(*, plan: Plan, rows: Iterable[IndicatorSetup], by: User, at: datetime) -> int:
    """Write the set-up grid; only changed rows are touched, their gaps become stale.

    Returns how many indicators changed. Raises Refused with the indicator's name when a row
    cannot be kept; then nothing is written.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以做启动准备。")
    changes: list[Change] = []
    touched: list[int] = []
    touched_series: list[int] = []
    for row in rows:
        if row.indicator.plan_id != plan.pk:
            raise Refused(f"“{row.indicator}”不属于《{plan}》。")
        of_series = _set_series(row)
        found = [*_set_indicator(row), *of_series, *_set_lead(row, at=at)]
        if found:
            touched.append(row.indicator.pk)
            changes += found
        if of_series:
            touched_series.append(row.indicator.series_id)
    if touched:
        renew_gaps([plan], indicator_ids=touched, series_ids=touched_series)
        write_audit(by=by, action="plan.set_up", subject=plan, at=at, changes=changes)
    return len(touched)


def renew_gaps(
    plans: Iterable[Plan], *, indicator_ids: Collection[int], series_ids: Collection[int] = ()
) -> None:
    """Let the gaps be calculated again; an indicator tracked only now gets its rows."""
    mark_indicators_stale(indicator_ids=indicator_ids)
    mark_series_stale(series_ids=series_ids, since=date.min)
    for cycle in ReportingCycle.objects.filter(plan__in=plans, closed_on=None):
        create_gaps(cycle=cycle)


@transaction.atomic
def assign_default_lead(*, plan: Plan, by: User, at: datetime) -> int:
    """Give the plan's default lead unit to every tracked item that names nobody to answer for it.

    An indicator needs a lead; for a task a responsible unit answers as well.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以做启动准备。")
    if plan.default_lead is None:
        raise Refused(f"《{plan}》没有默认牵头单位，请先在规划中指定。")
    lead = plan.default_lead
    rows = [
        *(
            Responsibility(indicator=item, unit=lead, role=Role.LEAD)
            for item in _without(plan.indicators.all(), roles=INDICATOR_ANSWERING)
        ),
        *(
            Responsibility(task=item, unit=lead, role=Role.LEAD)
            for item in _without(plan.tasks.all(), roles=TASK_ANSWERING)
        ),
    ]
    Responsibility.objects.bulk_create(rows)
    if rows:
        write_audit(by=by, action="plan.default_lead", subject=plan, at=at, changes=created(*rows))
    return len(rows)


def _without(items: QuerySet[ItemT], *, roles: tuple[Role, ...]) -> QuerySet[ItemT]:
    answering = Responsibility.objects.filter(role__in=roles, valid_to=None)
    return items.filter(tracked=True).exclude(responsibilities__in=answering)


def _set_indicator(row: IndicatorSetup) -> list[Change]:
    indicator = row.indicator
    why = why_not_base(
        indicator,
        was=(indicator.base_year, indicator.base_value),
        to=(row.base_year, row.base_value),
        is_used=indicator.plan.cycles.exists,
    )
    if why:
        raise Refused(why)
    before = snapshot(indicator)
    indicator.base_year, indicator.base_value = row.base_year, row.base_value
    indicator.base_source, indicator.base_is_demo = row.base_source, row.base_is_demo
    indicator.attribute, indicator.path = row.attribute, row.path
    indicator.tracked = row.tracked
    return _save_if_changed(indicator, before)


def _set_series(row: IndicatorSetup) -> list[Change]:
    series = row.indicator.series
    before = snapshot(series)
    was, to = series.value_unit, row.value_unit
    if why := why_not_unit(series, was=was, to=to, has_records=series.records.exists):
        raise Refused(why)
    series.entry, series.value_unit = row.entry, row.value_unit
    series.scope, series.provider = row.scope, row.provider
    series.publication_month = row.publication_month
    return _save_if_changed(series, before)


def _set_lead(row: IndicatorSetup, *, at: datetime) -> list[Change]:
    """Make `row.lead` the answering unit, None leaves it; who answered before ends the day
    before, or was never in office when the plan is still being prepared."""
    first = row.indicator.responsibilities.filter(role=Role.LEAD, valid_to=None).first()
    if row.lead is None or (first and first.unit_id == row.lead.pk):
        return []
    changes = (
        []
        if first is None
        else [end_responsibility(first, row.indicator.plan, on=timezone.localdate(at))]
    )
    new, is_new = Responsibility.objects.get_or_create(
        indicator=row.indicator,
        unit=row.lead,
        role=Role.LEAD,
        valid_to=None,
        defaults={"valid_from": _day_of_change(row.indicator.plan, first, at=at)},
    )
    if is_new:
        return [*changes, *created(new)]
    before = snapshot(new)
    new.order = 0
    new.save(update_fields=("order",))
    return [*changes, changed(new, before)]


def _day_of_change(plan: Plan, first: Responsibility | None, *, at: datetime) -> date | None:
    """When a new lead takes office: None for one that leads from the beginning."""
    from_the_beginning = first is None or plan.status == PlanStatus.PREPARING
    return None if from_the_beginning else timezone.localdate(at)


def _save_if_changed(row: Indicator | Series, before: Snapshot) -> list[Change]:
    if snapshot(row) == before:
        return []
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(f"“{row.name}”：{'；'.join(error.messages)}") from error
    row.save()
    return [changed(row, before)]
