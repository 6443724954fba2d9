"""The ladders of reminders that are in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from planapp.domain.reminders import DEFAULT_LADDER, Rule, in_order
from planapp.domain.terms import MemberRole, ReminderKind
from planapp.models import Plan, ReminderRule


def load_ladders(*, without: Collection[int] = ()) -> dict[int | None, list[Rule]]:
    """The rungs of each plan that has its own, and the default ones under None. One query.

    `without` those of some plans (ids).
    """
    rules: dict[int | None, list[Rule]] = defaultdict(list)
    for row in ReminderRule.objects.exclude(plan__in=without):
        rules[row.plan_id].append(_as_rule(row))
    rules.setdefault(None, list(DEFAULT_LADDER))
    return dict(rules)


def own_ladder(plan: Plan | None) -> list[Rule]:
    """A plan's own rungs, or the installation's own default ones; empty without. One query."""
    return in_order(rules_of(ReminderRule.objects.filter(plan=plan)))


def rules_of(rows: Iterable[ReminderRule]) -> list[Rule]:
    return [_as_rule(row) for row in rows]


def _as_rule(row: ReminderRule) -> Rule:
    return Rule(
        ReminderKind(row.kind),
        row.workdays_before,
        MemberRole(row.recipient_role),
        every=row.repeat_every,
    )
