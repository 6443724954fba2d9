"""A supervisor walks through the demonstration: all that its pages lead to opens."""

from __future__ import annotations

from collections import deque
from datetime import date
from io import StringIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.urls import resolve
from playwright.sync_api import Page

from planapp.models import User
from tests.browser.conftest import LogIn
from tests.browser.test_access import faults_of

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

DAYS = (date(2025, 2, 10), date(2020, 2, 10))
LINKS = "all => all.map(each => each.getAttribute('href'))"
# Pages of the list without which the walk has lost its way.
EXPECTED = {
    "overview", "changes", "owing", "gap_list", "task_list", "goal_list", "rollups", "matrix",
    "rankings", "comparison", "indicator", "task", "goal", "plan", "unit", "indicator_brief",
    "plan_brief", "unit_brief", "reports", "report_paper", "report_file", "report_runs",
    "frozen_reports", "frozen_report", "frozen_report_file", "notice_list", "notice",
    "notice_paper", "notice_file", "new_notice", "sign_notice", "reminder_list", "reminder",
    "reminder_calendar", "urge_list", "urge", "review_queue", "figure_dossier", "differences",
    "search",
}  # fmt: skip


def test_supervisor_opens_each_kind_of_page_of_the_demonstration(
    log_in: LogIn, settings: Any, site_url: str
) -> None:
    """One page of each kind, with the demonstration's rows; files are taken and not empty."""
    settings.DEMO_DAYS, settings.EMBEDDED = [*DAYS], True
    call_command("demo", on=",".join(day.isoformat() for day in DAYS), stdout=StringIO())
    page = log_in(User.objects.get(username="ducha"))
    waiting, walked, faults = deque(["/admin/", "/admin/search/?q=医药"]), set(), {}
    while waiting:
        way = waiting.popleft()
        kind = _kind_of(way)
        if kind in walked:
            continue
        walked.add(kind)
        answer = page.request.get(way, headers={"Accept": "text/html"})
        if "attachment" in answer.headers.get("content-disposition", ""):
            faults[way] = [] if answer.ok and answer.body() else [f"answers {answer.status}"]
            continue
        faults[way] = faults_of(page, way)
        waiting.extend(_ways_from(page))
    assert {way: found for way, found in faults.items() if found} == {}
    assert EXPECTED - {name for name, *_ in walked} == set()


def _kind_of(way: str) -> tuple[str, ...]:
    """The name of its address and the words in it: pages that differ by numbers are alike."""
    match = resolve(urlsplit(way).path)
    words = (str(each) for each in match.kwargs.values() if not str(each).isdecimal())
    return match.url_name or "", *words


def _ways_from(page: Page) -> list[str]:
    hrefs = page.eval_on_selector_all("main a[href], nav.side-menu a[href]", LINKS)
    ways = (urlsplit(urljoin(page.url, href)) for href in hrefs)
    return [
        each._replace(scheme="", netloc="", fragment="").geturl()
        for each in ways
        if each.path.startswith("/admin/")
    ]
