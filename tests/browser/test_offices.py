"""An item inside its unit and beside it: handed out, contributed to, taken over by the lead."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from planapp.models import Evidence, Handling, ReportingCycle, TaskReport, Unit, User
from tests.browser.conftest import LogIn, follow
from tests.evidence import PDF
from tests.factories import make_cycle, make_plan
from tests.work import owe_task

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

SAID = "我厅负责的接入工程已竣工。"


def open_round() -> ReportingCycle:
    """A round that is open now, whatever the day."""
    year = timezone.localdate().year
    return make_cycle(
        plan=make_plan(period_end=year + 1),
        as_of_on=date(year - 1, 12, 31),
        opens_on=date(year, 1, 1),
        due_on=date(year + 1, 1, 31),
    )


def test_item_is_handed_out_and_merged_from_two_units(
    log_in: LogIn, unit: Unit, unit_head: User, reporter: User, outsider: User, tmp_path: Path
) -> None:
    cycle, supporting = open_round(), outsider.memberships.get().unit
    task = owe_task(unit, cycle, support=supporting, title="建设新能源基地")
    owe_task(unit, cycle, title="推广绿色制造")

    head = log_in(unit_head)
    head.goto("/admin/my/")
    follow(head, "text=处室分办")
    head.check(f"#pick-task-{task.pk}")
    assert head.inner_text("[data-picked]") == "已选 1 项"
    head.fill("[name=office]", "规划处")
    head.select_option("[name=person]", str(reporter.pk))
    follow(head, "button[name=assign]")
    assert Handling.objects.get().person == reporter

    other = log_in(outsider)
    other.goto("/admin/my/")
    follow(other, "text=提意见")
    contribute(other, tmp_path / "批复.pdf")
    assert Evidence.objects.get().remark.unit == supporting

    clerk = log_in(reporter)
    clerk.goto("/admin/my/")
    assert clerk.locator("[aria-current=page] >> text=我承办的").count() == 1
    assert clerk.locator("table.duties tbody tr").count() == 1
    follow(clerk, "table.duties a.button")
    assert clerk.locator("#remarks >> text=批复.pdf").count() == 1
    clerk.select_option("[name=self_assessment]", "on_course")
    clerk.click("text=写入进展情况")
    follow(clerk, "button.button[name=save]")
    assert TaskReport.objects.get().narrative == SAID


def contribute(page: Page, file: Path) -> None:
    file.write_bytes(PDF)
    page.fill("#id_text", SAID)
    page.set_input_files("#write [name=file]", file)
    follow(page, "text=提交意见")
