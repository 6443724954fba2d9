"""What stands behind a gap's actual value: whether it is invented, and what waits for review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from planapp.domain.terms import Entry, ReportState
from planapp.models import Gap, ProgressRecord
from planapp.queries.waiting import Waiting, waiting_of


@dataclass(frozen=True, slots=True)
class Backing:
    """`pending` was handed in for the gap's date and is not approved: it does not count yet.

    `waiting` tells why there is no figure, where nobody is late with it.
    """

    is_demo: bool = False
    pending: ProgressRecord | None = None
    waiting: Waiting | None = None


def backing_of(gaps: Sequence[Gap], *, on: date) -> dict[int, Backing]:
    """By the gap's id, for gaps with their indicator's series and cycle loaded.

    One query, and one more where a figure is missing.
    """
    by_series: dict[int, list[ProgressRecord]] = defaultdict(list)
    rows = ProgressRecord.objects.filter(
        series__in={gap.indicator.series_id for gap in gaps},
        state__in=(ReportState.APPROVED, ReportState.SUBMITTED),
    )
    for record in rows:
        by_series[record.series_id].append(record)
    waiting = waiting_of(gaps, on=on)
    return {
        gap.pk: replace(
            _backing(gap, by_series[gap.indicator.series_id]), waiting=waiting.get(gap.pk)
        )
        for gap in gaps
    }


def _backing(gap: Gap, records: list[ProgressRecord]) -> Backing:
    day = gap.cycle.as_of_on
    adds_up = gap.indicator.series.entry == Entry.FLOW
    used = (
        record
        for record in records
        if record.as_of_on == day or (adds_up and _ends_a_year_before(record, day))
        if record.state == ReportState.APPROVED
    )
    return Backing(
        is_demo=any(record.is_demo for record in used),
        pending=next(
            (
                record
                for record in records
                if record.as_of_on == day and record.state == ReportState.SUBMITTED
            ),
            None,
        ),
    )


def _ends_a_year_before(record: ProgressRecord, day: date) -> bool:
    """Only whole years add up: a figure inside a year is part of the one at its end."""
    return record.as_of_on < day and (record.as_of_on.month, record.as_of_on.day) == (12, 31)
