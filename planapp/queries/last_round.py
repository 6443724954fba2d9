"""What was said of the same item in the round before."""

from __future__ import annotations

from planapp.domain.terms import ReportState
from planapp.models import ProgressRecord, Report, TaskReport
from planapp.queries.unit_sheet import tidy


def last_round_of(report: Report) -> ProgressRecord | TaskReport | None:
    """What counts for the latest earlier date of the same item; the report need not be stored.

    One query.
    """
    if isinstance(report, ProgressRecord):
        return (
            ProgressRecord.objects.filter(
                series=report.series_id, as_of_on__lt=report.as_of_on, state=ReportState.APPROVED
            )
            .order_by("-as_of_on")
            .first()
        )
    assert isinstance(report, TaskReport)  # noqa: S101  # there is no third kind
    return (
        TaskReport.objects.filter(
            task=report.task_id,
            cycle__as_of_on__lt=report.cycle.as_of_on,
            state=ReportState.APPROVED,
        )
        .order_by("-cycle__as_of_on")
        .first()
    )


def repeats_last_round(report: Report) -> bool:
    """Whether it tells of progress in the very words of the round before. One query at most."""
    told = tidy(report.narrative)
    last = last_round_of(report) if told else None
    return last is not None and told == tidy(last.narrative)
