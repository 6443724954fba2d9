"""Who may see and do what: one table, asked by pages, admin, exports and files."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from planapp.domain.terms import MemberRole
from planapp.models import Membership, Unit, UnitSuccession, User


class Action(StrEnum):
    """What a person may want to do."""

    REPORT = "report"  # fill in and submit the own unit's items
    REVIEW = "review"  # approve or return what units submitted, decide verdicts
    SEE_ALL = "see_all"  # every plan, gap and record
    CHECK = "check"  # examine a draft plan without publishing it
    SET_UP = "set_up"  # receive, review and publish documents; set plans up; cycles; register
    AUDIT = "audit"  # read the audit trail
    KEEP_ACCOUNTS = "keep_accounts"  # open, reset and end accounts of the own unit's staff


ALLOWED: dict[MemberRole, frozenset[Action]] = {
    MemberRole.REPORTER: frozenset({Action.REPORT}),
    MemberRole.UNIT_HEAD: frozenset({Action.REPORT}),
    MemberRole.UNIT_ADMIN: frozenset({Action.REPORT, Action.KEEP_ACCOUNTS}),
    MemberRole.SUPERVISOR: frozenset({Action.REVIEW, Action.SEE_ALL, Action.CHECK}),
    MemberRole.AUDITOR: frozenset({Action.SEE_ALL, Action.AUDIT}),
    MemberRole.ADMINISTRATOR: frozenset({Action.SET_UP, Action.SEE_ALL, Action.CHECK}),
}


def may(user: User, action: Action, *, on: date) -> bool:
    """Whether one of the person's roles on that day allows the action."""
    return any(action in ALLOWED[role] for role in roles_of(user, on=on))


def roles_of(user: User, *, on: date) -> set[MemberRole]:
    """The person's roles on a day. One query."""
    rows = Membership.objects.filter(user=user, user__is_active=True).valid_on(on)
    roles = {MemberRole(role) for role in rows.values_list("role", flat=True)}
    if user.is_active and user.is_superuser:
        roles.add(MemberRole.ADMINISTRATOR)  # the first account of an installation
    return roles


def reporting_units(user: User, *, on: date) -> set[int]:
    """Ids of the units a person reports for: their own and those units' predecessors."""
    reporting = [role for role, actions in ALLOWED.items() if Action.REPORT in actions]
    own = set(
        Membership.objects.filter(user=user, user__is_active=True, role__in=reporting)
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
