"""The menus of a table that offer what its rows lead to."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from planapp.admin import filters
from planapp.models import Plan
from tests.factories import make_indicator, make_plan, make_region, make_series

pytestmark = pytest.mark.django_db


def menu(client: Client, table: str, field: str, **query: object) -> list[str]:
    """The choices of one of the table's filters, after “all”."""
    page = client.get(reverse(f"admin:planapp_{table}_changelist"), query).context["cl"]
    [spec] = [spec for spec in page.filter_specs if getattr(spec, "field_path", "") == field]
    return [str(choice["display"]) for choice in spec.choices(page)][1:]


@pytest.fixture
def plans() -> list[Plan]:
    """Three with an indicator each, and one without."""
    made = [make_indicator(plan=make_plan(code=f"P{n}", title=f"规划{n}")).plan for n in "123"]
    make_plan(code="P0", title="空规划")
    return made


def test_menu_offers_the_plans_that_have_rows(supervisor_client: Client, plans: list[Plan]) -> None:
    assert menu(supervisor_client, "indicator", "plan") == [str(plan) for plan in plans]


def test_menu_of_many_plans_offers_the_first_the_chosen_and_the_search(
    supervisor_client: Client, plans: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "MOST_PLANS", 2)
    *offered, search = menu(supervisor_client, "indicator", "plan")
    assert (offered, "搜索其他规划" in search) == ([str(plan) for plan in plans[:2]], True)
    chosen = menu(supervisor_client, "indicator", "plan", plan__id__exact=plans[2].pk)
    assert chosen[:-1] == [str(plan) for plan in plans]


def test_menu_offers_all_regions(
    supervisor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "MOST_PLANS", 2)
    regions = [make_region(code=f"9{n}0000", name=f"某{n}省") for n in "123"]
    for region in regions:
        make_series(region=region)
    offered = menu(supervisor_client, "series", "region")
    assert {str(region) for region in regions} <= set(offered)
    assert not any("规划" in words for words in offered)
