"""用户 and 任职 as sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from planapp.domain.terms import MemberRole
from planapp.imports.columns import Column, labels, shown, term, text_of
from planapp.imports.readers import day, yes_or_no
from planapp.imports.table_resource import Service, TableResource
from planapp.models import Membership
from planapp.services.people_imports import (
    AccountTable,
    MembershipTable,
    import_accounts,
    import_memberships,
)


class AccountResource(TableResource):
    """Accounts without passwords; those that a sheet opens get one from an administrator."""

    slug = "users"
    title = "用户"
    table = AccountTable
    service: ClassVar[Service] = staticmethod(import_accounts)
    key = AccountTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("username", "用户名", text_of(150), required=True, example="zhangsan",
               note="登录所用；新账号没有密码，由单位管理员或安全管理员设置临时密码。"),
        Column("full_name", "姓名", text_of(60), example="张三"),
        Column("email", "邮箱", text_of(254), width=30),
        Column("phone", "电话", text_of(30)),
        Column("is_active", "启用", yes_or_no, repeats=True, choices=("是", "否"), width=8,
               note="不填为启用，或保持原来的。"),
    )  # fmt: skip


class MembershipResource(TableResource):
    """One row for a person's role in a unit from a day."""

    slug = "memberships"
    title = "任职"
    table = MembershipTable
    service: ClassVar[Service] = staticmethod(import_memberships)
    key = MembershipTable.key
    columns: ClassVar[tuple[Column, ...]] = (
        Column("user", "用户名", text_of(150), required=True, repeats=True, example="zhangsan"),
        Column("unit", "单位编码", text_of(100), required=True, repeats=True,
               example="520000-001", note="单位编码，或登记的全称。"),
        Column("role", "角色", term(MemberRole), required=True, repeats=True,
               choices=labels(MemberRole), example=MemberRole.REPORTER.label),
        Column("valid_from", "任职起", day, repeats=True,
               note="不填为一直以来；与用户名、单位、角色一起区分每一条任职。"),
        Column("valid_to", "任职止", day, repeats=True, note="最后一天；不填为仍在任。"),
        Column("office", "处室", text_of(60), repeats=True),
        shown("姓名"),
        shown("单位名称", width=30),
    )  # fmt: skip

    def told(self, row: Membership) -> Sequence[Any]:
        return (row.user.full_name, row.unit.name)
