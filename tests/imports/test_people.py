"""Accounts and roles from sheets: by whom, without passwords, and what nobody may hold."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import MemberRole, SecurityKind
from planapp.imports.people import AccountResource, MembershipResource
from planapp.models import AuditEvent, Membership, SecurityEvent, User
from planapp.services.errors import Refused
from planapp.services.people_imports import import_accounts, import_memberships
from tests.factories import AT, make_membership, make_unit, make_user
from tests.imports.sheets import counts, preview, sheet, told, write

pytestmark = pytest.mark.django_db


def roles(*rows):
    names = ("用户名", "单位编码", "角色", "任职起", "任职止")
    return sheet(*(dict(zip(names, row, strict=True)) for row in rows))


def test_new_account_has_no_password_and_must_choose_one(security_admin):
    table = sheet({"用户名": "zhangsan", "姓名": "张三", "启用": None})
    assert write(AccountResource, table, by=security_admin).new == 1
    user = User.objects.get(username="zhangsan")
    assert (user.full_name, user.is_active, user.must_change_password) == ("张三", True, True)
    assert not user.has_usable_password()
    event = AuditEvent.objects.get()
    assert (event.action, event.subject) == ("user.imported", "导入用户 1 条")
    assert user.password not in str(event.changes)


def test_columns_never_show_or_take_a_password(security_admin):
    user = make_user(username="lisi")
    user.set_password("Yanshi-2025")
    user.save()
    rows = [tuple(row) for row in AccountResource(by=security_admin, at=AT).export_rows()]
    assert {row[0] for row in rows} == {"lisi", security_admin.username}
    assert user.password not in str(rows)
    table = sheet({"用户名": "lisi", "密码": "Xin-2025"})
    [error] = preview(AccountResource, table, by=security_admin).base_errors
    assert str(error.error).startswith("不认识的列：密码；")


def test_digits_of_full_width_are_kept_plain(security_admin):
    table = sheet({"用户名": "ｚｈａｎｇ２", "电话": "１３８００００００００"})
    assert counts(write(AccountResource, table, by=security_admin)) == (1, 0, 0, 0)
    assert User.objects.get(username="zhang2").phone == "13800000000"
    assert counts(preview(AccountResource, table, by=security_admin)) == (0, 0, 1, 0)


def test_account_that_is_closed_is_logged_out(security_admin):
    make_user(username="lisi")
    table = sheet({"用户名": "lisi", "启用": "否"})
    assert write(AccountResource, table, by=security_admin).changed == 1
    assert not User.objects.get(username="lisi").is_active
    assert SecurityEvent.objects.get().kind == SecurityKind.SESSIONS_ENDED


def test_account_of_the_installation_and_the_own_one_are_kept(security_admin):
    make_user(username="root", is_superuser=True)
    table = sheet(
        {"用户名": "root", "启用": "否"}, {"用户名": security_admin.username, "启用": "否"},
        {"用户名": "a b", "启用": "是"},
    )  # fmt: skip
    reasons = told(preview(AccountResource, table, by=security_admin))
    assert reasons[:2] == [
        (2, "", "此账号是系统安装时的管理员，只能由同类管理员修改。"),
        (3, "启用", "不能停用自己的账号；请另一位安全管理员办理。"),
    ]
    assert [(row, header) for row, header, _ in reasons[2:]] == [(4, "用户名")]


def test_roles_are_given_ended_and_told_apart_by_their_day(security_admin):
    make_unit(code="0012", name="省能源局")
    user = make_user(username="lisi")
    table = roles(
        ("lisi", "0012", "填报人", None, None),
        ("lisi", "省能源局", "单位负责人", "2024-01-01", None),
    )
    assert counts(write(MembershipResource, table, by=security_admin)) == (2, 0, 0, 0)
    ended = roles(("lisi", "0012", "填报人", None, "2023-12-31"))
    assert counts(write(MembershipResource, ended, by=security_admin)) == (0, 1, 0, 0)
    rows = Membership.objects.filter(user=user).order_by("pk")
    assert list(rows.values_list("role", "valid_from", "valid_to")) == [
        (MemberRole.REPORTER, None, date(2023, 12, 31)),
        (MemberRole.UNIT_HEAD, date(2024, 1, 1), None),
    ]


def test_roles_without_the_column_of_their_first_day_are_not_told_apart(security_admin):
    table = sheet({"用户名": "lisi", "单位编码": "U", "角色": "填报人"})
    [error] = preview(MembershipResource, table, by=security_admin).base_errors
    assert str(error.error) == "缺少必需的列：任职起；可以留空，但要有这一列。"


def test_roles_that_one_may_not_hold_or_give_are_refused(security_admin, settings):
    settings.SEPARATE_ROLES = True
    unit = make_unit(code="U")
    make_membership(user=make_user(username="lisi"), unit=unit, role=MemberRole.AUDITOR)
    table = roles(
        ("lisi", "U", "系统管理员", None, None),
        (security_admin.username, "U", "填报人", None, None),
        ("nobody", "U", "填报人", None, None),
        ("lisi", "U", "填报人", "2024-01-02", "2024-01-01"),
        ("lisi", "U", "主任", None, None),
    )
    reasons = told(preview(MembershipResource, table, by=security_admin))
    assert [(row, header) for row, header, _ in reasons] == [
        (2, "角色"), (3, "用户名"), (4, "用户名"), (5, "任职止"), (6, "角色"),
    ]  # fmt: skip
    assert reasons[0][2].startswith("“审计员”和“系统管理员”不能由同一人担任")
    assert reasons[2][2] == "没有账号“nobody”；请先在“用户”中导入或新增。"
    alone = roles(("lisi", "U", "系统管理员", None, None))
    [error] = write(MembershipResource, alone, by=security_admin).base_errors
    assert str(error.error).startswith("有 1 行不能写入，整张表都没有写入；第一处：“审计员”和")
    assert not Membership.objects.filter(role=MemberRole.SYSTEM_ADMIN).exists()


@pytest.mark.parametrize("resource", [AccountResource, MembershipResource])
def test_only_security_administrators_see_and_bring_people(resource, administrator):
    day = date(2024, 1, 15)
    assert not resource.may_import(administrator, on=day)
    assert not resource.may_export(administrator, on=day)
    with pytest.raises(Refused, match="只有安全管理员可以导出账号和角色。"):
        list(resource(by=administrator, at=AT).export_rows())
    with pytest.raises(Refused, match="只有安全管理员可以导入账号和角色。"):
        resource.service(rows=[], by=administrator, at=AT)


@pytest.mark.parametrize("number", [1, 3])
def test_people_are_written_in_the_same_queries_however_many(
    number, security_admin, django_assert_num_queries
):
    make_unit(code="U")
    rows = [{"username": f"u{place}", "full_name": "某人"} for place in range(number)]
    with django_assert_num_queries(ACCOUNT_QUERIES):
        import_accounts(rows=rows, by=security_admin, at=AT)
    rows = [
        {"user": f"u{place}", "unit": "U", "role": MemberRole.REPORTER} for place in range(number)
    ]
    with django_assert_num_queries(MEMBERSHIP_QUERIES):
        import_memberships(rows=rows, by=security_admin, at=AT)


ACCOUNT_QUERIES = 10
MEMBERSHIP_QUERIES = 14
