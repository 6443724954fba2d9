"""Reading a document again with a newer extractor without losing what people decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from planapp.domain.extraction import VERSION
from planapp.domain.terms import Decision, DocumentStatus
from planapp.models import DraftItem, ExtractionDraft, User
from planapp.queries.draft_changes import DraftChanges, Pair, compare_drafts
from planapp.rights import Action
from planapp.services.audit import write_audit
from planapp.services.documents import extract_document
from planapp.services.errors import Refused, require

_DECIDED = ("decision", "corrected", "decided_by", "decided_at", "revision")


@transaction.atomic
def read_again(*, draft: ExtractionDraft, by: User, at: datetime) -> ExtractionDraft:
    """The draft of the current extractor, with the decisions of this one carried over.

    Raises Refused for a published document and where this draft is the current extractor's.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以重新提取。")
    if draft.document.status != DocumentStatus.EXTRACTED:
        raise Refused("只有待审核的文件可以重新提取。")
    if draft.extractor_version == VERSION:
        raise Refused("这份草稿已是当前提取器的结果。")
    fresh = extract_document(document=draft.document, at=at)
    carry_over(old=draft, new=fresh, by=by, at=at)
    return fresh


@transaction.atomic
def carry_over(
    *, old: ExtractionDraft, new: ExtractionDraft, by: User, at: datetime
) -> DraftChanges:
    """Give the new draft's undecided items the decisions made on the same items before.

    What was accepted as read and is read differently now is left for a person; what people
    corrected, rejected or added stays as they left it.
    """
    changes = compare_drafts(list(old.items.all()), list(new.items.select_for_update()))
    taken = [_take(pair) for pair in _settled(changes)]
    DraftItem.objects.bulk_update(taken, _DECIDED)
    added = [item for item in changes.gone if item.is_added]
    _copy(added, new)
    changes.gone = [item for item in changes.gone if not item.is_added]
    write_audit(
        by=by, action="draft.carried_over", subject=f"{new}：{len(taken) + len(added)} 条", at=at
    )
    return changes


def _settled(changes: DraftChanges) -> list[Pair]:
    """Pairs whose earlier decision holds for the later item too."""
    by_hand = {Decision.CORRECTED, Decision.REJECTED}
    pairs = [*changes.same, *(pair for pair in changes.different if pair[0].decision in by_hand)]
    return [
        (old, new)
        for old, new in pairs
        if old.decision != Decision.PENDING and new.decision == Decision.PENDING
    ]


def _take(pair: Pair) -> DraftItem:
    old, new = pair
    new.decision = old.decision
    if old.corrected is not None:
        place = {"of": new.extracted["of"]} if "of" in new.extracted else {}
        new.corrected = {**old.corrected, **place}  # positions are those of the new draft
    new.decided_by, new.decided_at = old.decided_by, old.decided_at
    new.revision += 1
    return new


def _copy(added: Iterable[DraftItem], new: ExtractionDraft) -> None:
    """Items that people added, behind the new draft's own of their kind."""
    for item in added:
        last = new.items.filter(kind=item.kind).order_by("-position").first()
        item.pk, item.draft, item.position = None, new, last.position + 1 if last else 0
        item._state.adding = True
        item.save()
