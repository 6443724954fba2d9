"""The search field of every page: by one key to what was found."""

from __future__ import annotations

import pytest

from planapp.models import User
from tests.browser.conftest import LogIn, width_at
from tests.factories import make_indicator
from tests.searching import index_everything

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_slash_leads_to_the_search_and_f_to_the_lists_own(log_in: LogIn, supervisor: User) -> None:
    make_indicator(name="疫苗产量")
    index_everything()
    page = log_in(supervisor)
    page.goto("/admin/tasks/")
    page.keyboard.press("f")
    assert page.locator(".toolbar input[name=q]").evaluate("it => it === document.activeElement")
    page.goto("/admin/tasks/")
    page.keyboard.press("/")
    page.keyboard.type("疫苗")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/search/?q=*")
    assert page.locator(".found mark").all_inner_texts() == ["疫苗"]
    page.locator(".found a").filter(has_text="产量").first.click()
    page.wait_for_url("**/admin/indicators/**")
    assert width_at(page, 1024) <= 1024
