"""The accounts of a unit's staff, as the unit's own administrator sees them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from planapp.domain.terms import MemberRole
from planapp.models import Membership, User

KEPT_ROLES = (MemberRole.REPORTER, MemberRole.UNIT_HEAD)


@dataclass(frozen=True, slots=True)
class Account:
    """A person with their parts in the units asked for."""

    user: User
    memberships: list[Membership]
    is_kept: bool  # belongs to these units alone, in roles that their administrator may give


def offices_in(units: set[int], *, on: date) -> list[str]:
    """The offices that people of these units work in, by name. One query."""
    rows = Membership.objects.filter(unit__in=units).valid_on(on).exclude(office="")
    return sorted(set(rows.values_list("office", flat=True)))


def kept_accounts(units: set[int], *, on: date) -> list[Account]:
    """Everybody with a part in these units on that day, by name. One query."""
    own = Membership.objects.filter(unit__in=units).valid_on(on).values("user")
    rows = (
        Membership.objects.filter(user__in=own)
        .valid_on(on)
        .select_related("user", "unit")
        .order_by("user__full_name", "user__username", "pk")
    )
    parts: dict[User, list[Membership]] = defaultdict(list)
    for row in rows:
        parts[row.user].append(row)
    return [
        Account(
            user=user,
            memberships=[row for row in found if row.unit_id in units],
            is_kept=not user.is_superuser
            and all(row.unit_id in units and row.role in KEPT_ROLES for row in found),
        )
        for user, found in parts.items()
    ]
