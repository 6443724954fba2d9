"""The word and the shape that stand for a status; the one place that pages take them from."""

from __future__ import annotations

from planapp.domain.terms import Light, Status

SHAPES = {Light.GREEN: "●", Light.YELLOW: "▲", Light.RED: "■", Light.GREY: "○"}


def status_word(status: str, light: str) -> str:
    """What the reader is told: the label, sharpened where the light says more than the status."""
    if (status, light) == (Status.BEHIND, Light.RED):
        return "严重滞后"
    return Status(status).label
