"""A unit hands what it owes to its offices and people, with dates of its own (处室分办)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import Role
from planapp.models import Handling, ReportingCycle, Unit, User
from planapp.queries.duties import duties_on
from planapp.queries.handling import Handed, Staff, handed_out, last_handlings, load_staff
from planapp.rights import Action, units_for
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused
from planapp.services.inbox import send_message

_LISTED = 20  # items named in a message; the page shows all


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who works on an item, by when inside the unit, and what is asked of them."""

    office: str = ""
    person: User | None = None
    due_on: date | None = None
    note: str = ""


@transaction.atomic
def hand_out(
    *,
    cycle: ReportingCycle,
    unit: Unit,
    keys: Collection[str],
    assignment: Assignment,
    by: User,
    at: datetime,
) -> int:
    """Hand items (by `Handed.key`) to an office or a person; what stood there is replaced.

    Who is handed something by another is told of it, once. Returns how many were handed out.
    Raises Refused where the unit does not owe an item in the round, where the person does not
    report for the unit, and where the date is past or later than an item's own.
    """
    chosen = _chosen(cycle, unit, keys, by=by, at=at)
    staff = load_staff(unit, on=timezone.localdate(at))
    assignment = _checked(assignment, chosen, staff, at=at)
    return _keep(
        [(each, assignment) for each in chosen], action="handling.handed_out", by=by, at=at
    )


@transaction.atomic
def take_over_last(*, cycle: ReportingCycle, unit: Unit, by: User, at: datetime) -> int:
    """Hand out what nobody was given yet as in the plan's last round that was handed out.

    People who have left are left out; an inner date stands as many days before the round's as
    then, and is dropped where it would have passed. Returns how many were handed out.
    """
    day = timezone.localdate(at)
    handed = _handed(cycle, unit, by=by, at=at)
    last = last_handlings(cycle, unit, on=day)
    staff = {each.user.pk for each in load_staff(unit, on=day)}
    pairs = []
    for each in handed:
        then = _last_of(each, last)
        if each.handling is None and then is not None:
            again = _again(then, each, staff, on=day)
            if again.office or again.person:
                pairs.append((each, again))
    if not pairs:
        raise Refused("没有可沿用的上期分办：上期没有分办，或本期的事项都已分办。")
    return _keep(pairs, action="handling.taken_over", by=by, at=at)


@transaction.atomic
def clear(
    *, cycle: ReportingCycle, unit: Unit, keys: Collection[str], by: User, at: datetime
) -> int:
    """Take items back from those they were handed to; returns how many."""
    chosen = _chosen(cycle, unit, keys, by=by, at=at)
    rows = [each.handling for each in chosen if each.handling is not None]
    if not rows:
        raise Refused("所选事项都没有分办。")
    changes = [removed(row) for row in rows]
    Handling.objects.filter(pk__in=[row.pk for row in rows]).delete()
    write_audit(by=by, action="handling.cleared", subject=cycle_of(unit, cycle), at=at,
                changes=changes)  # fmt: skip
    return len(rows)


def removed(row: Handling) -> Change:
    """The change that a row's deletion is; take it before."""
    before = snapshot(row)
    return Change(row, before, dict.fromkeys(before))


def cycle_of(unit: Unit, cycle: ReportingCycle) -> str:
    """What the audit trail calls a unit's part in a round."""
    return f"{unit} {cycle.plan} {cycle}"


def _chosen(
    cycle: ReportingCycle, unit: Unit, keys: Collection[str], *, by: User, at: datetime
) -> list[Handed]:
    handed = _handed(cycle, unit, by=by, at=at)
    chosen = [each for each in handed if each.key in set(keys)]
    if not keys:
        raise Refused("请先勾选事项。")
    if len(chosen) < len(set(keys)):
        raise Refused(f"所选事项中有的已不由{unit}在{cycle}牵头填报，请刷新页面后再选。")
    return chosen


