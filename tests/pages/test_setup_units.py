"""Names of the text that mean nobody yet: on the set-up page, and on a page of their own."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from planapp.domain.terms import Decision, ItemKind, Role, UnitKind
from planapp.models import Unit
from tests.factories import (
    make_draft,
    make_draft_item,
    make_light_policy,
    make_plan,
    make_region,
    make_responsibility,
    make_succession,
    make_task,
    make_unit,
    shared_region,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


@pytest.fixture
def plan():
    plan = make_plan()
    make_light_policy(plan=plan)
    make_draft(document=plan.document)
    return plan


def write(plan, *names, role="lead"):
    """A task in the plan that names units."""
    start = plan.tasks.count() * 10
    draft = plan.document.drafts.get()
    units = [{"name": name, "role": role} for name in names]
    place = {"start": start, "end": start + 10}
    make_draft_item(
        draft=draft,
        kind=ItemKind.TASK,
        decision=Decision.ACCEPTED,
        extracted={"title": "任务", "quote": "……", "units": units, **place},
    )
    return make_task(plan=plan, **place)


def setup_url(plan):
    return reverse("admin:plan_setup", args=(plan.pk,))


def url(plan, name, **more):
    query = urlencode({"name": name, **more})
    return reverse("admin:written_unit", args=(plan.pk,)) + f"?{query}"


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_pending_names_are_listed_with_what_they_are(plan, administrator_client):
    write(plan, "省水族馆", "各市州人民政府")
    response = administrator_client.get(setup_url(plan))
    text = response.content.decode()
    assert [one.name for one in response.context["units"].pending] == ["省水族馆", "各市州人民政府"]
    assert "待落实的单位" in text
    assert "泛指一类单位" in text
    assert url(plan, "省水族馆") in text.replace("&amp;", "&")


def test_expanded_class_stays_visible_with_its_number(plan, unit, other_unit, administrator_client):
    task = write(plan, "各市州人民政府")
    for one in (unit, other_unit):
        make_responsibility(task=task, unit=one, written_as="各市州人民政府")
    text = administrator_client.get(setup_url(plan)).content.decode()
    assert "已展开为2个单位" in text


def test_unit_that_is_no_more_is_shown_with_who_carries_its_duties(plan, administrator_client):
    gone = make_unit(name="省老局", valid_to=date(2022, 12, 31))
    make_succession(predecessor=gone, successor=make_unit(name="省新局"), on=date(2023, 1, 1))
    make_responsibility(task=write(plan, "省老局"), unit=gone, written_as="省老局")
    text = administrator_client.get(setup_url(plan)).content.decode()
    assert "→ 今由省新局承担" in text


def test_set_up_costs_no_more_queries_for_more_names(plan, administrator_client, count_queries):
    costs = set()
    for number in range(3):
        write(plan, f"省第{number}馆", f"各第{number}部门")
        costs.add(count_queries(administrator_client, setup_url(plan)))
    assert len(costs) == 1


def test_name_is_given_to_a_unit_of_the_register(plan, unit, administrator_client):
    task = write(plan, "省水族馆")
    page = administrator_client.get(url(plan, "省水族馆"))
    assert page.context["register_form"]["name"].value() == "浙江省水族馆"
    response = administrator_client.post(url(plan, "省水族馆"), {"unit": unit.pk, "as_alias": "on"})
    assert response["Location"] == setup_url(plan)
    assert task.responsibilities.get().unit == unit
    assert unit.names.filter(name="省水族馆").exists()


def test_suggested_unit_is_chosen_beforehand(plan, unit, administrator_client):
    write(plan, "省能源局")
    form = administrator_client.get(url(plan, "省能源局")).context["assign_form"]
    assert form["unit"].value() == unit.pk


def test_without_a_unit_the_error_stands_beside_the_field(plan, administrator_client):
    write(plan, "省水族馆")
    response = administrator_client.post(url(plan, "省水族馆"), {"unit": ""})
    assert (response.status_code, list(response.context["assign_form"].errors)) == (200, ["unit"])
    assert not response.context["register_form"].is_bound


def test_units_to_choose_are_those_of_the_plans_day_and_of_today(plan, administrator_client):
    write(plan, "省水族馆")
    then = make_unit(valid_to=date(2022, 1, 1))
    new = make_unit(valid_from=date(2023, 1, 1))
    long_gone = make_unit(valid_to=date(2018, 1, 1))
    elsewhere = make_unit(region=make_region())
    form = administrator_client.get(url(plan, "省水族馆")).context["assign_form"]
    offered = set(form.fields["unit"].queryset)
    assert {then, new} <= offered
    assert not {long_gone, elsewhere} & offered


def test_new_unit_is_registered(plan, administrator_client):
    task = write(plan, "省水族馆")
    data = {
        "register": "yes",
        "name": "浙江省水族馆",
        "kind": UnitKind.INSTITUTION,
        "region": shared_region().pk,
    }
    response = administrator_client.post(url(plan, "省水族馆"), data)
    assert response["Location"] == setup_url(plan)
    assert task.responsibilities.get().unit == Unit.objects.get(name="浙江省水族馆")


def test_new_unit_that_is_refused_says_why_and_keeps_what_was_typed(
    plan, unit, administrator_client
):
    write(plan, "省水族馆")
    data = {"register": "yes", "name": unit.name, "kind": "other", "region": unit.region_id}
    response = administrator_client.post(url(plan, "省水族馆"), data)
    assert messages_of(response) == [f"名册里已有“{unit}”（{unit}），请直接指定为它。"]
    assert response.context["register_form"]["kind"].value() == "other"


def test_class_is_expanded_to_the_units_ticked(plan, administrator_client):
    city = make_region(name="杭州市", parent=shared_region())
    town = make_region(name="舟山群岛", parent=shared_region())
    first = make_unit(region=city, kind=UnitKind.LOCAL)
    second = make_unit(region=town, kind=UnitKind.LOCAL)
    task = write(plan, "各市人民政府", role="responsible")
    form = administrator_client.get(url(plan, "各市人民政府")).context["expand_form"]
    assert set(form.fields["units"].queryset) == {first, second}
    assert form["units"].value() == [first.pk]
    administrator_client.post(url(plan, "各市人民政府"), {"units": [first.pk, second.pk]})
    rows = task.responsibilities.all()
    assert {(row.unit, row.role) for row in rows} == {
        (first, Role.RESPONSIBLE),
        (second, Role.RESPONSIBLE),
    }


def test_class_can_be_expanded_to_another_region(plan, administrator_client):
    region = make_region()
    there = make_unit(region=region)
    write(plan, "各部门")
    response = administrator_client.get(url(plan, "各部门", region=region.code))
    assert list(response.context["expand_form"].fields["units"].queryset) == [there]


def test_class_without_a_unit_ticked_or_registered_says_so(plan, administrator_client):
    make_unit()
    write(plan, "各部门")
    response = administrator_client.post(url(plan, "各部门"), {})
    assert list(response.context["expand_form"].errors) == ["units"]
    empty = administrator_client.get(url(plan, "各部门", region=make_region().code))
    assert "名册里没有这类单位" in empty.content.decode()


def test_name_that_the_plan_does_not_write_leads_back(plan, administrator_client):
    response = administrator_client.get(url(plan, "省水族馆"), follow=True)
    assert response.redirect_chain[0][0] == setup_url(plan)
    assert "没有写到“省水族馆”" in messages_of(response)[0]
