"""Channels that lead to the servers of tests.outside, and deliveries on them."""

from __future__ import annotations

from typing import Any

from planapp.domain.terms import ChannelKind
from planapp.models import Channel, Delivery
from tests.factories import AT, make_message, make_user
from tests.outside import RobotServer


def make_channel(**changes: Any) -> Channel:
    """A channel by mail that is on and for everybody, unless told otherwise."""
    defaults = {"name": f"渠道{Channel.objects.count() + 1}", "kind": ChannelKind.MAIL}
    return Channel.objects.create(
        **defaults | {"is_on": True, "is_default": True, "per_minute": 60} | changes
    )


def make_delivery(**changes: Any) -> Delivery:
    """One that waits, to somebody who has an e-mail address and a phone."""
    if "channel" not in changes:
        changes["channel"] = Channel.objects.first() or make_channel()
    if "message" not in changes:
        user = make_user(email="zhang@unit.example", phone="13800000001", full_name="张填报")
        changes["message"] = make_message(recipient=user)
    address = changes["channel"].address_of(changes["message"].recipient)
    defaults = {"address": address, "made_at": AT, "next_at": AT}
    return Delivery.objects.create(**defaults | changes)


def make_robot(kind: ChannelKind, robots: RobotServer, **changes: Any) -> Channel:
    """A channel to the robots' server, set up as each kind asks for it."""
    values: dict[str, Any] = {"kind": kind, "url": f"{robots.url}/{kind}"}
    values |= {"key_variable": "CHANNEL_KEY", "secret_variable": "CHANNEL_SECRET"}
    if kind == ChannelKind.WECOM:
        values["secret_variable"] = ""
    if kind == ChannelKind.GATEWAY:
        values["template"] = {"phone": "{address}", "params": ["{name}", "{subject}"], "type": 1}
        values["headers"] = {"Authorization": "Bearer {secret}"}
        values |= {"success_path": "result.code", "success_values": "0, 200"}
    return make_channel(**values | changes)
