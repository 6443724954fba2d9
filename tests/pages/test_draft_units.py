"""The units of a draft under review: what the register makes of each name."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_succession, make_unit
from tests.pages.drafts import make_plan_draft, make_task, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


@pytest.fixture
def draft(db):
    return make_plan_draft()


def unit_lines(client, draft):
    """The units' tab: each name with what the register makes of it."""
    units = client.get(url("draft", draft), {"kind": "unit"}).context["units"]
    return {
        unit.name: (unit.tone, [(one.unit.name, one.scope) for one in unit.carriers])
        for unit in units
    }


def test_units_are_shown_with_who_carries_the_duty_today(draft, administrator_client):
    old = make_unit(name="省食品药品监管局", valid_to=date(2022, 12, 31))
    new = make_unit(name="省药品监管局"), make_unit(name="省市场监管局")
    for successor, scope in zip(new, ("药品", "食品"), strict=True):
        make_succession(predecessor=old, successor=successor, on=date(2023, 1, 1), scope=scope)
    names = ("省食品药品监管局", "各市州人民政府", "省不存在局")
    units = [{"name": name, "role": "responsible"} for name in names]
    make_task(draft, "2.培育企业。", units=units)
    assert unit_lines(administrator_client, draft) == {
        "省食品药品监管局": ("unit", [("省药品监管局", "药品"), ("省市场监管局", "食品")]),
        "各市州人民政府": ("class", []),
        "省不存在局": ("none", []),
    }


def test_units_of_a_plan_without_a_region_are_shown_as_written(draft, auditor_client):
    make_task(draft, "1.建设平台。省科技厅牵头。", units=[{"name": "省科技厅", "role": "lead"}])
    draft.header = {}
    draft.save()
    assert unit_lines(auditor_client, draft) == {"省科技厅": ("open", [])}


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_many_queries_for_many_units_as_for_one(draft, administrator_client, count):
    for number in range(count):
        unit = make_unit(name=f"省{number}局", valid_to=date(2022, 12, 31))
        make_succession(predecessor=unit, on=date(2023, 1, 1))
        make_task(draft, "2.培育企业。", units=[{"name": unit.name, "role": "lead"}])
    administrator_client.get(url("draft", draft))  # fills what is kept between requests
    with CaptureQueriesContext(connection) as queries:
        administrator_client.get(url("draft", draft))
    assert len(queries) == 24
