"""Rows kept by hand: every change is in the audit trail."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape

from planapp.domain.terms import MemberRole
from planapp.models import AuditEvent, Unit, User
from planapp.pages.plan_ways import ways_of
from tests.factories import make_membership, make_plan, make_unit, make_user

pytestmark = pytest.mark.django_db

NO_MEMBERSHIPS = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
NO_NAMES = {
    "names-TOTAL_FORMS": 0,
    "names-INITIAL_FORMS": 0,
    "successions-TOTAL_FORMS": 0,
    "successions-INITIAL_FORMS": 0,
}


def url(table, page, *args):
    return reverse(f"admin:planapp_{table}_{page}", args=args)


def fields_of(unit, **changes):
    given = {"code": unit.code, "name": unit.name, "region": unit.region_id, "kind": unit.kind}
    return given | NO_NAMES | changes


def test_changed_unit_is_in_the_trail_with_who_and_from_where(administrator_client, administrator):
    unit = make_unit(name="省水利厅")
    response = administrator_client.post(
        url("unit", "change", unit.pk),
        fields_of(unit, name="省水务厅"),
        REMOTE_ADDR="10.0.0.8",
    )
    event = AuditEvent.objects.get()
    assert (response.status_code, event.actor, event.origin) == (302, administrator, "10.0.0.8")
    assert event.changes[0]["fields"] == {"name": ["省水利厅", "省水务厅"]}


def test_address_behind_a_proxy_is_the_one_the_proxy_saw(administrator_client, settings):
    settings.BEHIND_PROXY = True
    unit = make_unit(name="省水利厅")
    administrator_client.post(
        url("unit", "change", unit.pk),
        fields_of(unit, name="省水务厅"),
        REMOTE_ADDR="127.0.0.1",
        headers={"X-Forwarded-For": "1.2.3.4, 10.0.0.8"},
    )
    assert AuditEvent.objects.get().origin == "10.0.0.8"


def test_new_unit_and_its_names_are_in_the_trail(administrator_client):
    template = make_unit()
    added = fields_of(template, code="water", name="省水利厅") | {
        "names-TOTAL_FORMS": 1,
        "names-0-name": "水利厅",
    }
    administrator_client.post(url("unit", "add"), added)
    actions = AuditEvent.objects.order_by("pk").values_list("subject", flat=True)
    assert list(actions) == ["单位：省水利厅", "单位名称：水利厅"]
    assert Unit.objects.get(code="water").names.get().name == "水利厅"


def test_unit_with_a_name_that_is_taken_is_refused_in_its_form(administrator_client):
    taken, unit = make_unit(name="省水利厅"), make_unit()
    response = administrator_client.post(
        url("unit", "change", unit.pk), fields_of(unit, name=taken.name)
    )
    assert (response.status_code, AuditEvent.objects.count()) == (200, 0)


def test_new_account_can_log_in_and_is_in_the_trail(security_admin_client, client):
    password = "correct horse battery 9"
    response = security_admin_client.post(
        url("user", "add"),
        {
            "username": "newcomer",
            "full_name": "吴新人",
            "usable_password": "true",
            "password1": password,
            "password2": password,
            **NO_MEMBERSHIPS,
        },
    )
    event = AuditEvent.objects.get()
    assert (response.status_code, event.subject) == (302, "用户：吴新人")
    assert password not in str(event.changes)
    answer = client.post(
        reverse("admin:login"), {"username": "newcomer", "password": password, "next": "/admin/"}
    )
    assert answer.status_code == 302
    assert client.get("/admin/")["Location"] == reverse("admin:password_change")


def test_password_set_for_somebody_is_in_the_trail(security_admin_client, security_admin):
    user = make_user(full_name="吴新人")
    security_admin_client.post(
        reverse("admin:auth_user_password_change", args=(user.pk,)),
        {
            "usable_password": "true",
            "password1": "correct horse battery 9",
            "password2": "correct horse battery 9",
        },
    )
    event = AuditEvent.objects.get()
    assert (event.action, event.subject, event.actor) == (
        "user.password_set",
        "吴新人",
        security_admin,
    )
    assert event.changes[0]["fields"].keys() == {"password", "must_change_password"}
    assert User.objects.get(pk=user.pk).check_password("correct horse battery 9")


def test_password_that_is_refused_is_not_in_the_trail(security_admin_client):
    user = make_user()
    security_admin_client.post(
        reverse("admin:auth_user_password_change", args=(user.pk,)),
        {"usable_password": "true", "password1": "1", "password2": "1"},
    )
    assert AuditEvent.objects.count() == 0


def test_days_are_asked_with_one_widget_and_shown_as_they_are(administrator_client):
    unit = make_unit(valid_from=date(2018, 11, 1))
    text = administrator_client.get(url("unit", "change", unit.pk)).content.decode()
    assert '<input type="date" name="valid_from" value="2018-11-01"' in text
    assert "vDateField" not in text


def test_list_of_people_says_what_each_does_today(security_admin_client, unit):
    user = make_user(full_name="吴新人")
    make_membership(user=user, unit=unit, role=MemberRole.REPORTER)
    make_membership(user=user, unit=unit, role=MemberRole.UNIT_HEAD, valid_to=date(2001, 1, 1))
    text = security_admin_client.get(url("user", "changelist")).content.decode()
    assert f'<td class="field-held">{unit} · 填报人</td>' in text


def test_page_of_an_account_shows_nothing_of_its_password(security_admin_client):
    user = make_user()
    text = security_admin_client.get(url("user", "change", user.pk)).content.decode()
    assert ("../password/" in text, "pbkdf2" in text, "md5" in text) == (True, False, False)


@pytest.mark.parametrize(("status", "last"), [("active", "撤销"), ("withdrawn", "恢复")])
def test_plan_leads_administrators_to_all_that_is_kept_for_it(administrator_client, status, last):
    plan = make_plan(status=status)
    text = administrator_client.get(url("plan", "change", plan.pk)).content.decode()
    assert ways_of(plan)[-1][1] == last
    assert [address for address, _ in ways_of(plan) if escape(address) not in text] == []


def test_plan_leads_supervisors_only_where_they_may_go(supervisor_client):
    plan = make_plan()
    text = supervisor_client.get(url("plan", "change", plan.pk)).content.decode()
    assert [address for address, _ in ways_of(plan) if escape(address) in text] == []
    assert reverse("admin:plan_versions", args=(plan.pk,)) in text
