"""A headless Chromium against the running site, and people who log in through the form.

A click returns before the page it leads to is there, and what is read then may still be the old
page: `follow` waits for the new one. What a script of the page does later, `expect` waits for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from planapp.domain.terms import PlanStatus, ReportState
from planapp.models import ReportingCycle, Unit, User
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_light_policy,
    make_plan,
    make_record,
    make_responsibility,
)
from tests.processes import wait_until

CHROMIUM = "/usr/bin/chromium"
PASSWORD = "Ceshi-2024-mima"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

SECONDS = 60  # a busy machine is slow; nothing waits longer than it has to
expect.set_options(timeout=SECONDS * 1000)

LogIn = Callable[[User], Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    # Playwright runs an event loop in this thread; Django would refuse the tests' own queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site_url(live_server: Any) -> Iterator[str]:
    """The test's own server. It finishes what a browser no longer waits for before the test ends.

    Else such an answer would write rows while, or after, those of the test are deleted.
    """
    under_way: list[None] = []

    def begin(**_: Any) -> None:
        under_way.append(None)

    def finish(**_: Any) -> None:
        under_way.pop()

    request_started.connect(begin)
    request_finished.connect(finish)
    yield str(live_server.url)
    wait_until(lambda: not under_way, what="an answer to every request")
    request_started.disconnect(begin)
    request_finished.disconnect(finish)


@pytest.fixture
def log_in(browser: Browser, site_url: str) -> Iterator[LogIn]:
    """Opens a session of one's own for a person; fails the test on any error in the console."""
    complaints: list[str] = []
    contexts = []

    def enter(user: User) -> Page:
        user.set_password(PASSWORD)
        user.save()
        context = open_context(browser, site_url)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: _note(said, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/admin/login/")
        page.fill("input[name=username]", user.username)
        page.fill("input[name=password]", PASSWORD)
        follow(page, "main button[type=submit], main input[type=submit]")
        expect(page).to_have_url(f"{site_url}/admin/")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []


def open_context(browser: Browser, site_url: str) -> BrowserContext:
    """A browser's session without a log-in."""
    context = browser.new_context(
        base_url=site_url, viewport={"width": 1440, "height": 900}, locale="zh-CN"
    )
    context.set_default_timeout(SECONDS * 1000)
    return context


def follow(page: Page, selector: str) -> None:
    """Click, and wait for the page that this leads to, be it the same one drawn anew."""
    with page.expect_navigation():
        page.click(selector)


def width_at(page: Page, width: int) -> int:
    """How wide the page is drawn in a window of that width."""
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function("width => innerWidth === width", arg=width)
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.fixture
def cycle(unit: Unit) -> ReportingCycle:
    """A plan with one indicator on its way, led by the reporter's unit, asked for this year."""
    year = timezone.localdate().year
    plan = make_plan(period_start=year - 3, period_end=year + 1, status=PlanStatus.ACTIVE)
    make_light_policy(plan=plan)
    indicator = make_indicator(
        plan=plan,
        name="新能源装机容量",
        target=Decimal(150),
        target_year=year + 1,
        base_year=year - 4,
        base_value=Decimal(100),
    )
    make_responsibility(indicator=indicator, unit=unit)
    cycle = make_cycle(
        plan=plan,
        as_of_on=date(year - 1, 12, 31),
        opens_on=date(year, 1, 1),
        due_on=date(year + 1, 1, 31),  # still open when the year ends during a test
    )
    make_gap(indicator=indicator, cycle=cycle)
    make_record(
        series=indicator.series,
        unit=unit,
        as_of_on=date(year - 2, 12, 31),
        value=Decimal(120),
        state=ReportState.APPROVED,
    )
    return cycle


def _note(said: Any, complaints: list[str]) -> None:
    if said.type == "error":
        complaints.append(said.text)
