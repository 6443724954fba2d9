"""A unit's sheet on its way, in a real browser: clerk, head, supervisor, and back again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from planapp.domain.terms import Light, PlanStatus, ReportState, SubmissionState
from planapp.models import Gap, ProgressRecord, ReportingCycle, Submission, Unit, User
from tests.browser.conftest import LogIn
from tests.evidence import PDF
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_light_policy,
    make_plan,
    make_record,
    make_responsibility,
)

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cycle(unit: Unit) -> ReportingCycle:
    """A plan whose items go past the head of their unit, with one figure asked for this year."""
    year = timezone.localdate().year
    plan = make_plan(
        period_start=year - 3,
        period_end=year + 1,
        status=PlanStatus.ACTIVE,
        confirm_by_head=True,
    )
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


def test_sheet_goes_past_head_and_supervisor_and_back_to_its_light(
    log_in: LogIn,
    cycle: ReportingCycle,
    reporter: User,
    unit_head: User,
    supervisor: User,
    tmp_path: Path,
) -> None:
    scan = tmp_path / "审签单.pdf"
    scan.write_bytes(PDF)
    clerk, head, judge = log_in(reporter), log_in(unit_head), log_in(supervisor)
    for page in (clerk, head, judge):
        page.on("dialog", lambda dialog: dialog.accept())
    fill_in(clerk, cycle, "125", problems="并网滞后。", next_steps="加快送出工程。")
    send(clerk, scan)
    assert state_of(cycle) == ReportState.CONFIRMING
    judge.goto("/admin/submissions/")
    assert judge.locator(".empty-title").inner_text() == "没有符合条件的报送单"
    confirm(head)
    assert state_of(cycle) == ReportState.SUBMITTED
    judge.reload()
    assert judge.locator("tbody td .tag-green").last.inner_text() == "已上传"
    judge.goto("/admin/review/")
    judge.click("tbody >> text=审核")
    assert judge.locator("text=审签单.pdf").count() == 1
    send_back(judge)
    fill_in(clerk, cycle, "130")
    send(clerk)
    confirm(head)
    judge.goto("/admin/review/")
    judge.click("tbody >> text=审核")
    judge.click("button[name=approve]")
    judge.wait_for_url("**/review/")
    gap = Gap.objects.get(cycle=cycle)
    assert (gap.light, gap.actual) == (Light.GREEN, Decimal(130))
    assert [(row.number, row.state) for row in Submission.objects.order_by("number")] == [
        (1, SubmissionState.SENT),
        (2, SubmissionState.SENT),
    ]


def send_back(judge: Page) -> None:
    judge.fill("[name=reason]", "数值疑为130，请核对。")
    judge.click("button[name=return]")
    judge.wait_for_url("**/review/")


def state_of(cycle: ReportingCycle) -> str:
    return ProgressRecord.objects.get(as_of_on=cycle.as_of_on).state


def fill_in(clerk: Page, cycle: ReportingCycle, value: str, **words: str) -> None:
    """Keep a draft; nothing is handed in by it."""
    clerk.goto(f"/admin/my/{cycle.pk}/indicators/{cycle.plan.indicators.get().pk}/")
    clerk.fill("[name=value]", value)
    for name, text in words.items():
        clerk.fill(f"[name={name}]", text)
    clerk.click("button[name=save]:not(.visually-hidden)")
    clerk.wait_for_url("**/my/")


def send(clerk: Page, scan: Path | None = None) -> None:
    """Make the sign-off, look at the paper, attach its scan, and send."""
    clerk.click(".page-actions >> text=报送")
    clerk.click("button[name=prepare]")
    clerk.wait_for_url("**/submissions/*/")
    clerk.click("text=打印审签单")
    assert clerk.locator(".paper-signs td").first.inner_text().startswith("承办人（签字）")
    clerk.go_back()
    if scan is not None:
        clerk.set_input_files("[name=file]", scan)
        clerk.click("button[name=attach]")
        clerk.wait_for_selector("text=审签单.pdf")
    clerk.click("button[name=send]")
    clerk.wait_for_selector("text=报送单已送出。")


def confirm(head: Page) -> None:
    """The head opens the sheet from the round, and stands for it."""
    head.goto("/admin/my/")
    head.click(".page-actions >> text=报送")
    head.click("#sent tbody tr:first-child >> text=查看")  # the latest
    head.click("button[name=confirm]")
    head.wait_for_selector("text=已确认，进入审核。")
