"""Where a figure is filled in, for links in messages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from planapp.models import ProgressRecord, ReportingCycle

FigureKey = tuple[int, date]  # the series and the day of a figure


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """The open round and the indicator under which a figure is filled in."""

    cycle_id: int
    indicator_id: int
    is_earlier: bool  # a figure of an earlier day, corrected beside the round's own


def entry_places(records: Collection[ProgressRecord]) -> dict[FigureKey, EntryPlace]:
    """Where each figure is filled in now, by its series and day; one query.

    A figure without an open round that asks for it, or for a later one, is left out.
    """
    if not records:
        return {}
    earliest = min(record.as_of_on for record in records)
    rounds = ReportingCycle.objects.filter(
        closed_on=None,
        as_of_on__gte=earliest,
        plan__indicators__series__in={record.series_id for record in records},
        plan__indicators__tracked=True,
    )
    rows = rounds.order_by("as_of_on", "due_on", "pk").values_list(
        "plan__indicators__series", "as_of_on", "pk", "plan__indicators"
    )
    by_series: dict[int, list[tuple[date, int, int]]] = {}
    for series, as_of_on, cycle, indicator in rows:
        by_series.setdefault(series, []).append((as_of_on, cycle, indicator))
    places = {
        (record.series_id, record.as_of_on): _place(record, by_series.get(record.series_id, ()))
        for record in records
    }
    return {key: place for key, place in places.items() if place is not None}


def _place(record: ProgressRecord, rounds: Iterable[tuple[date, int, int]]) -> EntryPlace | None:
    for as_of_on, cycle, indicator in rounds:
        if as_of_on >= record.as_of_on:
            return EntryPlace(cycle, indicator, is_earlier=as_of_on > record.as_of_on)
    return None
