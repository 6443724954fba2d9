"""How a service says no."""

from __future__ import annotations


class Refused(Exception):
    """The change is not allowed or not possible; the message says why, in Chinese."""
