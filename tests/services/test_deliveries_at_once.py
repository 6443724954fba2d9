"""Several workers at once send each delivery once, and keep a channel's limit together."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from planapp.domain.terms import ChannelKind, DeliveryState
from planapp.models import Delivery
from planapp.services.deliveries import send_next
from tests.channels import (
    make_channel,
    make_delivery,
    make_robot,
)
from tests.factories import AT, make_message, make_user

WORKERS = 4

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's test database has one connection"
    ),
]


def send_at_once():
    """How many all the workers tried; they start together."""
    barrier = Barrier(WORKERS)

    def run(number):
        try:
            barrier.wait()
            at = AT + timedelta(microseconds=number)
            return sum(1 for _ in iter(lambda: send_next(at=at), False))
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return sum(pool.map(run, range(WORKERS)))


def test_workers_at_once_send_each_letter_once(mail_server):
    channel = make_channel(per_minute=1000)
    for number in range(30):
        user = make_user(email=f"user{number}@unit.example")
        make_delivery(channel=channel, message=make_message(recipient=user))
    assert send_at_once() == 30
    got = Counter(letter["To"] for letter in mail_server.letters)
    assert got == {f"user{number}@unit.example": 1 for number in range(30)}
    assert set(Delivery.objects.values_list("state", "attempts")) == {(DeliveryState.SENT, 1)}


def test_workers_at_once_keep_the_limit_together(robots):
    channel = make_robot(ChannelKind.WECOM, robots, per_minute=5)
    for _ in range(12):
        make_delivery(channel=channel)
    assert (send_at_once(), len(robots.taken)) == (5, 5)
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 7


def test_claim_that_was_taken_over_meanwhile_is_not_marked_by_its_former_owner(mail_server):
    row, later = make_delivery(), AT + timedelta(hours=1)

    def take_over():
        with ThreadPoolExecutor(1) as pool:  # a connection of its own
            pool.submit(_claim_for_another, row.pk, later).result()

    mail_server.meanwhile = take_over
    assert send_next(at=AT)
    row.refresh_from_db()
    assert (row.state, row.claimed_at) == (DeliveryState.SENDING, later)


def _claim_for_another(pk, at):
    Delivery.objects.filter(pk=pk).update(claimed_at=at)
    connection.close()
