"""What a form does not ask for cannot be sent along with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import MemberRole, ReportState
from planapp.models import Membership, ProgressRecord, Unit, User
from tests.factories import make_unit
from tests.work import DAY, duty_about, make_round, owe_indicator

pytestmark = pytest.mark.django_db
WANTED = {
    "is_superuser": "on", "is_staff": "on", "groups": "1", "user_permissions": "1", "is_demo": "on",
    "must_change_password": "", "pk": "1", "id": "1", "preferred_channel": "1",
}  # fmt: skip


def test_new_account_gets_nothing_but_what_unit_administrators_give(
    unit: Unit, unit_admin: User
) -> None:
    client = Client()
    client.force_login(unit_admin)
    other = make_unit(name="省别的厅")
    given = {"username": "xin", "full_name": "新人", "unit": unit.pk, "role": "reporter", **WANTED}
    assert client.post(reverse("admin:add_account"), given).status_code == 200
    user = User.objects.get(username="xin")
    assert (user.is_superuser, user.is_staff, user.is_demo) == (False, False, False)
    assert (user.must_change_password, user.preferred_channel) == (True, None)
    assert [(row.unit, row.role) for row in user.memberships.all()] == [(unit, "reporter")]
    for wrong in ({"role": "administrator"}, {"role": "security_admin"}, {"unit": other.pk}):
        client.post(reverse("admin:add_account"), {**given, "username": "zwei", **wrong})
    assert not User.objects.filter(username="zwei").exists()


def test_own_password_changes_nothing_else(reporter: User) -> None:
    reporter.set_password("Ceshi-2024-mima")
    reporter.save()
    client = Client()
    client.force_login(reporter)
    words = {"old_password": "Ceshi-2024-mima", "new_password1": "Xin-2025-mima!",
             "new_password2": "Xin-2025-mima!"}  # fmt: skip
    client.post(reverse("admin:password_change"), {**words, **WANTED, "username": "guanli"})
    reporter.refresh_from_db()
    assert reporter.check_password("Xin-2025-mima!")
    assert (reporter.username, reporter.is_superuser) == ("reporter", False)
    assert Membership.objects.get(user=reporter).role == MemberRole.REPORTER


def test_report_cannot_be_sent_as_approved_or_as_somebody_elses(
    reporter: User, supervisor: User, unit: Unit, other_unit: Unit, settings: Any
) -> None:
    settings.DEMO_DAYS = [DAY]
    duty = duty_about(owe_indicator(unit, make_round()))
    client = Client()
    client.force_login(reporter)
    way = reverse("admin:figure_entry", args=[duty.cycle.pk, duty.indicator.pk])
    client.post(way, {
        "revision": "0", "value": "80", "vintage": "preliminary", "save": "1",
        "state": "approved", "reviewed_by": supervisor.pk, "recorded_by": supervisor.pk,
        "series": "999", "as_of_on": "2001-12-31", "version": "7", "is_demo": "on",
        "unit_id": other_unit.pk,
    })  # fmt: skip
    row = ProgressRecord.objects.get(recorded_by=reporter)
    assert (row.state, row.reviewed_by, row.version) == (ReportState.DRAFT, None, 1)
    assert (row.unit, row.series) == (unit, duty.indicator.series)
    assert (row.as_of_on, row.is_demo) == (duty.cycle.as_of_on, False)
