"""Whether what was owed was handed in by its day."""

from __future__ import annotations

from datetime import date

from planapp.domain.terms import Timeliness


def timeliness(*, handed_in_on: date | None, due_on: date, on: date) -> Timeliness:
    """As it stands on a day; the due day itself is in time."""
    if handed_in_on is not None:
        return Timeliness.ON_TIME if handed_in_on <= due_on else Timeliness.LATE
    return Timeliness.MISSING if due_on < on else Timeliness.PENDING
