"""Who may see what backs a report."""

from __future__ import annotations

from datetime import date

from planapp.domain.terms import ReportState
from planapp.models import Evidence, ProgressRecord, Responsibility, TaskReport, User
from planapp.rights import Action, may, reporting_units


def may_see_evidence(user: User, evidence: Evidence, *, on: date) -> bool:
    """The unit that reports always; once it was handed in, who sees all or has a part in it."""
    report = evidence.report
    units = reporting_units(user, on=on)
    if report.unit_id in units:
        return True
    if report.state == ReportState.DRAFT:
        return False  # its unit's own until it is submitted
    return may(user, Action.SEE_ALL, on=on) or _has_a_part(units, report, on=on)


def _has_a_part(units: set[int], report: ProgressRecord | TaskReport, *, on: date) -> bool:
    """Whether one of the units has a part in the item that day: one that ended shows no more."""
    parts = Responsibility.objects.valid_on(on).filter(unit__in=units)
    if isinstance(report, ProgressRecord):
        return (
            report.series.provider_id in units
            or parts.filter(indicator__series=report.series_id).exists()
        )
    return parts.filter(task__reports=report.pk).exists()
