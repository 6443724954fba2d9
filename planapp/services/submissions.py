"""What a unit sends in one piece: prepared, sent, a report of nothing new, entered by letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from planapp.domain.terms import ReportState, SelfAssessment, SubmissionKind, SubmissionState
from planapp.models import Report, ReportingCycle, Submission, TaskReport, Unit, User
from planapp.queries.duties import Duty
from planapp.queries.last_round import last_round_of
from planapp.queries.submissions import (
    SENT,
    UnitRound,
    content_code,
    load_round,
    preparing,
    reports_in,
    subject_when_sent,
)
from planapp.rights import Action, may_report_for
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.handing_in import take_each
from planapp.services.reports import Words, keep, locked, save_task_report, submit
from planapp.services.states import check_letter, check_nobody_reports, duties_looked_up_once

NOTHING_NEW = "本期无新进展（零报告）"
NOT_BEGUN = "还没有填报。"


class LeftOut(Refused):
    """Something would not be sent and nobody said that it may stay behind, or nothing would.

    `reasons` says why by the name of the item.
    """

    def __init__(self, reasons: Mapping[str, str], *, is_all: bool = False) -> None:
        others = "确需先报其余各项的，请勾选“其余事项本次不报”。"
        super().__init__(
            "现在没有一项可以报送，请先处理下列问题。"
            if is_all
            else f"有 {len(reasons)} 项还不能报送，请处理后再报送；{others}"
        )
        self.reasons = reasons


@dataclass(slots=True)
class Sending:
    """What was sent, and what was left out and why."""

    submission: Submission
    sent: list[Report] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def prepare_submission(
    *, cycle: ReportingCycle, unit: Unit, note: str, by: User, at: datetime
) -> Submission:
    """The sheet that the unit is preparing in a round, its note as given; a new one where none is.

    Raises Refused for who does not report for the unit, and in a round that is not open.
    """
    if not may_report_for(by, unit, on=timezone.localdate(at)):
        raise Refused(f"只有{unit}的填报人可以报送。")
    return _prepare(
        cycle=cycle, unit=unit, kind=SubmissionKind.SHEET, by=by, at=at, note=note.strip()
    )


@transaction.atomic
def begin_on_behalf(
    *, cycle: ReportingCycle, unit: Unit, letter_number: str, by: User, at: datetime
) -> Submission:
    """Let administrators enter what a unit without accounts sent by letter, until it is sent.

    Raises Refused where the unit has people of its own, and without the letter's number.
    """
    require(Action.ENTER_FOR, by=by, at=at, refusal="只有管理员可以代填。")
    if not letter_number.strip():
        raise Refused("请填写来函文号；来函没有文号的，写明来函名称和日期。")
    on = timezone.localdate(at)
    check_nobody_reports(Submission(cycle=cycle, unit=unit), on=on)
    owed = load_round(cycle, unit, on=on)
    if not (owed.ready or owed.missing):
        raise Refused(f"{unit}在《{cycle.plan.title}》{cycle}没有待填报的事项。")
    return _prepare(
        cycle=cycle,
        unit=unit,
        kind=SubmissionKind.ON_BEHALF,
        by=by,
        at=at,
        letter_number=letter_number.strip(),
    )


@transaction.atomic
def send_submission(
    *,
    submission: Submission,
    may_leave_out: bool,
    factor: Decimal,
    by: User,
    at: datetime,
) -> Sending:
    """Hand in all that the unit has ready, as one piece.

    What the state machine refuses, what has questions open (`factor` of plausibility) and what
    was not begun stays behind, still owed: only where that is said to be right. Raises LeftOut
    with the reasons, or Refused where nothing could be sent.
    """
    submission = _locked(submission)
    owed = load_round(submission.cycle, submission.unit, on=timezone.localdate(at))
    sending = Sending(submission)
    if submission.kind == SubmissionKind.ON_BEHALF:
        check_letter(submission)

    def hand_in(report: Report) -> None:
        with transaction.atomic():
            submit(report=report, submission=submission, by=by, at=at)
        sending.sent.append(report)

    sending.left_out = take_each(owed.ready, hand_in, factor=factor)
    for duty in owed.missing:
        sending.left_out[str(duty.item)] = NOT_BEGUN
    if sending.left_out and not may_leave_out:
        raise LeftOut(sending.left_out)
    if not sending.sent and not owed.on_the_way and owed.ready:
        raise LeftOut(sending.left_out, is_all=True)
    _gather(sending, owed, by=by, at=at)
    _mark_sent(sending, by=by, at=at)
    return sending


@transaction.atomic
def report_nothing(
    *, cycle: ReportingCycle, unit: Unit, note: str, by: User, at: datetime
) -> Sending:
    """Say for all open tasks that were not begun that nothing is new since the round before.

    Figures cannot be reported so: what is missing is not nought. They and tasks that were never
    reported stay owed and are named in `left_out`.
    """
    if not may_report_for(by, unit, on=timezone.localdate(at)):
        raise Refused(f"只有{unit}的填报人可以作零报告。")
    submission = _prepare(
        cycle=cycle, unit=unit, kind=SubmissionKind.NOTHING, by=by, at=at, note=note.strip()
    )
    owed = load_round(cycle, unit, on=timezone.localdate(at))
    sending = Sending(submission)
    with duties_looked_up_once():
        for duty in owed.missing:
            try:
                with transaction.atomic():
                    report = _nothing_new(duty, by=by, at=at)
                    submit(report=report, submission=submission, by=by, at=at)
                    sending.sent.append(report)
            except Refused as refusal:
                sending.left_out[str(duty.item)] = str(refusal)
    if not sending.sent:
        raise Refused(
            "没有可以零报告的任务：只有尚未填报、上一期已有审核通过的进展的任务可以零报告；"
            "指标缺数不等于 0，不能零报告，请填报数据、申请延期或说明数据未公布。"
        )
    _mark_sent(sending, by=by, at=at)
    return sending


def _prepare(
    *,
    cycle: ReportingCycle,
    unit: Unit,
    kind: SubmissionKind,
    by: User,
    at: datetime,
    **given: str,
) -> Submission:
    cycle = ReportingCycle.objects.select_for_update().get(pk=cycle.pk)  # numbers go one by one
    if cycle.is_closed(timezone.localdate(at)):
        raise Refused(f"《{cycle.plan.title}》{cycle}已关闭，不能再报送；需要补报请联系管理员。")
    submission = preparing(cycle, unit, kind=kind)
    before = snapshot(submission) if submission else None
    if submission is None:
        number = Submission.objects.filter(cycle=cycle, unit=unit).count() + 1
        submission = Submission(
            cycle=cycle, unit=unit, number=number, kind=kind, made_by=by, made_at=at
        )
    for name, value in given.items():
        setattr(submission, name, value)
    submission.save()
    changes = created(submission) if before is None else [changed(submission, before)]
    write_audit(by=by, action="submission.prepared", subject=submission, at=at, changes=changes)
    return submission


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",)).select_related("cycle__plan", "unit")
    submission = rows.get(pk=submission.pk)
    if submission.state != SubmissionState.PREPARING:
        state = SubmissionState(submission.state).label
        raise Refused(f"“{submission}”{state}，不能再次报送；退回修改的事项请另行报送。")
    return submission


def _gather(sending: Sending, owed: UnitRound, *, by: User, at: datetime) -> None:
    """What was handed in one by one and waits for its decision goes with the sheet."""
    for duty in owed.on_the_way:
        if duty.newest is None or duty.newest.submission_id is not None:
            continue
        report = locked(duty.newest)
        before = snapshot(report)
        report.submission = sending.submission
        keep(report, before=before, action="report.sent_with_sheet", by=by, at=at)
        sending.sent.append(report)


def _nothing_new(duty: Duty, *, by: User, at: datetime) -> TaskReport:
    """The task's report in this round: as the last one, but for the words."""
    task, unit = duty.task, duty.unit
    if task is None or unit is None:
        raise Refused("指标不能零报告：请填报数据，或申请延期、说明数据未公布。")
    last = last_round_of(TaskReport(task=task, cycle=duty.cycle))
    if not isinstance(last, TaskReport):
        raise Refused("上一期没有审核通过的进展，不能零报告，请填报。")
    return save_task_report(
        task=task,
        cycle=duty.cycle,
        unit=unit,
        self_assessment=SelfAssessment(last.self_assessment),
        percent=last.percent,
        words=Words(NOTHING_NEW, last.problems, last.next_steps, is_unchanged=True),
        by=by,
        at=at,
    )


def _mark_sent(sending: Sending, *, by: User, at: datetime) -> None:
    submission = sending.submission
    if not sending.sent:
        raise Refused("没有可以报送的内容：请先填报并保存草稿。")
    before = snapshot(submission)
    reports = reports_in(submission)
    waits = any(report.state == ReportState.CONFIRMING for report in reports)
    submission.state = SubmissionState.CONFIRMING if waits else SubmissionState.SENT
    submission.sent_by, submission.sent_at = by, at
    submission.save()
    code = content_code(submission, reports)
    subject = subject_when_sent(submission, number=len(reports), code=code)
    change = changed(submission, before)
    write_audit(by=by, action=SENT, subject=subject, at=at, changes=[change])
