"""Opening and closing rounds of reporting."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from planapp.domain.reminders import Calendar
from planapp.domain.rollover import CycleDates as CycleDates
from planapp.domain.rollover import next_round
from planapp.domain.terms import CycleKind, PlanStatus
from planapp.models import Plan, ReportingCycle, Responsibility, User
from planapp.queries.workdays import load_calendar
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.gaps import create_gaps, mark_cycle_stale


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
    dates that do not fit the kind, the plan's period or one another.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以开启和关闭填报期。")
    orphans = indicators_without_lead(plan)
    if orphans:
        named = "、".join(f"“{name}”" for name in orphans[:5])
        raise Refused(
            f"{len(orphans)} 个纳入跟踪的指标没有牵头单位（{named}等），请先完成启动准备。"
        )
    _check_dates(plan, dates, kind)
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


def _check_dates(plan: Plan, dates: CycleDates, kind: CycleKind) -> None:
    if not plan.period_start <= dates.as_of_on.year <= plan.period_end:
        raise Refused(f"数据截至须在规划期（{plan.period_start}–{plan.period_end}年）之内。")
    if kind is CycleKind.ANNUAL and not _ends_month(dates.as_of_on, 12):
        raise Refused("年度填报的数据截至须为12月31日；年中的请选季度调度或中期评估。")
    if kind is CycleKind.QUARTERLY and not _ends_month(dates.as_of_on, 3, 6, 9, 12):
        raise Refused("季度调度的数据截至须为季度末（3月31日、6月30日、9月30日或12月31日）。")
    if kind is CycleKind.FINAL and dates.as_of_on.year != plan.period_end:
        raise Refused(f"总结评估的数据截至须在规划期最后一年（{plan.period_end}年）。")
    if dates.opens_on > dates.due_on:
        raise Refused("填报截止不能早于开始填报。")
    if dates.due_on <= dates.as_of_on:
        raise Refused("填报截止须在数据截至之后。")


def _ends_month(day: date, *months: int) -> bool:
    return day.month in months and (day + timedelta(days=1)).day == 1


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


def roll_over_cycles(*, on: date, at: datetime) -> int:
    """Open the next yearly round of every active plan whose time has come; how many were new.

    Nothing waits for a missing lead unit: what nobody answers for is counted on the home page.
    May run as often as one likes, and several at once.
    """
    calendar = load_calendar()
    yearly = ReportingCycle.objects.filter(kind=CycleKind.ANNUAL, plan__status=PlanStatus.ACTIVE)
    last = {cycle.plan_id: cycle for cycle in yearly.select_related("plan").order_by("as_of_on")}
    opened = 0
    for cycle in last.values():
        newest = _roll_over(cycle, calendar, on=on, at=at)
        while newest is not None:
            opened += 1
            newest = _roll_over(newest, calendar, on=on, at=at)
    return opened


@transaction.atomic
def _roll_over(
    last: ReportingCycle, calendar: Calendar, *, on: date, at: datetime
) -> ReportingCycle | None:
    dates = next_round(
        CycleDates(last.as_of_on, last.opens_on, last.due_on, last.internal_due_on),
        period_end=last.plan.period_end,
        on=on,
        next_working=calendar.on_or_after,
    )
    if dates is None:
        return None
    try:
        cycle = _create_cycle(last.plan, dates, kind=CycleKind.ANNUAL)
    except Refused:  # another run was quicker
        return None
    create_gaps(cycle=cycle)
    write_audit(
        by=None,
        action="cycle.rolled_over",
        subject=f"{last.plan} {cycle}",
        at=at,
        changes=created(cycle),
    )
    return cycle


def indicators_without_lead(plan: Plan) -> list[str]:
    """Names of the tracked indicators that neither a lead unit nor a provider answers for."""
    led = Responsibility.objects.leads().filter(valid_to=None)
    rows = plan.indicators.filter(tracked=True, series__provider=None)
    return list(rows.exclude(responsibilities__in=led).values_list("name", flat=True))
