"""The one state machine of everything handed in: which step is open to whom, and from where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.utils import timezone

from planapp.domain.terms import ReportState, Vintage
from planapp.models import Plan, ProgressRecord, Report, TaskReport, User
from planapp.queries.duties import Duty, duties_on
from planapp.rights import Action, may, may_report_for
from planapp.services.errors import Refused

# How duties are asked for; a whole sheet asks once for all its rows.
_look_up: ContextVar[Callable[[date, Plan], list[Duty]]] = ContextVar("look_up")


@dataclass(frozen=True, slots=True)
class Step:
    """One transition: its name for the reader, where it starts and ends, the right it needs."""

    label: str
    sources: frozenset[ReportState]
    target: ReportState
    needs: Action


SUBMIT = Step(
    "提交",
    frozenset({ReportState.DRAFT, ReportState.RETURNED}),
    ReportState.SUBMITTED,
    Action.REPORT,
)
APPROVE = Step("审核通过", frozenset({ReportState.SUBMITTED}), ReportState.APPROVED, Action.REVIEW)
RETURN = Step("退回", frozenset({ReportState.SUBMITTED}), ReportState.RETURNED, Action.REVIEW)


@contextmanager
def duties_looked_up_once() -> Iterator[None]:
    """Within one transaction: who owes what does not change by reports being written."""
    token = _look_up.set(cache(_duties_of_plan))
    try:
        yield
    finally:
        _look_up.reset(token)


def check_step(step: Step, *, report: Report, by: User, at: datetime) -> None:
    """Raise Refused, saying why, unless this person may take this step now."""
    if report.state not in step.sources:
        raise Refused(f"“{report}”当前为“{ReportState(report.state).label}”，不能{step.label}。")
    if step.needs is Action.REPORT:
        check_duty(report, by=by, at=at, verb=step.label)
        return
    if not may(by, step.needs, on=timezone.localdate(at)):
        raise Refused(f"只有督查人员可以{step.label}。")
    if by.pk in {report.submitted_by_id, report.recorded_by_id}:
        raise Refused(f"填报或提交的人不能{step.label}自己的数据。")


def check_duty(report: Report, *, by: User, at: datetime, verb: str) -> None:
    """Raise Refused unless the person reports for the report's unit, and that unit owes it now.

    The report need not be stored yet. Eight queries for a report of one plan.
    """
    day = timezone.localdate(at)
    if not may_report_for(by, report.unit, on=day):
        raise Refused(f"您不是{report.unit}的填报人，无权{verb}；请联系该单位管理员。")
    duties = _duties_of(report, on=day)
    if not duties:
        raise Refused(f"“{report}”的填报期未开启或已关闭，不能{verb}。")
    answering = {duty.unit for duty in duties if duty.unit is not None}
    if report.unit not in answering:
        others = "、".join(unit.name for unit in answering) or "牵头单位（尚未确定）"
        raise Refused(f"“{report}”由{others}填报，{report.unit}不能{verb}。")


def _duties_of_plan(day: date, plan: Plan) -> list[Duty]:
    return duties_on(day, plan=plan)


def _duties_of(report: Report, *, on: date) -> list[Duty]:
    """What units owe that this report would fulfil.

    A figure that counts already may be corrected beside any later round of the same figure:
    statistics are revised after their year, and that reopens nothing.
    """
    look_up = _look_up.get(_duties_of_plan)
    if isinstance(report, ProgressRecord):
        counts = report.versions().filter(state=ReportState.APPROVED).exists()
        plans = Plan.objects.filter(indicators__series=report.series_id).distinct()
        return [
            duty
            for plan in plans
            for duty in look_up(on, plan)
            if (
                duty.cycle.as_of_on == report.as_of_on
                or (counts and report.as_of_on < duty.cycle.as_of_on)
            )
            and report.series_id in {indicator.series_id for indicator in duty.indicators}
        ]
    assert isinstance(report, TaskReport)  # noqa: S101  # there is no third kind
    return [
        duty
        for duty in look_up(on, report.task.plan)
        if duty.task == report.task and duty.cycle == report.cycle
    ]


def newest_may_change(newest: Report | None) -> None:
    """Raise Refused where the newest version awaits review."""
    if newest is not None and newest.state == ReportState.SUBMITTED:
        raise Refused(f"“{newest}”已提交、等待审核；需要修改请联系督查退回。")


def check_reason(report: Report, *, reason: str) -> None:
    """Raise Refused where what counts already would be corrected without a reason.

    A later vintage of a figure (快报 → 最终核实) is no correction: it needs its source instead.
    """
    counts = report.versions().filter(state=ReportState.APPROVED).first()
    if counts is None or reason.strip():
        return
    if isinstance(report, ProgressRecord) and Vintage(report.vintage).is_later_than(
        Vintage(counts.vintage)
    ):
        if report.source.strip():
            return
        raise Refused(f"“{counts}”改为{Vintage(report.vintage).label}，须写明数据来源。")
    raise Refused(f"“{counts}”已审核锁定；更正须写明原因。")
