"""Two drafts side by side, of one text or of two printings: the same, new, gone or different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from planapp.domain.terms import ItemKind
from planapp.models import DraftItem, ExtractionDraft
from planapp.models.document import CORRECTABLE
from planapp.queries.printings import differences, only_moved, pair_items

Pair = tuple[DraftItem, DraftItem]  # the earlier extraction's item, the later one's


@dataclass(slots=True)
class DraftChanges:
    """`same` and `different` are one passage in both; what was read of it tells them apart."""

    same: list[Pair] = field(default_factory=list)
    different: list[Pair] = field(default_factory=list)
    new: list[DraftItem] = field(default_factory=list)
    gone: list[DraftItem] = field(default_factory=list)


def predecessor_of(draft: ExtractionDraft) -> ExtractionDraft | None:
    """The draft of the same document before this one. One query."""
    earlier = draft.document.drafts.filter(created_at__lt=draft.created_at)
    return earlier.order_by("-created_at").first()


def successor_of(draft: ExtractionDraft) -> ExtractionDraft | None:
    """The newest draft of the same document, if it is another. One query."""
    later = draft.document.drafts.filter(created_at__gt=draft.created_at)
    return later.order_by("-created_at").first()


def compare_drafts(old: Sequence[DraftItem], new: Sequence[DraftItem]) -> DraftChanges:
    """Pair each item with the one it was before, as extracted from the same text; no item twice.

    No query.
    """
    changes, left = DraftChanges(), list(old)
    for item in new:
        before = max(
            (one for one in left if _is_counterpart(one, item)),
            key=lambda one: (_key(one) == _key(item), _overlap(one, item)),
            default=None,
        )
        if before is None:
            changes.new.append(item)
            continue
        left.remove(before)
        pairs = changes.same if _fields(before) == _fields(item) else changes.different
        pairs.append((before, item))
    changes.gone = left
    return changes


def compare_texts(old: Sequence[DraftItem], new: Sequence[DraftItem]) -> DraftChanges:
    """The same for two printings of a plan: by their words, for the places differ. No query."""
    changes = DraftChanges()
    for kind in ItemKind:
        pairs = pair_items(
            [item for item in old if item.kind == kind],
            [item for item in new if item.kind == kind],
            content=lambda item: item.extracted,
        )
        for before, after in pairs:
            if before is None or after is None:
                changes.new += [after] if after else []
                changes.gone += [before] if before else []
            elif only_moved(differences(kind, before.extracted, after.extracted)):
                changes.same.append((before, after))
            else:
                changes.different.append((before, after))
    return changes


def _is_counterpart(old: DraftItem, new: DraftItem) -> bool:
    if old.kind != new.kind:
        return False
    shared = _overlap(old, new)
    half = max(len(old.extracted["quote"]), len(new.extracted["quote"])) / 2
    return shared > 0 if _key(old) == _key(new) else shared >= half


def _overlap(old: DraftItem, new: DraftItem) -> int:
    one, other = old.extracted, new.extracted
    shared: int = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return max(0, shared)


def _key(item: DraftItem) -> Decimal | str | None:
    extracted = item.extracted
    if item.kind == ItemKind.INDICATOR:
        return Decimal(extracted["value"])
    title: str | None = extracted.get("title") or extracted.get("heading")
    return title


def _fields(item: DraftItem) -> list[object]:
    return [item.extracted.get(name) for name in CORRECTABLE[ItemKind(item.kind)]]
