"""分解指标: the grid, the list, and the section on the indicator's page."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from planapp.domain.terms import PartsMake, UnitKind
from planapp.models import Breakdown, Indicator
from tests.factories import (
    make_breakdown,
    make_gap,
    make_plan,
    make_region,
    make_responsibility,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

BASIS = {"how": "sum", "source": "云政发〔2022〕3号"}


@pytest.fixture
def cities(world):
    region = world.indicator.series.region
    return [make_region(name=name, parent=region) for name in ("杭州市", "宁波市")]


def url(world, query=""):
    return reverse("admin:breakdown", args=(world.indicator.pk,)) + query


def text_of(response):
    return response.content.decode()


def test_grid_offers_each_region_with_its_government(world, cities, administrator_client):
    make_unit(region=cities[0])
    government = make_unit(region=cities[0], kind=UnitKind.LOCAL)
    grid = administrator_client.get(url(world)).context["grid"]
    assert [form.region for form in grid] == cities
    assert [form.initial["lead"] for form in grid] == [government.pk, ""]


def test_regions_with_a_target_become_parts(world, cities, administrator_client):
    government = make_unit(region=cities[0], kind=UnitKind.LOCAL)
    row = f"r{cities[0].pk}"
    given = {f"{row}-lead": government.pk, f"{row}-target": "60", f"{row}-base_value": "30"}
    response = administrator_client.post(url(world), BASIS | given)
    part = Breakdown.objects.get().part
    assert (response.status_code, part.target, part.base_value) == (302, Decimal(60), Decimal(30))
    left = administrator_client.get(url(world)).context["grid"]
    assert [form.region for form in left] == [cities[1]]


def test_units_become_parts(world, other_unit, administrator_client):
    given = {"u0-lead": other_unit.pk, "u0-target": "40"}
    administrator_client.post(url(world, "?by=unit"), BASIS | given)
    assert Breakdown.objects.get().part.series.provider == other_unit
    grid = administrator_client.get(url(world, "?by=unit")).context["grid"]
    assert other_unit.pk not in dict(grid[0].fields["lead"].choices)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"target": "60"}, ["lead"]),
        ({"base_value": "60"}, ["target"]),
        ({"target": "x"}, ["target", "lead"]),
        ({"target": "1234567890.123456"}, ["target", "lead"]),
    ],
)
def test_error_stands_in_its_row(world, cities, administrator_client, given, wrong):
    row = f"r{cities[0].pk}"
    given = {f"{row}-{name}": value for name, value in given.items()}
    response = administrator_client.post(url(world), BASIS | given)
    assert list(response.context["grid"][0].errors) == wrong
    assert Breakdown.objects.count() == 0


def test_refusal_says_why(world, administrator_client):
    response = administrator_client.post(url(world), BASIS)
    assert "至少填一个分解目标" in text_of(response)


def test_part_is_taken_back_by_its_button(world, administrator_client):
    row = make_breakdown(whole=world.indicator)
    page = administrator_client.get(url(world))
    target = reverse("admin:remove_part", args=(row.pk,))
    assert target in text_of(page)
    assert administrator_client.post(target)["Location"] == url(world)
    assert not Indicator.objects.filter(pk=row.part_id).exists()


def test_indicator_page_shows_its_parts_and_what_does_not_add_up(world, auditor_client):
    row = make_breakdown(whole=world.indicator)
    make_responsibility(indicator=row.part, unit=make_unit(name="杭州市人民政府"))
    make_gap(indicator=row.part, cycle=world.cycle)
    Indicator.objects.filter(pk=row.part_id).update(target=Decimal(98))
    text = text_of(auditor_client.get(world.indicator.get_absolute_url()))
    assert "各部分目标合计 98 万千瓦，比总目标 100 万千瓦少 2 万千瓦。" in text
    assert (row.part.name in text, "杭州市人民政府" in text) == (True, True)


def test_page_of_a_part_leads_to_its_whole(world, auditor_client):
    row = make_breakdown(whole=world.indicator)
    text = text_of(auditor_client.get(row.part.get_absolute_url()))
    assert f'<a href="{world.indicator.get_absolute_url()}">{world.indicator.name}</a>' in text


@pytest.mark.parametrize(
    ("how", "target", "words"),
    [
        (PartsMake.SUM, 103, "比总目标 100 万千瓦多 3 万千瓦"),
        (PartsMake.EACH, 98, "的目标 98 万千瓦，比总目标 100 万千瓦的要求低"),
    ],
)
def test_list_says_what_does_not_fit(world, auditor_client, how, target, words):
    row = make_breakdown(whole=world.indicator, how=how)
    Indicator.objects.filter(pk=row.part_id).update(target=Decimal(target))
    response = auditor_client.get(reverse("admin:breakdowns"))
    assert (words in text_of(response), response.context["faulty"]) == (True, 1)


def test_list_narrows_to_a_plan(world, auditor_client):
    make_breakdown(whole=world.indicator)
    make_breakdown()
    page = reverse("admin:breakdowns")
    empty = make_plan()
    counts = [
        len(auditor_client.get(page, query).context["rows"])
        for query in ({}, {"plan": world.plan.pk}, {"plan": empty.pk}, {"plan": "x"})
    ]
    assert counts == [2, 1, 2, 2]


def test_gap_list_shows_parts_only_when_asked(world, auditor_client):
    row = make_breakdown(whole=world.indicator)
    make_gap(indicator=row.part, cycle=world.cycle)
    page = reverse("admin:gap_list")
    counts = [
        auditor_client.get(page, query).context["page"].paginator.count
        for query in ({}, {"parts": "1"})
    ]
    assert counts == [2, 3]


def test_pages_cost_the_same_for_any_number_of_parts(
    world, auditor_client, administrator_client, count_queries
):
    costs = set()
    for _ in range(3):
        row = make_breakdown(whole=world.indicator)
        make_responsibility(indicator=row.part)
        make_gap(indicator=row.part, cycle=world.cycle)
        costs.add(
            (
                count_queries(auditor_client, reverse("admin:breakdowns")),
                count_queries(auditor_client, world.indicator.get_absolute_url()),
                count_queries(administrator_client, url(world)),
            )
        )
    assert len(costs) == 1
