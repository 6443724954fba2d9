"""Messages on their way out: made with the message, claimed, sent outside any transaction, marked.

Whoever dies between sending and marking leaves a claim behind; it runs out after a quarter of an
hour and the delivery is sent once more. So nothing is lost, and nothing but what was under way at
that moment arrives twice. The rows tell what became of each; they are not audited one by one.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from planapp.domain.outgoing import (
    LONGEST_WAIT,
    RETRIES,
    channel_delay,
    retry_delay,
    with_full_addresses,
)
from planapp.domain.terms import ChannelKind, DeliveryState
from planapp.models import Channel, Delivery, Message, User
from planapp.rights import Action, may
from planapp.services.audit import write_audit
from planapp.services.channels import (
    Outgoing,
    PermanentFailure,
    TemporaryFailure,
    adapter_of,
)
from planapp.services.errors import Refused, require

logger = logging.getLogger(__name__)

_MINUTE = timedelta(minutes=1)
_NOT_OLDER_THAN = timedelta(days=7)  # what did not get there by then is of no use any more


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

    Raises nothing that a channel or a message causes: that is written down, and tried again where
    it may help.
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
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # one bad message must not hold up the others
        logger.exception("delivery %s stopped", delivery.pk)
        _put_off(delivery, TemporaryFailure(f"程序出错（{type(error).__name__}）"), at=at)
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
def mark_bounced(*, address: str, reason: str, by: User, at: datetime) -> User:
    """Note that letters to an address came back after they had been taken; returns whose it is.

    The address is listed until it is corrected or a later message gets there.
    """
    who = (Action.KEEP_SYSTEM, Action.KEEP_PEOPLE)
    if not any(may(by, action, on=timezone.localdate(at)) for action in who):
        raise Refused("只有系统管理员和安全管理员可以登记退信。")
    sent = Delivery.objects.filter(address__iexact=address.strip(), state=DeliveryState.SENT)
    last = sent.select_related("message__recipient").order_by("-sent_at", "-pk").first()
    if last is None:
        raise Refused(f"没有送达“{address}”的消息，请核对地址；发送时就被拒收的已自动列出。")
    error = f"收下以后退回：{reason.strip() or '没有写明原因'}"[:300]
    Delivery.objects.filter(pk=last.pk).update(
        state=DeliveryState.FAILED, is_refused=True, error=error
    )
    write_audit(by=by, action="deliveries.bounced", subject=f"{last.address}：{error}", at=at)
    return last.message.recipient


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
    # Bounded on both sides: an instant far ahead is of a clock that was set back since.
    if rows.filter(channel_rests_until__gt=at, channel_rests_until__lte=at + LONGEST_WAIT).exists():
        return None
    lately = rows.filter(claimed_at__gt=at - _MINUTE, claimed_at__lte=at + _MINUTE)
    if lately.count() >= channel.per_minute:
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
    """Try it again later: five times in all, or while its channel is down as long as it is of use.

    A channel that is down, for a weekend maybe, costs the message no attempt of its own.
    """
    wait = retry_delay(delivery.attempts)
    asked = failure.retry_after or timedelta()
    kept: dict[str, object] = {"channel_rests_until": None}
    if failure.of_channel:
        waited = at - delivery.made_at
        wait = channel_delay(waited) if waited < _NOT_OLDER_THAN else None
        rests_until = at + max(asked, _MINUTE)
        kept = {"channel_rests_until": rests_until, "attempts": delivery.attempts - 1}
    if wait is None:
        _give_up(delivery, str(failure), **kept)
        return
    next_at = at + max(wait, asked)
    _mark(delivery, state=DeliveryState.WAITING, error=str(failure), next_at=next_at, **kept)


def _give_up(delivery: Delivery, reason: str, **values: object) -> None:
    _mark(delivery, state=DeliveryState.FAILED, error=reason, next_at=None, **values)


def _mark(delivery: Delivery, **values: object) -> None:
    """What became of it, unless the claim ran out meanwhile and is somebody else's by now."""
    Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.SENDING, claimed_at=delivery.claimed_at
    ).update(**values)
