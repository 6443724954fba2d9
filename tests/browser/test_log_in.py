"""Logging in with an authenticator's code, and through the identity service."""

from __future__ import annotations

from base64 import b32decode
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from planapp.models import LinkedIdentity, User
from tests.authenticator import shown_code
from tests.browser.conftest import PASSWORD, LogIn
from tests.identity_provider import Provider

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def new_page(browser: Browser, live_server: Any) -> Page:
    return browser.new_context(base_url=live_server.url, locale="zh-CN").new_page()


def fill_in(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"input[name={name}]", value)
    page.click("main button.primary")


def test_authenticator_is_set_up_and_asked_for_at_the_next_log_in(
    log_in: LogIn, browser: Browser, live_server: Any, supervisor: User
) -> None:
    page = log_in(supervisor)
    page.click(".user-menu summary")
    page.click("text=两步验证")
    page.click("text=开始设置")
    box = page.locator(".qr-frame svg").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) > (150, 150)
    key = b32decode(page.inner_text("code.one-time").replace(" ", "")).hex()
    fill_in(page, code=shown_code(key))
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10

    other = new_page(browser, live_server)
    other.goto("/admin/login/?next=/admin/sessions/")
    fill_in(other, username=supervisor.username, password=PASSWORD)
    other.wait_for_url("**/login/code/")
    fill_in(other, code=shown_code(key))
    assert "每个验证码只能用一次" in other.inner_text("main")
    other.goto("/admin/sessions/")
    other.wait_for_url("**/admin/login/**")
    other.goto("/admin/login/code/")
    fill_in(other, code=codes[0])
    other.wait_for_url("**/admin/sessions/")
    assert other.inner_text("h1") == "我的登录"
    other.context.close()


def test_identity_service_logs_a_person_in_and_out(
    browser: Browser, live_server: Any, provider: Provider, reporter: User
) -> None:
    page = new_page(browser, live_server)
    page.goto("/admin/login/?next=/admin/sessions/")
    page.click("text=统一身份认证登录")
    page.wait_for_url(f"{provider.url}/**")
    page.fill("input[name=account]", "reporter")
    page.click("button")
    page.wait_for_url("**/admin/sessions/")
    assert LinkedIdentity.objects.get().user == reporter
    page.click(".user-menu summary")
    page.click("text=退出登录")
    page.wait_for_url("**/admin/login/")
    assert len(provider.ended) == 1
    page.goto("/admin/sessions/")
    page.wait_for_url("**/admin/login/**")
    page.context.close()
