"""The menu of four people, page by page: no barrier, no error in the console, no page too wide."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from planapp.models import ReportingCycle, User
from tests.browser.conftest import LogIn, width_at

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

# Style sheets are not fetched anew: axe would read the imported ones by a wrong address.
AXE = """axe.run({resultTypes: ["violations"], preload: false}).then(found => found.violations
    .filter(each => ["serious", "critical"].includes(each.impact))
    .map(each => each.id + ": " + each.nodes[0].html))"""
PEOPLE = ("administrator", "supervisor", "auditor", "reporter")


def test_every_page_of_the_menus_opens_without_barriers(
    log_in: LogIn, cycle: ReportingCycle, request: Any
) -> None:
    """A page that several have in their menus is looked at as the first of them."""
    faults: dict[str, list[str]] = {}
    for role in PEOPLE:
        person: User = request.getfixturevalue(role)
        page = log_in(person)
        ways = page.eval_on_selector_all("nav.side-menu a", "all => all.map(each => each.href)")
        assert len(ways) > 4
        for way in ways:
            path = urlsplit(way).path
            if path not in faults:
                faults[path] = faults_of(page, way)
    assert {path: found for path, found in faults.items() if found} == {}


def test_boxes_that_look_rows_up_say_what_for(log_in: LogIn, security_admin: User) -> None:
    page = log_in(security_admin)
    page.goto("/admin/planapp/membership/add/")
    for words in ("用户", "单位"):
        page.get_by_role("combobox", name=words).click()
        expect(page.get_by_role("searchbox", name=f"查找{words}")).to_have_count(1)
        page.keyboard.press("Escape")
    page.goto(f"/admin/planapp/user/{security_admin.pk}/change/")
    expect(page.get_by_role("combobox", name="单位")).to_have_count(1)
    page.click(".add-row a")
    expect(page.get_by_role("combobox", name="单位")).to_have_count(2)


def faults_of(page: Page, way: str, *, drawn: str = "body") -> list[str]:
    """What stands in the way of a reader of the page, at the width of a small screen as well.

    `drawn` is what stands there once the page's own script is done.
    """
    answer = page.goto(way)
    assert answer is not None
    page.locator(drawn).first.wait_for()
    page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(AXE)
    if width_at(page, 1024) > 1024:
        found.append("wider than 1024")
    width_at(page, 1440)
    return found + ([f"answers {answer.status}"] if not answer.ok else [])
