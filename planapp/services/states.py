"""The one state machine of everything handed in: which step is open to whom, and from where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.utils import timezone

from planapp.domain.terms import MemberRole, ReportState, SubmissionKind, SubmissionState, Vintage
from planapp.models import (
    Plan,
    ProgressRecord,
    Report,
    ReportingCycle,
    Series,
    Submission,
    Task,
    TaskReport,
    User,
)
from planapp.models.report import EDITABLE, ON_THE_WAY
from planapp.queries.duties import Duty, duties_on
from planapp.queries.unit_people import names_of, people_of
from planapp.rights import Action, may, may_report_for
from planapp.services.errors import Refused, out_of_scope

# How duties are asked for; a whole sheet asks once for all its rows.
_look_up: ContextVar[Callable[[date, Plan, Series | Task], list[Duty]]] = ContextVar("look_up")


@dataclass(frozen=True, slots=True)
class Step:
    """One transition: its name for the reader, where it starts and ends, the right it needs."""

    label: str
    sources: frozenset[ReportState]
    target: ReportState
    needs: Action


_CONFIRMING = frozenset({ReportState.CONFIRMING})
_SUBMITTED = frozenset({ReportState.SUBMITTED})

# Where a plan asks for it, what is submitted goes to the head of the unit first.
SUBMIT = Step("提交", EDITABLE, ReportState.SUBMITTED, Action.REPORT)
WITHDRAW = Step("撤回", ON_THE_WAY, ReportState.DRAFT, Action.REPORT)
CONFIRM = Step("确认", _CONFIRMING, ReportState.SUBMITTED, Action.CONFIRM)
SEND_BACK = Step("退回修改", _CONFIRMING, ReportState.RETURNED, Action.CONFIRM)
APPROVE = Step("审核通过", _SUBMITTED, ReportState.APPROVED, Action.REVIEW)
RETURN = Step("退回", _SUBMITTED, ReportState.RETURNED, Action.REVIEW)
STEPS = (SUBMIT, WITHDRAW, CONFIRM, SEND_BACK, APPROVE, RETURN)

# What can be done instead, by the state that a step cannot start from.
_HELP = {
    ReportState.DRAFT: "它还没有提交。",
    ReportState.CONFIRMING: "已提交、等待单位负责人确认；需要修改的，可以先撤回。",
    ReportState.SUBMITTED: "已提交、等待审核；需要修改的，可以先撤回，或请督查退回。",
    ReportState.RETURNED: "等待填报单位修改后重新提交。",
    ReportState.APPROVED: "已审核锁定；需要更正的，请重新填报并写明更正原因。",
    ReportState.SUPERSEDED: "已有更新的版次，请处理最新的一版。",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """On what grounds somebody may write for a unit: what it owes, and the letter it sent.

    `on_behalf` is the submission under which an administrator enters for it, else None.
    """

    duties: list[Duty]
    on_behalf: Submission | None = None

    @property
    def asks_head(self) -> bool:
        """Whether the unit's head confirms first; the letter stands for a unit without accounts."""
        asked = any(duty.cycle.plan.confirm_by_head for duty in self.duties)
        return asked and self.on_behalf is None


@contextmanager
def duties_looked_up_once() -> Iterator[None]:
    """Within one transaction: who owes what does not change by reports being written."""
    duties_of_plan = cache(lambda day, plan: duties_on(day, plan=plan))
    token = _look_up.set(lambda day, plan, _subject: duties_of_plan(day, plan))
    try:
        yield
    finally:
        _look_up.reset(token)


def check_step(step: Step, *, report: Report, by: User, at: datetime) -> ReportState:
    """Where a step of the unit leads; raises Refused, saying why and who can help, unless it is
    open now.
    """
    _check_source(step, report)
    day = timezone.localdate(at)
    if step.needs is Action.CONFIRM:
        _check_head(step, report, by=by, on=day)
    else:
        standing = check_duty(report, by=by, at=at, verb=step.label)
        if step is SUBMIT and standing.asks_head:
            _check_there_is_a_head(report, standing, on=day)
            return ReportState.CONFIRMING
        if step is SUBMIT and standing.on_behalf is not None:
            check_letter(standing.on_behalf)
    return step.target


def check_duty(report: Report, *, by: User, at: datetime, verb: str) -> Standing:
    """Raise Refused unless the person stands for the report's unit, and that unit owes it now.

    The report need not be stored yet. Eight queries for a report of one plan.
    """
    day = timezone.localdate(at)
    reports = may_report_for(by, report.unit, on=day)
    if not reports and not may(by, Action.ENTER_FOR, on=day):
        whom = names_of(report.unit, MemberRole.UNIT_ADMIN, on=day)
        raise Refused(f"您不是{report.unit}的填报人，无权{verb}；请联系该单位的{whom}。")
    duties = _duties_of(report, on=day)
    if not duties:
        raise Refused(f"“{report}”的填报期未开启或已关闭，不能{verb}；需要补报请联系管理员。")
    answering = {duty.unit for duty in duties if duty.unit is not None}
    if report.unit not in answering:
        others = "、".join(unit.name for unit in answering) or "牵头单位（尚未确定）"
        raise Refused(f"“{report}”由{others}填报，{report.unit}不能{verb}。")
    if reports:
        return Standing(duties)
    return Standing(duties, _entered_under(report, [duty.cycle for duty in duties], verb, on=day))


