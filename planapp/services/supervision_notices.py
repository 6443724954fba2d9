"""督办: papers are drafted, by the system or by hand, edited, signed and voided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from planapp.domain.day_words import day_in_words
from planapp.domain.notice_drafts import Wording, kinds_for
from planapp.domain.reminders import OwedNotice
from planapp.domain.terms import NoticeAct, NoticeKind, NoticeMatter, NoticeState, UnitKind
from planapp.models import NoticeItem, ReportingCycle, SupervisionNotice, Task, Unit, User
from planapp.queries.notice_items import Candidate, MatterKey, candidates, key_of
from planapp.queries.supervision_notices import items_listed
from planapp.queries.workdays import load_calendar
from planapp.rights import Action
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.notice_news import tell_unit
from planapp.services.notice_rows import (
    follow_proposal,
    give_number,
    locked,
    locked_rounds,
    proposed_wording,
    put_on_draft,
    take_off,
    void_rows,
)
from planapp.services.notice_settling import settle
from planapp.services.notice_steps import EDIT, SIGN, VOID, add_step, check_seen, check_step

# Days late after which the system drafts nothing by itself: rounds that were left open for long,
# as when a ledger of past years is brought in, would flood the first morning.
TOO_OLD = 180
_Place = tuple[int, int]  # ids of unit and round


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues papers, and the letters before their numbers (发文代字)."""

    name: str
    mark: str


@dataclass(frozen=True, slots=True)
class DraftText:
    """What can be changed of a draft; `kept` are the ids of the items that stay on it."""

    kind: NoticeKind
    wording: Wording
    reply_by: date
    kept: frozenset[int]


@transaction.atomic
def draft_notices(owed: Iterable[OwedNotice], *, on: date, at: datetime) -> int:
    """Put what is owed on drafts, one for each unit and round; returns how many items are new.

    What comes later joins a draft that nobody has signed yet. An item that was on any paper with
    the same day is not taken up again, whatever became of that paper; nor is what has been late
    for longer than `TOO_OLD`. May run as often as one likes, and several at once: rounds are
    locked, and the database refuses what is there twice.
    """
    wanted = [each for each in dict.fromkeys(owed) if (on - each.due_on).days <= TOO_OLD]
    rounds = locked_rounds({each.cycle_id for each in wanted})
    wanted = [each for each in wanted if each.cycle_id in rounds]
    tasks = Task.objects.in_bulk({each.task_id for each in wanted if each.task_id})
    rows = NoticeItem.objects.filter(cycle__in=rounds)
    known = {(row.unit_id, row.cycle_id, *key_of(row)) for row in rows}
    new: dict[_Place, list[MatterKey]] = defaultdict(list)
    for each in wanted:
        key = _key(each, rounds[each.cycle_id], tasks)
        if (each.unit_id, each.cycle_id, *key) not in known:
            new[each.unit_id, each.cycle_id].append(key)
    if not new:
        return 0
    units = Unit.objects.in_bulk({unit_id for unit_id, _ in new})
    changes: list[Change] = []
    for (unit_id, cycle_id), keys in new.items():
        unit, cycle = units[unit_id], rounds[cycle_id]
        changes += put_on_draft(unit, cycle, keys, on=on, by=None, at=at)[1]
    number = sum(map(len, new.values()))
    subject = f"{day_in_words(on)}督办拟稿 {len(new)} 份，新列事项 {number} 项"
    write_audit(by=None, action="notice.drafted", subject=subject, at=at, changes=changes)
    return number


@transaction.atomic
def draft_by_hand(
    *,
    unit: Unit,
    cycle: ReportingCycle,
    chosen: Collection[str],
    by: User,
    at: datetime,
    is_demo: bool = False,
) -> SupervisionNotice:
    """Put chosen items on the unit's draft for the round, a new one where there is none.

    `chosen` are names of `candidates`. Raises Refused unless unit and plan lie in what the person
    watches over, and for items that are not late, or on another paper already.
    """
    day = timezone.localdate(at)
    require(Action.REVIEW, by=by, at=at, refusal="只有督查人员可以新建督办。")
    [cycle] = locked_rounds({cycle.pk}).values()
    offered = {each.name: each for each in candidates(unit, cycle, on=day)}
    if not chosen:
        raise Refused("请先勾选要督办的事项。")
    picked = [_picked(offered.get(name)) for name in dict.fromkeys(chosen)]
    keys = [each.key for each in picked]
    notice, changes = put_on_draft(unit, cycle, keys, on=day, by=by, at=at, is_demo=is_demo)
    check_step(EDIT, notice=notice, by=by, at=at)  # undone where it is not theirs
    write_audit(by=by, action="notice.drafted", subject=notice, at=at, changes=changes)
    return notice


