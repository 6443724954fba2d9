"""Accounts: own passwords, and what the administrator of a unit may do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from planapp.domain.terms import MemberRole, SecurityKind
from planapp.models import AuditEvent, LoginSession, Membership, SecurityEvent, User
from planapp.services.accounts import (
    change_own_password,
    end_membership,
    open_account,
    reset_password,
    unlock_account,
)
from planapp.services.errors import Refused
from planapp.services.passwords import temporary_password
from planapp.services.sessions import end_sessions
from tests.factories import AT, make_membership, make_unit, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2024, 1, 15)


def make_session(user, key):
    return LoginSession.objects.create(
        session_key=key, session_data="", expire_date=AT + timedelta(hours=1), user=user
    )


def open_one(by, unit, **changes):
    given = {"unit": unit, "role": MemberRole.REPORTER, "by": by, "at": AT}
    new = User(username="newcomer", full_name="吴新人")
    return open_account(**{"user": new} | given | changes)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Fenhong-71", None),
        ("Fenhong71", "密码太短，至少要有10个字符。"),
        ("fenhong-mima", "字母和数字"),
        ("2938475610", "字母和数字"),
        ("password123", "常见"),
        ("zhangsan2025", "用户名"),
    ],
)
def test_password_has_ten_characters_with_letters_and_digits(password, why):
    user = User(username="zhangsan2025")
    if why is None:
        validate_password(password, user)
        return
    with pytest.raises(ValidationError, match=why):
        validate_password(password, user)


def test_temporary_passwords_pass_the_policy_and_differ():
    passwords = {temporary_password() for _ in range(50)}
    for password in passwords:
        validate_password(password)
    assert len(passwords) == 50


def test_own_password_ends_the_duty_to_change_it_and_the_other_sessions(reporter):
    User.objects.update(must_change_password=True)
    here, _ = make_session(reporter, "here"), make_session(reporter, "there")
    reporter.refresh_from_db()
    change_own_password(user=reporter, password="Ceshi-2024-mima", at=AT, keep="here")
    stored = User.objects.get()
    assert stored.check_password("Ceshi-2024-mima")
    assert stored.must_change_password is False
    assert LoginSession.objects.get() == here
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("user.password_changed", reporter)
    assert event.changes[0]["fields"].keys() == {"password", "must_change_password"}
    kinds = SecurityEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [SecurityKind.PASSWORD_CHANGED, SecurityKind.SESSIONS_ENDED]


def test_sessions_of_one_person_are_ended_and_counted(reporter, outsider):
    make_session(reporter, "here")
    make_session(reporter, "there")
    left = make_session(outsider, "elsewhere")
    assert end_sessions(user=reporter, by=outsider, at=AT) == 2
    assert LoginSession.objects.get() == left
    event = SecurityEvent.objects.get()
    assert (event.kind, event.actor, event.subject) == (
        SecurityKind.SESSIONS_ENDED,
        outsider,
        "张填报（reporter）",
    )


def test_account_of_the_own_unit_is_opened_with_a_password_to_be_changed(unit_admin, unit):
    password = open_one(unit_admin, unit, role=MemberRole.UNIT_HEAD)
    user = User.objects.get(username="newcomer")
    membership = user.memberships.get()
    assert user.check_password(password)
    assert user.must_change_password
    assert (membership.unit, membership.role, membership.valid_from) == (unit, "unit_head", TODAY)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("user.created", unit_admin)
    assert [change["model"] for change in event.changes] == ["user", "membership"]
    assert password not in str(event.changes)


@pytest.mark.parametrize(
    "role",
    [role for role in MemberRole if role not in {MemberRole.REPORTER, MemberRole.UNIT_HEAD}],
)
def test_unit_administrator_gives_no_privileged_role(role, unit_admin, unit):
    with pytest.raises(Refused, match="只能新增填报人和单位负责人"):
        open_one(unit_admin, unit, role=role)


def test_unit_administrator_opens_no_account_elsewhere(unit_admin, other_unit):
    with pytest.raises(Refused, match="只能为本单位"):
        open_one(unit_admin, other_unit)


def test_former_unit_administrator_opens_no_account(unit_admin, unit):
    Membership.objects.update(valid_to=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="只有单位管理员"):
        open_one(unit_admin, unit)


@pytest.mark.parametrize("who", ["reporter", "unit_head", "supervisor", "administrator"])
def test_nobody_else_keeps_accounts(who, unit, reporter, request):
    by = request.getfixturevalue(who)
    before = User.objects.count()
    for attempt in (
        lambda: open_one(by, unit),
        lambda: reset_password(user=reporter, by=by, at=AT),
        lambda: end_membership(membership=reporter.memberships.get(), by=by, at=AT),
    ):
        with pytest.raises(Refused, match="只有单位管理员"):
            attempt()
    assert (User.objects.count(), AuditEvent.objects.count()) == (before, 0)


def test_account_name_that_is_taken_is_refused(unit_admin, unit, outsider):
    with pytest.raises(Refused, match="已有人使用"):
        open_one(unit_admin, unit, user=User(username="outsider"))


def test_reset_password_is_temporary_and_ends_sessions_and_lock(unit_admin, reporter):
    make_session(reporter, "here")
    AccessAttempt.objects.create(username="reporter", ip_address="10.0.0.8", failures_since_start=5)
    password = reset_password(user=reporter, by=unit_admin, at=AT)
    reporter.refresh_from_db()
    assert reporter.check_password(password)
    assert reporter.must_change_password
    assert (LoginSession.objects.count(), AccessAttempt.objects.count()) == (0, 0)
    event = AuditEvent.objects.get()
    assert (event.action, event.subject, event.actor) == ("user.password_set", "张填报", unit_admin)
    assert event.changes[0]["fields"].keys() == {"password", "must_change_password"}
    assert SecurityEvent.objects.filter(kind=SecurityKind.PASSWORD_RESET).count() == 1


def test_unlocked_account_keeps_its_password_and_is_on_the_record(security_admin, reporter):
    AccessAttempt.objects.create(username="reporter", ip_address="10.0.0.8", failures_since_start=5)
    before = reporter.password
    assert unlock_account(user=reporter, by=security_admin, at=AT) == 1
    reporter.refresh_from_db()
    assert (reporter.password, AccessAttempt.objects.count()) == (before, 0)
    event = AuditEvent.objects.get()
    assert (event.action, event.subject, event.actor) == ("user.unlocked", "张填报", security_admin)


def test_unlocking_an_account_that_is_not_locked_says_what_helps(security_admin, reporter):
    with pytest.raises(Refused, match="没有被锁定；忘记密码的，请重置密码"):
        unlock_account(user=reporter, by=security_admin, at=AT)


def test_only_security_administrators_unlock(unit_admin, reporter):
    with pytest.raises(Refused, match="只有安全管理员"):
        unlock_account(user=reporter, by=unit_admin, at=AT)


def test_demonstration_account_need_not_change_its_password(unit_admin, reporter):
    User.objects.filter(pk=reporter.pk).update(is_demo=True)
    reporter.refresh_from_db()
    reset_password(user=reporter, by=unit_admin, at=AT)
    assert User.objects.get(pk=reporter.pk).must_change_password is False


def reset_refused(user, by, why):
    before = User.objects.get(pk=user.pk).password
    with pytest.raises(Refused, match=why):
        reset_password(user=user, by=by, at=AT)
    assert User.objects.get(pk=user.pk).password == before


def test_password_of_another_unit_is_not_reset(unit_admin, outsider):
    reset_refused(outsider, unit_admin, "只能重置本单位人员")


@pytest.mark.parametrize("role", ["supervisor", "administrator", "auditor"])
def test_password_of_a_privileged_colleague_is_not_reset(role, unit_admin, reporter, office):
    make_membership(user=reporter, unit=office, role=role)
    reset_refused(reporter, unit_admin, "有其他角色")


def test_password_of_somebody_who_works_elsewhere_too_is_not_reset(
    unit_admin, reporter, other_unit
):
    make_membership(user=reporter, unit=other_unit)
    reset_refused(reporter, unit_admin, "其他单位任职")


def test_own_and_a_superusers_password_are_not_reset(unit_admin, unit):
    root = make_user(is_superuser=True)
    make_membership(user=root, unit=unit)
    reset_refused(unit_admin, unit_admin, "有其他角色")
    reset_refused(root, unit_admin, "有其他角色")


def test_end_of_the_only_membership_closes_the_account(unit_admin, reporter):
    make_session(reporter, "here")
    membership = reporter.memberships.get()
    end_membership(membership=membership, by=unit_admin, at=AT)
    reporter.refresh_from_db()
    membership.refresh_from_db()
    assert (membership.valid_to, reporter.is_active) == (date(2024, 1, 14), False)
    assert LoginSession.objects.count() == 0
    event = AuditEvent.objects.get()
    assert event.action == "membership.ended"
    assert [change["fields"] for change in event.changes] == [
        {"valid_to": [None, "2024-01-14"]},
        {"is_active": ["True", "False"]},
    ]


def test_somebody_with_another_membership_keeps_the_account(unit_admin, reporter):
    make_membership(user=reporter, unit=make_unit())
    end_membership(membership=reporter.memberships.get(unit__code="energy"), by=unit_admin, at=AT)
    reporter.refresh_from_db()
    assert reporter.is_active


def test_membership_that_began_today_ends_today(unit_admin, unit):
    membership = make_membership(unit=unit, valid_from=TODAY)
    end_membership(membership=membership, by=unit_admin, at=AT)
    assert Membership.objects.get(pk=membership.pk).valid_to == TODAY


def test_membership_elsewhere_or_of_an_administrator_is_not_ended(unit_admin, outsider):
    with pytest.raises(Refused, match="只能结束本单位"):
        end_membership(membership=outsider.memberships.get(), by=unit_admin, at=AT)
    with pytest.raises(Refused, match="只能结束填报人和单位负责人"):
        end_membership(membership=unit_admin.memberships.get(), by=unit_admin, at=AT)
