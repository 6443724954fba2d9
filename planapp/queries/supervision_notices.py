"""督办: the papers as lists and pages show them, and whom they concern."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Max, Prefetch, Q, QuerySet, When

from planapp.domain.terms import MemberRole, NoticeState
from planapp.models import NoticeItem, NoticeStep, SupervisionNotice
from planapp.models.notice import UNANSWERED, UNDER_WAY
from planapp.queries.recipients import load_reminded

# What a list can be narrowed to beside the states: its value in the address, and the words.
LATE, SETTLED = "late", "settled"
CONDITIONS = ((LATE, "逾期未反馈"), (SETTLED, "可办结"))
_NOT_SETTLED = NoticeItem.objects.filter(settled_at=None, listed=True)


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """What narrows the list; None or empty leaves a dimension open."""

    state: str = ""
    kind: str = ""
    plan: int | None = None
    cycle: int | None = None
    unit: int | None = None
    year: int | None = None
    condition: str = ""
    words: str = ""


def notices_shown(
    rows: QuerySet[SupervisionNotice], *, on: date, chosen: NoticeFilter | None = None
) -> QuerySet[SupervisionNotice]:
    """Those of the rows that are chosen: drafts first, then the latest number first.

    One query when read: plan, round, unit, who drafted and who signed come along, and
    `number_of_items`, `number_open`.
    """
    chosen = chosen or NoticeFilter()
    plain = {
        "state": chosen.state,
        "kind": chosen.kind,
        "cycle__plan": chosen.plan,
        "cycle": chosen.cycle,
        "unit": chosen.unit,
        "year": chosen.year,
    }
    rows = rows.filter(**{path: value for path, value in plain.items() if value})
    rows = rows.filter(condition(chosen.condition, on=on))
    if chosen.words:
        found = Q(subject__icontains=chosen.words) | Q(unit__name__icontains=chosen.words)
        rows = rows.filter(found)
    drafts_first = Case(
        When(state=NoticeState.DRAFT, then=0), default=1, output_field=IntegerField()
    )
    shown = SupervisionNotice.objects.filter(pk__in=rows.order_by().values("pk")).with_counts()
    return (
        shown.select_related("cycle__plan", "unit", "drafted_by", "signed_by")
        .annotate(drafts_first=drafts_first)
        .order_by("drafts_first", "-year", "-number", "-drafted_at", "-pk")
    )


def condition(name: str, *, on: date) -> Q:
    """Late with its answer, or all settled and not closed; anything else asks for nothing."""
    if name == LATE:
        return Q(state__in=UNANSWERED, reply_by__lt=on)
    if name == SETTLED:
        return Q(state__in=UNDER_WAY) & ~Q(pk__in=_NOT_SETTLED.values("notice"))
    return Q()


def with_parts(rows: QuerySet[SupervisionNotice]) -> QuerySet[SupervisionNotice]:
    """The same with their items and steps, a query each."""
    items = NoticeItem.objects.select_related("indicator", "task", "cycle")
    steps = NoticeStep.objects.select_related("taken_by")
    return rows.prefetch_related(Prefetch("items", items), Prefetch("steps", steps))


def received_by(units: Collection[int]) -> QuerySet[SupervisionNotice]:
    """What was sent to these units (ids)."""
    return SupervisionNotice.objects.sent().filter(unit__in=units)


def count_to_acknowledge(units: Collection[int]) -> int:
    """How many papers wait for these units to acknowledge or to answer them. One query."""
    return received_by(units).filter(state__in=UNANSWERED).count()


def items_listed(notice: SupervisionNotice) -> list[NoticeItem]:
    """What stands on the paper: all that was not settled when it was signed, or is not yet."""
    signed_at = notice.signed_at
    return [
        item
        for item in notice.items.all()
        if item.listed
        and (item.settled_at is None or (signed_at is not None and item.settled_at > signed_at))
    ]


def next_number(year: int) -> int:
    """The number after the last one of the year. One query."""
    last = SupervisionNotice.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def watchers_of(notice: SupervisionNotice, *, on: date) -> list[int]:
    """Ids of who is told what the unit does: who signed, else all who watch over it.

    Four queries.
    """
    recipients = load_reminded(on)
    plan, units = notice.cycle.plan_id, {notice.unit_id}
    watching = [
        user
        for user in dict.fromkeys(recipients.anywhere.get(MemberRole.SUPERVISOR, ()))
        if recipients.reach[user].reaches(plan=plan, units=units)
    ]
    return [notice.signed_by_id] if notice.signed_by_id in watching else watching
