"""处室分办: the page that hands a unit's items out."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import MemberRole
from planapp.models import Handling
from tests.factories import make_cycle, make_membership
from tests.work import make_handling, make_round, owe_indicator, owe_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


@pytest.fixture
def client(unit_head):
    client = Client()
    client.force_login(unit_head)
    return client


@pytest.fixture
def cycle():
    return make_round()


@pytest.fixture
def url(cycle, unit):
    return reverse("admin:handling", args=(cycle.pk, unit.pk))


def items_on(response):
    return [str(each.duty.item) for each in response.context["page"]]


def given(*keys, **changes):
    empty = {"assign": "", "office": "", "person": "", "due_on": "", "note": ""}
    return empty | {"chosen": keys} | changes


def test_chosen_items_are_handed_out_and_the_filter_stays(client, unit, cycle, url, reporter):
    item, task = owe_indicator(unit, cycle), owe_task(unit, cycle)
    keys = (f"indicator-{item.pk}", f"task-{task.pk}")
    data = given(*keys, office="规划处", person=reporter.pk, due_on="2024-01-20")
    response = client.post(f"{url}?handed=none", data, follow=True)
    assert response.redirect_chain == [(f"{url}?handed=none", 302)]
    assert "已分办 2 项。" in response.content.decode()
    assert items_on(response) == []
    rows = Handling.objects.values_list("office", "person", "due_on")
    assert list(rows) == [("规划处", reporter.pk, date(2024, 1, 20))] * 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "office"),
        ({"office": "规划处", "due_on": "2024-01-14"}, "due_on"),
        ({"office": "规划处", "due_on": "明天"}, "due_on"),
        ({"person": "987654321"}, "person"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_choice_stays(
    client, unit, cycle, url, changes, field
):
    key = f"indicator-{owe_indicator(unit, cycle).pk}"
    response = client.post(url, given(key, **changes))
    assert (list(response.context["form"].errors), response.context["chosen"]) == ([field], {key})
    assert Handling.objects.count() == 0


def test_date_after_the_due_date_is_refused_and_what_was_typed_stays(client, unit, cycle, url):
    key = f"indicator-{owe_indicator(unit, cycle).pk}"
    response = client.post(url, given(key, office="规划处", due_on="2024-02-01"))
    text = response.content.decode()
    assert ("内部时限不能晚于填报截止" in text, 'value="2024-02-01"' in text) == (True, True)


def test_items_lead_to_where_they_are_filled_in(client, unit, cycle, url):
    item, task = owe_indicator(unit, cycle), owe_task(unit, cycle)
    text = client.get(url).content.decode()
    for address in (
        reverse("admin:figure_entry", args=(cycle.pk, item.pk)),
        reverse("admin:task_entry", args=(cycle.pk, task.pk)),
    ):
        assert f'href="{address}"' in text
        assert client.get(address).status_code == 200


def test_items_are_taken_back(client, unit, cycle, url):
    item = owe_indicator(unit, cycle)
    make_handling(cycle=cycle, indicator=item, unit=unit)
    client.post(url, {"clear": "", "chosen": [f"indicator-{item.pk}"]})
    assert Handling.objects.count() == 0


def test_last_round_is_offered_and_taken_over_at_one_press(client, unit, cycle, url):
    item = owe_indicator(unit, cycle)
    assert client.get(url).context["has_last"] is False
    last = make_cycle(plan=cycle.plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 6, 1))
    make_handling(cycle=last, indicator=item, unit=unit)
    assert client.get(url).context["has_last"] is True
    client.post(url, {"take_over": ""})
    assert Handling.objects.get(cycle=cycle).office == "规划处"
    assert client.get(url).context["has_last"] is False


def test_items_are_narrowed_by_office_and_person(client, unit, cycle, url, reporter):
    person, office, nobody = (owe_indicator(unit, cycle) for _ in range(3))
    make_handling(cycle=cycle, indicator=person, unit=unit, person=reporter, office="")
    make_handling(cycle=cycle, indicator=office, unit=unit, office="规划处")
    found = {
        query: items_on(client.get(f"{url}?{query}"))
        for query in (
            "handed=none", "office=规划处", "office=none", f"person={reporter.pk}", "person=none",
        )
    }  # fmt: skip
    assert found == {
        "handed=none": [str(nobody)],
        "office=规划处": [str(office)],
        "office=none": [str(person), str(nobody)],
        f"person={reporter.pk}": [str(person)],
        "person=none": [str(office), str(nobody)],
    }


def test_supported_items_and_other_rounds_are_not_in_the_list(client, unit, other_unit, cycle, url):
    own = owe_indicator(unit, cycle)
    owe_indicator(other_unit, cycle, support=unit)
    elsewhere = make_round()
    owe_indicator(unit, elsewhere)
    response = client.get(url)
    assert items_on(response) == [str(own)]
    assert [tab["active"] for tab in response.context["rounds"]] == [True, False]


def test_round_or_unit_of_others_is_not_found(client, unit, other_unit, cycle, url):
    owe_indicator(other_unit, cycle, support=unit)
    foreign = reverse("admin:handling", args=(cycle.pk, other_unit.pk))
    assert [client.get(one).status_code for one in (url, foreign)] == [404, 404]
    assert client.post(foreign, given("task-1", office="规划处")).status_code == 404


def test_head_of_another_unit_finds_nothing(unit, other_unit, cycle, url):
    owe_indicator(unit, cycle)
    client = Client()
    client.force_login(make_membership(unit=other_unit, role=MemberRole.UNIT_HEAD).user)
    assert client.get(url).status_code == 404


def test_page_costs_no_more_queries_for_more_items(client, unit, cycle, url, count_queries):
    costs = set()
    for _ in range(3):
        person = make_membership(unit=unit, office="规划处").user
        item = owe_indicator(unit, cycle)
        make_handling(cycle=cycle, indicator=item, unit=unit, person=person)
        owe_task(unit, cycle)
        costs.add(count_queries(client, url))
    assert len(costs) == 1
