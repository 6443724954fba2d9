"""The demonstration's people, one for every role."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from planapp.demo.story import BrokenStory, Story
from planapp.domain.terms import MemberRole
from planapp.models import Membership, Supervision, Unit, User
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
        membership = Membership(user=user, unit=units[part["unit"]], role=role)
        membership.office = part.get("office", "")
        save_rows([membership], by=None, at=at)
        if role is MemberRole.SUPERVISOR:
            save_rows([Supervision(user=user)], by=None, at=at)  # in charge of everything
    return user


def reporter_of(unit: Unit) -> User:
    """The demonstration's person who fills in for a unit."""
    return _person_of(unit, MemberRole.REPORTER)


def head_of(unit: Unit) -> User:
    """The demonstration's person who heads a unit."""
    return _person_of(unit, MemberRole.UNIT_HEAD)


def _person_of(unit: Unit, role: MemberRole) -> User:
    membership = (
        Membership.objects.filter(unit=unit, role=role, user__is_demo=True)
        .select_related("user")
        .first()
    )
    if membership is None:
        raise BrokenStory(f"演示人员里没有{unit}的{role.label}。")
    return membership.user
