"""目标调整: a changed target or base, proposed by one administrator and confirmed by another."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from planapp.domain.terms import Comparator, RevisionState
from planapp.models import Indicator, Plan, Reissue, TargetRevision, User
from planapp.models.revision import REVISABLE
from planapp.queries.gaps import target_of
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.gaps import mark_indicators_stale


@dataclass(frozen=True, slots=True)
class RevisionTerms:
    """All that is to hold from a year on, also what stays: the target in its own value unit,
    the base value in the series'."""

    effective_year: int
    target: Decimal
    target_max: Decimal | None
    target_year: int
    base_year: int | None
    base_value: Decimal | None


@dataclass(frozen=True, slots=True)
class RevisionGrounds:
    """Who approved the change, by which document, and why."""

    authority: str
    doc_number: str
    reason: str


@transaction.atomic
def propose_revision(
    *,
    indicator: Indicator,
    change: RevisionTerms,
    grounds: RevisionGrounds,
    by: User,
    at: datetime,
    reissue: Reissue | None = None,
) -> TargetRevision:
    """Put a change up for a second person; nothing that is judged changes before it is confirmed.

    Raises Refused for a change that changes nothing or could not be assessed, for a year outside
    the plan's period or not after the last revision's, and while another proposal is open.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以提出目标调整。")
    # Locked: of two proposals at once the second must see the first.
    indicator = Indicator.objects.select_for_update(of=("self",)).select_related(
        "plan__light_policy", "series"
    ).get(pk=indicator.pk)  # fmt: skip
    _check_open_and_year(indicator, change)
    revised = revise(indicator, change)
    _check_terms(indicator, revised)
    revision = TargetRevision(
        indicator=indicator,
        effective_year=change.effective_year,
        **{f"old_{name}": getattr(indicator, name) for name in REVISABLE},
        **{f"new_{name}": getattr(revised, name) for name in REVISABLE},
        authority=grounds.authority.strip(),
        doc_number=grounds.doc_number.strip(),
        reason=grounds.reason.strip(),
        reissue=reissue,
        proposed_by=by,
        proposed_at=at,
    )
    _save(revision)
    write_audit(
        by=by, action="revision.proposed", subject=revision, at=at, changes=created(revision)
    )
    return revision


def revise(indicator: Indicator, change: RevisionTerms) -> Indicator:
    """A copy of the indicator as it would be; not to be saved."""
    revised = copy(indicator)
    for name in REVISABLE:
        setattr(revised, name, getattr(change, name))
    return revised


@transaction.atomic
def confirm_revision(*, revision: TargetRevision, by: User, at: datetime) -> None:
    """Let a proposal of somebody else take effect; what rests on the indicator becomes stale."""
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以确认目标调整。")
    indicator = Indicator.objects.select_for_update().get(pk=revision.indicator_id)
    revision = _open(revision)
    if revision.proposed_by_id == by.pk:
        raise Refused("提出目标调整的人不能自己确认，请另一位管理员确认。")
    if any(getattr(indicator, name) != getattr(revision, f"old_{name}") for name in REVISABLE):
        raise Refused(f"“{indicator}”的目标或基期在提出以后又改过，请不予确认，重新提出。")
    before, revision_before = snapshot(indicator), snapshot(revision)
    _take_over(indicator, revision)
    _decide(revision, RevisionState.CONFIRMED, by=by, at=at)
    mark_indicators_stale(indicator_ids=[indicator.pk])
    write_audit(
        by=by,
        action="revision.confirmed",
        subject=revision,
        at=at,
        changes=[changed(indicator, before), changed(revision, revision_before)],
    )


@transaction.atomic
def refuse_revision(*, revision: TargetRevision, reason: str, by: User, at: datetime) -> None:
    """Close a proposal without effect; whoever made it may take it back the same way."""
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以处理目标调整。")
    if not reason.strip():
        raise Refused("不予确认必须写明理由。")
    Indicator.objects.select_for_update().get(pk=revision.indicator_id)
    revision = _open(revision)
    before = snapshot(revision)
    revision.refusal = reason.strip()[:300]
    _decide(revision, RevisionState.REFUSED, by=by, at=at)
    write_audit(
        by=by,
        action="revision.refused",
        subject=revision,
        at=at,
        changes=[changed(revision, before)],
    )


def _check_open_and_year(indicator: Indicator, change: RevisionTerms) -> None:
    plan: Plan = indicator.plan
    if indicator.withdrawn_by_id is not None:
        raise Refused(f"“{indicator}”已不再列入规划，不能调整。")
    if indicator.revisions.filter(state=RevisionState.PROPOSED).exists():
        raise Refused(f"“{indicator}”已有一项目标调整等待确认，请先处理。")
    if not plan.period_start <= change.effective_year <= plan.period_end:
        raise Refused(f"生效年度须在规划期（{plan.period_start}–{plan.period_end}年）之内。")
    last = indicator.revisions.filter(state=RevisionState.CONFIRMED).last()
    if last is not None and change.effective_year <= last.effective_year:
        raise Refused(f"生效年度须晚于上一次目标调整（{last.effective_year}年）。")


def _check_terms(indicator: Indicator, revised: Indicator) -> None:
    """Whether the change is one, and leaves an indicator that can be assessed."""
    if all(getattr(indicator, name) == getattr(revised, name) for name in REVISABLE):
        raise Refused("没有任何变化，无须调整。")
    plan = indicator.plan
    moved = revised.target_year != indicator.target_year
    if moved and not plan.period_start <= revised.target_year <= plan.period_end:
        raise Refused(f"目标年须在规划期（{plan.period_start}–{plan.period_end}年）之内。")
    if revised.comparator == Comparator.RANGE and revised.target_max is None:
        raise Refused("区间目标须有上限。")
    if revised.base_value is not None and revised.base_year is None:
        raise Refused("有基期值须写明基期年。")
    try:
        target_of(revised, {})
    except ValueError as error:
        raise Refused(f"“{indicator}”：{error}。") from error


def _save(revision: TargetRevision) -> None:
    if not (revision.authority and revision.doc_number and revision.reason):
        raise Refused("目标调整必须写明批准机关、文号和理由。")
    try:
        revision.clean_fields(exclude=("indicator", "reissue", "proposed_by"))
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from error
    revision.save()


def _open(revision: TargetRevision) -> TargetRevision:
    """The stored row, still to be decided."""
    stored = TargetRevision.objects.select_for_update().get(pk=revision.pk)
    if stored.state != RevisionState.PROPOSED:
        raise Refused(f"这项目标调整已处理过（{RevisionState(stored.state).label}）。")
    return stored


def _take_over(indicator: Indicator, revision: TargetRevision) -> None:
    base_changes = indicator.base_value != revision.new_base_value
    for name in REVISABLE:
        setattr(indicator, name, getattr(revision, f"new_{name}"))
    if base_changes:  # the old source told of the old value
        indicator.base_source = f"{revision.authority} {revision.doc_number}"
        indicator.base_is_demo = False
    indicator.save(update_fields=(*REVISABLE, "base_source", "base_is_demo"))


def _decide(revision: TargetRevision, state: RevisionState, *, by: User, at: datetime) -> None:
    revision.state, revision.decided_by, revision.decided_at = state, by, at
    revision.save(update_fields=("state", "decided_by", "decided_at", "refusal"))
