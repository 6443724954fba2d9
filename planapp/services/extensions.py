"""A unit asks for more time, or says that a figure is not published; a supervisor decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from planapp.domain.day_words import day_in_words
from planapp.domain.due_days import month_end
from planapp.domain.reminders import Calendar
from planapp.domain.terms import ExtensionKind, ExtensionState, Role
from planapp.models import Extension, ReportingCycle, User
from planapp.queries.duties import Duty, duties_on
from planapp.queries.extensions import DutyKey, supervisors_named
from planapp.queries.scope import lies_within
from planapp.queries.workdays import load_calendar
from planapp.rights import Action, reporting_units, scope_of
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.notices import News, tell_of_item
from planapp.services.reminder_ends import end_reminders_not_owed

LONGEST = 500  # characters of a reason or an answer
_YEARS_AHEAD = 2  # of the due date; further off is a slip of the finger


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: more time until a day, or the month of publication.

    `until` is the wanted day, for a figure that is not published any day of its month; `reason`
    then says where the month is known from.
    """

    kind: ExtensionKind
    until: date
    reason: str


@transaction.atomic
def ask_for_extension(
    *, about: Collection[DutyKey], request: Request, by: User, at: datetime
) -> list[Extension]:
    """Ask for the same for some items that the person's units owe; for all of them or none.

    Raises Refused, naming the item, where it is not the unit's to hand in, handed in already, past
    its due date or asked for before, and where the day or month does not fit it.
    """
    if not about:
        raise Refused("请先勾选要申请的事项。")
    reason = _words(request.reason)
    if not reason:
        wanted = "理由" if request.kind is ExtensionKind.MORE_TIME else "信息来源"
        raise Refused(f"请写明{wanted}，督查据此批复。", field="reason")
    day = timezone.localdate(at)
    owed = _own_duties(by, on=day)
    calendar = load_calendar()
    rows = []
    for key in dict.fromkeys(about):
        duty = owed.get(key)
        if duty is None:
            raise Refused("所选事项不由您的单位填报，或填报期未开启、已关闭；请刷新“我的填报”。")
        _check_open(duty, on=day)
        until = _check_day(duty, request, calendar=calendar, on=day)
        rows.append(_new_row(duty, request.kind, until=until, reason=reason, by=by, at=at))
    _keep(rows)
    subject = f"{rows[0]}" + (f"等 {len(rows)} 项" if len(rows) > 1 else "")
    write_audit(by=by, action="extension.asked", subject=subject, at=at, changes=created(*rows))
    return rows


@transaction.atomic
def withdraw_extension(*, extension: Extension, by: User, at: datetime) -> None:
    """Take back a request of one's unit that was not decided yet."""
    row = _locked(extension)
    if row.unit_id not in reporting_units(by, on=timezone.localdate(at)):
        raise Refused(f"这份申请由{row.unit}提出，只有该单位的填报人可以撤回。")
    _check_asked(row, "撤回")
    before = snapshot(row)
    row.state = ExtensionState.WITHDRAWN
    row.save(update_fields=("state",))
    write_audit(
        by=by,
        action="extension.withdrawn",
        subject=row,
        at=at,
        changes=[changed(row, before)],
    )


@transaction.atomic
def grant_extension(
    *, extension: Extension, by: User, at: datetime, until: date | None = None, answer: str = ""
) -> None:
    """Agree to a request, to the day that was asked for or to another; the day counts at once.

    For a figure that is not published, any day of the month counts as the month. Raises Refused
    for who asked, for a closed round and for a day that does not fit.
    """
    row = _locked(extension)
    _check_may_decide(row, by=by, at=at)
    day = timezone.localdate(at)
    if row.cycle.is_closed(day):
        raise Refused(f"{row.cycle}填报期已关闭，不能再延期；需要时请管理员重新开启填报期。")
    granted = until or row.until
    if row.kind == ExtensionKind.NOT_PUBLISHED:
        granted = month_end(granted)
    else:
        _check_working(granted, load_calendar())
    if granted < day:
        raise Refused(f"同意延至的日期（{day_in_words(granted)}）已过，请另定日期。", field="until")
    _check_between(granted, due_on=row.cycle.due_on, cycle=row.cycle)
    _decide(row, ExtensionState.GRANTED, until=granted, answer=answer, by=by, at=at)
    end_reminders_not_owed(plan=row.cycle.plan, on=day, at=at)


@transaction.atomic
def refuse_extension(*, extension: Extension, answer: str, by: User, at: datetime) -> None:
    """Do not agree, saying why: the old date counts."""
    row = _locked(extension)
    _check_may_decide(row, by=by, at=at)
    if not answer.strip():
        raise Refused("不同意须写明批复意见，填报单位据此安排。", field="answer")
    _decide(row, ExtensionState.REFUSED, until=None, answer=answer, by=by, at=at)


def end_requests(rows: Iterable[Extension], *, why: str) -> list[Change]:
    """End requests that nobody will decide any more, in the caller's transaction and event."""
    changes = []
    for row in rows:
        before = snapshot(row)
        row.state, row.answer = ExtensionState.WITHDRAWN, why
        row.save(update_fields=("state", "answer"))
        changes.append(changed(row, before))
    return changes


def _own_duties(by: User, *, on: date) -> dict[DutyKey, Duty]:
    """What the person's units answer for; a figure under each of its indicators."""
    duties = duties_on(on, units=reporting_units(by, on=on))
    return {key: duty for duty in duties if duty.role == Role.LEAD for key in DutyKey.all_of(duty)}


