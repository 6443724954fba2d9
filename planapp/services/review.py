"""What people decide on the items of a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from planapp.domain.extraction.payload import from_payload
from planapp.domain.terms import Decision, DocumentStatus
from planapp.models import DraftItem, ExtractionDraft, User
from planapp.rights import Action
from planapp.services.audit import changed, snapshot, write_audit
from planapp.services.errors import Refused, require

# What a reviewer may change of an item; its place in the text stays as it was read.
CORRECTABLE = {
    "goal": ("heading",),
    "indicator": (
        "name",
        "measure",
        "comparator",
        "value",
        "value_max",
        "unit",
        "target_year",
        "base_year",
        "base_value",
    ),
    "task": ("number", "title", "deadline", "units"),
}


@transaction.atomic
def decide_item(*, item: DraftItem, decision: Decision, by: User, at: datetime) -> None:
    """Accept or reject one item of a draft as it stands."""
    item = _open_item(item, by=by, at=at)
    before = snapshot(item)
    _decide(item, decision, by=by, at=at)
    item.save()
    write_audit(by=by, action="item.decided", subject=item, at=at, changes=[changed(item, before)])


@transaction.atomic
def correct_item(*, item: DraftItem, values: dict[str, Any], by: User, at: datetime) -> None:
    """Accept an item with changed fields; what was extracted is kept beside it."""
    item = _open_item(item, by=by, at=at)
    unknown = sorted(set(values) - set(CORRECTABLE[item.kind]))
    if unknown:
        raise Refused(f"不能修改的字段：{'、'.join(unknown)}。")
    before = snapshot(item)
    item.corrected = {**item.current, **values}
    _check_readable(item)
    _decide(item, Decision.CORRECTED, by=by, at=at)
    item.save()
    write_audit(
        by=by, action="item.corrected", subject=item, at=at, changes=[changed(item, before)]
    )


@transaction.atomic
def accept_pending(*, draft: ExtractionDraft, by: User, at: datetime) -> int:
    """Accept every item of a draft that nobody has decided on; returns how many."""
    _require_reviewer(draft, by=by, at=at)
    count = draft.items.filter(decision=Decision.PENDING).update(
        decision=Decision.ACCEPTED, decided_by=by, decided_at=at
    )
    write_audit(by=by, action="draft.pending_accepted", subject=f"{draft}：{count} 条", at=at)
    return count


def _check_readable(item: DraftItem) -> None:
    try:
        from_payload({"plan": {}, f"{item.kind}s": [item.corrected]})
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise Refused("修改后的内容不完整，或数值、年份、类型不正确，请检查。") from error


def _decide(item: DraftItem, decision: Decision, *, by: User, at: datetime) -> None:
    item.decision, item.decided_by, item.decided_at = decision, by, at


def _open_item(item: DraftItem, *, by: User, at: datetime) -> DraftItem:
    item = DraftItem.objects.select_for_update().select_related("draft__document").get(pk=item.pk)
    _require_reviewer(item.draft, by=by, at=at)
    return item


def _require_reviewer(draft: ExtractionDraft, *, by: User, at: datetime) -> None:
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以审核提取草稿。")
    if draft.document.status == DocumentStatus.PUBLISHED:
        raise Refused("该文件已发布为规划，草稿不能再改。")
