"""年度目标: the grid of years, for administrators and for the unit that answers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from planapp.models import AnnualTarget
from tests.factories import make_annual_target, make_indicator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def url(world):
    return reverse("admin:annual_targets", args=(world.indicator.pk,))


def stored():
    return list(AnnualTarget.objects.values_list("year", "value", "official", "doc_number"))


def test_grid_has_a_row_for_each_year(world, administrator_client):
    make_annual_target(indicator=world.indicator, year=2023, value=Decimal("80.5"))
    rows = administrator_client.get(url(world)).context["rows"]
    assert [row.year for row in rows] == [2021, 2022, 2023, 2024, 2025]
    assert rows[2].form.initial == {"value": "80.5", "official": False, "doc_number": ""}


def test_administrator_issues_a_target_and_the_lights_follow(
    world, administrator_client, django_capture_on_commit_callbacks
):
    given = {"y2024-value": "90", "y2024-official": "on", "y2024-doc_number": "发改〔2024〕1号"}
    with django_capture_on_commit_callbacks(execute=True):
        response = administrator_client.post(url(world), given)
    assert response.status_code == 302
    assert stored() == [(2024, Decimal(90), True, "发改〔2024〕1号")]
    assert not world.indicator.gaps.filter(stale=True).exists()


def test_unit_sets_its_own_and_cannot_issue(world, reporter_client):
    given = {"y2024-value": "85", "y2024-official": "on"}
    assert reporter_client.post(url(world), given).status_code == 302
    assert stored() == [(2024, Decimal(85), False, "")]


def test_unit_leaves_what_was_issued(world, reporter_client):
    make_annual_target(
        indicator=world.indicator, year=2024, official=True, value=Decimal(90), doc_number="文"
    )
    row = reporter_client.get(url(world)).context["rows"][3]
    assert (row.locked, row.form.fields["value"].disabled) == (True, True)
    reporter_client.post(url(world), {"y2024-value": "1", "y2025-value": "99"})
    assert stored() == [(2024, Decimal(90), True, "文"), (2025, Decimal(99), False, "")]


def test_empty_value_takes_the_target_away(world, administrator_client):
    make_annual_target(indicator=world.indicator, year=2023)
    administrator_client.post(url(world), {"y2023-value": ""})
    assert stored() == []


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"y2024-value": "x"}, ["value"]),
        ({"y2024-official": "on", "y2024-doc_number": "文"}, ["value"]),
        ({"y2024-value": "90", "y2024-official": "on"}, ["doc_number"]),
        ({"y2024-value": "1234567890.123456"}, ["value"]),
    ],
)
def test_error_stands_in_its_row_and_nothing_is_written(world, administrator_client, given, wrong):
    response = administrator_client.post(url(world), {"y2023-value": "80"} | given)
    faulty = [(row.year, list(row.form.errors)) for row in response.context["rows"]]
    assert [each for each in faulty if each[1]] == [(2024, wrong)]
    assert stored() == []


def test_grid_costs_the_same_for_any_number_of_targets(world, administrator_client, count_queries):
    costs = set()
    for year in (2021, 2022, 2023):
        make_annual_target(indicator=world.indicator, year=year)
        costs.add(count_queries(administrator_client, url(world)))
    assert len(costs) == 1


def test_unit_finds_the_way_from_its_entry(world, reporter_client):
    entry = reverse("admin:figure_entry", args=(world.cycle.pk, world.indicator.pk))
    assert url(world) in reporter_client.get(entry).content.decode()


def test_indicator_that_nobody_answers_for_is_the_administrators(
    reporter_client, administrator_client
):
    page = reverse("admin:annual_targets", args=(make_indicator().pk,))
    assert reporter_client.get(page).status_code == 404
    assert administrator_client.get(page).status_code == 200
