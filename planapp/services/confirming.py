"""Inside the unit: its head confirms or sends back; the unit takes back what nobody decided yet."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from planapp.domain.terms import ReportState, SubmissionKind, SubmissionState
from planapp.models import Report, Submission, User
from planapp.models.report import ON_THE_WAY
from planapp.queries.submissions import reports_in
from planapp.rights import Action, may, may_report_for
from planapp.services.audit import changed, snapshot, write_audit
from planapp.services.errors import Refused
from planapp.services.notices import News, tell_of_report, told_together
from planapp.services.reports import keep, locked
from planapp.services.states import (
    CONFIRM,
    SEND_BACK,
    WITHDRAW,
    Step,
    check_step,
    duties_looked_up_once,
)


@transaction.atomic
def confirm(*, report: Report, by: User, at: datetime) -> None:
    """The head of the unit stands for a report: it goes on to the supervisors."""
    report = _confirm(report, by=by, at=at)
    if report.submission is not None:
        _settle(report.submission, by=by, at=at)


@transaction.atomic
def send_back(*, report: Report, reason: str, by: User, at: datetime) -> None:
    """The head of the unit returns a report to who filled it in, with the reason."""
    submission = _send_back(report, reason, by=by, at=at)
    if submission is not None:
        _settle(submission, by=by, at=at)


@transaction.atomic
def withdraw(*, report: Report, reason: str, by: User, at: datetime) -> None:
    """The unit takes a report back into its drafts, as long as no supervisor decided."""
    submission = _withdraw(report, reason, by=by, at=at)
    if submission is not None:
        _settle(submission, by=by, at=at)


@transaction.atomic
def confirm_submission(*, submission: Submission, by: User, at: datetime) -> int:
    """Confirm all of a submission that waits for it; how many reports. All or none."""
    waiting = [one for one in reports_in(submission) if one.state == ReportState.CONFIRMING]
    if not waiting:
        raise Refused(f"“{submission}”没有等待确认的事项。")
    with told_together():
        for report in waiting:
            _confirm(report, by=by, at=at)
        _settle(submission, by=by, at=at)
    return len(waiting)


@transaction.atomic
def send_back_submission(*, submission: Submission, reason: str, by: User, at: datetime) -> int:
    """Return all of a submission that waits for the head; how many reports. All or none."""
    waiting = [one for one in reports_in(submission) if one.state == ReportState.CONFIRMING]
    if not waiting:
        raise Refused(f"“{submission}”没有等待确认的事项。")
    with told_together():
        for report in waiting:
            _send_back(report, reason, by=by, at=at)
        _take_back(submission, f"单位负责人退回：{reason.strip()}", by=by, at=at)
    return len(waiting)


@transaction.atomic
def withdraw_submission(*, submission: Submission, reason: str, by: User, at: datetime) -> int:
    """Take back all of a submission that nobody decided; how many reports.

    What was approved stays so, what was returned stays with its reason. Raises Refused where
    everything was decided. One that is being prepared is given up.
    """
    if submission.state == SubmissionState.WITHDRAWN:
        raise Refused(f"“{submission}”已经撤回。")
    reports = reports_in(submission)
    if submission.state == SubmissionState.PREPARING:
        _check_own(submission, by=by, at=at)
        for report in reports:
            _detach(report, by=by, at=at)
        _take_back(submission, reason.strip() or "没有报送，放弃", by=by, at=at)
        return 0
    waiting = [report for report in reports if report.state in ON_THE_WAY]
    if not waiting:
        raise Refused(f"“{submission}”各项都已审核，不能撤回；需要更正请在“我的填报”中打开该项。")
    with duties_looked_up_once():
        for report in waiting:
            _withdraw(report, reason, by=by, at=at)
    _take_back(submission, reason.strip(), by=by, at=at)
    return len(waiting)


def _confirm(report: Report, *, by: User, at: datetime) -> Report:
    report = locked(report)
    target = check_step(CONFIRM, report=report, by=by, at=at)
    before = snapshot(report)
    report.state, report.confirmed_by, report.confirmed_at = target, by, at
    keep(report, before=before, action="report.confirmed", by=by, at=at)
    tell_of_report(report=report, news=News.CONFIRMED, by=by, at=at)
    return report


def _send_back(report: Report, reason: str, *, by: User, at: datetime) -> Submission | None:
    """The submission that it belonged to."""
    why = _reason(reason, SEND_BACK)
    report = locked(report)
    target = check_step(SEND_BACK, report=report, by=by, at=at)
    before, submission = snapshot(report), report.submission
    report.state, report.reviewed_by, report.reviewed_at = target, by, at
    report.return_reason, report.submission = why, None
    keep(report, before=before, action="report.sent_back", by=by, at=at)
    tell_of_report(report=report, news=News.SENT_BACK, by=by, at=at, words=f"退回原因：{why}")
    return submission


def _withdraw(report: Report, reason: str, *, by: User, at: datetime) -> Submission | None:
    """The submission that it belonged to."""
    why = _reason(reason, WITHDRAW)
    report = locked(report)
    target = check_step(WITHDRAW, report=report, by=by, at=at)
    before, submission = snapshot(report), report.submission
    report.state, report.submission = target, None
    report.submitted_by = report.submitted_at = None
    report.confirmed_by = report.confirmed_at = None
    keep(report, before=before, action="report.withdrawn", subject=f"{report}：{why}", by=by, at=at)
    return submission


def _detach(report: Report, *, by: User, at: datetime) -> None:
    report = locked(report)
    before = snapshot(report)
    report.submission = None
    keep(report, before=before, action="report.detached", by=by, at=at)


def _reason(given: str, step: Step) -> str:
    if not given.strip():
        raise Refused(f"{step.label}必须写明原因。")
    return given.strip()


def _check_own(submission: Submission, *, by: User, at: datetime) -> None:
    day = timezone.localdate(at)
    if may_report_for(by, submission.unit, on=day):
        return
    if submission.kind != SubmissionKind.ON_BEHALF or not may(by, Action.ENTER_FOR, on=day):
        raise Refused(f"只有{submission.unit}的填报人可以撤回“{submission}”。")


def _settle(submission: Submission, *, by: User, at: datetime) -> None:
    """After one of its reports went on or back: a submission is sent once none awaits its head."""
    if submission.state not in {SubmissionState.CONFIRMING, SubmissionState.SENT}:
        return
    reports = reports_in(submission)
    if not reports:
        _take_back(submission, "各项已撤回或退回", by=by, at=at)
    elif submission.state == SubmissionState.CONFIRMING and not any(
        report.state == ReportState.CONFIRMING for report in reports
    ):
        before = snapshot(submission)
        submission.state = SubmissionState.SENT
        submission.save()
        _note(submission, before, action="submission.confirmed", by=by, at=at)


def _take_back(submission: Submission, reason: str, *, by: User, at: datetime) -> None:
    before = snapshot(submission)
    submission.state = SubmissionState.WITHDRAWN
    submission.withdrawn_by, submission.withdrawn_at = by, at
    submission.withdrawal_reason = reason[:300]
    submission.save()
    _note(submission, before, action="submission.withdrawn", by=by, at=at)


def _note(
    submission: Submission, before: dict[str, object], *, action: str, by: User, at: datetime
) -> None:
    change = changed(submission, before)
    write_audit(by=by, action=action, subject=submission, at=at, changes=[change])
