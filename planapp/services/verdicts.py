"""What supervisors decide beside what was computed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from planapp.domain.terms import Light, Status
from planapp.models import Goal, Indicator, ReportingCycle, Task, User, Verdict
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require


@transaction.atomic
def record_verdict(
    *,
    item: Indicator | Goal | Task,
    cycle: ReportingCycle,
    status: Status,
    light: Light,
    reason: str,
    basis: str,
    by: User,
    at: datetime,
) -> Verdict:
    """Decide an item in a cycle; a later decision replaces the earlier, the trail keeps both."""
    require(Action.REVIEW, by=by, at=at, refusal="只有督查人员可以作出核定结论。")
    if not reason.strip() or not basis.strip():
        raise Refused("核定结论必须写明理由和依据。")
    if item.plan_id != cycle.plan_id:
        raise Refused(f"“{item}”不属于该填报期的规划。")
    field = item._meta.model_name or ""
    verdict = Verdict.objects.select_for_update().filter(**{field: item}, cycle=cycle).first()
    before = snapshot(verdict) if verdict else None
    verdict = verdict or Verdict(**{field: item}, cycle=cycle)
    verdict.status, verdict.light = status, light
    verdict.reason, verdict.basis = reason.strip(), basis.strip()
    verdict.decided_by, verdict.decided_at = by, at
    verdict.save()
    write_audit(
        by=by,
        action="verdict.recorded",
        subject=f"{item} {cycle}",
        at=at,
        changes=created(verdict) if before is None else [changed(verdict, before)],
    )
    return verdict
