"""Who may see and do what: one table, asked by pages, admin, exports and files.

The table says what a role may do; `scope_of` says with which plans and units. docs/rights.md
tells it to people, tests/rights/ compares every page and table with it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from planapp.domain.separation import THE_THREE
from planapp.domain.terms import MemberRole
from planapp.models import Membership, Supervision, Unit, UnitSuccession, User


class Action(StrEnum):
    """What a person may want to do."""

    REPORT = "report"  # fill in and submit the own unit's items
    HAND_OUT = "hand_out"  # hand the own unit's items to its offices and people
    CONFIRM = "confirm"  # stand for the own unit's sheet before supervisors get it
    ENTER_FOR = "enter_for"  # enter what a unit without accounts has sent by letter
    REVIEW = "review"  # approve or return what units submitted, decide verdicts
    SEE_ALL = "see_all"  # plans, gaps and what was handed in, as far as `scope_of` reaches
    CHECK = "check"  # examine a draft plan without publishing it
    SET_UP = "set_up"  # receive, review and publish documents; set plans up; cycles; register
    AUDIT = "audit"  # read the audit trail
    KEEP_ACCOUNTS = "keep_accounts"  # open, reset and end accounts of the own unit's staff
    KEEP_PEOPLE = "keep_people"  # everybody's accounts and roles; who watches over what
    KEEP_SYSTEM = "keep_system"  # work calendar, reminder rules: how the product runs


ALLOWED: dict[MemberRole, frozenset[Action]] = {
    MemberRole.REPORTER: frozenset({Action.REPORT}),
    MemberRole.UNIT_HEAD: frozenset({Action.REPORT, Action.HAND_OUT, Action.CONFIRM}),
    MemberRole.UNIT_ADMIN: frozenset({Action.REPORT, Action.HAND_OUT, Action.KEEP_ACCOUNTS}),
    MemberRole.SUPERVISOR: frozenset({Action.REVIEW, Action.SEE_ALL, Action.CHECK}),
    MemberRole.AUDITOR: frozenset({Action.SEE_ALL, Action.AUDIT}),
    MemberRole.ADMINISTRATOR: frozenset(
        {Action.SET_UP, Action.ENTER_FOR, Action.SEE_ALL, Action.CHECK}
    ),
    MemberRole.SYSTEM_ADMIN: frozenset({Action.KEEP_SYSTEM}),
    MemberRole.SECURITY_ADMIN: frozenset({Action.KEEP_PEOPLE}),
}


# Of this request, by person and day; None outside of requests.
_roles_read: ContextVar[dict[tuple[int, date], frozenset[MemberRole]] | None] = ContextVar(
    "roles_read", default=None
)


@contextmanager
def reading_roles_once() -> Iterator[None]:
    """As long as a request takes, ask for a person's roles but once."""
    token = _roles_read.set({})
    try:
        yield
    finally:
        _roles_read.reset(token)


def may(user: User, action: Action, *, on: date) -> bool:
    """Whether one of the person's roles on that day allows the action."""
    return any(action in ALLOWED[role] for role in roles_of(user, on=on))


def roles_of(user: User, *, on: date) -> frozenset[MemberRole]:
    """The person's roles on a day. One query, for a superuser two; none again in a request."""
    known = _roles_read.get()
    if known is None:
        return _read_roles(user, on=on)
    key = (user.pk, on)
    if key not in known:
        known[key] = _read_roles(user, on=on)
    return known[key]


def _read_roles(user: User, *, on: date) -> frozenset[MemberRole]:
    """As they are stored.

    The account of `createsuperuser` gives the first roles out: it keeps accounts as long as one
    of the three administrators' offices is vacant, and may do nothing else or after.
    """
    rows = Membership.objects.filter(user=user, user__is_active=True).valid_on(on)
    roles = {MemberRole(role) for role in rows.values_list("role", flat=True)}
    if user.is_active and user.is_superuser and vacant_offices(on=on):
        roles.add(MemberRole.SECURITY_ADMIN)
    return frozenset(roles)


def vacant_offices(*, on: date) -> set[MemberRole]:
    """Those of the three administrators whom nobody is that day. One query."""
    held = Membership.objects.filter(role__in=THE_THREE, user__is_active=True).valid_on(on)
    return set(THE_THREE) - {MemberRole(role) for role in held.values_list("role", flat=True)}


def reporting_units(user: User, *, on: date) -> set[int]:
    """Ids of the units a person reports for: their own and those units' predecessors."""
    return units_for(user, Action.REPORT, on=on)


def units_for(user: User, action: Action, *, on: date) -> set[int]:
    """Ids of the units for which one of the person's roles allows it, and their predecessors."""
    able = [role for role, actions in ALLOWED.items() if action in actions]
    own = set(
        Membership.objects.filter(user=user, user__is_active=True, role__in=able)
        .valid_on(on)
        .values_list("unit_id", flat=True)
    )
    return with_predecessors(own, on=on)


def kept_units(user: User, *, on: date) -> set[int]:
    """Ids of the units whose accounts a person keeps. One query."""
    rows = Membership.objects.filter(
        user=user, user__is_active=True, role=MemberRole.UNIT_ADMIN
    ).valid_on(on)
    return set(rows.values_list("unit_id", flat=True))


