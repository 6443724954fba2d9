"""Entry in a real browser: assessed and saved while one types, by two people, with evidence."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from planapp.domain.terms import MemberRole, ReportState
from planapp.models import Evidence, Indicator, ProgressRecord, Unit, User
from tests.browser.conftest import PASSWORD, LogIn, width_at
from tests.conftest import make_person
from tests.factories import (
    make_cycle,
    make_indicator,
    make_light_policy,
    make_plan,
    make_record,
    make_responsibility,
)
from tests.processes import wait_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"已自动保存 \d\d:\d\d")


@pytest.fixture
def indicator(db: None, unit: Unit, settings) -> Indicator:  # type: ignore[no-untyped-def]
    settings.DEMO_DAYS = [date(2024, 1, 15)]
    plan = make_plan()
    make_light_policy(plan=plan)
    make_cycle(plan=plan)
    indicator = make_indicator(plan=plan)
    make_responsibility(indicator=indicator, unit=unit)
    make_record(
        series=indicator.series,
        unit=unit,
        as_of_on=date(2022, 12, 31),
        value=Decimal(70),
        state=ReportState.APPROVED,
    )
    return indicator


def open_entry(page: Page, indicator: Indicator) -> None:
    page.goto(f"/admin/my/{indicator.plan.cycles.get().pk}/indicators/{indicator.pk}/")


def draft_of(indicator: Indicator) -> ProgressRecord:
    return ProgressRecord.objects.get(series=indicator.series, as_of_on=date(2023, 12, 31))


def is_kept(indicator: Indicator, **fields: object) -> bool:
    return ProgressRecord.objects.filter(
        series=indicator.series, as_of_on=date(2023, 12, 31), **fields
    ).exists()


def test_figure_is_assessed_and_saved_while_one_types(
    log_in: LogIn, reporter: User, indicator: Indicator
) -> None:
    page = log_in(reporter)
    open_entry(page, indicator)
    page.get_by_label("数值").fill("60")
    expect(page.locator("#outlook")).to_contain_text("严重滞后")
    page.get_by_label("存在问题").fill("并网较晚。")
    expect(page.locator("#autosave")).to_have_text(SAVED)
    assert draft_of(indicator).value == 60
    page.get_by_label("数值").fill("8000000")
    page.get_by_label("计量单位").select_option("千瓦")
    expect(page.locator("#outlook")).to_contain_text("将保存为 800 万千瓦")
    expect(page.locator("#outlook")).to_contain_text("约为上年的10倍")
    page.get_by_label("数值").fill("810000")
    expect(page.locator("#outlook")).to_contain_text("达到序时进度")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("已提交，等待审核。")).to_be_visible()
    record = draft_of(indicator)
    assert (record.state, record.value, record.problems) == (
        ReportState.SUBMITTED,
        Decimal(81),
        "并网较晚。",
    )


def test_saving_that_fails_keeps_trying(
    log_in: LogIn, reporter: User, indicator: Indicator
) -> None:
    page = log_in(reporter)
    open_entry(page, indicator)
    page.route("**/my/**", lambda route: route.fulfill(status=200, body="<html></html>"))
    page.get_by_label("数值").fill("80")
    expect(page.locator("#autosave")).to_contain_text("未能保存，正在重试")
    page.unroute("**/my/**")
    expect(page.locator("#autosave")).to_have_text(SAVED)
    assert draft_of(indicator).value == 80


def test_session_that_ends_while_one_types_is_told_and_nothing_is_lost(
    log_in: LogIn, reporter: User, indicator: Indicator
) -> None:
    page = log_in(reporter)
    open_entry(page, indicator)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("数值").fill("80")
    expect(page.locator("#autosave")).to_contain_text("登录已失效")
    other = page.context.new_page()
    other.goto("/admin/login/")
    other.get_by_label("用户名").fill(reporter.username)
    other.get_by_label("密码").fill(PASSWORD)
    other.get_by_role("button", name="登录", exact=True).click()
    expect(other).to_have_url(re.compile("/admin/$"))
    expect(page.locator("#autosave")).to_have_text(SAVED)
    assert draft_of(indicator).value == 80


def test_second_person_is_told_and_loses_nothing(
    log_in: LogIn, reporter: User, unit: Unit, indicator: Indicator
) -> None:
    colleague = make_person("colleague", role=MemberRole.REPORTER, unit=unit, full_name="周同事")
    first, second = log_in(reporter), log_in(colleague)
    for page in (first, second):
        open_entry(page, indicator)
    first.get_by_label("数值").fill("80")
    first.get_by_label("进展情况").fill("甲的说明")
    # The figure alone may have been saved first, and be told as saved.
    wait_until(lambda: is_kept(indicator, narrative="甲的说明"), what="the first one's draft")
    second.get_by_label("数值").fill("79")
    second.get_by_label("进展情况").fill("乙的说明")
    expect(second.get_by_role("alert")).to_contain_text("甲的说明")
    expect(second.get_by_role("alert")).to_contain_text("张填报")
    expect(second.get_by_label("进展情况")).to_have_value("乙的说明")
    assert draft_of(indicator).narrative == "甲的说明"
    second.get_by_label("进展情况").fill("甲乙合并的说明")
    second.get_by_role("button", name="保存草稿").click()
    expect(second.get_by_text("草稿已保存。")).to_be_visible()
    assert draft_of(indicator).narrative == "甲乙合并的说明"


def test_evidence_goes_up_and_comes_down_again(
    log_in: LogIn, reporter: User, indicator: Indicator
) -> None:
    content = b"%PDF-1.7 \xe5\x85\xac\xe6\x8a\xa5"
    page = log_in(reporter)
    open_entry(page, indicator)
    page.get_by_label("数值").fill("80")
    file = {"name": "统计公报.pdf", "mimeType": "application/pdf", "buffer": content}
    page.set_input_files("input[type=file]", [file])
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_text("佐证材料已添加")).to_be_visible()
    row = Evidence.objects.get()
    expect(page.locator(".evidence code")).to_have_text(row.sha256)
    with page.expect_download() as download:
        page.get_by_role("link", name="统计公报.pdf").click()
    assert download.value.suggested_filename == "统计公报.pdf"
    assert Path(download.value.path()).read_bytes() == content
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="移除").click()
    expect(page.get_by_text("佐证材料已移除")).to_be_visible()
    assert not Evidence.objects.exists()


def test_page_fits_narrow_screens(log_in: LogIn, reporter: User, indicator: Indicator) -> None:
    page = log_in(reporter)
    for width in (1440, 1024):
        open_entry(page, indicator)
        assert width_at(page, width) == width