@transaction.atomic
def edit_draft(
    *, notice: SupervisionNotice, text: DraftText, seen: int, by: User, at: datetime
) -> None:
    """Change what a draft says and which items are on it; words left as proposed follow its kind.

    Raises Refused for a paper that is no draft, that somebody changed meanwhile (`seen`), or that
    would have no item left, and for a kind that does not fit the unit.
    """
    row = locked(notice)
    check_step(EDIT, notice=row, by=by, at=at)
    check_seen(row, seen)
    if text.kind not in kinds_for(UnitKind(row.unit.kind)):
        label = UnitKind(row.unit.kind).label
        raise Refused(f"{row.unit}是{label}，不受督办，只发{NoticeKind.REQUEST.label}。")
    items = items_listed(row)
    if not any(item.pk in text.kept for item in items):
        raise Refused("至少保留一项；都不需要督办的，请作废这份草稿。")
    before, proposed = snapshot(row), proposed_wording(row)
    changes = [take_off(item) for item in items if item.pk not in text.kept]
    row.kind, row.reply_by = text.kind, text.reply_by
    row.subject, row.body = text.wording.subject.strip(), text.wording.body.strip()
    if not (row.subject and row.body):
        raise Refused("请填写标题和正文。")
    follow_proposal(row, proposed)
    row.revision += 1
    row.save()
    changes.append(changed(row, before))
    write_audit(by=by, action="notice.edited", subject=row, at=at, changes=changes)


@transaction.atomic
def sign_notice(
    *, notice: SupervisionNotice, office: Office, seen: int, by: User, at: datetime
) -> SupervisionNotice:
    """Sign a draft (签发): it gets the year's next number and goes to the unit's people at once.

    Whoever drafted may sign: what counts is that a supervisor in charge of the unit and the plan
    answers for it, and who did either is on the paper's record. Raises Refused where somebody
    changed the draft meanwhile (`seen`), where all its items are settled, and for a day of reply
    that has passed or is no working day.
    """
    row = locked(notice)
    check_step(SIGN, notice=row, by=by, at=at)
    check_seen(row, seen)
    items = row.items.filter(live=True).select_related("cycle__plan")
    changes = settle(list(items), on=timezone.localdate(at), at=at)
    if not items_listed(row):
        raise Refused("所列事项都已办理，不需要再督办；请作废这份草稿。")
    _check_reply_by(row, at=at)
    before = snapshot(row)
    row.state, row.office, row.mark = NoticeState.SIGNED, office.name, office.mark
    row.signed_by, row.signed_at = by, at
    give_number(row, year=timezone.localdate(at).year)
    step = add_step(row, NoticeAct.SIGNED, by=by, at=at)
    changes += [changed(row, before), *created(step)]
    tell_unit(row, NoticeAct.SIGNED, by=by, at=at)
    write_audit(by=by, action="notice.signed", subject=row, at=at, changes=changes)
    return row


@transaction.atomic
def void_notice(*, notice: SupervisionNotice, reason: str, by: User, at: datetime) -> None:
    """Give a draft up, or call a signed paper back: it keeps its number, with the reason."""
    row = locked(notice)
    said = check_step(VOID, notice=row, by=by, at=at, words=reason)
    changes = void_rows(row, reason=said, by=by, at=at)
    if row.number is not None:
        tell_unit(row, NoticeAct.VOIDED, words=said, by=by, at=at)
    write_audit(by=by, action="notice.voided", subject=row, at=at, changes=changes)


def _key(owed: OwedNotice, cycle: ReportingCycle, tasks: dict[int, Task]) -> MatterKey:
    task = tasks.get(owed.task_id or 0)
    finish = task is not None and owed.due_on == task.due_on != cycle.due_on
    matter = NoticeMatter.UNFINISHED if finish else NoticeMatter.LATE
    return owed.indicator_id, owed.task_id, matter, owed.due_on


def _picked(candidate: Candidate | None) -> Candidate:
    if candidate is None:
        raise Refused("所选事项刚刚有人报送，或已不再逾期；请刷新后再选。")
    if candidate.noticed is not None:
        raise Refused(f"“{candidate.item}”已列入“{candidate.noticed}”，不重复督办。")
    return candidate


def _check_reply_by(notice: SupervisionNotice, *, at: datetime) -> None:
    calendar, day = load_calendar(), notice.reply_by
    if day < timezone.localdate(at):
        raise Refused(f"反馈时限（{day_in_words(day)}）已过，请先改为以后的工作日。")
    if not calendar.is_working(day):
        fit = day_in_words(calendar.on_or_after(day))
        raise Refused(f"反馈时限（{day_in_words(day)}）不是工作日，请改为工作日，例如{fit}。")
