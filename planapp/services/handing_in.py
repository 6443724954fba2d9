"""What is ready in a unit's round, item by item: what would be refused, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.utils import timezone

from planapp.models import ProgressRecord, Report, Submission, User
from planapp.queries.duties import Duty
from planapp.queries.outlooks import questions_about_each
from planapp.queries.submissions import load_round
from planapp.services.errors import Refused
from planapp.services.reports import check_submit
from planapp.services.states import duties_looked_up_once


def what_holds_back(
    submission: Submission, *, factor: Decimal, by: User, at: datetime
) -> dict[str, str]:
    """Which of the items begun would stay behind if the sheet were sent now, and why.

    To be told before the sheet is printed and signed. Writes nothing.
    """
    owed = load_round(submission.cycle, submission.unit, on=timezone.localdate(at))
    return take_each(owed.ready, partial(check_submit, by=by, at=at), factor=factor)


def take_each(
    ready: Sequence[Duty], step: Callable[[Report], object], *, factor: Decimal
) -> dict[str, str]:
    """Take a step with each for itself: what is refused stops no other. Returns why, by name."""
    refused: dict[str, str] = {}
    records = [duty.newest for duty in ready if isinstance(duty.newest, ProgressRecord)]
    questions = questions_about_each(records, factor=factor)
    unanswered = {
        record.pk
        for record, asked in zip(records, questions, strict=True)
        if set(asked) - set(record.answers)
    }
    with duties_looked_up_once():
        for duty in ready:
            report = duty.newest
            assert report is not None  # noqa: S101  # what is ready was begun
            try:
                _check_looked_at(report, unanswered)
                step(report)
            except Refused as refusal:
                why = str(refusal).removeprefix(f"“{duty.item}”")  # its name stands before it
                refused[str(duty.item)] = why
    return refused


def _check_looked_at(report: Report, unanswered: Set[int]) -> None:
    """Raise Refused where nobody did anything about what was asked; `unanswered` are records."""
    if report.awaits_changes:
        raise Refused(f"被退回后还没有修改（退回原因：{report.return_reason}），请先改好。")
    if isinstance(report, ProgressRecord) and report.pk in unanswered:
        raise Refused("系统有提问尚未核对，请打开这一项逐条确认。")
