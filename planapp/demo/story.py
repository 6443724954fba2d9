"""The demonstration's one file, and the days on which things happen in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from planapp.services.cycles import CycleDates


class BrokenStory(Exception):
    """The file and the plans no longer fit together; the message says where, in Chinese."""


@dataclass(frozen=True, slots=True)
class Story:
    """The content of fixtures/demo/demo.json."""

    note: str
    password: str
    people: list[dict[str, Any]]
    documents: list[dict[str, Any]]


def load_story(path: Path) -> Story:
    """Read the file; BrokenStory names the place where it cannot be read."""
    try:
        return Story(**json.loads(path.read_text(encoding="utf-8")))
    except json.JSONDecodeError as error:
        raise BrokenStory(f"{path.name} 第 {error.lineno} 行不是有效的 JSON。") from error
    except (OSError, TypeError) as error:
        raise BrokenStory(f"{path.name} 无法读取：{error}。") from error


def day_for(period: list[int], days: list[date]) -> date:
    """The day a plan stands on: the latest that its period and the year after it hold."""
    start, end = period
    fitting = [day for day in days if start <= day.year <= end + 1]
    return max(fitting, default=days[0])


def cycle_dates(year: int) -> CycleDates:
    """A year's figures are reported from early January to the end of February."""
    return CycleDates(
        as_of_on=date(year, 12, 31),
        opens_on=date(year + 1, 1, 6),
        internal_due_on=date(year + 1, 2, 14),
        due_on=date(year + 1, 2, 28),
    )


def closing_day(year: int) -> date:
    return date(year + 1, 4, 30)


def recorded_day(year: int) -> date:
    return date(year + 1, 2, 10)


def reviewed_day(recorded_on: date) -> date:
    """Review follows the same month's end, so that it never precedes the report."""
    return date(recorded_on.year, recorded_on.month, 28)


def instant(day: date) -> datetime:
    """Ten in the morning of that day."""
    return timezone.make_aware(datetime.combine(day, time(10)))