def _check_open(duty: Duty, *, on: date) -> None:
    """Raise Refused unless more time may still be asked for."""
    if duty.is_closed:
        raise Refused(f"“{duty.item}”已提交，不需要申请。")
    asked = duty.delay.asked
    if asked is not None:
        raise Refused(
            f"“{duty.item}”已有一份{ExtensionKind(asked.kind).label}在等待批复"
            f"（{asked.asked_by}，{day_in_words(timezone.localdate(asked.asked_at))}）；需要改动请先撤回。"
        )
    if on > duty.due_on:
        raise Refused(
            f"“{duty.item}”已于{day_in_words(duty.due_on)}截止，延期须在截止以前申请。"
            f"请尽快填报；确有困难的，请联系{supervisors_named([duty], on=on)}。"
        )


def _check_day(duty: Duty, request: Request, *, calendar: Calendar, on: date) -> date:
    """The day that the request asks for, if it fits the item; else Refused."""
    if request.kind is ExtensionKind.MORE_TIME:
        _check_working(request.until, calendar)
        _check_between(request.until, due_on=duty.due_on, cycle=duty.cycle)
        return request.until
    if duty.indicator is None:
        raise Refused(f"“{duty.item}”是任务，没有数据公布一说；需要时请申请延期。")
    until = month_end(request.until)
    if until <= month_end(on):
        raise Refused(
            "公布月份须在本月以后；本月公布的，公布后即可填报，来不及的请申请延期。", field="until"
        )
    _check_between(until, due_on=duty.due_on, cycle=duty.cycle)
    return until


def _check_working(day: date, calendar: Calendar) -> None:
    if not calendar.is_working(day):
        raise Refused(
            f"{day_in_words(day)}不是工作日，请改为工作日，例如{day_in_words(calendar.on_or_after(day))}。",
            field="until",
        )


def _check_between(until: date, *, due_on: date, cycle: ReportingCycle) -> None:
    if until <= due_on:
        raise Refused(f"延至的日期须在原截止日期（{day_in_words(due_on)}）之后。", field="until")
    last = date(due_on.year + _YEARS_AHEAD, 12, 31)
    if until > last:
        raise Refused(f"最迟延至{day_in_words(last)}，请核对年份。", field="until")
    if cycle.closed_on is not None and until >= cycle.closed_on:
        closing = day_in_words(cycle.closed_on)
        raise Refused(f"{cycle}填报期于{closing}关闭，须在此之前。", field="until")


def _new_row(
    duty: Duty, kind: ExtensionKind, *, until: date, reason: str, by: User, at: datetime
) -> Extension:
    return Extension(
        cycle=duty.cycle,
        indicator=duty.indicator,
        task=duty.task,
        unit=duty.unit,
        kind=kind,
        reason=reason,
        until=until,
        asked_by=by,
        asked_at=at,
    )


def _keep(rows: list[Extension]) -> None:
    try:
        with transaction.atomic():
            for row in rows:
                row.save()
    except IntegrityError as error:  # two people asked for the same item at once
        raise Refused("所选事项刚刚有人申请过，请刷新后再试。") from error


def _locked(extension: Extension) -> Extension:
    rows = Extension.objects.select_for_update(of=("self",))
    return rows.select_related("cycle__plan", "unit").get(pk=extension.pk)


def _check_may_decide(row: Extension, *, by: User, at: datetime) -> None:
    require(Action.REVIEW, by=by, at=at, refusal="只有督查人员可以批复延期申请。")
    scope = scope_of(by, on=timezone.localdate(at), to=Action.REVIEW)
    if not lies_within(row, scope):
        raise Refused(f"“{row.item}”不在您的督查分工之内；请由负责{row.unit}的督查人员批复。")
    if by.pk == row.asked_by_id:
        raise Refused("提出申请的人不能批复自己的申请，请由其他督查人员批复。")
    _check_asked(row, "批复")


def _check_asked(row: Extension, verb: str) -> None:
    if row.state != ExtensionState.ASKED:
        raise Refused(f"“{row}”{ExtensionState(row.state).label}，不能再{verb}。")


def _decide(
    row: Extension,
    state: ExtensionState,
    *,
    until: date | None,
    answer: str,
    by: User,
    at: datetime,
) -> None:
    before = snapshot(row)
    row.state, row.granted_until, row.answer = state, until, _words(answer)
    row.decided_by, row.decided_at = by, at
    row.save()
    write_audit(
        by=by,
        action="extension.granted" if until else "extension.refused",
        subject=row,
        at=at,
        changes=[changed(row, before)],
    )
    tell_of_item(
        cycle=row.cycle,
        item=row.item,
        unit=row.unit,
        people=[row.asked_by_id],
        news=_NEWS[ExtensionKind(row.kind), state],
        words=_told(row),
        by=by,
        at=at,
    )


_NEWS = {
    (ExtensionKind.MORE_TIME, ExtensionState.GRANTED): News.GRANTED,
    (ExtensionKind.MORE_TIME, ExtensionState.REFUSED): News.REFUSED,
    (ExtensionKind.NOT_PUBLISHED, ExtensionState.GRANTED): News.NOTED,
    (ExtensionKind.NOT_PUBLISHED, ExtensionState.REFUSED): News.NOT_NOTED,
}


def _told(row: Extension) -> str:
    answer = f"批复意见：{row.answer}" if row.answer else ""
    if row.granted_until is None:
        return answer
    if row.kind == ExtensionKind.NOT_PUBLISHED:
        day = f"预计{row.granted_until.year}年{row.granted_until.month}月公布，公布前不催报。"
    else:
        day = f"截止日期延至{day_in_words(row.granted_until)}。"
    return day + answer


def _words(text: str) -> str:
    return text.strip()[:LONGEST]
