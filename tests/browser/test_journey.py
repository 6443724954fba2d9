"""The product in a real browser, as each of its three people."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from planapp.domain.terms import CycleKind, Light, MemberRole, PlanStatus, ReportState, Status
from planapp.models import (
    Gap,
    Indicator,
    Plan,
    ProgressRecord,
    ReportingCycle,
    Responsibility,
    Unit,
    User,
)
from planapp.services.fixtures import load_fixtures
from tests.browser.conftest import LogIn, follow
from tests.conftest import make_person
from tests.factories import make_cycle, make_succession, make_unit

ROOT = Path(__file__).parents[2]
MY_WORK = re.compile("/admin/my/$")
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_clerk_and_supervisor_bring_a_figure_to_its_light_and_a_successor_takes_over(
    log_in: LogIn, cycle: ReportingCycle, reporter: User, supervisor: User, administrator: User
) -> None:
    Gap.objects.update(status=Status.NO_DATA, light=Light.GREY)  # nobody has reported yet
    clerk, judge = log_in(reporter), log_in(supervisor)
    hand_in(clerk)
    send_back(judge)
    assert ProgressRecord.objects.get(as_of_on=cycle.as_of_on).state == ReportState.RETURNED
    mend(clerk)
    assert Gap.objects.get(cycle=cycle).light == Light.GREY
    judge.goto("/admin/review/")
    follow(judge, "tbody >> text=审核")
    follow(judge, "button[name=approve]")
    gap = Gap.objects.get(cycle=cycle)
    found = (gap.status, gap.light, gap.actual, gap.completion)
    assert found == (Status.ON_TRACK, Light.GREEN, Decimal(130), Decimal("0.6"))
    judge.goto("/admin/gaps/")
    assert judge.locator("tbody .chip").first.inner_text().endswith("达到序时进度")
    follow(judge, "tbody >> text=新能源装机容量")
    assert judge.locator("#formula").inner_text().count("(130 − 100) ÷ (150 − 100)") == 1
    heir = reorganise(cycle)
    pass_on(log_in(administrator), heir)
    go_on(log_in(heir.memberships.get().user))
    found = list(ProgressRecord.objects.filter(as_of_on__year=cycle.year).order_by("as_of_on"))
    assert [(each.unit, each.state) for each in found] == [
        (heir, ReportState.SUBMITTED),
        (reporter.memberships.get().unit, ReportState.APPROVED),
    ]


def hand_in(clerk: Page) -> None:
    """A slip of the pen is told beside the field; then a wrong value goes in against all doubts."""
    follow(clerk, "nav >> text=我的填报")
    follow(clerk, "tbody >> text=填报")
    clerk.fill("[name=value]", "13O")
    follow(clerk, "button[name=submit]")
    assert clerk.locator(".errorlist").first.inner_text() == "请填写数字，例如 1200 或 3.5。"
    clerk.fill("[name=value]", "13")
    clerk.check("[name=confirmed]")  # a tenth of last year's: the form asks back
    clerk.fill("[name=problems]", "并网滞后。")
    clerk.fill("[name=next_steps]", "加快送出工程。")
    follow(clerk, "button[name=submit]")
    expect(clerk).to_have_url(MY_WORK)


def send_back(judge: Page) -> None:
    """Without a reason it stays; with one it goes back."""
    follow(judge, "nav >> text=审核")
    follow(judge, "tbody >> text=审核")
    follow(judge, "button[name=return]")
    expect(judge.get_by_text("退回必须写明原因")).to_be_visible()
    judge.fill("[name=reason]", "数值疑为130，请核对。")
    follow(judge, "button[name=return]")


def mend(clerk: Page) -> None:
    """The clerk sees why, and hands in what was meant."""
    clerk.reload()
    assert clerk.locator("text=数值疑为130，请核对。").count() == 1
    follow(clerk, "tbody >> text=修改")
    clerk.fill("[name=value]", "130")
    follow(clerk, "button[name=submit]")
    expect(clerk).to_have_url(MY_WORK)


def reorganise(cycle: ReportingCycle) -> Unit:
    """The clerk's unit ended yesterday, and another round is open; its heir has a clerk."""
    today = timezone.localdate()
    old = Responsibility.objects.get().unit
    old.valid_to = today - timedelta(days=1)
    old.save()
    heir = make_unit(name="省能源和数据局", valid_from=today)
    make_person("heir", role=MemberRole.REPORTER, unit=heir, full_name="林继任")
    make_succession(predecessor=old, successor=heir, on=today)
    make_cycle(
        plan=cycle.plan,
        kind=CycleKind.QUARTERLY,
        as_of_on=date(cycle.year, 9, 30),
        opens_on=cycle.opens_on,
        due_on=cycle.due_on,
    )
    return heir


