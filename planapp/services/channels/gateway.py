"""A gateway for text messages or a government platform, as its own manual asks for it."""

from __future__ import annotations

from planapp.domain.outgoing import fill, find, first_address
from planapp.models import Channel
from planapp.services.channels.base import Outgoing, PermanentFailure, secret_of
from planapp.services.channels.http import answer_of, post


class GatewayAdapter:
    """Fills the channel's template, a JSON object, and sends it as JSON or as a form.

    It has worked if the answer is 2xx and, where `success_path` is set, the field there has one
    of `success_values` (separated by commas).
    """

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def send(self, message: Outgoing, address: str) -> None:
        """Raises TemporaryFailure or PermanentFailure."""
        channel = self.channel
        values = {
            "address": address,
            "name": message.to,
            "subject": message.subject,
            "text": message.body,
            "link": first_address(message.body),
            "key": secret_of(channel.key_variable),
            "secret": secret_of(channel.secret_variable),
            "reference": message.reference,
        }
        answer = post(
            channel.url,
            data=fill(channel.template, values),
            is_form=channel.is_form,
            headers=fill(channel.headers, values),
        )
        self._check(answer)

    def _check(self, text: str) -> None:
        if not self.channel.success_path:
            return
        found = find(answer_of(text), self.channel.success_path)
        wanted = {value.strip() for value in self.channel.success_values.split(",")}
        if found not in wanted:
            told = " ".join(text.split())[:150]
            raise PermanentFailure(f"网关没有表示成功，答复：{told or '（空）'}")
