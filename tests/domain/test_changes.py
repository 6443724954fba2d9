"""What changed between two rounds."""

from __future__ import annotations

import pytest

from planapp.domain.changes import change_between
from planapp.domain.standing import Standing
from planapp.domain.terms import Change, Light, Status

GREEN = Standing(Status.ON_TRACK, Light.GREEN)
AHEAD = Standing(Status.AHEAD, Light.GREEN)
YELLOW = Standing(Status.BEHIND, Light.YELLOW)
RED = Standing(Status.BEHIND, Light.RED)
SILENT = Standing(Status.NO_DATA, Light.GREY)
NOT_DUE = Standing(Status.NOT_DUE, Light.GREY)
UNSURE = Standing(Status.UNASSESSABLE, Light.GREY)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (RED, YELLOW, Change.BETTER),
        (RED, GREEN, Change.BETTER),
        (GREEN, YELLOW, Change.WORSE),
        (YELLOW, RED, Change.WORSE),
        (GREEN, AHEAD, None),
        (YELLOW, YELLOW, None),
        (SILENT, RED, Change.REPORTED),
        (NOT_DUE, UNSURE, Change.REPORTED),
        (None, GREEN, Change.REPORTED),
        (None, SILENT, None),
        (RED, SILENT, Change.SILENT),
        (UNSURE, SILENT, Change.SILENT),
        (RED, NOT_DUE, None),
        (SILENT, SILENT, None),
        (UNSURE, RED, None),
        (RED, UNSURE, None),
    ],
)
def test_change_follows_from_the_lights(before, now, expected):
    assert change_between(before, now) is expected
