"""What units asked for and were granted about the dates of their items."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from planapp.domain.terms import ExtensionKind, ExtensionState
from planapp.models import Extension, ReportingCycle


@dataclass(frozen=True, slots=True)
class Delay:
    """The request that waits for a decision, and what was granted, for one item in one round.

    `until` is the latest day granted, `published_in` a day in the month that publishes the
    figure, as the unit gave it and a supervisor took note of it.
    """

    asked: Extension | None = None
    until: date | None = None
    published_in: date | None = None


NONE = Delay()


@dataclass(frozen=True, slots=True)
class Delays:
    """By series and day for figures, however many plans ask for them; by task and round."""

    of_figure: dict[tuple[int, date], Delay]
    of_task: dict[tuple[int, int], Delay]


def load_delays(cycles: Collection[ReportingCycle]) -> Delays:
    """What was asked and granted in these rounds. One query."""
    rows = Extension.objects.filter(
        cycle__in=cycles, state__in=(ExtensionState.ASKED, ExtensionState.GRANTED)
    )
    return delays_in(rows.select_related("indicator", "cycle").order_by("pk"))


def delays_in(rows: Iterable[Extension]) -> Delays:
    """Requests and grants, with their indicator and cycle loaded, by what they are about."""
    delays = Delays({}, {})
    for row in rows:
        if row.indicator is not None:
            figure = (row.indicator.series_id, row.cycle.as_of_on)
            delays.of_figure[figure] = _with(delays.of_figure.get(figure, NONE), row)
        elif row.task_id is not None:
            task = (row.task_id, row.cycle_id)
            delays.of_task[task] = _with(delays.of_task.get(task, NONE), row)
    return delays


def _with(delay: Delay, row: Extension) -> Delay:
    if row.state == ExtensionState.ASKED:
        return replace(delay, asked=row)
    assert row.granted_until is not None  # noqa: S101  # the database keeps it for what is granted
    if row.kind == ExtensionKind.MORE_TIME:
        return replace(delay, until=max(delay.until or row.granted_until, row.granted_until))
    month = max(delay.published_in or row.granted_until, row.granted_until)
    return replace(delay, published_in=month)
