"""督查分工: which plans and units each supervisor watches over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import product

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from planapp.domain.terms import MemberRole
from planapp.models import Membership, Plan, Supervision, Unit, User
from planapp.rights import Action
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require

_ONLY = "只有安全管理员可以安排督查分工。"


@transaction.atomic
def assign_supervisions(
    *,
    user: User,
    plans: Sequence[Plan],
    units: Sequence[Unit],
    valid_from: date | None,
    valid_to: date | None,
    by: User,
    at: datetime,
) -> list[Supervision]:
    """Give a supervisor each of the units in each of the plans; returns what is new.

    Without plans the units in all plans, without units the plans with all units, without both
    everything. What was given for the same time already is left as it is.
    """
    require(Action.KEEP_PEOPLE, by=by, at=at, refusal=_ONLY)
    _check(user, valid_from, valid_to, by=by, at=at)
    all_plans: Sequence[Plan | None] = plans or [None]
    all_units: Sequence[Unit | None] = units or [None]
    rows = [
        Supervision(user=user, plan=plan, unit=unit, valid_from=valid_from, valid_to=valid_to)
        for plan, unit in product(all_plans, all_units)
    ]
    new = [row for row in rows if not _is_given(row)]
    if not new:
        raise Refused(f"“{user}”已有这些分工，没有新增。")
    for row in new:
        row.save()
    write_audit(by=by, action="supervision.assigned", subject=user, at=at, changes=created(*new))
    return new


@transaction.atomic
def end_supervision(*, supervision: Supervision, by: User, at: datetime) -> None:
    """End an assignment with the day before; one that has not begun by then is taken away."""
    require(Action.KEEP_PEOPLE, by=by, at=at, refusal=_ONLY)
    yesterday = timezone.localdate(at) - timedelta(days=1)
    if supervision.valid_to is not None and supervision.valid_to <= yesterday:
        raise Refused("这项分工已经结束。")
    before = snapshot(supervision)
    if supervision.valid_from is not None and supervision.valid_from > yesterday:
        change = Change(supervision, before, dict.fromkeys(before))
        Supervision.objects.filter(pk=supervision.pk).delete()
    else:
        supervision.valid_to = yesterday
        supervision.save(update_fields=["valid_to"])
        change = changed(supervision, before)
    write_audit(by=by, action="supervision.ended", subject=supervision, at=at, changes=[change])


def _check(
    user: User, valid_from: date | None, valid_to: date | None, *, by: User, at: datetime
) -> None:
    if user == by:
        raise Refused("不能给自己安排督查分工；请另一位安全管理员办理。")
    if valid_from and valid_to and valid_to < valid_from:
        raise Refused("止日不能早于起日。")
    day = timezone.localdate(at)
    if valid_to is not None and valid_to < day:
        raise Refused("止日已过，这样的分工没有作用。")
    roles = Membership.objects.filter(user=user, role=MemberRole.SUPERVISOR, user__is_active=True)
    if not roles.valid_on(max(day, valid_from or day)).exists():
        raise Refused(f"“{user}”届时没有“督查”角色；请先在“用户”中授予。")


def _is_given(row: Supervision) -> bool:
    """Whether a stored assignment of the same covers the whole of its time."""
    same = Supervision.objects.filter(user=row.user, plan=row.plan, unit=row.unit)
    begun, lasts = Q(valid_from=None), Q(valid_to=None)
    if row.valid_from:
        begun |= Q(valid_from__lte=row.valid_from)
    if row.valid_to:
        lasts |= Q(valid_to__gte=row.valid_to)
    return same.filter(begun, lasts).exists()
