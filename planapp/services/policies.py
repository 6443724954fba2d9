"""亮灯规则: from when on a plan's indicators are yellow or red."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from planapp.domain.gaps import LightPolicy as Thresholds
from planapp.models import LightPolicy, Plan, User
from planapp.rights import Action
from planapp.services.audit import changed, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.gaps import mark_plan_stale

# What a threshold may be, both ends included.
BOUNDS = {
    "tolerance_points": (Decimal(0), Decimal(20)),
    "red_below": (Decimal("0.001"), Decimal(1)),
    "red_points": (Decimal(0), Decimal(100)),
    "nearly_from": (Decimal("0.5"), Decimal(1)),
    "approx_tolerance": (Decimal(0), Decimal("0.5")),
}
LABELS = {each.name: each.verbose_name for each in LightPolicy._meta.fields}


@transaction.atomic
def set_light_policy(
    *,
    plan: Plan,
    thresholds: Thresholds,
    approx_tolerance: Decimal,
    by: User,
    at: datetime,
) -> bool:
    """Change a plan's rule for the lights; all its gaps become stale. Whether anything changed."""
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以修改亮灯规则。")
    policy = LightPolicy.objects.select_for_update().get(plan=plan)
    before = snapshot(policy)
    for each in fields(thresholds):
        setattr(policy, each.name, getattr(thresholds, each.name))
    policy.approx_tolerance = approx_tolerance
    _check(policy)
    if snapshot(policy) == before:
        return False
    policy.save()
    mark_plan_stale(plan=plan)
    write_audit(
        by=by,
        action="light_policy.set",
        subject=policy,
        at=at,
        changes=[changed(policy, before)],
    )
    return True


def _check(policy: LightPolicy) -> None:
    for name, (lowest, highest) in BOUNDS.items():
        if not lowest <= getattr(policy, name) <= highest:
            raise Refused(f"“{LABELS[name]}”须在 {lowest} 至 {highest} 之间。")
    if policy.red_points < policy.tolerance_points:
        raise Refused("红灯的百分点不能小于达到序时的容差。")
    try:
        policy.clean_fields(exclude=("plan",))
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from error
