"""How a gap's status is read."""

from __future__ import annotations

from planapp.domain.gaps import status_label
from planapp.domain.terms import Comparator, Light, Status
from planapp.models import Gap


def status_words(gap: Gap, status: str, light: str) -> str:
    """The status, computed or decided, as the gap's indicator and cycle have it read."""
    indicator = gap.indicator
    return status_label(
        Status(status),
        light=Light(light),
        comparator=Comparator(indicator.comparator),
        at_end=gap.cycle.is_year_end and gap.cycle.year >= indicator.target_year,
    )
