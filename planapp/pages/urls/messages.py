"""Addresses: inboxes and channels."""

from __future__ import annotations

from planapp.pages import (
    channels,
    inbox,
    refused_addresses,
)
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("inbox/", inbox.inbox, "inbox"),
    ("inbox/<int:pk>/", inbox.message, "message"),
    ("my-channel/", channels.my_channel, "my_channel"),
    ("channels/", channels.channels, "channels"),
    ("channels/addresses/", refused_addresses.refused_addresses, "refused_addresses"),
    ("channels/add/<str:kind>/", channels.add_channel, "add_channel"),
    ("channels/<int:pk>/", channels.channel, "channel"),
    ("channels/<int:pk>/test/", channels.test, "test_channel"),
    ("channels/<int:pk>/retry/", channels.retry, "retry_channel"),
]
