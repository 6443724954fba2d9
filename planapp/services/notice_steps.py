"""The one state machine of 督办: which step is open to whom, and from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from planapp.domain.terms import MemberRole, NoticeAct, NoticeState
from planapp.models import NoticeStep, SupervisionNotice, User
from planapp.models.notice import UNDER_WAY
from planapp.queries.unit_people import names_of
from planapp.rights import Action, may_report_for
from planapp.services.errors import Refused, require, require_in_scope

LONGEST = 2000  # characters of what is said with a step


@dataclass(frozen=True, slots=True)
class Step:
    """One transition: what is done, where it starts and ends, the right it needs.

    `target` is None where the state stays. `words` names what must be said with it.
    """

    act: NoticeAct
    sources: frozenset[NoticeState]
    target: NoticeState | None
    needs: Action
    words: str = ""


_DRAFT = frozenset({NoticeState.DRAFT})
_ON_ITS_WAY = frozenset({NoticeState.SIGNED, NoticeState.ACKNOWLEDGED})
_RECEIVED = frozenset({NoticeState.ACKNOWLEDGED, NoticeState.ANSWERED})

EDIT = Step(NoticeAct.EDITED, _DRAFT, None, Action.REVIEW)
SIGN = Step(NoticeAct.SIGNED, _DRAFT, NoticeState.SIGNED, Action.REVIEW)
ACKNOWLEDGE = Step(
    NoticeAct.ACKNOWLEDGED,
    frozenset({NoticeState.SIGNED}),
    NoticeState.ACKNOWLEDGED,
    Action.REPORT,
)
ANSWER = Step(NoticeAct.ANSWERED, _RECEIVED, NoticeState.ANSWERED, Action.REPORT, words="办理情况")
SEND_BACK = Step(
    NoticeAct.SENT_BACK,
    frozenset({NoticeState.ANSWERED}),
    NoticeState.ACKNOWLEDGED,
    Action.REVIEW,
    words="退回原因",
)
CLOSE = Step(
    NoticeAct.CLOSED, frozenset(UNDER_WAY), NoticeState.CLOSED, Action.REVIEW, words="办结意见"
)
VOID = Step(
    NoticeAct.VOIDED, _DRAFT | _ON_ITS_WAY, NoticeState.VOID, Action.REVIEW, words="作废原因"
)
STEPS = (EDIT, SIGN, ACKNOWLEDGE, ANSWER, SEND_BACK, CLOSE, VOID)

# What can be done instead, by the state that a step cannot start from.
_HELP = {
    NoticeState.DRAFT: "还没有签发。",
    NoticeState.SIGNED: "等待主送单位签收。",
    NoticeState.ACKNOWLEDGED: "主送单位已签收，等待反馈。",
    NoticeState.ANSWERED: "主送单位已反馈；属实、办妥的可以办结，不够的可以退回反馈。",
    NoticeState.CLOSED: "已经办结；需要再督办的，请新建一份。",
    NoticeState.VOID: "已经作废；需要再督办的，请新建一份。",
}


def open_to(step: Step, notice: SupervisionNotice) -> bool:
    """Whether the paper stands where the step starts; whose step it is, is not asked."""
    return NoticeState(notice.state) in step.sources


def check_step(
    step: Step, *, notice: SupervisionNotice, by: User, at: datetime, words: str = ""
) -> str:
    """What is to be said with the step, tidied.

    Raises Refused, saying why and who can help, unless the step is open to this person now.
    """
    day = timezone.localdate(at)
    if step.needs is Action.REVIEW:
        require(Action.REVIEW, by=by, at=at, refusal=f"只有督查人员可以{step.act.label}督办文书。")
        require_in_scope(notice, by=by, on=day)
    else:
        _check_unit(step, notice, by=by, on=day)
    state = NoticeState(notice.state)
    if state not in step.sources:
        raise Refused(f"“{notice}”当前为“{state.label}”，不能{step.act.label}：{_HELP[state]}")
    said = words.replace("\x00", "").strip()  # a form can hold what the database cannot
    if step.words and not said:
        raise Refused(f"{step.act.label}须写明{step.words}。")
    if len(said) > LONGEST:
        raise Refused(f"{step.words}最多 {LONGEST} 字，现有 {len(said)} 字。")
    return said


def check_seen(notice: SupervisionNotice, seen: int) -> None:
    """Raise Refused where somebody changed the draft since: nobody signs what was not read."""
    if seen != notice.revision:
        raise Refused("这份草稿在您打开以后有改动（内容或事项），请核对最新内容后再操作。")


def add_step(
    notice: SupervisionNotice, act: NoticeAct, *, by: User | None, at: datetime, words: str = ""
) -> NoticeStep:
    """Note a step, in the caller's transaction and audit event."""
    return NoticeStep.objects.create(notice=notice, act=act, taken_by=by, taken_at=at, words=words)


def _check_unit(step: Step, notice: SupervisionNotice, *, by: User, on: date) -> None:
    if notice.number is None or not may_report_for(by, notice.unit, on=on):
        whom = names_of(notice.unit, MemberRole.UNIT_ADMIN, on=on)
        raise Refused(f"只有{notice.unit}的人员可以{step.act.label}；请联系该单位的{whom}。")
