"""Who has not reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from planapp.domain.monitoring.values import IndicatorLine, Monitoring, TaskLine

NOBODY = "未定牵头单位"


@dataclass(frozen=True, slots=True)
class MissingLine:
    """A unit that has not handed in all it owes in a round; late by so many days, if above 0."""

    unit: str
    plan: str
    words: str  # of the round
    items: int
    due_on: date
    days_late: int


def missing_units(report: Monitoring) -> list[MissingLine]:
    """Those that answer for items on which nothing was handed in; the latest, then the most."""
    rounds = {each.plan_code: each for each in report.rounds}
    found = []
    for (unit, plan_code), items in Counter(_owing(report)).items():
        cycle = rounds[plan_code]
        late = (report.on - cycle.due_on).days
        found.append(MissingLine(unit, cycle.plan, cycle.words, items, cycle.due_on, late))
    return sorted(found, key=lambda each: (each.due_on, -each.items, each.unit))


def _owing(report: Monitoring) -> Iterator[tuple[str, str]]:
    lines: tuple[IndicatorLine | TaskLine, ...] = (*report.indicators, *report.tasks)
    for line in lines:
        units = line.leads if isinstance(line, IndicatorLine) else line.units
        if line.is_missing:
            yield (units[0] if units else NOBODY), line.plan_code
