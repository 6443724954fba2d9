"""A unit's sheet on its way, in a real browser: clerk, head, supervisor, and back again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page

from planapp.domain.terms import Light, ReportState, SubmissionState
from planapp.models import Gap, ProgressRecord, ReportingCycle, Submission, User
from tests.browser.conftest import LogIn, follow
from tests.evidence import PDF

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _past_the_head(cycle: ReportingCycle) -> None:
    cycle.plan.confirm_by_head = True
    cycle.plan.save()


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
    follow(judge, "tbody >> text=审核")
    assert judge.locator("text=审签单.pdf").count() == 1
    send_back(judge)
    fill_in(clerk, cycle, "130")
    send(clerk)
    confirm(head)
    judge.goto("/admin/review/")
    follow(judge, "tbody >> text=审核")
    follow(judge, "button[name=approve]")
    gap = Gap.objects.get(cycle=cycle)
    assert (gap.light, gap.actual) == (Light.GREEN, Decimal(130))
    assert [(row.number, row.state) for row in Submission.objects.order_by("number")] == [
        (1, SubmissionState.SENT),
        (2, SubmissionState.SENT),
    ]


def send_back(judge: Page) -> None:
    judge.fill("[name=reason]", "数值疑为130，请核对。")
    follow(judge, "button[name=return]")


def state_of(cycle: ReportingCycle) -> str:
    return ProgressRecord.objects.get(as_of_on=cycle.as_of_on).state


def fill_in(clerk: Page, cycle: ReportingCycle, value: str, **words: str) -> None:
    """Keep a draft; nothing is handed in by it."""
    clerk.goto(f"/admin/my/{cycle.pk}/indicators/{cycle.plan.indicators.get().pk}/")
    clerk.fill("[name=value]", value)
    for name, text in words.items():
        clerk.fill(f"[name={name}]", text)
    follow(clerk, "button[name=save]:not(.visually-hidden)")


def send(clerk: Page, scan: Path | None = None) -> None:
    """Make the sign-off, look at the paper, attach its scan, and send."""
    follow(clerk, ".page-actions >> text=报送")
    follow(clerk, "button[name=prepare]")
    follow(clerk, "text=打印审签单")
    assert clerk.locator(".paper-signs td").first.inner_text().startswith("承办人（签字）")
    clerk.go_back()
    if scan is not None:
        clerk.set_input_files("[name=file]", scan)
        follow(clerk, "button[name=attach]")
        assert clerk.locator("text=审签单.pdf").count() == 1
    follow(clerk, "button[name=send]")
    assert clerk.locator("text=报送单已送出。").count() == 1


def confirm(head: Page) -> None:
    """The head opens the sheet from the round, and stands for it."""
    head.goto("/admin/my/")
    follow(head, ".page-actions >> text=报送")
    follow(head, "#sent tbody tr:first-child >> text=查看")  # the latest
    follow(head, "button[name=confirm]")
    assert head.locator("text=已确认，进入审核。").count() == 1
