"""What was reported for duties: the newest version, and the one that counts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import QuerySet, prefetch_related_objects

from planapp.domain.terms import ReportState
from planapp.models import ProgressRecord, ReportingCycle, TaskReport
from planapp.queries.duty_items import DutyItems

ReportT = TypeVar("ReportT", ProgressRecord, TaskReport)


@dataclass(frozen=True, slots=True)
class Versions(Generic[ReportT]):
    """Reports by what they are about: the newest version of each, and the one that counts."""

    newest: dict[tuple[int, object], ReportT]
    approved: dict[tuple[int, object], ReportT]

    @classmethod
    def of(
        cls, rows: list[ReportT], *, key: Callable[[ReportT], tuple[int, object]]
    ) -> Versions[ReportT]:
        """`rows` come in the order of their versions."""
        return cls(
            newest={key(row): row for row in rows},
            approved={key(row): row for row in rows if row.state == ReportState.APPROVED},
        )


def load_records(cycles: Collection[ReportingCycle], items: DutyItems) -> list[ProgressRecord]:
    """The figures for the cycles' dates, and those of the year before but where it is counted."""
    dates = {cycle.as_of_on for cycle in cycles}
    if not items.to_count:
        dates |= {a_year_before(day) for day in dates}
    rows = ProgressRecord.objects.filter(items.of_record, as_of_on__in=dates).order_by("version")
    return list(rows.only("series", "as_of_on", "state")) if items.to_count else _shown(rows)


def load_task_reports(cycles: Collection[ReportingCycle], items: DutyItems) -> list[TaskReport]:
    rows = TaskReport.objects.filter(items.of_report, cycle__in=cycles).order_by("version")
    return list(rows.only("task", "cycle", "state")) if items.to_count else _shown(rows)


def _shown(rows: QuerySet[ReportT]) -> list[ReportT]:
    """Who returned a report comes with it, for every list says so."""
    found = list(rows)
    returned = [report for report in found if report.state == ReportState.RETURNED]
    prefetch_related_objects(returned, "reviewed_by")
    return found


def a_year_before(day: date) -> date:
    last = monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, min(day.day, last))
