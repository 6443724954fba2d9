"""The sum of a breakdown while it is typed, in a real browser."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from planapp.models import User
from tests.browser.conftest import LogIn
from tests.factories import make_indicator, make_region, shared_region

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_sum_follows_what_is_typed(log_in: LogIn, administrator: User) -> None:
    whole = make_indicator(target=Decimal("1200.3"), value_unit="亿元")
    for name in ("杭州市", "宁波市"):
        make_region(name=name, parent=shared_region())
    page = log_in(administrator)
    page.goto(reverse("admin:breakdown", args=(whole.pk,)))
    first, second = page.locator("[data-part]").all()
    total, difference = page.locator("[data-sum]"), page.locator("[data-difference]")
    expect(difference).to_have_text("比总目标少 1,200.3 亿元")
    first.fill("1200.1")
    second.fill("0.2")
    expect(total).to_have_text("1,200.3 亿元")
    expect(difference).to_have_text("与总目标相等")
    second.fill("1.2")
    expect(difference).to_have_text("比总目标多 1 亿元")
    page.select_option("select[name=how]", "weighted")
    expect(total).to_have_text("")
