"""Which rungs of the ladder an item stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Generic

from planapp.domain.reminders.calendar import Calendar
from planapp.domain.reminders.values import DueReminder, Item, KeyT, PlannedDay, Rule
from planapp.domain.terms import MemberRole, ReminderKind

Rules = Mapping[int | None, Sequence[Rule]]
_DAY = timedelta(days=1)
_SHOWN_AFTER, _BEYOND = timedelta(days=45), timedelta(days=14)


def due_reminders(
    items: Iterable[Item[KeyT]], *, on: date, rules: Rules, calendar: Calendar
) -> list[DueReminder[KeyT]]:
    """What is owed on a day: of each open item the latest rung that has come, for each role.

    `rules` are the rungs by plan; a plan without its own takes those under None. A rung that
    was missed is owed as long as no later one has come, so the same rung is found day after
    day: whoever keeps the reminders keeps each one once. Nothing is owed on a day off, and
    nobody is told of the same rung twice for having two roles.
    """
    found = (
        _told(item, rung, on=on)
        for group in _groups(items, rules)
        for item in group.items
        for rung in group.rungs(on, calendar)
    )
    return list(dict.fromkeys(each for several in found for each in several))


def due_notices(
    items: Iterable[Item[KeyT]], *, on: date, rules: Rules, calendar: Calendar
) -> list[KeyT]:
    """The items of which a notice is to have been drafted by a day; none on a day off.

    Found day after day, like reminders, and beside them: people are urged on meanwhile.
    """
    return [
        item.key
        for group in _groups(items, rules)
        if any(map(_is_notice, group.rungs(on, calendar)))
        for item in group.items
    ]


def plan_ahead(
    items: Iterable[Item[KeyT]], *, first: date, last: date, rules: Rules, calendar: Calendar
) -> list[PlannedDay[KeyT]]:
    """What would be told from one day to another if nothing were handed in meanwhile.

    The days with something new, each with what `due_reminders` and `due_notices` find on it and
    on no day before; the first one with all that stands by then.
    """
    groups = _groups(items, rules)
    before: dict[int, tuple[Rule, ...]] = {}
    found = []
    for on in (first + _DAY * number for number in range((last - first).days + 1)):
        if not calendar.is_working(on):
            continue
        day: PlannedDay[KeyT] = PlannedDay(on, [], [])
        for number, group in enumerate(groups):
            rungs = group.rungs(on, calendar)
            new = [rung for rung in rungs if rung not in before.get(number, ())]
            before[number] = rungs
            for item in group.items if new else ():
                day.reminders.extend(each for rung in new for each in _told(item, rung, on=on))
                day.notices.extend([item.key] * any(map(_is_notice, new)))
        if day.reminders or day.notices:
            found.append(replace(day, reminders=list(dict.fromkeys(day.reminders))))
    return found


def course_end(rungs: Iterable[Rule], *, due_on: date, calendar: Calendar) -> date:
    """Until when a ladder's course is looked at: some weeks, and two beyond its last rung."""
    latest = min((rung.workdays_before for rung in rungs), default=0)
    return max(due_on + _SHOWN_AFTER, calendar.before(due_on, latest) + _BEYOND)


@dataclass(frozen=True, slots=True)
class _Group(Generic[KeyT]):
    """Open items that stand on the same rungs every day: many items, few due dates."""

    due_on: date
    not_before: date | None
    escalates: bool
    ladder: Sequence[Rule]
    items: list[Item[KeyT]]

    def rungs(self, on: date, calendar: Calendar) -> tuple[Rule, ...]:
        """The rungs one stands on that day, a repeated one as the rung it has become by then."""
        if not calendar.is_working(on) or (self.not_before is not None and on < self.not_before):
            return ()
        latest: dict[MemberRole | None, list[Rule]] = {}
        for rule in self.ladder:
            rung = self._come(rule, on, calendar)
            if rung is None:
                continue
            role = None if _is_notice(rung) else rung.recipient_role
            same = latest.setdefault(role, [])
            if not same or rung.workdays_before < same[0].workdays_before:
                latest[role] = [rung]
        return tuple(rung for same in latest.values() for rung in same)

    def _come(self, rule: Rule, on: date, calendar: Calendar) -> Rule | None:
        overdue = on > self.due_on
        if overdue == (rule.kind == ReminderKind.DUE_SOON):
            return None  # not yet late, or too late for an early word
        if _is_notice(rule) and not self.escalates:
            return None
        if calendar.before(self.due_on, rule.workdays_before) > on:
            return None
        if rule.every is None:
            return rule
        late = calendar.working_days(self.due_on, on) + rule.workdays_before
        return replace(rule, workdays_before=rule.workdays_before - late // rule.every * rule.every)


def _groups(items: Iterable[Item[KeyT]], rules: Rules) -> list[_Group[KeyT]]:
    found: dict[tuple[int, date, date | None, bool], list[Item[KeyT]]] = defaultdict(list)
    for item in items:
        if not item.closed:
            found[item.plan, item.due_on, item.not_before, item.escalates].append(item)
    return [
        _Group(due_on, not_before, escalates, rules.get(plan) or rules.get(None, ()), own)
        for (plan, due_on, not_before, escalates), own in found.items()
    ]


def _told(item: Item[KeyT], rung: Rule, *, on: date) -> Iterator[DueReminder[KeyT]]:
    if _is_notice(rung):
        return
    for recipient in item.recipients.get(rung.recipient_role, ()):
        yield DueReminder(
            item=item.key,
            kind=rung.kind,
            workdays_before=rung.workdays_before,
            recipient=recipient,
            due_on=item.due_on,
            owed_on=on,
        )


def _is_notice(rung: Rule) -> bool:
    return rung.kind == ReminderKind.NOTICE
