"""启动准备: who leads, from which base, what is tracked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from planapp.domain.terms import Attribute, DuePath, Entry, PlanStatus, Role
from planapp.models import Indicator, Plan, Responsibility, Series, Task, Unit, User
from planapp.queries.answering import INDICATOR_ANSWERING, TASK_ANSWERING
from planapp.rights import Action
from planapp.services.audit import Change, Snapshot, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.gaps import create_gaps, mark_indicators_stale, mark_series_stale
from planapp.services.responsibilities import end_responsibility

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
        _renew_gaps(plan, touched, touched_series)
        write_audit(by=by, action="plan.set_up", subject=plan, at=at, changes=changes)
    return len(touched)


def _renew_gaps(plan: Plan, indicator_ids: list[int], series_ids: list[int]) -> None:
    """Let the gaps be calculated again; an indicator tracked only now gets its rows."""
    mark_indicators_stale(indicator_ids=indicator_ids)
    mark_series_stale(series_ids=series_ids, since=date.min)
    for cycle in plan.cycles.filter(closed_on=None):
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
    if row.base_year is not None and row.base_year >= indicator.target_year:
        raise Refused(f"“{indicator}”的基期年须早于目标年（{indicator.target_year}）。")
    if _moves_a_used_base(row):
        raise Refused(f"“{indicator}”的基期已用于测算，请走“目标调整”。")
    before = snapshot(indicator)
    indicator.base_year, indicator.base_value = row.base_year, row.base_value
    indicator.base_source, indicator.base_is_demo = row.base_source, row.base_is_demo
    indicator.attribute, indicator.path = row.attribute, row.path
    indicator.tracked = row.tracked
    return _save_if_changed(indicator, before)


def _moves_a_used_base(row: IndicatorSetup) -> bool:
    """What was missing may be filled in at any time; what a cycle was judged by may not change."""
    indicator = row.indicator
    bases = (
        (indicator.base_year, row.base_year),
        (indicator.base_value, row.base_value),
    )
    moves = any(old is not None and new != old for old, new in bases)
    return moves and indicator.plan.cycles.exists()


def _set_series(row: IndicatorSetup) -> list[Change]:
    series = row.indicator.series
    before = snapshot(series)
    if series.value_unit and row.value_unit != series.value_unit and series.records.exists():
        raise Refused(f"“{series}”已有填报数据，不能再改计量单位。")
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
    changes = [] if first is None else [end_responsibility(first, row.indicator.plan, at=at)]
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
