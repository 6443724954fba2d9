"""Which rung of the ladder an item stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from planapp.domain.reminders.calendar import Calendar
from planapp.domain.reminders.values import DueReminder, Item, KeyT, Rule
from planapp.domain.terms import ReminderKind


def due_reminders(
    items: Iterable[Item[KeyT]],
    *,
    on: date,
    rules: Mapping[int | None, Sequence[Rule]],
    calendar: Calendar,
) -> list[DueReminder[KeyT]]:
    """What is owed on a day: of each open item the latest rung that has come, for its people.

    `rules` are the rungs by plan; a plan without its own takes those under None. A rung that
    was missed is owed as long as no later one has come, so the same rung is found day after
    day: whoever keeps the reminders keeps each one once. Nothing is owed on a day off, and
    nobody is told of the same rung twice for having two roles.
    """
    if not calendar.is_working(on):
        return []
    rung_day = cache(calendar.before)  # many items, few due dates
    found = (
        reminder
        for item in items
        if not item.closed
        for reminder in _climb(item, on=on, rules=_rules_for(item, rules), rung_day=rung_day)
    )
    return list(dict.fromkeys(found))


def _rules_for(item: Item[KeyT], rules: Mapping[int | None, Sequence[Rule]]) -> Sequence[Rule]:
    return rules.get(item.plan) or rules.get(None, ())


def _climb(
    item: Item[KeyT], *, on: date, rules: Sequence[Rule], rung_day: Callable[[date, int], date]
) -> Iterator[DueReminder[KeyT]]:
    come = [
        rule
        for rule in rules
        if _may_come(rule, item, on=on) and rung_day(item.due_on, rule.workdays_before) <= on
    ]
    if not come:
        return
    latest = min(rule.workdays_before for rule in come)
    for rule in come:
        if rule.workdays_before == latest:
            for recipient in item.recipients.get(rule.recipient_role, ()):
                yield DueReminder(
                    item=item.key,
                    kind=rule.kind,
                    workdays_before=latest,
                    recipient=recipient,
                    due_on=item.due_on,
                    owed_on=on,
                )


def _may_come(rule: Rule, item: Item[KeyT], *, on: date) -> bool:
    overdue = on > item.due_on
    if overdue == (rule.kind == ReminderKind.DUE_SOON):
        return False  # not yet late, or too late for an early word
    return item.escalates or rule.kind != ReminderKind.NOTICE
