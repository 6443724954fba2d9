"""交接: the page of whoever keeps the accounts."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import MemberRole
from planapp.models import AuditEvent, Handling
from tests.factories import make_membership, make_unit, make_user
from tests.work import make_handling, make_round, owe_indicator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


@pytest.fixture
def client(unit_admin):
    client = Client()
    client.force_login(unit_admin)
    return client


@pytest.fixture
def heir(unit):
    return make_membership(unit=unit, user=make_user(full_name="周接手")).user


@pytest.fixture
def handed(unit, reporter):
    cycle = make_round()
    item = owe_indicator(unit, cycle)
    return make_handling(cycle=cycle, indicator=item, unit=unit, person=reporter)


def url_of(person):
    return reverse("admin:handover", args=(person.pk,))


def field_of(handling):
    return f"to-{handling.cycle_id}-indicator-{handling.indicator_id}"


def test_page_lists_what_passes_and_fills_in_the_successor(client, handed, reporter, heir):
    response = client.get(url_of(reporter), {"to": heir.pk})
    rows = [(str(each.handed.duty.item), to) for each, to in response.context["rows"]]
    assert rows == [(str(handed.item), str(heir.pk))]
    assert {str(each.user) for _, each in response.context["staff"]} == {"周接手", "孙管理"}


def test_items_pass_and_the_membership_ends_the_same_day(client, handed, reporter, heir):
    data = {field_of(handed): heir.pk, "end": "on"}
    response = client.post(url_of(reporter), data, follow=True)
    assert "张填报手上的 1 项已交接。张填报的任职已结束。" in response.content.decode()
    assert Handling.objects.get().person == heir
    reporter.refresh_from_db()
    assert reporter.is_active is False
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["handover.done", "membership.ended"]


def test_without_the_tick_the_membership_stays(client, handed, reporter, heir):
    client.post(url_of(reporter), {field_of(handed): heir.pk})
    reporter.refresh_from_db()
    assert (reporter.is_active, reporter.memberships.get().valid_to) == (True, None)


def test_successor_of_another_unit_is_refused_and_nothing_ends(client, handed, reporter, outsider):
    response = client.post(url_of(reporter), {field_of(handed): outsider.pk, "end": "on"})
    reporter.refresh_from_db()
    assert "接手人须是本单位的另一位填报人员" in response.content.decode()
    assert (Handling.objects.get().person, reporter.is_active) == (reporter, True)


def test_who_holds_nothing_may_end_at_once(client, reporter):
    assert "没有需要交接的事项" in client.get(url_of(reporter)).content.decode()
    client.post(url_of(reporter), {"end": "on"})
    reporter.refresh_from_db()
    assert reporter.is_active is False


def test_administrator_passes_on_but_ends_nothing(administrator_client, handed, reporter, heir):
    page = administrator_client.get(url_of(reporter))
    assert (page.context["memberships"], page.context["keeps"]) == ([], False)
    administrator_client.post(url_of(reporter), {field_of(handed): heir.pk, "end": "on"})
    reporter.refresh_from_db()
    assert (Handling.objects.get().person, reporter.is_active) == (heir, True)


def test_person_of_another_unit_is_not_found(client, handed, reporter, outsider):
    other = Client()
    other.force_login(
        make_membership(unit=outsider.memberships.get().unit, role=MemberRole.UNIT_ADMIN).user
    )
    assert client.get(url_of(outsider)).status_code == 404
    assert other.get(url_of(reporter)).status_code == 404
    assert other.post(url_of(reporter), {field_of(handed): ""}).status_code == 404
    assert Handling.objects.get().person == reporter


def test_second_unit_of_a_person_is_chosen_in_the_address(client, unit_admin, handed, reporter):
    second = make_unit()
    for person, role in ((reporter, MemberRole.REPORTER), (unit_admin, MemberRole.UNIT_ADMIN)):
        make_membership(user=person, unit=second, role=role)
    here = client.get(url_of(reporter))
    there = client.get(url_of(reporter), {"unit": second.pk})
    assert [len(page.context["rows"]) for page in (here, there)] == [1, 0]
    assert [tab["active"] for tab in there.context["tabs"]] == [False, True]
    assert client.get(url_of(reporter), {"unit": "987654321"}).status_code == 404


def test_page_costs_no_more_queries_for_more_items(client, unit, reporter, count_queries):
    costs = set()
    for _ in range(3):
        cycle = make_round()
        item = owe_indicator(unit, cycle)
        make_handling(cycle=cycle, indicator=item, unit=unit, person=reporter)
        make_membership(unit=unit)
        costs.add(count_queries(client, url_of(reporter)))
    assert len(costs) == 1


def test_administrator_finds_who_left_with_open_items_from_the_units_page(
    unit, handed, reporter, heir, administrator_client
):
    reporter.memberships.update(valid_to=date(2024, 1, 10))
    of_unit = reverse("admin:unit_handover", args=(unit.pk,))
    assert (
        of_unit
        in administrator_client.get(f"/admin/planapp/unit/{unit.pk}/change/").content.decode()
    )
    response = administrator_client.get(of_unit)
    holders = [(str(each.user), each.number, each.stays) for each in response.context["holders"]]
    assert holders == [("张填报", 1, False), ("周接手", 0, True)]
    page = response.content.decode()
    assert f"{url_of(reporter)}?unit={unit.pk}" in page
    administrator_client.post(f"{url_of(reporter)}?unit={unit.pk}", {field_of(handed): heir.pk})
    assert Handling.objects.get().person == heir


def test_unit_admin_is_told_of_who_left_with_open_items(client, handed, reporter):
    reporter.memberships.update(valid_to=date(2024, 1, 10))
    page = client.get(reverse("admin:unit_accounts")).content.decode()
    assert "已离任、手上还有未办结事项的" in page
    assert url_of(reporter) in page
