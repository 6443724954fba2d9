"""Who keeps no accounts is shown numbers and addresses of people with their middle left out."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import DeliveryState
from planapp.models import User
from planapp.pages.audit_words import rows_in_words
from tests.channels import make_channel, make_delivery
from tests.factories import make_message

pytestmark = pytest.mark.django_db
PHONE, MAIL = "13812341234", "zhangsan@unit.example"


@pytest.fixture
def known(reporter: User) -> User:
    reporter.phone, reporter.email = PHONE, MAIL
    reporter.save()
    return reporter


def test_account_as_an_auditor_sees_it(auditor_client: Client, known: User) -> None:
    page = auditor_client.get(reverse("admin:planapp_user_change", args=[known.pk]))
    text = page.content.decode()
    assert ("138****1234" in text, "z***@unit.example" in text) == (True, True)
    assert (PHONE in text, MAIL in text) == (False, False)


def test_who_keeps_accounts_sees_what_there_is(security_admin_client: Client, known: User) -> None:
    page = security_admin_client.get(reverse("admin:planapp_user_change", args=[known.pk]))
    text = page.content.decode()
    assert (PHONE in text, MAIL in text) == (True, True)


def test_changes_on_the_trail_are_told_without_the_numbers() -> None:
    fields = {"phone": [None, PHONE], "email": [MAIL, "li@unit.example"]}
    [row] = rows_in_words([{"model": "user", "pk": "1", "fields": fields}], {})
    assert [(line.before, line.after) for line in row.lines] == [
        ("—", "138****1234"),
        ("z***@unit.example", "l***@unit.example"),
    ]


@pytest.mark.parametrize(
    ("client", "page", "shown"),
    [
        ("system_admin_client", "channels", False),
        ("system_admin_client", "refused_addresses", False),
        ("auditor_client", "refused_addresses", False),
        ("security_admin_client", "refused_addresses", True),
    ],
)
def test_addresses_that_messages_went_to(
    client: str, page: str, shown: bool, known: User, request: pytest.FixtureRequest
) -> None:
    make_delivery(
        channel=make_channel(), message=make_message(recipient=known), address=MAIL,
        state=DeliveryState.FAILED, is_refused=True, error=f"550 <{MAIL}> unknown",
    )  # fmt: skip
    text = request.getfixturevalue(client).get(reverse(f"admin:{page}")).content.decode()
    assert "z***@unit.example" in text
    assert (MAIL in text) is shown
