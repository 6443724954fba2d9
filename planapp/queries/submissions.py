"""What a unit sends in a round in one piece, and how far each of its items is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from planapp.domain.decimals import plain
from planapp.domain.terms import (
    Role,
    SelfAssessment,
    SubmissionKind,
    SubmissionState,
    Vintage,
)
from planapp.models import (
    AuditedRows,
    AuditEvent,
    Evidence,
    ProgressRecord,
    Report,
    ReportingCycle,
    Submission,
    TaskReport,
    Unit,
)
from planapp.models.report import EDITABLE, ON_THE_WAY
from planapp.queries.duties import Duty, duties_on
from planapp.queries.unit_sheet import is_elsewhere, tidy

SENT = "submission.sent"  # the event that keeps what was sent
_CODE = "校验码"


@dataclass(frozen=True, slots=True)
class UnitRound:
    """The items of a unit in a round.

    `ready` can be sent, `on_the_way` was handed in and is not decided, `missing` was not begun,
    `unpublished` cannot be known yet. `elsewhere` are figures that this plan asks for as well and
    that are sent once, with the round that is due first.
    """

    cycle: ReportingCycle
    unit: Unit
    ready: list[Duty] = field(default_factory=list)
    on_the_way: list[Duty] = field(default_factory=list)
    approved: list[Duty] = field(default_factory=list)
    missing: list[Duty] = field(default_factory=list)
    unpublished: list[Duty] = field(default_factory=list)
    elsewhere: list[Duty] = field(default_factory=list)

    @property
    def duties(self) -> list[Duty]:
        """All that is sent with this round, by how far it is."""
        return [*self.ready, *self.missing, *self.unpublished, *self.on_the_way, *self.approved]

    @property
    def loose(self) -> int:
        """How many were handed in one by one and belong to no sheet yet."""
        return len(self.sheet) - len(self.ready)

    @property
    def sheet(self) -> list[ProgressRecord | TaskReport]:
        """What a sheet would hold: all that is ready, and what was handed in one by one."""
        ready = (duty.newest for duty in self.ready)
        loose = (duty.newest for duty in self.on_the_way)
        return [
            *(report for report in ready if report is not None),
            *(report for report in loose if report is not None and report.submission_id is None),
        ]


def load_round(cycle: ReportingCycle, unit: Unit, *, on: date) -> UnitRound:
    """The round as it stands on a day. As many queries as `duties_on`."""
    return round_of(duties_on(on, units=[unit.pk]), cycle=cycle, unit=unit)


def round_of(duties: Iterable[Duty], *, cycle: ReportingCycle, unit: Unit) -> UnitRound:
    """The round of one unit from all that units owe. No query."""
    found = UnitRound(cycle, unit)
    for duty in duties:
        if duty.unit != unit or duty.role != Role.LEAD:
            continue
        if duty.cycle == cycle:
            _place(found, duty).append(duty)
        elif is_elsewhere(duty, cycle):
            found.elsewhere.append(duty)
    return found


def _place(found: UnitRound, duty: Duty) -> list[Duty]:
    if duty.state in EDITABLE:
        return found.ready
    if duty.state in ON_THE_WAY:
        return found.on_the_way
    if duty.state is None:
        return found.missing if duty.is_open else found.unpublished
    return found.approved


def reports_in(submission: Submission) -> list[ProgressRecord | TaskReport]:
    """What was sent with it and still belongs to it; figures first. Two queries."""
    people = ("recorded_by", "submitted_by", "confirmed_by", "reviewed_by")
    records = submission.progressrecords.select_related("series", *people)
    reports = submission.taskreports.select_related("task__plan", "cycle", *people)
    return [*records.order_by("series__code", "as_of_on"), *reports.order_by("task__order", "pk")]


def content_code(submission: Submission, reports: Sequence[Report]) -> str:
    """Sixteen characters that change with any word or figure of what is sent: 1A2B-3C4D-…"""
    lines = sorted(_line(report) for report in reports)
    whole = "\n".join([submission.unit.code, str(submission.cycle_id), *lines])
    digest = hashlib.sha256(whole.encode()).hexdigest()[:16].upper()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


def _line(report: Report) -> str:
    words = (tidy(text) for text in (report.narrative, report.problems, report.next_steps))
    if isinstance(report, ProgressRecord):
        own = [f"series {report.series_id} {report.as_of_on}", plain(report.value)]
        own += [Vintage(report.vintage).value, report.source]
    else:
        assert isinstance(report, TaskReport)  # noqa: S101  # there is no third kind
        own = [f"task {report.task_id}", SelfAssessment(report.self_assessment).value]
        own += [str(report.percent)]
    return repr([*own, report.version, *words])


def subject_when_sent(submission: Submission, *, number: int, code: str) -> str:
    """What the trail says of a submission that was sent."""
    return f"{submission}，{number}项，{_CODE}{code}"


def code_when_sent(submission: Submission) -> str:
    """The code of what was sent, as the audit trail keeps it; empty before. One query."""
    rows = AuditedRows.objects.filter(
        model="submission", first__lte=submission.pk, last__gte=submission.pk
    )
    events = AuditEvent.objects.filter(action=SENT, pk__in=rows.values("event"))
    subject = events.order_by("-pk").values_list("subject", flat=True).first()
    return subject.rpartition(_CODE)[2] if subject else ""


def preparing(
    cycle: ReportingCycle, unit: Unit, *, kind: SubmissionKind = SubmissionKind.SHEET
) -> Submission | None:
    """The submission that is being prepared, if any. One query."""
    return Submission.objects.filter(
        cycle=cycle, unit=unit, kind=kind, state=SubmissionState.PREPARING
    ).first()


def submissions_shown(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """These submissions, the latest first, each with its numbers of items and of scans."""
    on_the_way = Q(state__in=ON_THE_WAY)
    return (
        rows.select_related("cycle__plan", "unit", "sent_by", "made_by")
        .annotate(
            number_of_items=_number(ProgressRecord) + _number(TaskReport),
            number_waiting=_number(ProgressRecord, on_the_way) + _number(TaskReport, on_the_way),
            number_of_scans=_number(Evidence, ~Q(file="")),
        )
        .order_by("-sent_at", "-pk")
    )


def _number(model: type[Model], condition: Q = Q()) -> Coalesce:  # noqa: B008  # nothing changes it
    """How many rows of a kind point to the submission; by a sub-select, so that none multiplies."""
    rows = model._default_manager.filter(condition, submission=OuterRef("pk")).order_by()
    counted = rows.values("submission").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