def with_predecessors(unit_ids: set[int], *, on: date) -> set[int]:
    """The units and all whose duties have passed to them by that day."""
    known = set(unit_ids)
    frontier = known
    while frontier:
        frontier = (
            set(
                UnitSuccession.objects.filter(successor_id__in=frontier, on__lte=on).values_list(
                    "predecessor_id", flat=True
                )
            )
            - known
        )
        known = known | frontier
    return known


def may_report_for(user: User, unit: Unit, *, on: date) -> bool:
    """Whether a person may fill in what this unit owes."""
    return unit.pk in reporting_units(user, on=on)


@dataclass(frozen=True, slots=True)
class Scope:
    """What of the plans a person gets to see on a day: all of it, or what fits any condition.

    `plans` are seen as a whole; of `units` all that they have a part in, of `units_in` those
    units' part in one plan; `own` are the units one works for, whose drafts one sees as well. All
    are ids. `enters`: also the drafts of what is entered by letter (代填). planapp.queries.scope
    narrows rows to it.
    """

    on: date
    everything: bool = False
    plans: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    units_in: tuple[tuple[int, frozenset[int]], ...] = ()
    own: frozenset[int] = frozenset()
    enters: bool = False

    @property
    def is_of_plans(self) -> bool:
        """Whether it takes in whole plans and nothing of any other."""
        return self.everything or not (self.units or self.units_in or self.own)

    @property
    def mark(self) -> str:
        """The same on two days as long as it reaches the same; changes with what is reached."""
        reach = (self.everything, sorted(self.plans), sorted(self.units), sorted(self.own))
        parts = sorted((plan, sorted(units)) for plan, units in self.units_in)
        return hashlib.sha256(repr((*reach, parts)).encode()).hexdigest()

    @property
    def is_empty(self) -> bool:
        return not (self.everything or self.plans or self.units or self.units_in or self.own)

    def reaches(self, *, plan: int, units: Collection[int]) -> bool:
        """Whether an item of the plan in which these units have a part lies in it, all by ids."""
        return (
            self.everything
            or plan in self.plans
            or not (self.units | self.own).isdisjoint(units)
            or any(
                plan == only_in and not some.isdisjoint(units) for only_in, some in self.units_in
            )
        )


def scope_of(user: User, *, on: date, to: Action = Action.SEE_ALL) -> Scope:
    """With which plans and units a person may do this. At most four queries.

    A supervisor may as far as the assignments (督查分工) of that day reach, in units through
    those before and after them; who else has the right, everywhere. To see, unit staff have
    their own units.
    """
    roles = roles_of(user, on=on)
    own = frozenset(reporting_units(user, on=on) if to is Action.SEE_ALL and _report(roles) else ())
    able = {role for role in roles if to in ALLOWED[role]}
    if able - {MemberRole.SUPERVISOR}:
        enters = any(Action.ENTER_FOR in ALLOWED[role] for role in roles)
        return Scope(on, everything=True, own=own, enters=enters)
    if not able:
        return Scope(on, own=own)
    return scopes_of([user.pk], on=on, own=own)[user.pk]


def scopes_of(
    user_ids: Collection[int], *, on: date, own: frozenset[int] = frozenset()
) -> dict[int, Scope]:
    """How far each supervisor's assignments of a day reach. Two queries."""
    rows: dict[int, list[tuple[int | None, int | None]]] = defaultdict(list)
    found = Supervision.objects.filter(user__in=user_ids).valid_on(on)
    for user_id, plan_id, unit_id in found.values_list("user_id", "plan_id", "unit_id"):
        rows[user_id].append((plan_id, unit_id))
    families = _families({unit for own in rows.values() for _, unit in own if unit}, on=on)
    return {user_id: _scope(rows[user_id], families, on=on, own=own) for user_id in user_ids}


def _scope(
    rows: list[tuple[int | None, int | None]],
    families: dict[int, frozenset[int]],
    *,
    on: date,
    own: frozenset[int],
) -> Scope:
    return Scope(
        on,
        everything=(None, None) in rows,
        plans=frozenset(plan for plan, unit in rows if plan and unit is None),
        units=frozenset().union(*(families[unit] for plan, unit in rows if unit and plan is None)),
        units_in=tuple((plan, families[unit]) for plan, unit in rows if plan and unit),
        own=own,
    )


def _report(roles: Iterable[MemberRole]) -> bool:
    return any(Action.REPORT in ALLOWED[role] for role in roles)


def _families(unit_ids: set[int], *, on: date) -> dict[int, frozenset[int]]:
    """Each unit with all before and all after it; those beside it are others. One query."""
    if not unit_ids:
        return {}
    before, after = defaultdict(set), defaultdict(set)
    steps = UnitSuccession.objects.filter(on__lte=on)
    for old, new in steps.values_list("predecessor_id", "successor_id"):
        before[new].add(old)
        after[old].add(new)
    return {unit: _reached(unit, before) | _reached(unit, after) for unit in unit_ids}


def _reached(start: int, steps: dict[int, set[int]]) -> frozenset[int]:
    known, frontier = {start}, {start}
    while frontier:
        frontier = {there for here in frontier for there in steps.get(here, ())} - known
        known |= frontier
    return frozenset(known)
