"""How a refusal reads; who is refused what is asked in tests/rights."""

from __future__ import annotations

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_refusal_says_who_may_and_what_to_do(reporter_client):
    response = reporter_client.get(reverse("admin:review_queue"))
    text = response.content.decode()
    assert response.status_code == 403
    assert ("只有督查人员可以打开这一页。" in text, "联系本单位管理员" in text) == (True, True)


def test_refusal_of_a_foreign_item_says_why(world, outsider_client):
    address = reverse("admin:figure_entry", args=(world.cycle.pk, world.indicator.pk))
    assert "不由您的单位牵头填报" in outsider_client.get(address).content.decode()
