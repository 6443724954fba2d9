"""What people decide on the items of a draft; several may do so at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from planapp.domain.extraction.payload import from_payload
from planapp.domain.terms import Decision, DocumentStatus, ItemKind
from planapp.models import DraftItem, ExtractionDraft, PlanDocument, User
from planapp.models.document import CORRECTABLE
from planapp.queries.draft_changes import successor_of
from planapp.queries.draft_review import title_of
from planapp.rights import Action
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require


@transaction.atomic
def decide_item(
    *, item: DraftItem, decision: Decision, by: User, at: datetime, seen: int | None = None
) -> DraftItem:
    """Accept or reject one item of a draft as it stands.

    `seen` is the revision the person looked at: Refused when somebody else changed it since.
    """
    item = open_item(item=item, by=by, at=at, seen=seen)
    before = snapshot(item)
    if decision is Decision.ACCEPTED and item.corrected is not None:
        decision = Decision.CORRECTED  # what is taken is what a person wrote
    _decide(item, decision, by=by, at=at)
    item.save()
    write_audit(by=by, action="item.decided", subject=item, at=at, changes=[changed(item, before)])
    return item


@transaction.atomic
def correct_item(
    *, item: DraftItem, values: dict[str, Any], by: User, at: datetime, seen: int | None = None
) -> DraftItem:
    """Accept an item with changed fields; what was extracted is kept beside it."""
    item = open_item(item=item, by=by, at=at, seen=seen)
    unknown = sorted(set(values) - set(CORRECTABLE[item.kind]))
    if unknown:
        raise Refused(f"不能修改的字段：{'、'.join(unknown)}。")
    before, read = snapshot(item), item.current
    item.corrected = {**read, **values}
    _check_readable(item.kind, item.corrected)
    _decide(item, Decision.CORRECTED, by=by, at=at)
    item.save()
    # The row keeps the last correction; the trail, field by field, each one.
    fields = Change(item, {name: read.get(name) for name in values}, values)
    write_audit(
        by=by, action="item.corrected", subject=item, at=at, changes=[changed(item, before), fields]
    )
    return item


@transaction.atomic
def add_item(
    *,
    draft: ExtractionDraft,
    kind: ItemKind,
    start: int,
    end: int,
    values: dict[str, Any],
    by: User,
    at: datetime,
) -> DraftItem:
    """Add what the extractor overlooked, at a stretch of the text that a person marked."""
    require_open(draft, by=by, at=at)
    text = draft.document.text
    if not 0 <= start < end <= len(text):
        raise Refused("选中的文字不在原文范围内，请重新选择。")
    place = {"quote": text[start:end], "start": start, "end": end, "section": [], "units": []}
    content = {**dict.fromkeys(CORRECTABLE[kind]), **place, **values}
    _check_readable(kind, content)
    last = draft.items.filter(kind=kind).order_by("-position").first()
    item = DraftItem(
        draft=draft,
        kind=kind,
        position=last.position + 1 if last else 0,
        extracted=content,
        is_added=True,
    )
    _decide(item, Decision.ACCEPTED, by=by, at=at)
    item.save()
    write_audit(by=by, action="item.added", subject=item, at=at, changes=created(item))
    return item


@transaction.atomic
def merge_items(
    *,
    item: DraftItem,
    into: DraftItem,
    by: User,
    at: datetime,
    seen: int | None = None,
    seen_into: int | None = None,
) -> DraftItem:
    """Make two goals or tasks of a draft one: `into` covers both stretches, `item` is rejected."""
    item = open_item(item=item, by=by, at=at, seen=seen)
    into = open_item(item=into, by=by, at=at, seen=seen_into)
    if item.pk == into.pk or item.draft_id != into.draft_id or item.kind != into.kind:
        raise Refused("只能合并同一草稿中两条同类的条目。")
    if item.kind == ItemKind.INDICATOR:
        raise Refused("指标一数一条，不能合并；多余的请“不采纳”。")
    before = snapshot(item), snapshot(into)
    text = into.draft.document.text
    start = min(item.current["start"], into.current["start"])
    end = max(item.current["end"], into.current["end"])
    units = [*(into.current.get("units") or ()), *(item.current.get("units") or ())]
    merged = {**into.current, "start": start, "end": end, "quote": text[start:end]}
    if into.kind == ItemKind.TASK:
        merged["units"] = [unit for at_, unit in enumerate(units) if unit not in units[:at_]]
    into.corrected = merged
    _decide(into, Decision.CORRECTED, by=by, at=at)
    _decide(item, Decision.REJECTED, by=by, at=at)
    into.save()
    item.save()
    write_audit(
        by=by,
        action="item.merged",
        subject=into,
        at=at,
        changes=[changed(item, before[0]), changed(into, before[1])],
    )
    return into


@transaction.atomic
def split_item(
    *, item: DraftItem, offset: int, by: User, at: datetime, seen: int | None = None
) -> DraftItem:
    """Cut a goal or task in two at an offset of the text; the second half is a new item."""
    item = open_item(item=item, by=by, at=at, seen=seen)
    start, end = item.current["start"], item.current["end"]
    if item.kind == ItemKind.INDICATOR:
        raise Refused("指标一数一条，不能拆分；遗漏的指标请在原文中选中后补充。")
    if not start < offset < end:
        raise Refused("拆分处要在这一条的原文之内。")
    before = snapshot(item)
    text = item.draft.document.text
    item.corrected = {**item.current, "end": offset, "quote": text[start:offset]}
    _decide(item, Decision.CORRECTED, by=by, at=at)
    item.save()
    write_audit(by=by, action="item.split", subject=item, at=at, changes=[changed(item, before)])
    return add_item(
        draft=item.draft,
        kind=ItemKind(item.kind),
        start=offset,
        end=end,
        values={"section": item.current.get("section") or []},
        by=by,
        at=at,
    )


@transaction.atomic
def accept_pending(
    *, draft: ExtractionDraft, by: User, at: datetime, confidence: Decimal = Decimal(0)
) -> int:
    """Accept what nobody has decided on, down to a confidence; returns how many.

    With a confidence above 0, items that carry a doubt stay for a person to look at.
    """
    require_open(draft, by=by, at=at)
    chosen = acceptable(draft.items.select_for_update(), confidence)
    before = [snapshot(item) for item in chosen]
    for item in chosen:
        _decide(item, Decision.ACCEPTED, by=by, at=at)
    DraftItem.objects.bulk_update(chosen, ("decision", "decided_by", "decided_at", "revision"))
    subject = f"{draft}：{len(chosen)} 条"
    changes = [changed(item, was) for item, was in zip(chosen, before, strict=True)]
    write_audit(by=by, action="draft.pending_accepted", subject=subject, at=at, changes=changes)
    return len(chosen)


def acceptable(items: Iterable[DraftItem], confidence: Decimal) -> list[DraftItem]:
    """The undecided ones that `accept_pending` takes at a confidence."""
    pending = [item for item in items if item.decision == Decision.PENDING]
    return [item for item in pending if confidence == 0 or _is_certain(item, confidence)]


def _is_certain(item: DraftItem, confidence: Decimal) -> bool:
    current = item.current
    stated = Decimal(str(current.get("confidence", 1)))
    return stated >= confidence and not current.get("doubts")


@transaction.atomic
def open_item(*, item: DraftItem, by: User, at: datetime, seen: int | None = None) -> DraftItem:
    """The item as it stands, held for a decision.

    Refused where nobody may decide on it any more, or not as the person last saw it.
    """
    require_open(item.draft, by=by, at=at)
    rows = DraftItem.objects.select_for_update(of=("self",))
    item = rows.select_related("draft__document", "decided_by").get(pk=item.pk)
    if seen is not None and seen != item.revision:
        when = timezone.localtime(item.decided_at) if item.decided_at else at
        raise Refused(
            f"“{title_of(item)}”已由{item.decided_by}于{when:%H:%M}"
            f"改为“{Decision(item.decision).label}”，您看到的不是最新内容，请核对后再决定。"
        )
    return item


@transaction.atomic
def require_open(draft: ExtractionDraft, *, by: User, at: datetime) -> None:
    """Raise Refused unless this person may still decide on this draft.

    The document is held until the decision is stored, so that none slips in while it is published.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以审核提取草稿。")
    status = PlanDocument.objects.select_for_update().get(pk=draft.document_id).status
    if status == DocumentStatus.PUBLISHED:
        raise Refused("该文件已发布为规划，草稿不能再改。")
    if status == DocumentStatus.RECEIVED:
        raise Refused("正在重新提取，完成后请在新的草稿上审核。")
    if successor_of(draft) is not None:
        raise Refused("这份文件已用新版提取器重读，请在新的草稿上审核。")


def _check_readable(kind: str, content: dict[str, Any]) -> None:
    try:
        from_payload({"plan": {}, f"{kind}s": [content]})
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise Refused("内容不完整，或数值、年份、类型不正确，请检查。") from error


def _decide(item: DraftItem, decision: Decision, *, by: User, at: datetime) -> None:
    item.decision, item.decided_by, item.decided_at = decision, by, at
    item.revision += 1
