"""What supervisors look at, page by page: readable for all, by keyboard, small and on paper."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from planapp.domain.terms import Light, ReportState, Status
from planapp.models import Gap, Indicator, ReportingCycle, Unit, User
from planapp.services.gaps import recalculate_stale_gaps
from tests.browser.conftest import LogIn
from tests.browser.test_access import faults_of
from tests.factories import make_indicator, make_plan, make_record
from tests.searching import index_everything

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_supervisor_walks_from_the_overview_to_every_page_without_barriers(
    log_in: LogIn, supervisor: User, cycle: ReportingCycle, unit: Unit
) -> None:
    Gap.objects.update(light=Light.RED, status=Status.BEHIND)
    own = Indicator.objects.get()
    make_indicator(plan=make_plan(), name=own.name)
    index_everything()
    page = log_in(supervisor)
    ways = [
        reverse("admin:plan", args=(cycle.plan_id,)),
        reverse("admin:plan_brief", args=(cycle.plan_id,)),
        reverse("admin:unit", args=(unit.pk,)),
        reverse("admin:unit_brief", args=(unit.pk,)),
        reverse("admin:indicator", args=(own.pk,)),
        reverse("admin:indicator_brief", args=(own.pk,)),
        f"{reverse('admin:comparison')}?indicator={own.pk}",
        f"{reverse('admin:matrix')}?of=years",
        f"{reverse('admin:rankings')}?measured=punctuality",
        f"{reverse('admin:changes')}?change=worse",
        f"{reverse('admin:owing')}?show=all",
        f"{reverse('admin:search')}?q=装机",
    ]
    faults = {way: faults_of(page, way) for way in ways}
    described = reverse("api:openapi-view")
    faults[described] = faults_of(page, described, drawn=".opblock")
    assert {way: found for way, found in faults.items() if found} == {}


def test_names_lead_on_by_keyboard_and_paper_has_no_menu(
    log_in: LogIn, supervisor: User, cycle: ReportingCycle, unit: Unit
) -> None:
    series = Indicator.objects.get().series
    slow = {"value": Decimal(101), "state": ReportState.APPROVED}
    make_record(series=series, unit=unit, as_of_on=cycle.as_of_on, **slow)
    Gap.objects.update(stale=True)
    recalculate_stale_gaps(on=timezone.localdate(), at=timezone.now())
    page = log_in(supervisor)
    page.goto("/admin/overview/")
    page.locator("#worst").get_by_role("link", name=unit.name).press("Enter")
    page.wait_for_url(f"**{reverse('admin:unit', args=(unit.pk,))}")
    assert page.locator("#behind tbody th").count() == 1
    page.locator("#behind").get_by_role("link", name="新能源装机容量").press("Enter")
    page.wait_for_url("**/indicators/**")
    assert page.locator("svg.chart .chart-base").count() == 1
    page.keyboard.press("?")
    expect(page.locator("dialog.shortcuts[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    page.emulate_media(media="print")
    hidden = page.locator("nav.side-menu, .topbar, form.stack").locator("visible=true")
    expect(hidden).to_have_count(0)
    expect(page.locator("svg.chart")).to_be_visible()
