"""What was said of an item in a round, found again from the duty that it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from planapp.models import Handling, Remark
from planapp.queries.duties import Duty

RowT = TypeVar("RowT", Handling, Remark)

# What is owed and for when: of a figure the day counts, whichever round asks for it.
Place = tuple[str, int, date | int]


class ItemRows(Generic[RowT]):
    """Rows by what they are about, in their order."""

    def __init__(self, rows: QuerySet[RowT], duties: Collection[Duty]) -> None:
        """One query; none without duties."""
        self._by_place: dict[Place, list[RowT]] = defaultdict(list)
        if duties:
            for row in rows.filter(_about(duties)).select_related("cycle"):
                self._by_place[_place(row)].append(row)

    def of(self, duty: Duty) -> list[RowT]:
        """Those about what the duty asks for, through all indicators that rest on its figure."""
        return [row for place in _places(duty) for row in self._by_place.get(place, ())]


def _about(duties: Collection[Duty]) -> Q:
    cycles = {duty.cycle for duty in duties}
    days = {cycle.as_of_on for cycle in cycles}
    return Q(task__isnull=False, cycle__in=cycles) | Q(
        indicator__isnull=False, cycle__as_of_on__in=days
    )


def _places(duty: Duty) -> Iterator[Place]:
    if duty.task is not None:
        yield "task", duty.task.pk, duty.cycle.pk
    for indicator in duty.indicators:
        yield "indicator", indicator.pk, duty.cycle.as_of_on


def _place(row: Handling | Remark) -> Place:
    if row.task_id is not None:
        return "task", row.task_id, row.cycle_id
    assert row.indicator_id is not None  # noqa: S101  # the database keeps that it is one of both
    return "indicator", row.indicator_id, row.cycle.as_of_on
