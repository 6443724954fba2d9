"""What every channel can do, and the two ways in which it can fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.conf import settings

_SHORTEST_SECRET = 4  # what is shorter would blot out ordinary words
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as it goes out, its addresses full; `to` is the recipient's name.

    `reference` is the same each time that the same delivery is tried.
    """

    subject: str
    body: str
    to: str
    reference: str


class TemporaryFailure(Exception):
    """It may work later, not before `retry_after`; `of_channel` where all others have to wait."""

    def __init__(
        self, reason: str, *, retry_after: timedelta | None = None, of_channel: bool = False
    ) -> None:
        super().__init__(without_secrets(reason))
        self.retry_after = retry_after
        self.of_channel = of_channel


class PermanentFailure(Exception):
    """It will not work again as it is; `of_address` where the address was refused."""

    def __init__(self, reason: str, *, of_address: bool = False) -> None:
        super().__init__(without_secrets(reason))
        self.of_address = of_address


class Adapter(Protocol):
    """One kind of channel."""

    def send(self, message: Outgoing, address: str) -> None:
        """Hand it over. Raises TemporaryFailure or PermanentFailure, in Chinese."""


def secret_of(variable: str) -> str:
    """The secret in an environment variable, empty where no variable is named.

    Raises TemporaryFailure where the environment lacks it.
    """
    if not variable:
        return ""
    secret: str = settings.CHANNEL_SECRETS.get(variable, "")
    if not secret:
        raise TemporaryFailure(f"环境变量 {variable} 没有设置", of_channel=True)
    return secret


def without_secrets(reason: str) -> str:
    """A reason as it may be stored and shown: an answer may repeat what it was asked with."""
    for secret in settings.CHANNEL_SECRETS.values():
        if len(secret) >= _SHORTEST_SECRET:
            reason = reason.replace(secret, "***")
    return reason[:_LONGEST_REASON]
