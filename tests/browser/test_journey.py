"""The product in a real browser, as each of its three people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from planapp.domain.terms import PlanStatus, ReportState, Role, Status
from planapp.models import Gap, Indicator, Plan, ProgressRecord, ReportingCycle, Unit, User
from planapp.services.fixtures import load_fixtures
from tests.browser.conftest import LogIn
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_light_policy,
    make_plan,
    make_record,
    make_responsibility,
)

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


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
    make_responsibility(indicator=indicator, unit=unit, role=Role.LEAD)
    cycle = make_cycle(
        plan=plan,
        as_of_on=date(year - 1, 12, 31),
        opens_on=date(year, 1, 1),
        due_on=date(year, 12, 31),
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


def test_clerk_and_supervisor_bring_a_figure_to_its_light(
    log_in: LogIn, cycle: ReportingCycle, reporter: User, supervisor: User
) -> None:
    clerk, judge = log_in(reporter), log_in(supervisor)
    hand_in(clerk)
    send_back(judge)
    assert ProgressRecord.objects.get(as_of_on=cycle.as_of_on).state == ReportState.RETURNED
    mend(clerk)
    judge.goto("/admin/review/")
    judge.click("tbody >> text=审核")
    judge.click("button[name=approve]")
    judge.wait_for_url("**/review/")
    gap = Gap.objects.get(cycle=cycle)
    found = (gap.status, gap.actual, gap.completion)
    assert found == (Status.ON_TRACK, Decimal(130), Decimal("0.6"))
    judge.goto("/admin/gaps/")
    assert judge.locator("tbody .chip").first.inner_text().endswith("达到序时进度")
    judge.click("tbody >> text=新能源装机容量")
    assert judge.locator("#formula").inner_text().count("(130 − 100) ÷ (150 − 100)") == 1


def hand_in(clerk: Page) -> None:
    """A slip of the pen is told beside the field; then a wrong value goes in against all doubts."""
    clerk.click("nav >> text=我的填报")
    clerk.click("tbody >> text=填报")
    clerk.fill("[name=value]", "13O")
    clerk.click("button[name=submit]")
    assert clerk.locator(".errorlist").first.inner_text() == "请填写数字，例如 1234.5。"
    clerk.fill("[name=value]", "13")
    clerk.check("[name=confirmed]")  # a tenth of last year's: the form asks back
    clerk.fill("[name=problems]", "并网滞后。")
    clerk.fill("[name=next_steps]", "加快送出工程。")
    clerk.click("button[name=submit]")
    clerk.wait_for_url("**/my/")


def send_back(judge: Page) -> None:
    """Without a reason it stays; with one it goes back."""
    judge.click("nav >> text=审核")
    judge.click("tbody >> text=审核")
    judge.click("button[name=return]")
    judge.wait_for_selector("text=退回必须写明原因")
    judge.fill("[name=reason]", "数值疑为130，请核对。")
    judge.click("button[name=return]")


def mend(clerk: Page) -> None:
    """The clerk sees why, and hands in what was meant."""
    clerk.reload()
    assert clerk.locator("text=数值疑为130，请核对。").count() == 1
    clerk.click("tbody >> text=修改")
    clerk.fill("[name=value]", "130")
    clerk.click("button[name=submit]")
    clerk.wait_for_url("**/my/")


def test_administrator_brings_a_document_to_a_plan(
    log_in: LogIn, administrator: User, tmp_path: Path, settings: Any
) -> None:
    load_fixtures(folder=ROOT / "fixtures", at=timezone.now())
    admin = log_in(administrator)
    admin.goto("/admin/documents/upload/")
    admin.set_input_files("[name=file]", ROOT / "seeds" / "guizhou-2016.txt")
    admin.click("main button[type=submit]")
    admin.wait_for_url("**/drafts/*/")
    admin.on("dialog", lambda dialog: dialog.accept())
    admin.click("text=按可信度批量采用")
    admin.click("text=未定的全部采用")
    admin.click("#review-head >> text=发布")
    admin.fill("[name=title]", "贵州省医药产业实施意见")
    admin.select_option("[name=default_lead]", label="贵州省工业和信息化厅")
    admin.fill("[name=period_start]", "2016")
    admin.click("main button[type=submit]")
    admin.wait_for_url("**/setup/")
    plan = Plan.objects.get()
    assert (plan.title, plan.region.name, plan.period_end) == (
        "贵州省医药产业实施意见",
        "贵州省",
        2020,
    )
    admin.click("text=由默认牵头单位负责")
    first = plan.indicators.first()
    assert first is not None
    admin.fill(f"[name=i{first.pk}-base_year]", "2015")
    admin.fill(f"[name=i{first.pk}-base_value]", "381.2")
    admin.fill(f"[name=i{first.pk}-base_source]", "贵州统计年鉴")
    admin.click("text=保存")
    admin.wait_for_url("**/setup/")
    first.refresh_from_db()
    assert (first.base_year, first.base_value) == (2015, Decimal("381.2"))
    admin.fill("[name=as_of_on]", "2016-12-31")
    admin.fill("[name=opens_on]", "2017-01-03")
    admin.fill("[name=due_on]", "2017-02-28")
    admin.click("text=开启填报期")
    assert Plan.objects.get().status == PlanStatus.ACTIVE
    assert Indicator.objects.filter(gaps__isnull=False).count() == plan.indicators.count()
