"""Rows kept by hand: every change is in the audit trail."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planapp.models import AuditEvent, Unit, User
from tests.factories import make_unit, make_user

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


def test_new_account_can_log_in_and_is_in_the_trail(administrator_client, client):
    password = "correct horse battery 9"
    response = administrator_client.post(
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


def test_password_set_for_somebody_is_in_the_trail(administrator_client, administrator):
    user = make_user(full_name="吴新人")
    administrator_client.post(
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
        administrator,
    )
    assert event.changes[0]["fields"].keys() == {"password", "must_change_password"}
    assert User.objects.get(pk=user.pk).check_password("correct horse battery 9")


def test_password_that_is_refused_is_not_in_the_trail(administrator_client):
    user = make_user()
    administrator_client.post(
        reverse("admin:auth_user_password_change", args=(user.pk,)),
        {"usable_password": "true", "password1": "1", "password2": "1"},
    )
    assert AuditEvent.objects.count() == 0
