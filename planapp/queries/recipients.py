"""Which people are told of what a unit owes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from planapp.domain.terms import MemberRole
from planapp.models import Membership, Unit
from planapp.queries.duties import Duty
from planapp.rights import ALLOWED, Action, Scope, scopes_of

_CONTACTS = (MemberRole.REPORTER, MemberRole.UNIT_ADMIN)  # who stands in where a role is vacant


@dataclass(frozen=True, slots=True)
class Recipients:
    """The ids of the active people on a day, by unit and role, and by role alone.

    `reach` says what the supervisors among them watch over; to be asked for, see `load_reminded`.
    """

    of_unit: dict[tuple[int, str], list[int]]
    anywhere: dict[str, list[int]]
    reach: Mapping[int, Scope]

    def find(self, duty: Duty, role: MemberRole) -> tuple[int, ...]:
        """Who is told when a rule names this role: the unit's people in it, or its contacts.

        Supervisors are told of what they watch over, others of what they get to see: auditors
        and administrators of everything, those who keep the system and the accounts of nothing.
        """
        if duty.unit is None:
            return ()
        if Action.REPORT in ALLOWED[role]:
            own = _unique(self.of_unit.get((duty.unit.pk, role), ()))
            return own or self.contacts(duty.unit)
        if Action.SEE_ALL not in ALLOWED[role]:
            return ()
        told = _unique(self.anywhere.get(role, ()))
        if role is MemberRole.SUPERVISOR:
            plan, units = duty.item.plan_id, _units_of(duty)
            return tuple(user for user in told if self.reach[user].reaches(plan=plan, units=units))
        return told

    def people_of(self, unit: Unit) -> tuple[int, ...]:
        """Everybody who reports for the unit, in whatever role."""
        roles = (role for role, actions in ALLOWED.items() if Action.REPORT in actions)
        return _unique(user for role in roles for user in self.of_unit.get((unit.pk, role), ()))

    def contacts(self, unit: Unit) -> tuple[int, ...]:
        """The unit's reporters and administrators."""
        return _unique(user for role in _CONTACTS for user in self.of_unit.get((unit.pk, role), ()))


def load_recipients(day: date) -> Recipients:
    """Everybody who holds a role on a day. One query."""
    recipients = Recipients(defaultdict(list), defaultdict(list), {})
    rows = Membership.objects.valid_on(day).filter(user__is_active=True).order_by("pk")
    for unit_id, role, user_id in rows.values_list("unit_id", "role", "user_id"):
        recipients.of_unit[unit_id, role].append(user_id)
        recipients.anywhere[role].append(user_id)
    return recipients


def load_reminded(day: date) -> Recipients:
    """The same with what the supervisors watch over. Three queries."""
    found = load_recipients(day)
    supervisors = _unique(found.anywhere.get(MemberRole.SUPERVISOR, ()))
    return replace(found, reach=scopes_of(supervisors, on=day))


def unreachable_units(duties: Iterable[Duty], recipients: Recipients) -> list[Unit]:
    """The units that still owe something and have nobody who could be told."""
    owing = {duty.unit.pk: duty.unit for duty in duties if duty.is_open and duty.unit is not None}
    return [unit for unit in owing.values() if not recipients.contacts(unit)]


def _unique(users: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(users))


def _units_of(duty: Duty) -> set[int]:
    return {unit.pk for unit in (duty.unit, *duty.supporting) if unit is not None}
