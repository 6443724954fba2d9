"""Opening and closing rounds of reporting."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from planapp.domain.day_words import day_in_words
from planapp.domain.reminders import Calendar
from planapp.domain.rollover import CycleDates as CycleDates
from planapp.domain.rollover import next_round
from planapp.domain.terms import CycleKind, ExtensionState, PlanStatus
from planapp.models import Extension, Plan, ReportingCycle, Responsibility, User
from planapp.queries.duties import duties_of
from planapp.queries.workdays import load_calendar
from planapp.rights import Action
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.extensions import end_requests
from planapp.services.gaps import create_gaps, mark_cycle_stale
from planapp.services.notices import News, tell_units
from planapp.services.reminder_ends import end_reminders_not_owed

LONGEST_REASON = 300  # characters, as the database keeps them
_WHO_MAY = "只有管理员可以开启和关闭填报期。"


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
    require(Action.SET_UP, by=by, at=at, refusal=_WHO_MAY)
    if plan.status == PlanStatus.WITHDRAWN:
        raise Refused(f"《{plan}》已撤销，不能开启填报期；误撤的请先恢复规划。")
    orphans = indicators_without_lead(plan)
    if orphans:
        named = "、".join(f"“{name}”" for name in orphans[:5])
        raise Refused(
            f"《{plan}》有 {len(orphans)} 个纳入跟踪的指标没有牵头单位（{named}等），"
            "请先完成启动准备。"
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
        raise Refused(
            f"数据截至须在规划期（{plan.period_start}–{plan.period_end}年）之内。", field="as_of_on"
        )
    if kind is CycleKind.ANNUAL and not _ends_month(dates.as_of_on, 12):
        raise Refused(
            "年度填报的数据截至须为12月31日；年中的请选季度调度或中期评估。", field="as_of_on"
        )
    if kind is CycleKind.QUARTERLY and not _ends_month(dates.as_of_on, 3, 6, 9, 12):
        raise Refused(
            "季度调度的数据截至须为季度末（3月31日、6月30日、9月30日或12月31日）。",
            field="as_of_on",
        )
    if kind is CycleKind.FINAL and dates.as_of_on.year != plan.period_end:
        raise Refused(
            f"总结评估的数据截至须在规划期最后一年（{plan.period_end}年）。", field="as_of_on"
        )
    if dates.opens_on > dates.due_on:
        raise Refused("填报截止不能早于开始填报。", field="due_on")
    if dates.due_on <= dates.as_of_on:
        raise Refused("填报截止须在数据截至之后。", field="due_on")


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
        raise Refused(
            f"《{plan}》的{day_in_words(dates.as_of_on)}填报期已经存在。", field="as_of_on"
        ) from error


@transaction.atomic
def close_cycle(*, cycle: ReportingCycle, on: date, by: User, at: datetime) -> None:
    """End a round of reporting: what is missing now counts as 未填报.

    Requests for more time that nobody decided end with it, and so does the plan where this was
    the last round of its last year.
    """
    require(Action.SET_UP, by=by, at=at, refusal=_WHO_MAY)
    if cycle.closed_on is not None:
        raise Refused(f"{cycle}填报期已于{day_in_words(cycle.closed_on)}关闭。")
    plan = cycle.plan
    before = snapshot(plan)
    changes = end_round(cycle, on=on, at=at)
    if _is_over(plan):
        plan.status = PlanStatus.ENDED
        plan.save(update_fields=("status",))
        changes.append(changed(plan, before))
    write_audit(by=by, action="cycle.closed", subject=f"{plan} {cycle}", at=at, changes=changes)


def end_round(cycle: ReportingCycle, *, on: date, at: datetime) -> list[Change]:
    """Close a round with its open requests and reminders, in the caller's event."""
    before = snapshot(cycle)
    cycle.closed_on = on
    cycle.save(update_fields=("closed_on",))
    mark_cycle_stale(cycle=cycle)
    asked = Extension.objects.filter(cycle=cycle, state=ExtensionState.ASKED)
    ended = end_requests(asked, why=f"{cycle}填报期关闭，申请自动终止。")
    end_reminders_not_owed(plan=cycle.plan, on=on, at=at)
    return [changed(cycle, before), *ended]


