"""用 Excel 填报 in a real browser: the file goes out, comes back and is handed in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone

from planapp.domain.terms import Measure, ReportState
from planapp.domain.unit_sheet import FIGURES
from planapp.models import ProgressRecord, Unit, User
from tests.browser.conftest import LogIn, follow
from tests.factories import make_cycle, make_indicator, make_plan, make_responsibility
from tests.pages.sheets import FIRST, fill

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_clerk_fills_in_the_sheet_and_mends_a_slip(
    log_in: LogIn, unit: Unit, reporter: User, tmp_path: Path
) -> None:
    year = timezone.localdate().year
    plan = make_plan(period_end=year + 1)
    indicator = make_indicator(plan=plan, measure=Measure.QUALITATIVE, target_year=year + 1)
    make_responsibility(indicator=indicator, unit=unit)
    opens, due = date(year, 1, 1), date(year + 1, 1, 31)
    make_cycle(plan=plan, as_of_on=date(year - 1, 12, 31), opens_on=opens, due_on=due)
    clerk, path = log_in(reporter), tmp_path / "填报表.xlsx"
    clerk.goto("/admin/my/")
    with clerk.expect_download() as given:
        clerk.click("text=下载填报表")
    given.value.save_as(path)
    for value in ("约300", 300):
        book = openpyxl.load_workbook(path)
        fill(book, FIGURES, FIRST, value=value)
        book.save(path)
        clerk.goto("/admin/my/sheet/")
        clerk.set_input_files("[name=file]", path)
        follow(clerk, "text=上传并核对")
        wrong = clerk.locator(".sheet-error").all_inner_texts()
        assert ["数据指标 第4行 本期数值" in one for one in wrong] == [True] * (value == "约300")
    follow(clerk, "text=保存并提交审核")
    assert ProgressRecord.objects.get().state == ReportState.SUBMITTED
