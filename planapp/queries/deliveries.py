"""How the channels are doing, and which addresses do not take what is sent to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from planapp.domain.terms import DeliveryState
from planapp.models import Channel, Delivery

_LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ChannelStanding:
    """A channel with what waits on it, since when, and how the last seven days went."""

    channel: Channel
    waiting: int
    waiting_since: datetime | None
    sent: int
    failed: int
    last_sent_at: datetime | None
    rests_until: datetime | None


@dataclass(frozen=True, slots=True)
class Refusing:
    """An address that takes nothing: its latest delivery, and since when it has been so."""

    last: Delivery
    since: datetime | None


def channel_standings(*, at: datetime) -> list[ChannelStanding]:
    """Every channel, the oldest first. Two queries."""
    waits = Q(state__in=(DeliveryState.WAITING, DeliveryState.SENDING))
    lately = Q(made_at__gte=at - _LATELY)
    counted = Delivery.objects.order_by().values("channel").annotate(
        waiting=Count("pk", filter=waits),
        waiting_since=Min("made_at", filter=waits),
        sent=Count("pk", filter=lately & Q(state=DeliveryState.SENT)),
        failed=Count("pk", filter=lately & Q(state=DeliveryState.FAILED)),
        last_sent_at=Max("sent_at"),
        rests_until=Max("channel_rests_until", filter=Q(channel_rests_until__gt=at)),
    )  # fmt: skip
    by_channel = {row["channel"]: row for row in counted}
    return [_standing(row, by_channel.get(row.pk, {})) for row in Channel.objects.all()]


def latest_deliveries() -> QuerySet[Delivery]:
    """All deliveries with their channel and recipient, the latest first."""
    return Delivery.objects.select_related("channel", "message__recipient")


def refusing_addresses() -> list[Refusing]:
    """The addresses whose last delivery was refused as such, the latest first. One query.

    Left out where nothing is sent there any more: the person has another address, or has left.
    """
    rows = latest_deliveries().filter(
        state__in=(DeliveryState.SENT, DeliveryState.FAILED),
        message__recipient__is_active=True,
        address__in=Delivery.objects.filter(is_refused=True).values("address"),
    )
    found: dict[tuple[int, str], Refusing] = {}
    recovered: set[tuple[int, str]] = set()
    for row in rows.order_by("-claimed_at", "-pk"):
        key = row.message.recipient_id, row.address
        if not row.is_refused:
            recovered.add(key)  # all before it is past
        elif key not in recovered:
            last = found[key].last if key in found else row
            found[key] = Refusing(last, since=row.claimed_at)
    return [
        each
        for each in found.values()
        if each.last.channel.address_of(each.last.message.recipient).strip() == each.last.address
    ]


def _standing(channel: Channel, counted: Mapping[str, Any]) -> ChannelStanding:
    return ChannelStanding(
        channel,
        waiting=counted.get("waiting", 0),
        waiting_since=counted.get("waiting_since"),
        sent=counted.get("sent", 0),
        failed=counted.get("failed", 0),
        last_sent_at=counted.get("last_sent_at"),
        rests_until=counted.get("rests_until"),
    )
