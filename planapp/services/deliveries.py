"""Messages on their way out: made with the message, claimed, sent outside any transaction, marked.

Whoever dies between sending and marking leaves a claim behind; it runs out after a quarter of an
hour and the delivery is sent once more. So nothing is lost, and nothing but what was under way at
that moment arrives twice. The rows tell what became of each; they are not audited one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from planapp.domain.outgoing import RETRIES, retry_delay, with_full_addresses
from planapp.domain.terms import ChannelKind, DeliveryState
from planapp.models import Channel, Delivery, Message, User
from planapp.rights import Action
from planapp.services.audit import write_audit
from planapp.services.channels import (
    Outgoing,
    PermanentFailure,
    TemporaryFailure,
    adapter_of,
)
from planapp.services.errors import Refused, require

_MINUTE = timedelta(minutes=1)
_NOT_OLDER_THAN = timedelta(days=7)  # what failed long ago is of no use any more


def make_deliveries(messages: Collection[Message], *, at: datetime) -> None:
    """One delivery for each message whose recipient any channel reaches.

    In the caller's transaction. One query without channels that are on, three with.
    """
    channels = list(Channel.objects.filter(is_on=True))
    if not channels:
        return
    people = User.objects.in_bulk({message.recipient_id for message in messages})
    rows = [
        Delivery(message=message, channel=channel, address=address, made_at=at, next_at=at)
        for message in messages
        for channel, address in ways_to(people[message.recipient_id], channels)[:1]
    ]
    Delivery.objects.bulk_create(rows)


def ways_to(user: User, channels: Sequence[Channel]) -> list[tuple[Channel, str]]:
    """The channels that reach a person, with the address, the one to take first.

    That is the one they prefer; after it the ones for everybody, e-mail before others.
    """
    in_order = sorted(
        channels,
        key=lambda each: (each.pk != user.preferred_channel_id, each.kind != ChannelKind.MAIL),
    )
    return [
        (channel, address)
        for channel in in_order
        if channel.is_default or channel.pk == user.preferred_channel_id
        if (address := channel.address_of(user).strip())
    ]


def send_next(*, at: datetime) -> bool:
    """Send one delivery whose time has come; whether there was one.

    Raises nothing that a channel causes: that is written down, and tried again where it may help.
    """
    delivery = _claim(at=at)
    if delivery is None:
        return False
    recipient = delivery.message.recipient
    if not recipient.is_active:
        _mark(delivery, state=DeliveryState.STOPPED, error="收件人的账号已停用", next_at=None)
        return True
    message = delivery.message
    outgoing = Outgoing(
        subject=" ".join(message.subject.split()),
        body=with_full_addresses(message.body, site=settings.SITE_URL),
        to=str(recipient),
        reference=f"delivery-{delivery.pk}-{delivery.made_at:%Y%m%d%H%M%S%f}",
    )
    try:
        adapter_of(delivery.channel).send(outgoing, delivery.address)
    except TemporaryFailure as failure:
        _put_off(delivery, failure, at=at)
    except PermanentFailure as failure:
        _give_up(delivery, str(failure), is_refused=failure.of_address)
    else:
        _mark(delivery, state=DeliveryState.SENT, error="", sent_at=at, next_at=None)
    return True


@transaction.atomic
def retry_failed(*, channel: Channel, by: User, at: datetime) -> int:
    """Send again what failed on a channel within a week, where its people are reached now."""
    require(Action.KEEP_SYSTEM, by=by, at=at, refusal="只有系统管理员可以重发。")
    if not channel.is_on:
        raise Refused(f"“{channel}”没有启用；请先启用，再重发。")
    rows = Delivery.objects.filter(
        channel=channel, state=DeliveryState.FAILED, made_at__gte=at - _NOT_OLDER_THAN
    ).select_related("message__recipient")
    again = list(rows.select_for_update(of=("self",)))
    for row in again:
        row.address = channel.address_of(row.message.recipient).strip() or row.address
        row.state, row.next_at, row.attempts = DeliveryState.WAITING, at, 0
        row.is_refused = False
    Delivery.objects.bulk_update(again, ("address", "state", "next_at", "attempts", "is_refused"))
    if not again:
        raise Refused("最近7天没有发送失败的，不用重发。")
    subject = f"{channel}：重发 {len(again)} 份"
    write_audit(by=by, action="deliveries.retried", subject=subject, at=at)
    return len(again)


@transaction.atomic
def _claim(*, at: datetime) -> Delivery | None:
    """The next delivery, marked as ours; one at a time, so that no claim waits behind another.

    A channel's row is held meanwhile: its limit counts for all workers together.
    """
    for channel in Channel.objects.filter(is_on=True).order_by("pk").select_for_update():
        row = _next_of(channel, at=at)
        if row is not None:
            return row
    return None


def _next_of(channel: Channel, *, at: datetime) -> Delivery | None:
    rows = Delivery.objects.filter(channel=channel)
    if rows.filter(channel_rests_until__gt=at).exists():
        return None
    if rows.filter(claimed_at__gt=at - _MINUTE).count() >= channel.per_minute:
        return None
    for pk, attempts in rows.due(at).order_by("next_at", "pk").values_list("pk", "attempts"):
        if attempts > len(RETRIES):  # each time whoever sent it died
            given_up = {"state": DeliveryState.FAILED, "error": "发送时多次中断", "next_at": None}
            rows.due(at).filter(pk=pk).update(**given_up)
            continue
        claim = {"state": DeliveryState.SENDING, "claimed_at": at, "attempts": attempts + 1}
        if rows.due(at).filter(pk=pk).update(**claim):
            return Delivery.objects.select_related("channel", "message__recipient").get(pk=pk)
    return None


def _put_off(delivery: Delivery, failure: TemporaryFailure, *, at: datetime) -> None:
    wait = retry_delay(delivery.attempts)
    asked = failure.retry_after or timedelta()
    rests = at + max(asked, _MINUTE) if failure.of_channel else None
    if wait is None:
        _give_up(delivery, str(failure), channel_rests_until=rests)
        return
    _mark(
        delivery,
        state=DeliveryState.WAITING,
        error=str(failure),
        next_at=at + max(wait, asked),
        channel_rests_until=rests,
    )


def _give_up(
    delivery: Delivery,
    reason: str,
    *,
    is_refused: bool = False,
    channel_rests_until: datetime | None = None,
) -> None:
    _mark(
        delivery,
        state=DeliveryState.FAILED,
        error=reason,
        is_refused=is_refused,
        next_at=None,
        channel_rests_until=channel_rests_until,
    )


def _mark(delivery: Delivery, **values: object) -> None:
    """What became of it, unless the claim ran out meanwhile and is somebody else's by now."""
    Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.SENDING, claimed_at=delivery.claimed_at
    ).update(**values)
