"""A plan is withdrawn by those who issued it, and taken up again where that was a mistake."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from planapp.domain.terms import CycleKind, PlanStatus
from planapp.domain.wording import format_day
from planapp.models import Plan, ReportingCycle, Unit, User
from planapp.queries.duties import duties_of
from planapp.rights import Action
from planapp.services.audit import changed, snapshot, write_audit
from planapp.services.cycles import LONGEST_REASON, end_round
from planapp.services.errors import Refused, require
from planapp.services.notices import News, tell_units, told_together

_WHO_MAY = "只有管理员可以撤销和恢复规划。"


@transaction.atomic
def withdraw_plan(*, plan: Plan, doc_number: str, reason: str, by: User, at: datetime) -> None:
    """End a plan before its time: its open rounds, duties, requests and reminders end with it.

    What was handed in and approved stays, and so do drafts, to be read. Raises Refused without the
    number of the document that withdraws it and a reason, and for a plan withdrawn before.
    """
    require(Action.SET_UP, by=by, at=at, refusal=_WHO_MAY)
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.status == PlanStatus.WITHDRAWN:
        raise Refused(f"《{plan}》已于{format_day(plan.withdrawn_on)}撤销。")
    if not doc_number.strip() or not reason.strip():
        raise Refused("撤销规划须写明文号和原因。")
    day = timezone.localdate(at)
    rounds = list(plan.cycles.filter(closed_on=None).select_related("plan"))
    told = [(cycle, _units_in(cycle, at=at)) for cycle in rounds if cycle.opens_on <= day]
    before = snapshot(plan)
    plan.status, plan.withdrawn_on = PlanStatus.WITHDRAWN, day
    plan.withdrawal_reason = f"{doc_number.strip()}：{reason.strip()}"[:LONGEST_REASON]
    plan.save(update_fields=("status", "withdrawn_on", "withdrawal_reason"))
    changes = [change for cycle in rounds for change in end_round(cycle, on=day, at=at)]
    write_audit(
        by=by,
        action="plan.withdrawn",
        subject=f"{plan}：{plan.withdrawal_reason}",
        at=at,
        changes=[changed(plan, before), *changes],
    )
    words = f"不再需要填报。依据{plan.withdrawal_reason}"
    with told_together():
        for cycle, units in told:
            tell_units(
                cycle=cycle, units=units, news=News.PLAN_WITHDRAWN, words=words, by=by, at=at
            )


@transaction.atomic
def restore_plan(*, plan: Plan, reason: str, by: User, at: datetime) -> None:
    """Take a plan up again that was withdrawn by mistake; its rounds stay closed until reopened."""
    require(Action.SET_UP, by=by, at=at, refusal=_WHO_MAY)
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.status != PlanStatus.WITHDRAWN:
        raise Refused(f"《{plan}》没有撤销，不需要恢复。")
    if not reason.strip():
        raise Refused("恢复规划须写明原因。")
    before = snapshot(plan)
    plan.status = _status_without_withdrawal(plan)
    plan.withdrawn_on, plan.withdrawal_reason = None, ""
    plan.save(update_fields=("status", "withdrawn_on", "withdrawal_reason"))
    write_audit(
        by=by,
        action="plan.restored",
        subject=f"{plan}：{reason.strip()}",
        at=at,
        changes=[changed(plan, before)],
    )


def _status_without_withdrawal(plan: Plan) -> PlanStatus:
    if not plan.cycles.exists():
        return PlanStatus.PREPARING
    last = plan.cycles.filter(kind=CycleKind.ANNUAL, as_of_on__year=plan.period_end)
    ended_before = last.exclude(closed_on=plan.withdrawn_on).exclude(closed_on=None)
    return PlanStatus.ENDED if ended_before.exists() else PlanStatus.ACTIVE


def _units_in(cycle: ReportingCycle, *, at: datetime) -> list[Unit]:
    """Who has something to do in the round, or handed something in."""
    duties = duties_of([cycle], day=timezone.localdate(at))
    return list({duty.unit.pk: duty.unit for duty in duties if duty.unit is not None}.values())
