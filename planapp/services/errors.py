"""How a service says no."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from planapp.models import User
from planapp.rights import Action, may


class Refused(Exception):
    """The change is not allowed or not possible; the message says why, in Chinese."""


def require(action: Action, *, by: User, at: datetime, refusal: str) -> None:
    """Raise Refused with this message unless the person has the right at that time."""
    if not may(by, action, on=timezone.localdate(at)):
        raise Refused(refusal)
