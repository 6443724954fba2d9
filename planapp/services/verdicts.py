"""What supervisors decide beside what was computed."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from planapp.domain.standing import LIGHTS, statuses_of
from planapp.domain.terms import ItemKind, Light, Status
from planapp.models import (
    Goal,
    Indicator,
    ProgressRecord,
    ReportingCycle,
    Task,
    TaskReport,
    User,
    Verdict,
)
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require, require_in_scope

Item = Indicator | Goal | Task


@transaction.atomic
def record_verdict(
    *,
    item: Item,
    cycle: ReportingCycle,
    status: Status,
    light: Light,
    reason: str,
    basis: str,
    by: User,
    at: datetime,
) -> Verdict:
    """Decide an item in a cycle; a later decision replaces the earlier, the trail keeps both.

    A cycle may be decided on from the day it opens, and after it is closed. Raises Refused for
    what is not tracked, for a word or a light that does not fit, and for one's own figures.
    """
    require(Action.REVIEW, by=by, at=at, refusal="只有督查人员可以作出核定结论。")
    require_in_scope(item, by=by, on=timezone.localdate(at))
    if not reason.strip() or not basis.strip():
        raise Refused("核定结论必须写明理由和依据。", field="reason" if basis.strip() else "basis")
    _check_words(item, status, light)
    _check_round(item, cycle, by=by, at=at)
    field = item._meta.model_name or ""
    verdict = Verdict.objects.select_for_update().filter(**{field: item}, cycle=cycle).first()
    before = snapshot(verdict) if verdict else None
    verdict = verdict or Verdict(**{field: item}, cycle=cycle)
    verdict.status, verdict.light = status, light
    verdict.reason, verdict.basis = reason.strip(), basis.strip()
    verdict.decided_by, verdict.decided_at = by, at
    _save(verdict, item)
    write_audit(
        by=by,
        action="verdict.recorded",
        subject=f"{item} {cycle}",
        at=at,
        changes=created(verdict) if before is None else [changed(verdict, before)],
    )
    return verdict


def _check_words(item: Item, status: Status, light: Light) -> None:
    kind = ItemKind(item._meta.model_name or "")
    if status not in statuses_of(kind):
        raise Refused(f"“{status.label}”不适用于{kind.label}。", field="status")
    if light not in LIGHTS[status]:
        fitting = "或".join(each.label for each in LIGHTS[status])
        raise Refused(f"“{status.label}”应为{fitting}，不能是{light.label}。", field="light")


def _check_round(item: Item, cycle: ReportingCycle, *, by: User, at: datetime) -> None:
    if item.plan_id != cycle.plan_id:
        raise Refused(f"“{item}”不属于该填报期的规划。")
    if cycle.opens_on > timezone.localdate(at):
        raise Refused(f"{cycle}填报期尚未开始，还不能核定。")
    if not isinstance(item, Goal) and not item.tracked:
        raise Refused(f"“{item}”未纳入跟踪，不作核定。")
    if _handed_in_by(by, item, cycle):
        raise Refused("填报或提交的人不能核定自己填报的事项。")


def _handed_in_by(person: User, item: Item, cycle: ReportingCycle) -> bool:
    own = Q(recorded_by=person) | Q(submitted_by=person)
    if isinstance(item, Indicator):
        rows = ProgressRecord.objects.filter(series=item.series_id, as_of_on=cycle.as_of_on)
        return rows.filter(own).exists()
    return (
        isinstance(item, Task) and TaskReport.objects.filter(own, task=item, cycle=cycle).exists()
    )


def _save(verdict: Verdict, item: Item) -> None:
    try:
        with transaction.atomic():
            verdict.save()
    except IntegrityError as error:  # two people decided at once
        raise Refused(f"“{item}”刚刚有人作出核定结论，请刷新后再试。") from error
