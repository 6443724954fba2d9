"""Logging in with an authenticator's code, and through the identity service."""

from __future__ import annotations

import re
from base64 import b32decode
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from planapp.models import LinkedIdentity, User
from tests.authenticator import shown_code
from tests.browser.conftest import PASSWORD, LogIn, follow, open_context
from tests.identity_provider import Provider

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


LOGIN = re.compile(r"/admin/login/(\?|$)")


def new_page(browser: Browser, live_server: Any) -> Page:
    return open_context(browser, live_server.url).new_page()


def fill_in(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"input[name={name}]", value)
    follow(page, "main button.primary")


def test_authenticator_is_set_up_and_asked_for_at_the_next_log_in(
    log_in: LogIn, browser: Browser, live_server: Any, supervisor: User
) -> None:
    page = log_in(supervisor)
    page.click(".user-menu summary")
    follow(page, "text=两步验证")
    follow(page, "text=开始设置")
    box = page.locator(".qr-frame svg").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) > (150, 150)
    key = b32decode(page.inner_text("code.one-time").replace(" ", "")).hex()
    code = shown_code(key)
    fill_in(page, code=code)
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10

    other = new_page(browser, live_server)
    other.goto("/admin/login/?next=/admin/sessions/")
    fill_in(other, username=supervisor.username, password=PASSWORD)
    fill_in(other, code=code)  # the same, wherever the clock has got to
    assert "每个验证码只能用一次" in other.inner_text("main")
    other.goto("/admin/sessions/")
    expect(other).to_have_url(LOGIN)
    other.goto("/admin/login/code/")
    fill_in(other, code=codes[0])
    assert other.inner_text("h1") == "我的登录"
    other.context.close()


def test_identity_service_logs_a_person_in_and_out(
    browser: Browser, live_server: Any, provider: Provider, reporter: User
) -> None:
    page = new_page(browser, live_server)
    page.goto("/admin/login/?next=/admin/sessions/")
    follow(page, "text=统一身份认证登录")
    page.fill("input[name=account]", "reporter")
    follow(page, "button")
    expect(page).to_have_url(f"{live_server.url}/admin/sessions/")
    assert LinkedIdentity.objects.get().user == reporter
    page.click(".user-menu summary")
    follow(page, "text=退出登录")
    expect(page).to_have_url(f"{live_server.url}/admin/login/")
    assert len(provider.ended) == 1
    page.goto("/admin/sessions/")
    expect(page).to_have_url(LOGIN)
    page.context.close()
