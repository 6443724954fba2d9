"""重新印发: a corrected document takes the place of a plan's; its rows keep their identity."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from planapp.domain.terms import DocumentKind, DocumentStatus, ItemKind
from planapp.models import ExtractionDraft, Plan, PlanDocument, Reissue, TargetRevision, User
from planapp.queries.draft_changes import DraftChanges, successor_of
from planapp.queries.printings import PassageChange, compare_printings
from planapp.queries.reissues import changed_only, draft_of, undecided
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.gaps import create_gaps, mark_indicators_stale
from planapp.services.plan_rows import check_base_years
from planapp.services.reextraction import carry_over
from planapp.services.reissue_rows import RewrittenRows, rewrite_rows, terms_of
from planapp.services.reissue_units import reassign_units
from planapp.services.revisions import RevisionGrounds, propose_revision


@dataclass(frozen=True, slots=True)
class Reprint:
    """A reissue, its revisions that wait for a second person, and units nobody answers to."""

    reissue: Reissue
    revisions: list[TargetRevision] = field(default_factory=list)
    unmatched_units: list[str] = field(default_factory=list)


def take_decisions(*, plan: Plan, draft: ExtractionDraft, by: User, at: datetime) -> DraftChanges:
    """Carry the decisions on the plan's document over to a new printing under review."""
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以审核提取草稿。")
    check_printing(plan, draft)
    return carry_over(old=_published_draft(plan), new=draft, by=by, at=at)


def preview(*, plan: Plan, draft: ExtractionDraft) -> list[PassageChange]:
    """What publishing the draft would change. Refused where there is nothing to compare with."""
    return compare_printings(_published_draft(plan), draft)


@transaction.atomic
def publish_reissue(
    *,
    plan: Plan,
    draft: ExtractionDraft,
    reason: str,
    doc_number: str,
    effective_year: int,
    by: User,
    at: datetime,
    seen: str | None = None,
) -> Reprint:
    """Make a decided draft the plan's new version; all of it or nothing.

    What both versions hold keeps its row, what is new gets one, what is left out stays and is no
    longer tracked. Changed targets and bases are proposed, for `effective_year` on, to a second
    person. `seen` is the fingerprint of the changes that the person looked at.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以发布重新印发的文本。")
    # Locked: of two who publish at once the second must compare with what the first published.
    plan = Plan.objects.select_for_update(of=("self",)).select_related("region").get(pk=plan.pk)
    draft.document = PlanDocument.objects.select_for_update().get(pk=draft.document_id)
    check_printing(plan, draft)
    changes = preview(plan=plan, draft=draft)
    _check_changes(plan, draft, changes, reason=reason, seen=seen)
    before = snapshot(plan), snapshot(draft.document)
    reissue = _create_reissue(plan, draft, reason=reason, doc_number=doc_number, by=by, at=at)
    rows = rewrite_rows(plan, changes, reissue=reissue)
    units = reassign_units(plan, changes, rows=rows, reissue=reissue, header=draft.header, at=at)
    _update_plan(plan, draft, doc_number=doc_number)
    _renew_gaps(plan, rows)
    revisions = _propose(reissue, rows, year=effective_year, by=by, at=at)
    written = [*created(reissue), changed(plan, before[0]), changed(draft.document, before[1])]
    written += [*rows.changes, *units.changes]
    write_audit(by=by, action="plan.reissued", subject=reissue, at=at, changes=written)
    return Reprint(reissue, revisions, units.unmatched)


def fingerprint(changes: list[PassageChange]) -> str:
    """Changes when anything of the preview does: what is published is what was looked at."""
    parts = [
        (one.difference.value, *((item.pk, item.revision) for item in (one.old, one.new) if item))
        for one in changes
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def check_printing(plan: Plan, draft: ExtractionDraft) -> None:
    """Raise Refused where the draft's document cannot take the place of the plan's."""
    document = draft.document
    if document.kind != DocumentKind.OFFICIAL:
        raise Refused("只有正式印发的文件可以作为重新印发的文本。")
    if plan.is_exercise:
        raise Refused("演练规划没有正式印发，请把这份文件发布为新的规划。")
    if document.status == DocumentStatus.PUBLISHED:
        raise Refused("这份文件已经发布过，请刷新页面查看规划的版次。")
    if document.status != DocumentStatus.EXTRACTED:
        raise Refused("这份文件还没有提取完成，请稍候。")
    if successor_of(draft) is not None:
        raise Refused("这份文件已用新版提取器重读，请使用新的草稿。")
    region = draft.header.get("region")
    if region and region != plan.region.name:
        raise Refused(f"这份文件是{region}的，《{plan}》是{plan.region}的规划。")


def _check_changes(
    plan: Plan,
    draft: ExtractionDraft,
    changes: list[PassageChange],
    *,
    reason: str,
    seen: str | None,
) -> None:
    if pending := undecided(draft):
        raise Refused(f"还有 {pending} 条未作决定，请先逐条或批量决定。")
    if seen is not None and seen != fingerprint(changes):
        raise Refused("规划的现行文本或草稿在您查看以后又有变化，请重新核对变化再发布。")
    if not changed_only(changes):
        raise Refused("与现行文本相比没有任何变化，不需要重新发布。")
    if not reason.strip():
        raise Refused("请说明为什么重新印发。")
    indicators = [one.new.current for one in changes if one.new and one.kind is ItemKind.INDICATOR]
    check_base_years(indicators, period_end=plan.period_end)


def _published_draft(plan: Plan) -> ExtractionDraft:
    draft = draft_of(plan.document)
    if draft is None:
        raise Refused(f"《{plan}》的现行文本没有提取草稿，无法比较。")
    return draft


def _create_reissue(
    plan: Plan, draft: ExtractionDraft, *, reason: str, doc_number: str, by: User, at: datetime
) -> Reissue:
    last = plan.reissues.last()
    return Reissue.objects.create(
        plan=plan,
        number=last.number + 1 if last else 2,
        document=draft.document,
        replaced=plan.document,
        doc_number=doc_number.strip(),
        reason=reason.strip(),
        published_by=by,
        published_at=at,
    )


def _update_plan(plan: Plan, draft: ExtractionDraft, *, doc_number: str) -> None:
    plan.document = draft.document
    plan.title = (draft.header.get("title") or plan.title)[:300]
    plan.issuer = (draft.header.get("issuer") or plan.issuer)[:200]
    plan.doc_number = doc_number.strip() or plan.doc_number
    plan.save(update_fields=("document", "title", "issuer", "doc_number"))
    draft.document.status = DocumentStatus.PUBLISHED
    draft.document.save(update_fields=("status",))


def _propose(
    reissue: Reissue, rows: RewrittenRows, *, year: int, by: User, at: datetime
) -> list[TargetRevision]:
    """Put changed targets and bases up for a second person."""
    plan = reissue.plan
    grounds = RevisionGrounds(
        authority=plan.issuer or str(plan.region),
        doc_number=plan.doc_number,
        reason=reissue.reason,
    )
    return [
        propose_revision(
            indicator=indicator, change=terms, grounds=grounds, by=by, at=at, reissue=reissue
        )
        for indicator, item in rows.revised
        if (terms := terms_of(indicator, item, year=year)) is not None
    ]


def _renew_gaps(plan: Plan, rows: RewrittenRows) -> None:
    """Rows for new indicators in the open cycles; what is judged by another rule is stale."""
    mark_indicators_stale(indicator_ids=rows.judged_otherwise)
    for cycle in plan.cycles.filter(closed_on=None):
        create_gaps(cycle=cycle)
