"""Who holds which role: given by security administrators; some rule each other out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from planapp.domain.separation import Part, conflict_among
from planapp.domain.terms import MemberRole
from planapp.models import Membership, User
from planapp.rights import Action
from planapp.services.errors import Refused, require
from planapp.services.register import save_rows

OWN_ROLES = "不能给自己授予或修改角色；请另一位安全管理员办理。"


@transaction.atomic
def save_memberships(*, rows: Sequence[Membership], by: User, at: datetime) -> None:
    """Give roles, or change when they are held.

    Raises Refused for one's own roles, and for roles that one person may not hold at a time.
    """
    require(Action.KEEP_PEOPLE, by=by, at=at, refusal="只有安全管理员可以授予、修改角色。")
    if any(row.user_id == by.pk for row in rows):
        raise Refused(OWN_ROLES)
    save_rows(rows, by=by, at=at)
    for user in {row.user_id: row.user for row in rows}.values():
        if why := why_apart(Membership.objects.filter(user=user)):
            raise Refused(f"“{user}”：{why}")


def why_apart(rows: Iterable[Membership]) -> str:
    """Why one person may not have all of these; empty where they may, or the rule is put off."""
    if not settings.SEPARATE_ROLES:
        return ""
    return conflict_among(
        Part(MemberRole(row.role), row.valid_from, row.valid_to) for row in rows if row.role
    )


def people_with_conflicts(*, on: date) -> list[tuple[User, str]]:
    """Who holds roles on a day that rule each other out, and why. One query."""
    held: dict[User, list[Part]] = {}
    rows = Membership.objects.filter(user__is_active=True).valid_on(on).select_related("user")
    for row in rows.order_by("user__username", "pk"):
        held.setdefault(row.user, []).append(Part(MemberRole(row.role)))
    found = ((user, conflict_among(parts)) for user, parts in held.items())
    return [(user, why) for user, why in found if why]
