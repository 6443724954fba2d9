"""Regions, units and people."""

from __future__ import annotations

from datetime import date
from typing import Any

from planapp.domain.terms import (
    MemberRole,
)
from planapp.models import (
    ApiToken,
    Membership,
    Region,
    Sector,
    Supervision,
    Unit,
    UnitName,
    UnitSuccession,
    User,
    Workday,
)
from tests.factories.basics import AT, NUMBERS, make_code


def make_region(**changes: Any) -> Region:
    code = f"{next(NUMBERS):06d}"
    return Region.objects.create(**{"code": code, "name": f"第{code}省"} | changes)


def shared_region() -> Region:
    """The region that plans, series and units stand in by default."""
    return Region.objects.get_or_create(code="330000", defaults={"name": "浙江省"})[0]


def make_sector(**changes: Any) -> Sector:
    code = make_code("L")
    return Sector.objects.create(**{"code": code, "name": f"领域{code}"} | changes)


def make_unit(**changes: Any) -> Unit:
    code = make_code("U")
    if "region" not in changes:
        changes["region"] = shared_region()
    return Unit.objects.create(**{"code": code, "name": f"省{code}局"} | changes)


def make_unit_name(**changes: Any) -> UnitName:
    if "unit" not in changes:
        changes["unit"] = make_unit()
    return UnitName.objects.create(**{"name": make_code("省某局")} | changes)


def make_succession(**changes: Any) -> UnitSuccession:
    for side in ("predecessor", "successor"):
        if side not in changes:
            changes[side] = make_unit()
    return UnitSuccession.objects.create(**{"on": date(2024, 1, 1)} | changes)


def make_user(**changes: Any) -> User:
    """An account without a usable password: tests log in by `client.force_login`."""
    defaults = {"username": make_code("user").lower(), "is_staff": True}
    return User.objects.create_user(**defaults | changes)


def make_membership(**changes: Any) -> Membership:
    if "user" not in changes:
        changes["user"] = make_user()
    if "unit" not in changes:
        changes["unit"] = make_unit()
    return Membership.objects.create(**{"role": MemberRole.REPORTER} | changes)


def make_supervision(**changes: Any) -> Supervision:
    """Of everything, unless a plan or a unit is given."""
    if "user" not in changes:
        changes["user"] = make_user()
    return Supervision.objects.create(**changes)


def make_workday(**changes: Any) -> Workday:
    """New Year's Day as a day off, unless told otherwise."""
    return Workday.objects.create(**{"day": date(2024, 1, 1), "is_working": False} | changes)


def make_api_token(**changes: Any) -> ApiToken:
    """A key that nobody has, of a name for the year 2099."""
    if "user" not in changes:
        changes["user"] = make_user()
    code = make_code("tk")
    defaults = {"name": "取数", "start": code, "token_hash": code, "made_at": AT}
    return ApiToken.objects.create(**{**defaults, "expires_on": date(2099, 12, 31)} | changes)
