"""三员分立: who may hold what beside what, who gives it, and what the first account may do."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from planapp.domain.separation import Part, conflict_among, conflict_of
from planapp.domain.terms import MemberRole
from planapp.models import AuditEvent, Membership
from planapp.rights import roles_of
from planapp.services.errors import Refused
from planapp.services.memberships import people_with_conflicts, save_memberships
from tests.factories import AT, make_membership, make_user

DAY = date(2024, 1, 15)
THREE = {MemberRole.SYSTEM_ADMIN, MemberRole.SECURITY_ADMIN, MemberRole.AUDITOR}
SUPERVISOR, ADMINISTRATOR = MemberRole.SUPERVISOR, MemberRole.ADMINISTRATOR


def test_each_of_the_three_stands_alone_and_administrators_do_not_review() -> None:
    apart = {
        frozenset(pair)
        for pair in combinations(MemberRole, 2)
        if set(pair) & THREE or set(pair) == {SUPERVISOR, ADMINISTRATOR}
    }
    found = {frozenset(pair) for pair in combinations(MemberRole, 2) if conflict_of(pair)}
    assert found == apart


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ((None, date(2023, 12, 31)), (date(2024, 1, 1), None), False),
        ((None, date(2024, 1, 1)), (date(2024, 1, 1), None), True),
        ((None, None), (date(2030, 1, 1), date(2030, 1, 1)), True),
    ],
)
def test_roles_exclude_each_other_on_the_days_on_which_both_are_held(
    first: tuple[date | None, date | None],
    second: tuple[date | None, date | None],
    refused: bool,
) -> None:
    parts = [Part(MemberRole.AUDITOR, *first), Part(SUPERVISOR, *second)]
    assert bool(conflict_among(parts)) is refused


def give(user, unit, role, by):
    save_memberships(rows=[Membership(user=user, unit=unit, role=role)], by=by, at=AT)


def test_second_role_that_excludes_the_first_is_refused_with_the_reason(
    auditor, office, security_admin
) -> None:
    with pytest.raises(Refused, match="审计员不兼任业务角色"):
        give(auditor, office, SUPERVISOR, security_admin)
    assert roles_of(auditor, on=DAY) == {MemberRole.AUDITOR}


def test_separation_put_off_lets_one_person_hold_both(
    auditor, office, security_admin, settings
) -> None:
    settings.SEPARATE_ROLES = False
    give(auditor, office, SUPERVISOR, security_admin)
    assert roles_of(auditor, on=DAY) == {MemberRole.AUDITOR, SUPERVISOR}
    assert "planapp.W001" in {message.id for message in run_checks()}


def test_own_roles_are_given_by_somebody_else(security_admin, office) -> None:
    with pytest.raises(Refused, match="不能给自己"):
        give(security_admin, office, MemberRole.REPORTER, security_admin)


def test_roles_are_given_by_security_administrators_alone(administrator, reporter, office) -> None:
    with pytest.raises(Refused, match="只有安全管理员"):
        give(reporter, office, MemberRole.UNIT_HEAD, administrator)


def test_people_who_hold_what_excludes_each_other_are_found(auditor, office, reporter) -> None:
    make_membership(user=auditor, unit=office, role=SUPERVISOR)
    assert [user for user, _ in people_with_conflicts(on=DAY)] == [auditor]
    found = run_checks(databases=["default"])
    assert [message.msg[:8] for message in found if message.id == "planapp.W002"] == ["auditor："]


def formset(user, unit, role):
    return {
        "username": user.username,
        "is_active": "on",
        "memberships-TOTAL_FORMS": 2,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": user.memberships.get().pk,
        "memberships-0-user": user.pk,
        "memberships-0-unit": user.memberships.get().unit_id,
        "memberships-0-role": user.memberships.get().role,
        "memberships-1-user": user.pk,
        "memberships-1-unit": unit.pk,
        "memberships-1-role": role,
    }


def test_form_of_a_person_says_what_cannot_be_given(auditor, office, security_admin_client) -> None:
    url = reverse("admin:planapp_user_change", args=(auditor.pk,))
    page = security_admin_client.post(url, formset(auditor, office, "supervisor"))
    assert "审计员不兼任业务角色" in page.content.decode()
    assert auditor.memberships.count() == 1


def test_form_of_a_person_gives_what_can_be_given(reporter, office, security_admin_client) -> None:
    url = reverse("admin:planapp_user_change", args=(reporter.pk,))
    page = security_admin_client.post(url, formset(reporter, office, "unit_head"))
    assert (page.status_code, reporter.memberships.count()) == (302, 2)
    assert AuditEvent.objects.filter(action="register.saved").exists()


def test_table_of_roles_says_what_cannot_be_given(auditor, office, security_admin_client) -> None:
    given = {"user": auditor.pk, "unit": office.pk, "role": "administrator"}
    page = security_admin_client.post(reverse("admin:planapp_membership_add"), given)
    assert "不能由同一人担任" in page.content.decode()
    assert auditor.memberships.count() == 1


@pytest.fixture
def root(db):
    return make_user(username="root", is_superuser=True)


def test_first_account_keeps_accounts_while_one_of_the_three_is_missing(root, office) -> None:
    assert roles_of(root, on=DAY) == {MemberRole.SECURITY_ADMIN}
    for role in THREE:
        give(make_user(), office, role, root)
    assert roles_of(root, on=DAY) == set()


def test_first_account_opens_nothing_once_the_three_are_there(root, office) -> None:
    for role in THREE:
        make_membership(role=role, unit=office)
    client = Client()
    client.force_login(root)
    asked = ("planapp_user_changelist", "planapp_plan_changelist", "gap_list", "supervisions")
    assert {client.get(reverse(f"admin:{name}")).status_code for name in asked} == {403}
