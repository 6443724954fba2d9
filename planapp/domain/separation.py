"""Which roles one person may not hold at a time (三员分立)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from planapp.domain.terms import MemberRole

# Who keeps the system, who gives the rights, and who looks at what both did.
THE_THREE = frozenset({MemberRole.SYSTEM_ADMIN, MemberRole.SECURITY_ADMIN, MemberRole.AUDITOR})
_SETS_UP_OR_REVIEWS = frozenset({MemberRole.ADMINISTRATOR, MemberRole.SUPERVISOR})


def conflict_of(roles: Iterable[MemberRole]) -> str:
    """Why one person may not hold these roles at once; empty where nothing speaks against it."""
    for one, other in combinations(sorted(set(roles), key=list(MemberRole).index), 2):
        names = f"“{one.label}”和“{other.label}”不能由同一人担任："
        if {one, other} <= THE_THREE:
            return f"{names}系统管理员、安全管理员、审计员须由三个人分任，互相制约。"
        if {one, other} & THE_THREE:
            return f"{names}系统管理员、安全管理员、审计员不兼任业务角色，以免自己管自己。"
        if {one, other} == _SETS_UP_OR_REVIEWS:
            return f"{names}管理员管理规划和填报期，不参与审核。"
    return ""


@dataclass(frozen=True, slots=True)
class Part:
    """A role that a person holds from a day to a day, both included; None leaves an end open."""

    role: MemberRole
    valid_from: date | None = None
    valid_to: date | None = None

    def meets(self, other: Part) -> bool:
        """Whether there is a day on which both are held."""
        return (self.valid_from or date.min) <= (other.valid_to or date.max) and (
            other.valid_from or date.min
        ) <= (self.valid_to or date.max)


def conflict_among(parts: Iterable[Part]) -> str:
    """Why one person may not hold these at the times they are given; empty where they may."""
    found = (
        conflict_of((one.role, other.role))
        for one, other in combinations(parts, 2)
        if one.meets(other)
    )
    return next(filter(None, found), "")
