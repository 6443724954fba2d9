"""A supervisor looks at how everything stands, and follows its numbers."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from planapp.domain.terms import Light, Status
from planapp.models import Gap, ReportingCycle, User
from planapp.pages import overview
from tests.browser.conftest import LogIn, follow, width_at

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_supervisor_follows_a_number_of_the_overview(
    log_in: LogIn, supervisor: User, cycle: ReportingCycle, monkeypatch: Any
) -> None:
    """With the sections of the page asked for one by one, as of many plans."""
    monkeypatch.setattr(overview, "AT_ONCE", 0)
    Gap.objects.update(light=Light.RED, status=Status.BEHIND)
    page = log_in(supervisor)
    follow(page, "nav.side-menu >> text=总览")
    expect(page.locator("[data-section] #changes")).to_have_count(1)
    expect(page.locator("#worst")).to_contain_text("新能源装机容量")
    expect(page.locator("#late")).to_contain_text("省能源局")
    follow(page, "#late td.num a")
    assert page.locator("main tbody tr").count() == 1
    page.go_back()
    follow(page, "#indicators a.chip-red")
    assert page.locator("main tbody tr").count() == 1
    page.goto("/admin/matrix/")
    assert width_at(page, 1024) <= 1024
    follow(page, ".matrix tbody a.mini")
    assert "新能源装机容量" in page.inner_text("main")
