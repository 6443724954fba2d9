"""How the channels are doing, in the same number of queries however much there is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planapp.domain.terms import DeliveryState
from planapp.queries.deliveries import channel_standings, refusing_addresses
from tests.channels import make_channel, make_delivery
from tests.factories import AT, make_message

pytestmark = pytest.mark.django_db

FAILED = {"state": DeliveryState.FAILED, "is_refused": True, "claimed_at": AT}


@pytest.mark.parametrize("rows", [1, 3])
def test_standings_cost_the_same_for_any_number(rows, django_assert_num_queries):
    for _ in range(rows):
        make_delivery(channel=make_channel())
    with django_assert_num_queries(2):
        assert [each.waiting for each in channel_standings(at=AT)] == [1] * rows


def test_standing_counts_what_waits_and_how_the_week_went():
    channel, old = make_channel(), AT - timedelta(days=8)
    make_delivery(channel=channel, made_at=old)
    make_delivery(channel=channel, state=DeliveryState.SENDING)
    make_delivery(channel=channel, state=DeliveryState.SENT, sent_at=AT)
    make_delivery(channel=channel, state=DeliveryState.SENT, sent_at=old, made_at=old)
    rests = AT + timedelta(minutes=5)
    make_delivery(channel=channel, state=DeliveryState.FAILED, channel_rests_until=rests)
    [found] = channel_standings(at=AT)
    assert (found.waiting, found.waiting_since, found.sent, found.failed) == (2, old, 1, 1)
    assert (found.last_sent_at, found.rests_until) == (AT, rests)
    assert channel_standings(at=rests)[0].rests_until is None


@pytest.mark.parametrize("rows", [1, 3])
def test_addresses_that_refuse_cost_one_query(rows, django_assert_num_queries):
    channel = make_channel()
    for _ in range(rows):
        make_delivery(channel=channel, **FAILED)
    with django_assert_num_queries(1):
        assert len(refusing_addresses()) == rows


def test_address_that_takes_letters_again_refuses_no_more():
    row = make_delivery(**FAILED)
    again = make_message(recipient=row.message.recipient)
    later = {"state": DeliveryState.SENT, "claimed_at": AT + timedelta(days=1)}
    make_delivery(message=again, **later)
    assert refusing_addresses() == []


@pytest.mark.parametrize("changes", [{"email": "new@unit.example"}, {"is_active": False}])
def test_address_that_is_nobodys_any_more_is_left_out(changes):
    user = make_delivery(**FAILED).message.recipient
    assert len(refusing_addresses()) == 1
    type(user).objects.filter(pk=user.pk).update(**changes)
    assert refusing_addresses() == []
