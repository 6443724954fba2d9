"""The rows of a paper of 督办: written in the caller's transaction, told in the caller's event."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from planapp.domain.notice_drafts import REPLY_WORKDAYS, Wording, kinds_for, propose_wording
from planapp.domain.terms import NoticeAct, NoticeKind, NoticeMatter, NoticeState, UnitKind
from planapp.models import NoticeItem, ReportingCycle, SupervisionNotice, Unit, User
from planapp.queries.notice_items import MatterKey
from planapp.queries.supervision_notices import items_listed, next_number
from planapp.queries.workdays import load_calendar
from planapp.services.audit import Change, changed, created, snapshot
from planapp.services.notice_steps import add_step

_TRIES = 5  # for a number that others take at the same time


def locked(notice: SupervisionNotice) -> SupervisionNotice:
    """The row as it is now, with plan, round and unit; nobody else changes it meanwhile."""
    rows = SupervisionNotice.objects.select_for_update(of=("self",))
    return rows.select_related("cycle__plan", "unit", "signed_by", "drafted_by").get(pk=notice.pk)


def locked_rounds(ids: Collection[int]) -> dict[int, ReportingCycle]:
    """Rounds with their plans, by id: who drafts in one of them waits for who does so before."""
    rows = ReportingCycle.objects.filter(pk__in=ids).select_for_update(of=("self",))
    return {cycle.pk: cycle for cycle in rows.select_related("plan").order_by("pk")}


def put_on_draft(
    unit: Unit,
    cycle: ReportingCycle,
    keys: Sequence[MatterKey],
    *,
    on: date,
    by: User | None,
    at: datetime,
    is_demo: bool = False,
) -> tuple[SupervisionNotice, list[Change]]:
    """Add items to the unit's draft for a locked round, to a new one where there is none."""
    rows = SupervisionNotice.objects.filter(unit=unit, cycle=cycle, state=NoticeState.DRAFT)
    # Who is signing or editing it comes first: what is signed by then is no draft any more.
    rows = rows.select_for_update(of=("self",)).select_related("cycle__plan", "unit")
    draft = rows.first()
    changes: list[Change] = []
    if draft is None:
        draft = _new_draft(unit, cycle, {matter for _, _, matter, _ in keys}, on=on)
        draft.drafted_by, draft.drafted_at, draft.is_demo = by, at, is_demo
        draft.save()
        changes += created(draft)
        items = _add_items(draft, keys)
    else:
        before, proposed = snapshot(draft), proposed_wording(draft)
        items = _add_items(draft, keys)
        follow_proposal(draft, proposed)
        draft.revision += 1
        draft.save()
        changes.append(changed(draft, before))
    words = f"列入 {len(items)} 项"
    step = add_step(draft, NoticeAct.DRAFTED, by=by, at=at, words=words)
    return draft, [*changes, *created(*items, step)]


def _new_draft(
    unit: Unit, cycle: ReportingCycle, matters: set[str], *, on: date
) -> SupervisionNotice:
    """As the system proposes it; not stored yet."""
    kind = kinds_for(UnitKind(unit.kind))[0]
    wording = _propose(kind, cycle, matters)
    return SupervisionNotice(
        cycle=cycle,
        unit=unit,
        kind=kind,
        subject=wording.subject,
        body=wording.body,
        reply_by=load_calendar().before(on, -REPLY_WORKDAYS),
    )


def _add_items(draft: SupervisionNotice, keys: Sequence[MatterKey]) -> list[NoticeItem]:
    return NoticeItem.objects.bulk_create(
        NoticeItem(
            notice=draft,
            cycle_id=draft.cycle_id,
            unit_id=draft.unit_id,
            indicator_id=indicator_id,
            task_id=task_id,
            matter=matter,
            due_on=due_on,
        )
        for indicator_id, task_id, matter, due_on in keys
    )


def take_off(item: NoticeItem) -> Change:
    """The item does not stand on the paper any more."""
    before = snapshot(item)
    item.listed = item.live = False
    item.save(update_fields=("listed", "live"))
    return changed(item, before)


def proposed_wording(draft: SupervisionNotice) -> Wording:
    """What the system proposes for the draft as it is stored now. One query."""
    rows = SupervisionNotice.objects.prefetch_related("items").get(pk=draft.pk)
    return _propose(
        NoticeKind(draft.kind), draft.cycle, {item.matter for item in items_listed(rows)}
    )


def follow_proposal(draft: SupervisionNotice, before: Wording) -> None:
    """Words that nobody changed become those that are proposed now; changed ones stay."""
    now = proposed_wording(draft)
    if draft.subject == before.subject:
        draft.subject = now.subject
    if _same(draft.body, before.body):
        draft.body = now.body


def _same(first: str, second: str) -> bool:
    return first.split() == second.split()  # a form sends other line ends


def _propose(kind: NoticeKind, cycle: ReportingCycle, matters: Collection[str]) -> Wording:
    return propose_wording(
        kind,
        plan=cycle.plan.title,
        cycle=str(cycle),
        matters={NoticeMatter(each) for each in matters},
    )


def give_number(notice: SupervisionNotice, *, year: int) -> None:
    """Save the paper under the year's next number.

    Of two that are signed at once the second waits for the first and takes the number after it,
    or the same one where the first was undone: there are no holes.
    """
    for tried in range(1, _TRIES + 1):
        notice.year, notice.number = year, next_number(year)
        try:
            with transaction.atomic():
                notice.save()
        except IntegrityError:
            if tried == _TRIES:
                raise
        else:
            return


def end_items(notice: SupervisionNotice) -> list[Change]:
    """The paper has ended: its items may stand on another one."""
    changes = []
    for item in notice.items.filter(live=True):
        before = snapshot(item)
        item.live = False
        item.save(update_fields=("live",))
        changes.append(changed(item, before))
    return changes


def void_rows(
    notice: SupervisionNotice, *, reason: str, by: User | None, at: datetime
) -> list[Change]:
    """The paper is void, with the reason among its steps."""
    before = snapshot(notice)
    notice.state = NoticeState.VOID
    notice.save(update_fields=("state",))
    step = add_step(notice, NoticeAct.VOIDED, by=by, at=at, words=reason)
    return [changed(notice, before), *end_items(notice), *created(step)]
