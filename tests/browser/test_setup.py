"""Set-up in a real browser: a figure of the text into the grid, a class into its units."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from planapp.domain.terms import Decision, ItemKind, Role, UnitKind
from planapp.models import Indicator, Plan, Unit, User
from tests.browser.conftest import LogIn, width_at
from tests.factories import (
    make_draft,
    make_draft_item,
    make_indicator,
    make_light_policy,
    make_plan,
    make_region,
    make_responsibility,
    make_series,
    make_task,
    make_unit,
    shared_region,
)

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

FACTS = [
    {"name": "规模以上医药工业营业收入", "value": "343.9", "unit": "亿元", "year": 2020},
    {"name": "全省医药工业产值", "value": "300", "unit": "亿元", "year": 2020},
]


@pytest.fixture
def plan(db: None) -> Plan:
    plan = make_plan()
    make_light_policy(plan=plan)
    make_draft(document=plan.document, facts=[{**fact, "quote": "……"} for fact in FACTS])
    return plan


@pytest.fixture
def indicator(plan: Plan, unit: Unit) -> Indicator:
    series = make_series(name="全省医药工业产值", value_unit="亿元")
    indicator = make_indicator(plan=plan, series=series, base_value=None, base_source="")
    make_responsibility(indicator=indicator, unit=unit)
    return indicator


def field(page: Page, indicator: Indicator, name: str) -> str:
    return page.locator(f"[name=i{indicator.pk}-{name}]").input_value()


def test_figure_of_the_text_goes_into_the_grid_once_it_was_looked_at(
    log_in: LogIn, administrator: User, plan: Plan, indicator: Indicator
) -> None:
    page = log_in(administrator)
    page.goto(f"/admin/plans/{plan.pk}/setup/")
    row = page.locator("table.offers tbody tr", has_text="营业收入")
    row.get_by_role("button", name="用作基期").click()
    assert field(page, indicator, "base_value") == ""
    row.get_by_label("已核对，可以采用").check()
    row.get_by_role("button", name="用作基期").click()
    assert field(page, indicator, "base_value") == "343.9"
    assert "口径不同，已核对" in field(page, indicator, "base_source")
    page.locator("table.offers tbody tr", has_text="名称一致").get_by_role(
        "button", name="用作基期"
    ).click()
    assert field(page, indicator, "base_value") == "300"
    expect(page.locator(f"#row-{indicator.pk}.filled")).to_be_visible()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("启动准备已保存。")).to_be_visible()
    indicator.refresh_from_db()
    assert (str(indicator.base_value), indicator.base_year) == ("300.000000", 2020)


def test_class_is_expanded_to_the_units_of_the_region(
    log_in: LogIn, administrator: User, plan: Plan
) -> None:
    cities = [make_region(name=f"{name}市", parent=shared_region()) for name in ("杭州", "宁波")]
    for city in cities:
        make_unit(name=f"{city.name}人民政府", region=city, kind=UnitKind.LOCAL)
    written = {"title": "任务", "quote": "……", "start": 0, "end": 9}
    make_draft_item(
        draft=plan.document.drafts.get(),
        kind=ItemKind.TASK,
        decision=Decision.ACCEPTED,
        extracted={**written, "units": [{"name": "各市人民政府", "role": "responsible"}]},
    )
    task = make_task(plan=plan, start=0, end=9)
    page = log_in(administrator)
    page.goto(f"/admin/plans/{plan.pk}/setup/")
    page.get_by_role("link", name="展开").click()
    expect(page.get_by_label("杭州市人民政府")).to_be_checked()
    page.get_by_label("宁波市人民政府").uncheck()
    page.get_by_role("button", name="分给勾选的单位").click()
    expect(page.get_by_text("“各市人民政府”已落实到杭州市人民政府。")).to_be_visible()
    expect(page.get_by_text("已展开为1个单位")).to_be_visible()
    page.get_by_role("link", name="增加").click()
    page.get_by_role("button", name="分给勾选的单位").click()
    expect(page.get_by_text("已展开为2个单位")).to_be_visible()
    parts = task.responsibilities.all()
    assert {(part.unit.name, part.role) for part in parts} == {
        ("杭州市人民政府", Role.RESPONSIBLE),
        ("宁波市人民政府", Role.RESPONSIBLE),
    }


def test_grid_stays_inside_its_table_and_keeps_the_first_column(
    log_in: LogIn, administrator: User, plan: Plan, indicator: Indicator
) -> None:
    page = log_in(administrator)
    for width in (1440, 1024):
        page.goto(f"/admin/plans/{plan.pk}/setup/")
        assert width_at(page, width) == width
        name = page.locator(f"#row-{indicator.pk} th")
        left = name.bounding_box()
        page.locator("#setup-grid .table-wrap").evaluate("one => { one.scrollLeft = 400; }")
        assert name.bounding_box() == left
