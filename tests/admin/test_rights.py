"""What each person finds in the admin's tables; who may open which is asked in tests/rights."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import MemberRole
from planapp.models import Membership
from tests.conftest import make_person
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_light_policy,
    make_membership,
    make_message,
    make_record,
    make_reminder,
    make_responsibility,
    make_series,
    make_task,
    make_task_report,
    make_unit,
    make_user,
    make_verdict,
)

pytestmark = pytest.mark.django_db


def url(table, page, *args):
    return reverse(f"admin:planapp_{table}_{page}", args=args)


def test_no_role_may_delete_anything(administrator):
    for model in admin.site._registry:
        codename = get_permission_codename("delete", model._meta)
        assert not administrator.has_perm(f"planapp.{codename}")


def foreign_rows(unit):
    """What belongs to another unit or person than the reporter's."""
    indicator, task = make_indicator(), make_task()
    make_responsibility(indicator=indicator, unit=unit)
    make_responsibility(task=task, unit=unit)
    gap = make_gap(indicator=indicator)
    return {
        "progressrecord": make_record(unit=unit, state="submitted"),
        "taskreport": make_task_report(unit=unit, state="submitted"),
        "gap": gap,
        "verdict": make_verdict(task=task, cycle=make_cycle(plan=task.plan)),
        "reminder": make_reminder(indicator=indicator, cycle=gap.cycle),
        "message": make_message(),
    }


@pytest.mark.parametrize(
    "table", ("progressrecord", "taskreport", "gap", "verdict", "reminder", "message")
)
def test_rows_of_other_units_are_not_there(table, other_unit, reporter_client):
    row = foreign_rows(other_unit)[table]
    listed = reporter_client.get(url(table, "changelist")).context["cl"].result_list
    opened = reporter_client.get(url(table, "change", row.pk))
    history = reporter_client.get(url(table, "history", row.pk))
    assert (list(listed), opened.status_code, history.status_code) == ([], 302, 302)


@pytest.mark.parametrize("table", ("progressrecord", "taskreport", "gap", "verdict", "reminder"))
def test_supervisor_sees_the_rows_of_all_units(table, other_unit, supervisor_client):
    row = foreign_rows(other_unit)[table]
    listed = supervisor_client.get(url(table, "changelist")).context["cl"].result_list
    assert list(listed) == [row]


@pytest.mark.parametrize("make", (make_record, make_task_report))
def test_draft_is_seen_by_its_own_unit_alone(make, unit, reporter_client, supervisor_client):
    row = make(unit=unit, state="draft")
    listed = url(row._meta.model_name, "changelist")
    opened = url(row._meta.model_name, "change", row.pk)
    assert list(reporter_client.get(listed).context["cl"].result_list) == [row]
    assert list(supervisor_client.get(listed).context["cl"].result_list) == []
    assert supervisor_client.get(opened).status_code == 302


def test_gap_is_seen_once_by_each_unit_that_has_a_part_in_it(unit, reporter_client):
    indicator = make_indicator(series=make_series(provider=unit))
    make_responsibility(indicator=indicator, unit=unit)
    make_responsibility(indicator=indicator, unit=unit, role="support")
    provided = make_gap(indicator=make_indicator(series=make_series(provider=unit)))
    own = make_gap(indicator=indicator)
    listed = reporter_client.get(url("gap", "changelist")).context["cl"].result_list
    assert sorted(gap.pk for gap in listed) == sorted([provided.pk, own.pk])


def test_message_of_another_is_nobody_elses_not_even_an_administrators(administrator_client):
    row = make_message()
    assert administrator_client.get(url("message", "change", row.pk)).status_code == 302


def test_unit_administrator_sees_the_people_of_the_own_unit(unit, unit_admin):
    make_membership(unit=make_unit())
    client = Client()
    client.force_login(unit_admin)
    listed = client.get(url("membership", "changelist")).context["cl"].result_list
    assert [row.user for row in listed] == [unit_admin]


def test_rights_end_with_the_membership(unit, client):
    user = make_person("former", role=MemberRole.REPORTER, unit=unit, full_name="周前任")
    Membership.objects.update(valid_to="2020-01-01")
    client.force_login(user)
    assert client.get(url("plan", "changelist")).status_code == 403


def test_security_administrator_cannot_make_anybody_a_superuser(security_admin_client):
    user = make_user()
    form = security_admin_client.get(url("user", "change", user.pk)).context["adminform"].form
    given = {"is_superuser", "is_staff", "groups", "user_permissions"} & set(form.fields)
    security_admin_client.post(
        url("user", "change", user.pk),
        {
            "username": user.username,
            "is_active": "on",
            "is_superuser": "on",
            "memberships-TOTAL_FORMS": 0,
            "memberships-INITIAL_FORMS": 0,
        },
    )
    user.refresh_from_db()
    assert (given, user.is_superuser) == (set(), False)


def test_security_administrator_cannot_take_a_superusers_account(security_admin_client):
    root = make_user(is_superuser=True)
    response = security_admin_client.post(
        reverse("admin:auth_user_password_change", args=(root.pk,)),
        {"password1": "correct horse battery 9", "password2": "correct horse battery 9"},
    )
    root.refresh_from_db()
    assert (response.status_code, root.has_usable_password()) == (403, False)


@pytest.mark.parametrize(
    ("who", "offered"), [("administrator_client", True), ("supervisor_client", False)]
)
def test_light_policy_leads_an_administrator_to_the_page_that_changes_it(who, offered, request):
    policy = make_light_policy()
    text = request.getfixturevalue(who).get(url("lightpolicy", "changelist")).content.decode()
    assert (reverse("admin:light_policy", args=(policy.plan_id,)) in text) is offered
