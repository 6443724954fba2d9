"""Opening and closing rounds of reporting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from planapp.domain.terms import CycleKind, PlanStatus
from planapp.models import Plan, ReportingCycle, Responsibility, User
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.gaps import create_gaps, mark_cycle_stale


@dataclass(frozen=True, slots=True)
class CycleDates:
    as_of_on: date
    opens_on: date
    due_on: date
    internal_due_on: date | None = None


@transaction.atomic
def open_cycle(
    *,
    plan: Plan,
    dates: CycleDates,
    by: User,
    at: datetime,
    kind: CycleKind = CycleKind.ANNUAL,
) -> ReportingCycle:
    """Start a round of reporting and the plan with it; a gap row waits for each indicator.

    Raises Refused, naming them, while a tracked indicator has nobody who answers for it, and for
    dates that do not fit the plan's period or one another.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以开启和关闭填报期。")
    orphans = indicators_without_lead(plan)
    if orphans:
        named = "、".join(f"“{name}”" for name in orphans[:5])
        raise Refused(
            f"{len(orphans)} 个纳入跟踪的指标没有牵头单位（{named}等），请先完成启动准备。"
        )
    if not plan.period_start <= dates.as_of_on.year <= plan.period_end:
        raise Refused(f"数据截至须在规划期（{plan.period_start}–{plan.period_end}年）之内。")
    if dates.opens_on > dates.due_on:
        raise Refused("填报截止不能早于开始填报。")
    before = snapshot(plan)
    cycle = _create_cycle(plan, dates, kind=kind)
    plan.status = PlanStatus.ACTIVE
    plan.save(update_fields=("status",))
    create_gaps(cycle=cycle)
    write_audit(
        by=by,
        action="cycle.opened",
        subject=f"{plan} {cycle}",
        at=at,
        changes=[*created(cycle), changed(plan, before)],
    )
    return cycle


def _create_cycle(plan: Plan, dates: CycleDates, *, kind: CycleKind) -> ReportingCycle:
    try:
        with transaction.atomic():
            return ReportingCycle.objects.create(
                plan=plan,
                kind=kind,
                as_of_on=dates.as_of_on,
                opens_on=dates.opens_on,
                internal_due_on=dates.internal_due_on,
                due_on=dates.due_on,
            )
    except IntegrityError as error:
        raise Refused(f"《{plan}》的{dates.as_of_on:%Y年%m月%d日}填报期已经存在。") from error


@transaction.atomic
def close_cycle(*, cycle: ReportingCycle, on: date, by: User, at: datetime) -> None:
    """End a round of reporting: what is missing now counts as 未填报."""
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以开启和关闭填报期。")
    if cycle.closed_on is not None:
        raise Refused(f"{cycle}填报期已于 {cycle.closed_on} 关闭。")
    before = snapshot(cycle)
    cycle.closed_on = on
    cycle.save(update_fields=("closed_on",))
    mark_cycle_stale(cycle=cycle)
    write_audit(
        by=by,
        action="cycle.closed",
        subject=f"{cycle.plan} {cycle}",
        at=at,
        changes=[changed(cycle, before)],
    )


def indicators_without_lead(plan: Plan) -> list[str]:
    """Names of the tracked indicators that neither a lead unit nor a provider answers for."""
    led = Responsibility.objects.leads().filter(valid_to=None)
    rows = plan.indicators.filter(tracked=True, series__provider=None)
    return list(rows.exclude(responsibilities__in=led).values_list("name", flat=True))
