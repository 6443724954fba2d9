"""The people who stand for a unit, through all reforms; and whom to turn to in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from planapp.domain.terms import MemberRole
from planapp.models import Membership, Unit, UnitSuccession, User
from planapp.rights import ALLOWED, Action

REPORTING = frozenset(role for role, actions in ALLOWED.items() if Action.REPORT in actions)


def people_of(unit: Unit, *, on: date, roles: Collection[MemberRole] = REPORTING) -> list[User]:
    """Who holds one of these roles in the unit, or in one that its duties passed to.

    By the order in which they came. Two queries.
    """
    rows = Membership.objects.valid_on(on).filter(
        unit__in=_reached(unit.pk, _load_heirs(on)), role__in=roles, user__is_active=True
    )
    return list(dict.fromkeys(row.user for row in rows.select_related("user").order_by("pk")))


def names_of(unit: Unit, role: MemberRole, *, on: date) -> str:
    """The unit's people in a role as a refusal names them: 单位管理员孙管理; without, the role."""
    names = "、".join(str(user) for user in people_of(unit, on=on, roles={role}))
    return f"{role.label}{names}"


def units_without_people(units: Iterable[Unit], *, on: date) -> list[Unit]:
    """Those of the units that nobody can report for, in their order. Two queries."""
    heirs = _load_heirs(on)
    rows = Membership.objects.valid_on(on).filter(role__in=REPORTING, user__is_active=True)
    staffed = set(rows.values_list("unit_id", flat=True))
    return [unit for unit in dict.fromkeys(units) if not _reached(unit.pk, heirs) & staffed]


def _load_heirs(on: date) -> dict[int, set[int]]:
    """To whom each unit's duties have passed by that day, step by step."""
    heirs: dict[int, set[int]] = defaultdict(set)
    steps = UnitSuccession.objects.filter(on__lte=on)
    for old, new in steps.values_list("predecessor_id", "successor_id"):
        heirs[old].add(new)
    return heirs


def _reached(start: int, heirs: dict[int, set[int]]) -> set[int]:
    known, frontier = {start}, {start}
    while frontier:
        frontier = {heir for unit in frontier for heir in heirs.get(unit, ())} - known
        known |= frontier
    return known
