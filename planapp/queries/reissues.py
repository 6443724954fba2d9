"""Documents and the plans they print: the first time, again, or before they were replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, Q

from planapp.domain.terms import Decision, DocumentKind, DocumentStatus, ItemKind
from planapp.models import (
    AuditEvent,
    DraftItem,
    ExtractionDraft,
    Goal,
    Indicator,
    Plan,
    PlanDocument,
    Reissue,
    Task,
)
from planapp.queries.printings import Difference, PassageChange, compare_printings

_TOLD_BY: dict[ItemKind, tuple[type[Model], str]] = {
    ItemKind.GOAL: (Goal, "quote"),
    ItemKind.INDICATOR: (Indicator, "quote"),
    ItemKind.TASK: (Task, "title"),
}


@dataclass(frozen=True, slots=True)
class Version:
    """One printing of a plan; `changes` is None for the first, and where a draft is missing."""

    number: int
    document: PlanDocument
    doc_number: str
    published_at: datetime
    published_by: str
    reason: str = ""
    changes: int | None = None


def plan_of(document: PlanDocument) -> Plan | None:
    """The plan that a document prints now, or printed until it was replaced. One query."""
    return (
        Plan.objects.filter(Q(document=document) | Q(reissues__replaced=document))
        .order_by("pk")
        .first()
    )


def plan_reprinted_by(draft: ExtractionDraft, items: Sequence[DraftItem]) -> Plan | None:
    """The published plan that a draft repeats for the most part, word for word.

    Goals and indicators count by their sentences, tasks by their titles: their numbers change.
    None for what is no official document under review. Four queries.
    """
    document = draft.document
    if document.kind != DocumentKind.OFFICIAL or document.status != DocumentStatus.EXTRACTED:
        return None
    shared: Counter[int] = Counter()
    total = 0
    for kind, (model, column) in _TOLD_BY.items():
        words = {item.current.get(column) for item in items if item.kind == kind} - {None, ""}
        lookup = {f"{column}__in": words, "plan__is_exercise": False}
        found = set(model._default_manager.filter(**lookup).values_list(column, "plan"))
        shared.update(plan_id for _, plan_id in found)
        total += len(words)
    if not shared:
        return None
    plan_id, count = shared.most_common(1)[0]
    return Plan.objects.get(pk=plan_id) if 2 * count >= total else None


def versions_of(plan: Plan) -> list[Version]:
    """The plan's printings, newest first. Five queries, and four for each reissue."""
    reissues = list(plan.reissues.select_related("document", "replaced", "published_by"))
    first = reissues[0].replaced if reissues else plan.document
    event = AuditEvent.objects.filter(action="plan.published", at=plan.published_at).first()
    draft = draft_of(first)
    header = draft.header if draft else {}
    versions = [
        Version(
            number=1,
            document=first,
            doc_number=header.get("doc_number") or ("" if reissues else plan.doc_number),
            published_at=plan.published_at,
            published_by=event.actor_name if event else "",
        )
    ]
    versions += [_version(reissue) for reissue in reissues]
    return versions[::-1]


def _version(reissue: Reissue) -> Version:
    changes = changes_of(reissue)
    return Version(
        number=reissue.number,
        document=reissue.document,
        doc_number=reissue.doc_number,
        published_at=reissue.published_at,
        published_by=str(reissue.published_by),
        reason=reissue.reason,
        changes=None if changes is None else len(in_substance(changes)),
    )


def changes_of(reissue: Reissue) -> list[PassageChange] | None:
    """What a reissue changed, from the two drafts as they were decided. Four queries."""
    old, new = draft_of(reissue.replaced), draft_of(reissue.document)
    return compare_printings(old, new) if old and new else None


def changed_only(changes: Sequence[PassageChange]) -> list[PassageChange]:
    """Those that read otherwise than before."""
    return [one for one in changes if one.difference is not Difference.SAME]


def in_substance(changes: Sequence[PassageChange]) -> list[PassageChange]:
    """Those in which more than the section or the number differs."""
    return [one for one in changed_only(changes) if one.difference is not Difference.MOVED]


def draft_of(document: PlanDocument) -> ExtractionDraft | None:
    """The draft that counts: the newest. One query."""
    return document.drafts.first()


def undecided(draft: ExtractionDraft) -> int:
    """How many items nobody has decided on. One query."""
    return draft.items.filter(decision=Decision.PENDING).count()
