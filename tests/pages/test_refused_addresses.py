"""失效地址: what takes nothing, since when; letters that came back are noted by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import DeliveryState
from planapp.models import AuditEvent, Delivery, User
from planapp.queries.deliveries import refusing_addresses
from tests.channels import make_channel, make_delivery
from tests.factories import AT, make_message

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:refused_addresses")
SENT: dict[str, Any] = {"state": DeliveryState.SENT, "claimed_at": AT, "sent_at": AT}


@pytest.fixture(autouse=True)
def _stand_on_a_fixed_day(settings: Any) -> None:
    settings.DEMO_DAYS = [AT.date()]


def told(client: Client, **form: str) -> list[str]:
    page = client.post(PAGE, form, follow=True)
    return [str(message) for message in page.context["messages"]]


def test_letter_that_came_back_is_noted_and_listed_until_the_account_is_corrected(
    system_admin_client: Client, security_admin_client: Client
) -> None:
    row = make_delivery(**SENT)
    owner: User = row.message.recipient
    words = told(system_admin_client, address=" Zhang@unit.example ", reason="邮箱不存在")
    assert words == [f"已登记；这是{owner}的地址，更正前一直列在这里。"]
    page = security_admin_client.get(PAGE).content.decode()
    assert "收下以后退回：邮箱不存在" in page
    assert f'href="{reverse("admin:planapp_user_change", args=(owner.pk,))}"' in page
    event = AuditEvent.objects.get(action="deliveries.bounced")
    assert event.subject == "zhang@unit.example：收下以后退回：邮箱不存在"
    User.objects.filter(pk=owner.pk).update(email="new@unit.example")
    assert refusing_addresses() == []
    assert "没有失效地址" in system_admin_client.get(PAGE).content.decode()


def test_address_is_listed_since_the_first_of_its_latest_refusals() -> None:
    channel = make_channel()
    first = make_delivery(channel=channel, **SENT)
    refused = {"state": DeliveryState.FAILED, "is_refused": True}
    for days in (1, 2):
        message = make_message(recipient=first.message.recipient)
        at = AT + timedelta(days=days)
        make_delivery(channel=channel, message=message, claimed_at=at, **refused)
    [found] = refusing_addresses()
    assert (found.since, found.last.claimed_at) == (
        AT + timedelta(days=1),
        AT + timedelta(days=2),
    )


def test_address_to_which_nothing_was_sent_cannot_be_noted(system_admin_client: Client) -> None:
    make_delivery()
    [words] = told(system_admin_client, address="zhang@unit.example")
    assert words.startswith("没有送达“zhang@unit.example”的消息")
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_auditor_reads_the_list_and_adds_nothing_to_it(auditor_client: Client) -> None:
    make_delivery(**SENT)
    assert "登记退信" not in auditor_client.get(PAGE).content.decode()
    assert auditor_client.post(PAGE, {"address": "zhang@unit.example"}).status_code == 403
    assert Delivery.objects.get().state == DeliveryState.SENT
