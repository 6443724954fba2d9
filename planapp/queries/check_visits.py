"""Visits on the spot, with what they checked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from planapp.models import CheckVisit, ProgressRecord, TaskReport


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What the list is narrowed to; empty is everything."""

    finding: str = ""
    words: str = ""


def visits_shown(chosen: VisitFilter) -> QuerySet[CheckVisit]:
    """Visits with what they checked and whose it was, the last first. One query, however many."""
    rows = CheckVisit.objects.select_related(
        "record__series", "record__unit", "task_report__task__plan", "task_report__cycle",
        "task_report__unit", "written_by",
    )  # fmt: skip
    if chosen.finding:
        rows = rows.filter(finding=chosen.finding)
    if chosen.words:
        names = ("record__series__name", "record__unit__name", "task_report__task__title",
                 "task_report__unit__name", "details", "visitors")  # fmt: skip
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__icontains": chosen.words})
        rows = rows.filter(found)
    return rows


def visits_to_series(series_id: int) -> QuerySet[CheckVisit]:
    """Visits to any figure of a series, the last first. Two queries with their evidence."""
    return _with_evidence(CheckVisit.objects.filter(record__series=series_id))


def visits_to_task(task_id: int) -> QuerySet[CheckVisit]:
    """Visits to any report on a task, the last first. Two queries with their evidence."""
    return _with_evidence(CheckVisit.objects.filter(task_report__task=task_id))


def visits_of(report: ProgressRecord | TaskReport) -> QuerySet[CheckVisit]:
    """Visits to any version of what a report states, the last first. Two queries with evidence."""
    versions = report.versions().values("pk")
    name = "record" if isinstance(report, ProgressRecord) else "task_report"
    return _with_evidence(CheckVisit.objects.filter(**{f"{name}__in": versions}))


def _with_evidence(rows: QuerySet[CheckVisit]) -> QuerySet[CheckVisit]:
    return rows.select_related("record", "task_report__cycle").prefetch_related("evidence")