def pass_on(admin: Page, heir: Unit) -> None:
    """Item by item, with the number of the paper that says so."""
    admin.on("dialog", lambda dialog: dialog.accept())
    follow(admin, "nav >> text=机构改革")
    follow(admin, "tbody >> text=省能源局")
    admin.select_option("tbody select", label=heir.name)
    admin.fill("[name=doc_number]", "机构改革〔2024〕1号")
    follow(admin, "text=办理承接")
    expect(admin.get_by_text("项已转给承接单位")).to_be_visible()


def go_on(clerk: Page) -> None:
    """The heir's clerk finds what was recorded before, and fills in what is open now."""
    follow(clerk, "nav >> text=我的填报")
    follow(clerk, "tbody >> text='填报'")
    assert clerk.locator("tbody >> text=130").count() == 1
    clerk.fill("[name=value]", "128")
    clerk.fill("[name=problems]", "并网滞后。")
    clerk.fill("[name=next_steps]", "加快送出工程。")
    follow(clerk, "button[name=submit]")
    expect(clerk).to_have_url(MY_WORK)


def test_administrator_brings_a_document_to_a_plan(
    log_in: LogIn, administrator: User, tmp_path: Path, settings: Any
) -> None:
    load_fixtures(folder=ROOT / "fixtures", at=timezone.now())
    admin = log_in(administrator)
    admin.goto("/admin/documents/upload/")
    admin.set_input_files("[name=file]", ROOT / "seeds" / "guizhou-2016.txt")
    follow(admin, "main button[type=submit]")
    admin.on("dialog", lambda dialog: dialog.accept())
    admin.click("text=按可信度批量采用")
    follow(admin, "text=未定的全部采用")
    follow(admin, "#review-head >> text=发布")
    admin.fill("[name=title]", "贵州省医药产业实施意见")
    admin.select_option("[name=default_lead]", label="贵州省工业和信息化厅")
    admin.fill("[name=period_start]", "2016")
    follow(admin, "main button[type=submit]")
    plan = Plan.objects.get()
    assert (plan.title, plan.region.name, plan.period_end) == (
        "贵州省医药产业实施意见",
        "贵州省",
        2020,
    )
    follow(admin, "text=由默认牵头单位负责")
    first = plan.indicators.first()
    assert first is not None
    admin.fill(f"[name=i{first.pk}-base_year]", "2015")
    admin.fill(f"[name=i{first.pk}-base_value]", "381.2")
    admin.fill(f"[name=i{first.pk}-base_source]", "贵州统计年鉴")
    follow(admin, "text=保存")
    first.refresh_from_db()
    assert (first.base_year, first.base_value) == (2015, Decimal("381.2"))
    admin.fill("[name=as_of_on]", "2016-12-31")
    admin.fill("[name=opens_on]", "2017-01-03")
    admin.fill("[name=due_on]", "2017-02-28")
    follow(admin, "text=开启填报期")
    assert Plan.objects.get().status == PlanStatus.ACTIVE
    assert Indicator.objects.filter(gaps__isnull=False).count() == plan.indicators.count()
