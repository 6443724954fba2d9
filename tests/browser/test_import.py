"""导入 in a real browser: a unit's own ledger becomes drafts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from planapp.models import ImportRun, ProgressRecord, Unit, User
from tests.browser.conftest import LogIn, follow
from tests.factories import (
    make_cycle,
    make_indicator,
    make_plan,
    make_responsibility,
    make_series,
)
from tests.ledger.making import make_xlsx

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_clerk_brings_in_a_ledger_with_a_column_for_the_year(
    log_in: LogIn, unit: Unit, reporter: User, tmp_path: Path
) -> None:
    year = timezone.localdate().year
    plan = make_plan(title="产业规划", period_end=year + 1)
    series = make_series(name="总产值", value_unit="亿元")
    indicator = make_indicator(plan=plan, series=series, target_year=year + 1)
    make_responsibility(indicator=indicator, unit=unit)
    opens, due = date(year, 1, 1), date(year + 1, 1, 31)
    make_cycle(plan=plan, as_of_on=date(year - 1, 12, 31), opens_on=opens, due_on=due)
    path = tmp_path / "产业台账.xlsx"
    head = [["产业规划指标台账"], ["序号", "指标名称", "计量单位", f"{year - 1}年"]]
    path.write_bytes(make_xlsx([*head, [1, "总产值", "亿元", "1,103.5"], [2, "别的", "家", 3]]))
    clerk = log_in(reporter)
    clerk.goto("/admin/imports/")
    clerk.set_input_files("[name=file]", path)
    follow(clerk, "text=上传并核对")
    follow(clerk, "text=确认对应关系，核对各行")
    assert clerk.locator("#problems tbody tr").count() == 1
    clerk.locator("#names select").select_option("-")
    follow(clerk, "text=按选择重新核对")
    assert clerk.locator("#problems").count() == 0
    clerk.check("[name=names_seen]")
    follow(clerk, "text=确认导入")
    expect(clerk.get_by_text("导入完成")).to_be_visible()
    assert f"{ProgressRecord.objects.get().value.normalize():f}" == "1103.5"
    assert ImportRun.objects.get().state == "done"
