"""Accounts and roles from sheets, for security administrators; never a password.

A new account has none: the person's unit or a security administrator sets a temporary one, or
the person comes through the identity service. So no list of passwords is ever made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet

from planapp.domain.decimals import typed
from planapp.domain.terms import MemberRole
from planapp.models import Membership, User
from planapp.rights import Action
from planapp.services.audit import Change
from planapp.services.memberships import OWN_ROLES, why_apart
from planapp.services.sessions import end_sessions
from planapp.services.table_imports import save_table
from planapp.services.tables import (
    Line,
    ModelT,
    Row,
    Table,
    TablePlan,
    ends_before_it_begins,
    write_rows,
)
from planapp.services.unit_cells import UnitCells


class PeopleTable(Table[ModelT]):
    needs = sees = Action.KEEP_PEOPLE
    who_may = "只有安全管理员可以导入账号和角色。"
    who_sees = "只有安全管理员可以导出账号和角色。"


class AccountTable(PeopleTable[User]):
    """用户: who they are and whether they may log in."""

    model = User
    key = ("username",)
    names = ("username", "full_name", "email", "phone", "is_active")

    def queryset(self) -> QuerySet[User]:
        return User.objects.order_by("username")

    def read(self, name: str, value: Any, row: User | None) -> Any:
        """As forms clean them: a name of full width could never log in."""
        if name == "username":
            return User.normalize_username(value)
        return typed(value) if name == "phone" else value

    def apply(self, line: Line[User]) -> None:
        super().apply(line)
        if line.is_new:
            line.stored.set_unusable_password()
            line.stored.must_change_password = True

    def check(self, line: Line[User]) -> Iterator[tuple[str, str]]:
        user = line.stored
        if user.is_superuser and not self.by.is_superuser:
            yield "", "此账号是系统安装时的管理员，只能由同类管理员修改。"
        if user == self.by and line.touches("is_active"):
            yield "is_active", "不能停用自己的账号；请另一位安全管理员办理。"

    def write(self, lines: Sequence[Line[User]]) -> list[Change]:
        changes = write_rows(User, lines)
        for line in lines:
            if line.touches("is_active") and not line.stored.is_active and not line.is_new:
                end_sessions(user=line.stored, by=self.by, at=self.at)
        return changes


class MembershipTable(PeopleTable[Membership]):
    """任职: who has which role in which unit, from when to when."""

    model = Membership
    key = ("user", "unit", "role", "valid_from")
    names = ("user", "unit", "role", "valid_from", "valid_to", "office")
    terms: ClassVar = {"role": MemberRole}

    def __init__(self, *, by: User, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.units = UnitCells()
        self._users: dict[str, User] = {}

    def queryset(self) -> QuerySet[Membership]:
        rows = Membership.objects.select_related("user", "unit__region")
        return rows.order_by("user__username", "unit__code", "role", "valid_from", "pk")

    def prepare(self, rows: Sequence[Row]) -> None:
        named = {row["user"] for row in rows}
        self._users = {user.username: user for user in User.objects.filter(username__in=named)}

    def read(self, name: str, value: Any, row: Membership | None) -> Any:
        if name == "unit":
            return self.units.find(value, region=None, on=self.today)
        if name == "user":
            if value not in self._users:
                raise ValueError(f"没有账号“{value}”；请先在“用户”中导入或新增。")
            return self._users[value]
        return value

    def written(self, name: str, value: Any, row: Membership) -> Any:
        return value.username if isinstance(value, User) else super().written(name, value, row)

    def check(self, line: Line[Membership]) -> Iterator[tuple[str, str]]:
        row = line.stored
        if row.user_id == self.by.pk:
            yield "user", OWN_ROLES
        if ends_before_it_begins(row.valid_from, row.valid_to):
            yield "valid_to", "不能早于任职开始的日期。"

    def check_all(self, lines: Sequence[Line[Membership]]) -> None:
        """Roles that one person may not hold at a time, with those held already. One query."""
        held: dict[int, dict[int | str, Membership]] = defaultdict(dict)
        users = {line.stored.user_id for line in lines}
        for one in Membership.objects.filter(user__in=users) if users else ():
            held[one.user_id][one.pk] = one
        for line in lines:
            row = line.stored
            held[row.user_id][row.pk or f"new {line.place}"] = row
        why = {user: why_apart(parts.values()) for user, parts in held.items()}
        for line in lines:
            if why[line.stored.user_id]:
                line.reasons.append(("role", why[line.stored.user_id]))


@transaction.atomic
def import_accounts(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[User]:
    """Open and change accounts, all rows or none; who may log in no longer is logged out."""
    return save_table(AccountTable(by=by, at=at), rows, action="user.imported")


@transaction.atomic
def import_memberships(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[Membership]:
    """Give roles and say when they are held, all rows or none."""
    return save_table(MembershipTable(by=by, at=at), rows, action="membership.imported")
