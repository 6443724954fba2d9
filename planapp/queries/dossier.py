"""What is known of one figure or one task report, read for its dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.db.models import Prefetch

from planapp.domain.terms import RevisionState
from planapp.models import (
    AuditEvent,
    CheckVisit,
    Evidence,
    Gap,
    Indicator,
    ProgressRecord,
    ReportingCycle,
    TargetRevision,
    Task,
    TaskReport,
    Verdict,
)
from planapp.models.evidence import BACKED
from planapp.queries.audit_trail import find_events
from planapp.queries.scope import within
from planapp.rights import Scope

ReportT = TypeVar("ReportT", bound=ProgressRecord | TaskReport)

_PEOPLE = ("unit", "recorded_by", "submitted_by", "confirmed_by", "reviewed_by")
_ROWS = (
    Prefetch("evidence", queryset=Evidence.objects.select_related("uploaded_by")),
    Prefetch("visits", queryset=CheckVisit.objects.select_related("written_by")),
)


@dataclass(frozen=True, slots=True)
class Traces(Generic[ReportT]):
    """The versions of a report with what the audit trail has of them."""

    reports: list[ReportT]
    by_report: dict[int, list[AuditEvent]]
    events: list[AuditEvent]  # all that concern the sheet, oldest first


def figure_reports(indicator: Indicator, day: date, scope: Scope) -> list[ProgressRecord]:
    """The versions of the figure, the first one first, as far as the person sees them.

    Three queries.
    """
    rows = ProgressRecord.objects.filter(series=indicator.series_id, as_of_on=day)
    rows = within(rows, scope).select_related(*_PEOPLE, "series")
    return list(rows.prefetch_related(*_ROWS).order_by("version"))


def task_reports(task: Task, cycle: ReportingCycle, scope: Scope) -> list[TaskReport]:
    """The versions of the report, the first one first, as far as the person sees them.

    Three queries.
    """
    rows = TaskReport.objects.filter(task=task, cycle=cycle)
    rows = within(rows, scope).select_related(*_PEOPLE)
    return list(rows.prefetch_related(*_ROWS).order_by("version"))


def trace(reports: list[ReportT], verdicts: list[Verdict]) -> Traces[ReportT]:
    """Who did what with these, from the audit trail; evidence that was removed included.

    Three queries, none where nothing was reported or decided.
    """
    evidence = [each for report in reports for each in report.evidence.all()]
    visits = [each for report in reports for each in report.visits.all()]
    found = find_events([*reports, *evidence, *visits, *verdicts])
    events = {event.pk: event for history in found.values() for event in history}
    first = min((event.at for event in events.values()), default=None)
    if first:
        events |= {event.pk: event for event in _removals(reports, since=first)}
    kind = reports[0]._meta.model_name or "" if reports else ""
    return Traces(
        reports=reports,
        by_report={report.pk: found[kind, report.pk] for report in reports},
        events=[events[pk] for pk in sorted(events)],
    )


def verdicts_on(item: Indicator | Task, cycle: ReportingCycle | None) -> list[Verdict]:
    """What people decided on it in the cycle. One query."""
    rows = Verdict.objects.filter(cycle=cycle) if cycle else Verdict.objects.none()
    own = {"indicator": item} if isinstance(item, Indicator) else {"task": item}
    return list(rows.filter(**own).select_related("decided_by", "indicator__series", "cycle"))


def gap_on(indicator: Indicator, day: date) -> Gap | None:
    """The stored assessment that the figure entered on its day. One query."""
    rows = indicator.gaps.filter(cycle__as_of_on=day)
    return rows.select_related("cycle", "indicator__series", "revision").order_by("pk").first()


def revisions_of(indicator: Indicator) -> list[TargetRevision]:
    """The confirmed changes of its target and base. One query."""
    rows = indicator.revisions.filter(state=RevisionState.CONFIRMED)
    return list(rows.select_related("indicator__series", "proposed_by", "decided_by"))


def _removals(reports: list[ReportT], *, since: datetime) -> list[AuditEvent]:
    """The removals of evidence that backed one of these: the rows are no more, the events are."""
    if not reports:
        return []
    keys = [str(report.pk) for report in reports]
    path = f"changes__0__fields__{BACKED[type(reports[0])]}_id__0__in"
    rows = AuditEvent.objects.filter(action="evidence.removed", at__gte=since, **{path: keys})
    return list(rows)
