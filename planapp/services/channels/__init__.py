"""The ways out of the product, each behind one small interface."""

from __future__ import annotations

from planapp.domain.terms import ChannelKind
from planapp.models import Channel
from planapp.services.channels.base import (
    Adapter,
    Outgoing,
    PermanentFailure,
    TemporaryFailure,
)
from planapp.services.channels.gateway import GatewayAdapter
from planapp.services.channels.http import refusal_of_url
from planapp.services.channels.mail import MailAdapter
from planapp.services.channels.robots import DingtalkAdapter, WecomAdapter

__all__ = (
    "Outgoing",
    "PermanentFailure",
    "TemporaryFailure",
    "adapter_of",
    "refusal_of_url",
)


def adapter_of(channel: Channel) -> Adapter:
    """What sends on this channel."""
    match ChannelKind(channel.kind):
        case ChannelKind.MAIL:
            return MailAdapter()
        case ChannelKind.WECOM:
            return WecomAdapter(channel)
        case ChannelKind.DINGTALK:
            return DingtalkAdapter(channel)
        case ChannelKind.GATEWAY:
            return GatewayAdapter(channel)
