"""What people decided on one draft, carried over to the next: of the same text or of a reprint."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from planapp.domain.extraction import VERSION
from planapp.domain.terms import Decision, DocumentStatus, ItemKind
from planapp.models import DraftItem, ExtractionDraft, PlanDocument, User
from planapp.models.document import CORRECTABLE
from planapp.queries.draft_changes import DraftChanges, Pair, compare_drafts, compare_texts
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require

_DECIDED = ("decision", "corrected", "decided_by", "decided_at", "revision")
_PLACE = ("quote", "start", "end", "section", "of")


@transaction.atomic
def read_again(*, draft: ExtractionDraft, by: User, at: datetime) -> PlanDocument:
    """Put the document up for reading by the current extractor; the caller queues the job.

    What was decided so far is carried over when the new draft is there; until then nothing can
    be decided. Raises Refused for a document that is not under review and where this draft is
    the current extractor's.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以重新提取。")
    document = PlanDocument.objects.select_for_update().get(pk=draft.document_id)
    if document.status != DocumentStatus.EXTRACTED:
        raise Refused("只有待审核的文件可以重新提取。")
    if draft.extractor_version == VERSION:
        raise Refused("这份草稿已是当前提取器的结果。")
    before = snapshot(document)
    document.status, document.error = DocumentStatus.RECEIVED, ""
    document.save(update_fields=("status", "error"))
    write_audit(
        by=by,
        action="document.reading_again",
        subject=document,
        at=at,
        changes=[changed(document, before)],
    )
    return document


@transaction.atomic
def carry_over(
    *, old: ExtractionDraft, new: ExtractionDraft, by: User | None, at: datetime
) -> DraftChanges:
    """Give the new draft's undecided items the decisions made on the same items before.

    Of one text, what was accepted as read and is read differently now is left for a person; what
    people corrected, rejected or added stays as they left it. Of two printings, whatever reads
    otherwise than before is left for a person. `by` is None where the job does it.
    """
    before, after = list(old.items.all()), list(new.items.select_for_update())
    unread = {item.pk: snapshot(item) for item in after}
    if old.document_id == new.document_id:
        changes = compare_drafts(before, after)
        taken = [_take(pair) for pair in _settled(changes)]
    else:
        changes = compare_texts(before, after)
        text = new.document.text
        taken = [item for pair in _open_pairs(changes.same) for item in _take_printed(pair, text)]
    DraftItem.objects.bulk_update(taken, _DECIDED)
    added = [item for item in changes.gone if item.is_added and _find_place(item, old, new)]
    _copy(added, new)
    changes.gone = [item for item in changes.gone if item not in added]
    written = [*(changed(item, unread[item.pk]) for item in taken), *created(*added)]
    subject = f"{new}：{len(written)} 条"
    write_audit(by=by, action="draft.carried_over", subject=subject, at=at, changes=written)
    return changes


def _settled(changes: DraftChanges) -> list[Pair]:
    """Pairs whose earlier decision holds for the later item too."""
    by_hand = {Decision.CORRECTED, Decision.REJECTED}
    pairs = [*changes.same, *(pair for pair in changes.different if pair[0].decision in by_hand)]
    return _open_pairs(pairs)


def _open_pairs(pairs: Iterable[Pair]) -> list[Pair]:
    return [
        (old, new)
        for old, new in pairs
        if old.decision != Decision.PENDING and new.decision == Decision.PENDING
    ]


def _take(pair: Pair) -> DraftItem:
    old, new = pair
    if old.corrected is not None:
        place = {"of": new.extracted["of"]} if "of" in new.extracted else {}
        new.corrected = {**old.corrected, **place}  # positions are those of the new draft
    return _decide_as(old, new)


def _take_printed(pair: Pair, text: str) -> list[DraftItem]:
    """The new item with what people corrected of the old one; none where that has no place."""
    old, new = pair
    if old.corrected is not None:
        quote = old.corrected["quote"]
        place = {name: new.extracted[name] for name in _PLACE if name in new.extracted}
        if quote != old.extracted["quote"]:  # merged or split by hand
            found = _nearest(text, quote, new.extracted["start"])
            if found is None:
                return []
            place |= found
        fields = CORRECTABLE[ItemKind(old.kind)]
        changed_by_hand = {
            name: old.corrected.get(name)
            for name in fields
            if old.corrected.get(name) != old.extracted.get(name)
        }
        new.corrected = {**new.extracted, **changed_by_hand, **place}
    return [_decide_as(old, new)]


def _decide_as(old: DraftItem, new: DraftItem) -> DraftItem:
    new.decision = old.decision
    new.decided_by, new.decided_at = old.decided_by, old.decided_at
    new.revision += 1
    return new


def _nearest(text: str, quote: str, near: int) -> dict[str, Any] | None:
    """Where a quote stands in a text, the one nearest to a place if it stands there twice."""
    starts, start = [], text.find(quote)
    while start >= 0:
        starts.append(start)
        start = text.find(quote, start + 1)
    if not starts:
        return None
    best = min(starts, key=lambda one: abs(one - near))
    return {"quote": quote, "start": best, "end": best + len(quote)}


def _find_place(item: DraftItem, old: ExtractionDraft, new: ExtractionDraft) -> bool:
    """Whether what people added stands in the new text too; in another printing at a new place."""
    if old.document_id == new.document_id:
        return True
    current = item.current
    found = _nearest(new.document.text, current["quote"], current["start"])
    if found is None:
        return False
    moved = {**current, **found, "of": None}
    item.extracted, item.corrected = moved, None
    return True


def _copy(added: Iterable[DraftItem], new: ExtractionDraft) -> None:
    """Items that people added, behind the new draft's own of their kind."""
    for item in added:
        last = new.items.filter(kind=item.kind).order_by("-position").first()
        item.pk, item.draft, item.position = None, new, last.position + 1 if last else 0
        item._state.adding = True
        item.save()
