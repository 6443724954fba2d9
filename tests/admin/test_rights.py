"""Every table by every kind of person, compared with one list."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import MemberRole, SecurityKind
from planapp.models import AuditEvent, Membership
from planapp.services.register import save_rows
from planapp.services.security import record_security_event
from tests import factories
from tests.conftest import make_person
from tests.factories import (
    AT,
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

UNIT_STAFF = {"reporter", "unit_head", "unit_admin", "outsider"}
SEE_ALL = {"supervisor", "auditor", "administrator"}
EVERYBODY = UNIT_STAFF | SEE_ALL
PEOPLE = sorted(EVERYBODY | {"nobody"})

SEEN_BY = {
    "annualtarget": EVERYBODY,
    "auditevent": {"auditor"},
    "breakdown": EVERYBODY,
    "extractiondraft": SEE_ALL,
    "gap": EVERYBODY,
    "goal": EVERYBODY,
    "indicator": EVERYBODY,
    "lightpolicy": SEE_ALL,
    "membership": {"unit_admin", "auditor", "administrator"},
    "message": EVERYBODY,
    "plan": EVERYBODY,
    "plandocument": SEE_ALL,
    "progressrecord": EVERYBODY,
    "region": EVERYBODY,
    "reissue": SEE_ALL,
    "reminder": EVERYBODY,
    "reminderrule": SEE_ALL,
    "reportingcycle": EVERYBODY,
    "responsibility": EVERYBODY,
    "sector": EVERYBODY,
    "securityevent": {"auditor"},
    "series": EVERYBODY,
    "targetrevision": SEE_ALL,
    "task": EVERYBODY,
    "taskreport": EVERYBODY,
    "unit": EVERYBODY,
    "user": {"auditor", "administrator"},
    "verdict": EVERYBODY,
    "workday": EVERYBODY,
}
KEPT_BY_ADMINISTRATORS = {
    "membership", "region", "reminderrule", "sector", "unit", "user", "workday",
}  # fmt: skip
FACTORY = {
    "plandocument": "document",
    "extractiondraft": "draft",
    "lightpolicy": "light_policy",
    "progressrecord": "record",
    "reportingcycle": "cycle",
    "reminderrule": "reminder_rule",
    "taskreport": "task_report",
    "annualtarget": "annual_target",
    "targetrevision": "revision",
}


def make_row(table, **changes):
    if table == "auditevent":
        save_rows([make_unit()], by=None, at=AT)
        return AuditEvent.objects.first()
    if table == "securityevent":
        return record_security_event(kind=SecurityKind.LOGIN, by=make_user(), at=AT)
    return getattr(factories, f"make_{FACTORY.get(table, table)}")(**changes)


def url(table, page, *args):
    return reverse(f"admin:planapp_{table}_{page}", args=args)


def client_of(who, request):
    client = Client()
    client.force_login(make_user() if who == "nobody" else request.getfixturevalue(who))
    return client


def statuses(responses):
    return {who: response.status_code for who, response in responses.items()}


def test_list_names_every_table():
    assert {model._meta.model_name for model in admin.site._registry} == set(SEEN_BY)


@pytest.mark.parametrize("table", SEEN_BY)
def test_table_is_open_to_whom_the_list_says(table, request):
    make_row(table)
    asked = {who: client_of(who, request).get(url(table, "changelist")) for who in PEOPLE}
    expected = {who: 200 if who in SEEN_BY[table] else 403 for who in PEOPLE}
    assert statuses(asked) == expected


@pytest.mark.parametrize("table", SEEN_BY)
def test_adding_and_changing_is_open_to_whom_the_list_says(table, request):
    row = make_row(table)
    clients = {who: client_of(who, request) for who in PEOPLE}
    opened = {who: client.get(url(table, "add")) for who, client in clients.items()}
    added = {who: client.post(url(table, "add"), {}) for who, client in clients.items()}
    changed = {who: client.post(url(table, "change", row.pk)) for who, client in clients.items()}
    adders = {"administrator"} if table in KEPT_BY_ADMINISTRATORS else set()
    changers = {"administrator"} if table in KEPT_BY_ADMINISTRATORS else set()
    assert statuses(opened) == statuses(added)
    assert {who for who, status in statuses(added).items() if status != 403} == adders
    # What is not in one's own table is not there at all: the site leads home and says so.
    refused = {who for who, status in statuses(changed).items() if status in {302, 403}}
    assert set(PEOPLE) - refused == changers


@pytest.mark.parametrize("who", ("administrator", "superuser"))
@pytest.mark.parametrize("table", SEEN_BY)
def test_nothing_can_be_deleted(table, who, request):
    client = Client()
    person = make_user(is_superuser=True) if who == "superuser" else request.getfixturevalue(who)
    client.force_login(person)
    row = make_row(table)
    responses = [
        client.post(url(table, "delete", row.pk), {"post": "yes"}),
        client.post(
            url(table, "changelist"),
            {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"},
        ),
    ]
    assert [response.status_code in {200, 302, 403} for response in responses] == [True, True]
    assert type(row)._default_manager.filter(pk=row.pk).exists()


def test_no_role_may_delete_anything(administrator):
    for model in admin.site._registry:
        codename = get_permission_codename("delete", model._meta)
        assert not administrator.has_perm(f"planapp.{codename}")


def test_table_without_login_leads_to_the_login(client):
    response = client.get(url("plan", "changelist"))
    assert response["Location"].startswith(reverse("admin:login"))


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


def test_administrator_cannot_make_anybody_a_superuser(administrator_client):
    user = make_user()
    form = administrator_client.get(url("user", "change", user.pk)).context["adminform"].form
    given = {"is_superuser", "is_staff", "groups", "user_permissions"} & set(form.fields)
    administrator_client.post(
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


def test_administrator_cannot_take_a_superusers_account(administrator_client):
    root = make_user(is_superuser=True)
    response = administrator_client.post(
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
