"""Figures and task reports on their way from draft to approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import ReportState, SelfAssessment, Vintage
from planapp.models import (
    ProgressRecord,
    Report,
    ReportingCycle,
    Series,
    Submission,
    Task,
    TaskReport,
    Unit,
    User,
)
from planapp.queries.last_round import repeats_last_round
from planapp.queries.outlooks import outlooks_of
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused
from planapp.services.states import (
    SUBMIT,
    check_duty,
    check_reason,
    check_step,
    newest_may_change,
)

ALL_DONE = 100  # percent
LONGEST_WORDS = 5000  # characters of each text of a report; what is longer is evidence
ReportT = TypeVar("ReportT", bound=Report)


@dataclass(frozen=True, slots=True)
class Words:
    """The text that goes with a figure or a task report.

    `is_unchanged` says that nothing happened since the round before, in whatever words.
    """

    narrative: str = ""
    problems: str = ""
    next_steps: str = ""
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in the series' value unit, and what kind of value it is.

    `answers` are the questions asked back about it, each with what was said to it.
    """

    value: Decimal
    vintage: Vintage = Vintage.PRELIMINARY
    source: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def save_record(
    *,
    series: Series,
    as_of_on: date,
    unit: Unit,
    figure: Figure,
    words: Words,
    by: User,
    at: datetime,
    correction_reason: str = "",
    seen: int | None = None,
    is_demo: bool = False,
) -> ProgressRecord:
    """Write a figure as a draft: into the open version, or as a new version of an approved one.

    Raises Refused when the person does not report for the unit, when the unit does not owe the
    figure in an open cycle, when the newest version awaits review, or when an approved one is to
    be corrected without a reason. A later vintage needs no reason and is no correction. `seen` is
    the revision that the writer saw, 0 where there was none: another one is refused.
    """
    record, before = _open_version(
        ProgressRecord(series=series, as_of_on=as_of_on, unit=unit),
        by=by,
        at=at,
        seen=seen,
    )
    record.value, record.vintage, record.source = figure.value, figure.vintage, figure.source
    record.answers = dict(figure.answers)
    _fill(record, unit=unit, words=words, by=by, at=at)
    record.correction_reason = correction_reason or record.correction_reason
    check_reason(record, reason=record.correction_reason)
    record.is_demo = is_demo
    return keep(record, before=before, action="progress.saved", by=by, at=at)


@transaction.atomic
def save_task_report(
    *,
    task: Task,
    cycle: ReportingCycle,
    unit: Unit,
    self_assessment: SelfAssessment,
    percent: int | None,
    words: Words,
    by: User,
    at: datetime,
    correction_reason: str = "",
    seen: int | None = None,
    is_demo: bool = False,
) -> TaskReport:
    """Write a task report as a draft; the same rules as for a figure, `percent` is 0 to 100."""
    if percent is not None and not 0 <= percent <= ALL_DONE:
        raise Refused("完成百分比须在 0 到 100 之间。", field="percent")
    report, before = _open_version(
        TaskReport(task=task, cycle=cycle, unit=unit),
        by=by,
        at=at,
        seen=seen,
    )
    report.self_assessment, report.percent = self_assessment, percent
    _fill(report, unit=unit, words=words, by=by, at=at)
    report.correction_reason = correction_reason or report.correction_reason
    check_reason(report, reason=report.correction_reason)
    report.is_demo = is_demo
    return keep(report, before=before, action="task_report.saved", by=by, at=at)


@transaction.atomic
def submit(
    *, report: Report, by: User, at: datetime, submission: Submission | None = None
) -> ReportState:
    """Hand a draft or a returned version in, by itself or as part of what the unit sends.

    Returns where it is now: before a supervisor, or before the unit's head where a plan asks for
    it. Raises Refused where the result is behind and nobody wrote why, and what will be done.
    """
    report = locked(report)
    target = check_submit(report, by=by, at=at)
    before = snapshot(report)
    report.state, report.submitted_by, report.submitted_at = target, by, at
    report.confirmed_by = report.confirmed_at = None
    report.submission = submission or report.submission
    keep(report, before=before, action="report.submitted", by=by, at=at)
    return target


def check_submit(report: Report, *, by: User, at: datetime) -> ReportState:
    """Where handing it in would lead; raises Refused as `submit` would. Writes nothing."""
    target = check_step(SUBMIT, report=report, by=by, at=at)
    _check_explained(report)
    return target


def _check_explained(report: Report) -> None:
    labels = {"problems": "存在问题", "next_steps": "下一步措施"}
    empty = [name for name in labels if not getattr(report, name).strip()]
    missing = "、".join(labels[name] for name in empty)
    behind = next((one for one in outlooks_of(report) if one.is_behind), None) if missing else None
    if behind is not None:
        raise Refused(f"“{behind.item}”{behind.sentence}：提交前须写明{missing}。", field=empty[0])


def _open_version(
    first: ReportT, *, by: User, at: datetime, seen: int | None
) -> tuple[ReportT, dict[str, object] | None]:
    """The version to write into, with how it is stored: the open one, else a new one after all.

    What is written anew belongs to no submission until it is sent, but for what an administrator
    enters under a letter.
    """
    standing = check_duty(first, by=by, at=at, verb="填报")
    newest: ReportT | None = first.versions().select_for_update().order_by("-version").first()
    newest_may_change(newest)
    if newest is not None and seen is not None and seen != newest.revision:
        raise Refused(
            f"“{newest}”在您打开以后由{newest.recorded_by}保存过"
            f"（{day_in_words(timezone.localdate(newest.recorded_at))}"
            f" {timezone.localtime(newest.recorded_at):%H:%M}），您的内容还没有保存。"
        )
    if newest is not None and newest.is_editable:
        before = snapshot(newest)
        newest.submission = standing.on_behalf
        return newest, before
    first.submission = standing.on_behalf
    if newest is not None:
        first.version, first.revision = newest.version + 1, newest.revision
    return first, None


def _fill(report: Report, *, unit: Unit, words: Words, by: User, at: datetime) -> None:
    report.unit = unit
    report.narrative, report.problems = words.narrative, words.problems
    report.next_steps = words.next_steps
    report.is_unchanged = words.is_unchanged or repeats_last_round(report)
    report.recorded_by, report.recorded_at = by, at


def keep(
    report: ReportT,
    *,
    before: dict[str, object] | None,
    action: str,
    by: User,
    at: datetime,
    subject: str = "",
) -> ReportT:
    """Store what was changed, counted on by one revision, with its audit event."""
    report.revision += 1
    try:
        report.full_clean(validate_constraints=False)  # the database keeps the constraints
    except ValidationError as error:
        field = next(iter(error.message_dict)) if len(error.message_dict) == 1 else ""
        raise Refused("；".join(error.messages), field=field) from error
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:  # two people began the same version at once
        raise Refused(f"“{report}”刚刚有人保存过，请刷新后再试。") from error
    changes = created(report) if before is None else [changed(report, before)]
    write_audit(by=by, action=action, subject=subject or report, at=at, changes=changes)
    return report


def locked(report: ReportT) -> ReportT:
    """The report as it is stored now; nobody else changes it before the transaction ends."""
    return type(report)._default_manager.select_for_update().get(pk=report.pk)
