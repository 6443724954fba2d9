"""The papers of 督办 as lines of a table, to be taken along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from planapp.domain.terms import NoticeAct, NoticeKind, NoticeMatter, NoticeState, Settlement
from planapp.models import NoticeItem, NoticeStep, SupervisionNotice
from planapp.queries.supervision_notices import items_listed

COLUMNS = (
    ("编号", 18),
    ("种类", 12),
    ("状态", 10),
    ("标题", 44),
    ("主送单位", 22),
    ("规划", 36),
    ("填报期", 16),
    ("事项", 60),
    ("事项数", 8),
    ("未办事项数", 10),
    ("拟稿", 14),
    ("拟稿日期", 12),
    ("签发人", 14),
    ("签发日期", 12),
    ("反馈时限", 12),
    ("签收日期", 12),
    ("反馈日期", 12),
    ("反馈内容", 50),
    ("办结、作废日期", 14),
    ("办结意见、作废原因", 40),
    ("演示数据", 10),
)


def table_rows(rows: QuerySet[SupervisionNotice], *, on: date) -> Iterator[list[object]]:
    """A paper to a line, `with_parts`; its items in one cell, a line each. Three queries."""
    for notice in rows:
        steps = {step.act: step for step in notice.steps.all()}  # the last of each kind
        end = steps.get(NoticeAct.CLOSED) or steps.get(NoticeAct.VOIDED)
        yield [
            *_face(notice),
            *_items(items_listed(notice), on=on),
            str(notice.drafted_by or "系统"),
            _day(notice.drafted_at),
            str(notice.signed_by or ""),
            _day(notice.signed_at),
            notice.reply_by,
            _day_of(steps.get(NoticeAct.ACKNOWLEDGED)),
            _day_of(steps.get(NoticeAct.ANSWERED)),
            _words_of(steps.get(NoticeAct.ANSWERED)),
            _day_of(end),
            _words_of(end),
            "是" if notice.is_demo else "",
        ]


def _face(notice: SupervisionNotice) -> list[object]:
    plan = notice.cycle.plan
    return [
        notice.reference,
        NoticeKind(notice.kind).label,
        NoticeState(notice.state).label,
        notice.subject,
        notice.unit.name,
        plan.title + ("（演练）" if plan.is_exercise else ""),
        str(notice.cycle),
    ]


def _items(items: list[NoticeItem], *, on: date) -> list[object]:
    lines = [f"{n}. {_item(item, on=on)}" for n, item in enumerate(items, start=1)]
    return ["\n".join(lines), len(items), sum(item.settled_at is None for item in items)]


def _item(item: NoticeItem, *, on: date) -> str:
    result = Settlement(item.settled_as).label if item.settled_as else "未办"
    days = item.days_late(on)
    late = f"，已逾期 {days} 天" if days is not None and item.settled_at is None else ""
    return f"{item.item}（{NoticeMatter(item.matter).label}{late}）：{result}"


def _day(instant: datetime | None) -> date | None:
    return timezone.localdate(instant) if instant else None


def _day_of(step: NoticeStep | None) -> date | None:
    return _day(step.taken_at) if step else None


def _words_of(step: NoticeStep | None) -> str:
    return step.words if step else ""