def _handed(cycle: ReportingCycle, unit: Unit, *, by: User, at: datetime) -> list[Handed]:
    """What the unit leads in the round, under a lock: two who hand out come one by one."""
    day = timezone.localdate(at)
    if unit.pk not in units_for(by, Action.HAND_OUT, on=day):
        raise Refused(f"只有{unit}的单位负责人和单位管理员可以分办；请与他们联系。")
    ReportingCycle.objects.select_for_update().get(pk=cycle.pk)
    duties = duties_on(day, units={unit.pk})
    own = [duty for duty in duties if duty.role == Role.LEAD and duty.cycle == cycle]
    if not own:
        raise Refused(f"{unit}在{cycle}没有牵头填报的事项，或填报期未开启、已关闭。")
    return handed_out(own)


def _checked(
    assignment: Assignment, chosen: Iterable[Handed], staff: Iterable[Staff], *, at: datetime
) -> Assignment:
    """The assignment with the person's own office where none is named."""
    office, person = assignment.office.strip(), assignment.person
    member = next((each for each in staff if each.user == person), None)
    if person is not None and member is None:
        raise Refused(f"{person}不是本单位的填报人员，不能承办；请先在“本单位账号”中登记。")
    if not office and member is None:
        raise Refused("请填写承办处室，或选择承办人。")
    due_on = assignment.due_on
    if due_on is not None and due_on < timezone.localdate(at):
        raise Refused("内部时限不能早于今天。")
    late = [each.duty for each in chosen if due_on is not None and due_on > each.duty.due_on]
    if late:
        last = day_in_words(late[0].due_on)
        raise Refused(f"内部时限不能晚于填报截止：“{late[0].item}”{last}截止。")
    return Assignment(
        office or (member.office if member else ""), person, due_on, assignment.note.strip()
    )


def _last_of(each: Handed, last: dict[str, Handling]) -> Handling | None:
    keys = [f"indicator-{one.pk}" for one in each.duty.indicators] or [each.key]
    return next((last[key] for key in keys if key in last), None)


def _again(then: Handling, each: Handed, staff: set[int], *, on: date) -> Assignment:
    due_on = None
    if then.due_on is not None:
        due_on = each.duty.cycle.due_on - (then.cycle.due_on - then.due_on)
        due_on = min(due_on, each.duty.due_on) if due_on >= on else None
    person = then.person if then.person_id in staff else None
    return Assignment(then.office, person, due_on, then.note)


def _keep(
    pairs: Iterable[tuple[Handed, Assignment]], *, action: str, by: User, at: datetime
) -> int:
    """Write the rows, tell the people, one event for all."""
    changes: list[Change] = []
    told: dict[int, list[str]] = {}
    unit_in_cycle = ""
    for each, given in pairs:
        row = each.handling or new_handling(each)
        before = snapshot(row) if row.pk else None
        row.office, row.person = given.office, given.person
        row.due_on, row.note = given.due_on, given.note
        row.handed_by, row.handed_at = by, at
        row.save()
        changes += created(row) if before is None else [changed(row, before)]
        if given.person is not None and given.person != by:
            told.setdefault(given.person.pk, []).append(_line(each, given))
        unit_in_cycle = unit_in_cycle or cycle_of(row.unit, each.duty.cycle)
    write_audit(by=by, action=action, subject=unit_in_cycle, at=at, changes=changes)
    for person, lines in told.items():
        tell(person, f"交给您承办 {len(lines)} 项：{unit_in_cycle}", lines, by=by, at=at)
    return len(changes)


def new_handling(each: Handed) -> Handling:
    """A row for what nobody was handed yet, not stored."""
    duty = each.duty
    assert duty.unit is not None  # noqa: S101  # `_handed` asks for what the unit leads
    return Handling(cycle=duty.cycle, indicator=duty.indicator, task=duty.task, unit=duty.unit)


def _line(each: Handed, given: Assignment) -> str:
    due = given.due_on or each.duty.due_on
    label = "内部时限" if given.due_on else "填报截止"
    note = f"；要求：{given.note}" if given.note else ""
    return f"{each.duty.item}（{label} {day_in_words(due)}{note}）"


def tell(person_id: int, subject: str, lines: list[str], *, by: User, at: datetime) -> None:
    """A message with what it is about, line by line, and where to go."""
    shown = [f"· {line}" for line in lines[:_LISTED]]
    if len(lines) > _LISTED:
        shown.append(f"另有 {len(lines) - _LISTED} 项。")
    body = "\n".join([*shown, "", f"办理人：{by}。请到“我的填报”查看。"])
    send_message(recipient_id=person_id, subject=subject, body=body, at=at)