def _is_over(plan: Plan) -> bool:
    """Whether the yearly round of the plan's last year is closed, and none is open."""
    rounds = plan.cycles.all()
    last = rounds.filter(kind=CycleKind.ANNUAL, as_of_on__year=plan.period_end)
    return last.exists() and not rounds.filter(closed_on=None).exists()


@transaction.atomic
def reopen_cycle(
    *, cycle: ReportingCycle, reason: str, by: User, at: datetime, due_on: date | None = None
) -> None:
    """Let units report again in a closed round, by the day it had or by another; they are told.

    What was computed and decided stays until it is computed anew. Raises Refused without a reason,
    for a round that is open, for a withdrawn plan and for a day that does not fit.
    """
    require(Action.SET_UP, by=by, at=at, refusal=_WHO_MAY)
    why = _reason(reason, "重新开启填报期")
    if cycle.closed_on is None:
        raise Refused(f"{cycle}填报期没有关闭，不需要重新开启。")
    plan = cycle.plan
    if plan.status == PlanStatus.WITHDRAWN:
        raise Refused(f"《{plan}》已撤销，不能重新开启填报期；误撤的请先恢复规划。")
    if due_on is not None and due_on != cycle.due_on:
        _check_moved(cycle, due_on, at=at)
    before, plan_before = snapshot(cycle), snapshot(plan)
    cycle.closed_on, cycle.reopened_at, cycle.reopening_reason = None, at, why
    cycle.due_on = due_on or cycle.due_on
    cycle.save()
    plan.status = PlanStatus.ACTIVE
    plan.save(update_fields=("status",))
    mark_cycle_stale(cycle=cycle)
    write_audit(
        by=by,
        action="cycle.reopened",
        subject=f"{plan} {cycle}：{why}",
        at=at,
        changes=[changed(cycle, before), changed(plan, plan_before)],
    )
    _tell(
        cycle, News.REOPENED, words=f"截止{day_in_words(cycle.due_on)}。原因：{why}", by=by, at=at
    )


@transaction.atomic
def move_due_date(
    *, cycle: ReportingCycle, due_on: date, reason: str, by: User, at: datetime
) -> None:
    """Let an open round be due on another day, with the reason; who owes something is told."""
    require(Action.SET_UP, by=by, at=at, refusal=_WHO_MAY)
    why = _reason(reason, "调整填报截止")
    if cycle.closed_on is not None:
        raise Refused(f"{cycle}填报期已关闭；需要时请重新开启，同时改定截止日期。")
    if due_on == cycle.due_on:
        raise Refused(f"{cycle}的填报截止已经是{day_in_words(due_on)}。", field="due_on")
    _check_moved(cycle, due_on, at=at)
    before = snapshot(cycle)
    cycle.due_on = due_on
    cycle.save(update_fields=("due_on",))
    mark_cycle_stale(cycle=cycle)
    end_reminders_not_owed(plan=cycle.plan, on=timezone.localdate(at), at=at)
    write_audit(
        by=by,
        action="cycle.due_day_moved",
        subject=f"{cycle.plan} {cycle}：{why}",
        at=at,
        changes=[changed(cycle, before)],
    )
    _tell(cycle, News.MOVED, words=f"改为{day_in_words(due_on)}截止。原因：{why}", by=by, at=at)


def _reason(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"{what}须写明原因。", field="reason")
    return text.strip()[:LONGEST_REASON]


def _check_moved(cycle: ReportingCycle, due_on: date, *, at: datetime) -> None:
    if due_on < timezone.localdate(at):
        raise Refused("填报截止不能早于今天。", field="due_on")
    if cycle.internal_due_on is not None and due_on < cycle.internal_due_on:
        inner = day_in_words(cycle.internal_due_on)
        raise Refused(f"填报截止不能早于内部截止（{inner}）。", field="due_on")
    dates = CycleDates(cycle.as_of_on, cycle.opens_on, due_on, cycle.internal_due_on)
    _check_dates(cycle.plan, dates, CycleKind(cycle.kind))


def _tell(cycle: ReportingCycle, news: News, *, words: str, by: User, at: datetime) -> None:
    """The contacts of the units that still owe something in the round."""
    duties = duties_of([cycle], day=timezone.localdate(at))
    owed = [duty for duty in duties if duty.is_open]
    units = {duty.unit.pk: duty.unit for duty in owed if duty.unit is not None}
    tell_units(cycle=cycle, units=units.values(), news=news, words=words, by=by, at=at)


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