def check_nobody_reports(submission: Submission, *, on: date) -> None:
    """Raise Refused where the unit has people of its own: nobody else enters for it."""
    unit, people = submission.unit, people_of(submission.unit, on=on)
    if not people:
        return
    admins = people_of(unit, on=on, roles={MemberRole.UNIT_ADMIN})
    whom = f"单位管理员{admins[0]}" if admins else str(people[0])
    raise Refused(f"{unit}有自己的填报人，不能代填；请联系该单位的{whom}。")


def check_letter(submission: Submission) -> None:
    """Raise Refused while the letter that asks for the entry is missing."""
    if not submission.evidence.exclude(file="").exists():
        raise Refused(f"“{submission}”还没有上传{submission.unit}的来函，上传以后才能报送。")


def _entered_under(
    report: Report, cycles: list[ReportingCycle], verb: str, *, on: date
) -> Submission:
    """The submission under which somebody else enters for the unit, as long as it is prepared.

    What it sent can be taken back for as long as it waits for review.
    """
    states = [SubmissionState.PREPARING]
    if verb == WITHDRAW.label:
        states.append(SubmissionState.SENT)
    found = Submission.objects.filter(
        kind=SubmissionKind.ON_BEHALF, unit=report.unit, cycle__in=cycles, state__in=states
    ).first()
    if found is None:
        raise Refused(
            f"您不是{report.unit}的填报人，无权{verb}；"
            f"该单位没有账号的，请先在“代填”中登记来函，再{verb}。"
        )
    check_nobody_reports(found, on=on)
    return found


def _check_source(step: Step, report: Report) -> None:
    state = ReportState(report.state)
    if state not in step.sources:
        raise Refused(f"“{report}”当前为“{state.label}”，不能{step.label}：{_HELP[state]}")


def check_review(step: Step, report: Report, *, by: User, reviews: bool, watches: bool) -> None:
    """Raise Refused, saying why, unless the person may take a supervisor's step with it now.

    `reviews` says whether the person has the right, `watches` whether the report lies in the
    assignment: they are looked up once for many reports. No query.
    """
    _check_source(step, report)
    if not reviews:
        raise Refused(f"只有督查人员可以{step.label}。")
    if not watches:
        raise out_of_scope(report)
    if by.pk in {report.submitted_by_id, report.recorded_by_id, report.confirmed_by_id}:
        raise Refused(f"填报、提交或确认的人不能{step.label}自己的数据，请由另一位督查人员处理。")


def _check_head(step: Step, report: Report, *, by: User, on: date) -> None:
    """Four eyes inside the unit wherever there are four; the supervisor's are two more anyway."""
    heads = people_of(report.unit, on=on, roles={MemberRole.UNIT_HEAD})
    if by not in heads:
        whom = names_of(report.unit, MemberRole.UNIT_HEAD, on=on)
        raise Refused(f"只有{report.unit}的单位负责人可以{step.label}；请联系{whom}。")
    others = "、".join(str(head) for head in heads if head != by)
    if others and by.pk in {report.submitted_by_id, report.recorded_by_id}:
        raise Refused(f"“{report}”由您填报或提交，请由本单位另一位负责人{others}{step.label}。")


def _check_there_is_a_head(report: Report, standing: Standing, *, on: date) -> None:
    if people_of(report.unit, on=on, roles={MemberRole.UNIT_HEAD}):
        return
    plans = (duty.cycle.plan for duty in standing.duties)
    title = next(plan.title for plan in plans if plan.confirm_by_head)
    whom = names_of(report.unit, MemberRole.UNIT_ADMIN, on=on)
    raise Refused(
        f"《{title}》要求单位负责人确认，{report.unit}还没有负责人账号，不能提交；请联系{whom}开立。"
    )


def _duties_about(day: date, plan: Plan, subject: Series | Task) -> list[Duty]:
    return duties_on(day, plan=plan, about=subject)


def _duties_of(report: Report, *, on: date) -> list[Duty]:
    """What units owe that this report would fulfil.

    A figure that counts already may be corrected beside any later round of the same figure:
    statistics are revised after their year, and that reopens nothing.
    """
    look_up = _look_up.get(_duties_about)
    if isinstance(report, ProgressRecord):
        counts = report.versions().filter(state=ReportState.APPROVED).exists()
        plans = Plan.objects.filter(indicators__series=report.series_id).distinct()
        return [
            duty
            for plan in plans
            for duty in look_up(on, plan, report.series)
            if (
                duty.cycle.as_of_on == report.as_of_on
                or (counts and report.as_of_on < duty.cycle.as_of_on)
            )
            and report.series_id in {indicator.series_id for indicator in duty.indicators}
        ]
    assert isinstance(report, TaskReport)  # noqa: S101  # there is no third kind
    return [
        duty
        for duty in look_up(on, report.task.plan, report.task)
        if duty.task == report.task and duty.cycle == report.cycle
    ]


def newest_may_change(newest: Report | None) -> None:
    """Raise Refused where the newest version is on its way to a decision."""
    if newest is not None and newest.state in ON_THE_WAY:
        state = ReportState(newest.state)
        raise Refused(f"“{newest}”不能修改：{_HELP[state]}")


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
        raise Refused(
            f"“{counts}”改为{Vintage(report.vintage).label}，须写明数据来源。", field="source"
        )
    raise Refused(f"“{counts}”已审核锁定；更正须写明原因。", field="correction_reason")
