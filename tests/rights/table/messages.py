"""Who gets what from the addresses of planapp/pages/urls/messages.py."""

from __future__ import annotations

from tests.rights.table.rows import BOTH, GET, POST, Row

PAGES: dict[str, Row] = {
    "inbox": Row(GET, "", "L ooo oo ooo oo oo o"),
    "message": Row(GET, "message.pk", "L o44 44 444 44 44 4"),
    "my_channel": Row(BOTH, "", "L ooo oo ooo oo oo o"),
    "channels": Row(GET, "", "L 333 33 333 33 o3 3"),
    "refused_addresses": Row(GET, "", "L 333 33 333 o3 oo 3"),
    "refused_addresses:post": Row(POST, "", "L 333 33 333 33 oo 3"),
    "add_channel": Row(BOTH, "=wecom", "L 333 33 333 33 o3 3"),
    "channel": Row(BOTH, "channel.pk", "L 333 33 333 33 o3 3"),
    "test_channel": Row(POST, "channel.pk", "L 333 33 333 33 o3 3"),
    "retry_channel": Row(POST, "channel.pk", "L 333 33 333 33 o3 3"),
}
