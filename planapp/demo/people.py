"""The demonstration's people, one for every role."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from planapp.demo.story import BrokenStory, Story
from planapp.domain.terms import MemberRole
from planapp.models import Membership, Unit, User
from planapp.services.register import save_rows

ADMINISTRATOR = "guanli"
SUPERVISOR = "ducha"


def create_people(story: Story, *, at: datetime) -> dict[str, User]:
    """Accounts with their memberships, by username; those that exist keep what they have."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    password = make_password(story.password)  # made slow on purpose: once, they share it anyway
    people: dict[str, User] = {}
    for row in story.people:
        user = User.objects.filter(username=row["username"]).first()
        people[row["username"]] = user or _create(row, password, units, at=at)
    return people


def _create(row: dict[str, Any], password: str, units: dict[str, Unit], *, at: datetime) -> User:
    user = User(username=row["username"], full_name=row["full_name"], is_staff=True, is_demo=True)
    user.password = password
    save_rows([user], by=None, at=at)
    for part in row["memberships"]:
        if part["unit"] not in units:
            raise BrokenStory(f"人员 {user.username} 的单位 {part['unit']} 不在名册里。")
        role = MemberRole(part["role"])
        save_rows([Membership(user=user, unit=units[part["unit"]], role=role)], by=None, at=at)
    return user


def reporter_of(unit: Unit) -> User:
    """The demonstration's person who fills in for a unit."""
    membership = (
        Membership.objects.filter(unit=unit, role=MemberRole.REPORTER, user__is_demo=True)
        .select_related("user")
        .first()
    )
    if membership is None:
        raise BrokenStory(f"演示人员里没有{unit}的填报人。")
    return membership.user
