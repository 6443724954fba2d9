"""Every step of a paper of 督办 from every state by every role, beside one table."""

from __future__ import annotations

import pytest

from planapp.domain.terms import MemberRole, NoticeState
from planapp.services.errors import Refused
from planapp.services.notice_answers import acknowledge, answer, close, send_back
from planapp.services.notice_steps import EDIT, STEPS, check_step
from planapp.services.supervision_notices import Office, sign_notice, void_notice
from tests.factories import (
    AT,
    make_cycle,
    make_membership,
    make_notice,
    make_notice_item,
    make_responsibility,
    make_supervision,
    make_user,
)

pytestmark = pytest.mark.django_db

S = NoticeState
STAFF = frozenset({MemberRole.REPORTER, MemberRole.UNIT_HEAD, MemberRole.UNIT_ADMIN})
SUPERVISOR = frozenset({MemberRole.SUPERVISOR})
OFFICE = Office("省督查室", "督办")


def _sign(notice, by):
    sign_notice(notice=notice, office=OFFICE, seen=notice.revision, by=by, at=AT)


# How each step is taken, by whom, from where, and where it leads; from anywhere else by nobody.
TABLE = {
    "修改": (
        lambda notice, by: check_step(EDIT, notice=notice, by=by, at=AT),
        SUPERVISOR, {S.DRAFT: S.DRAFT},
    ),
    "签发": (_sign, SUPERVISOR, {S.DRAFT: S.SIGNED}),
    "签收": (
        lambda notice, by: acknowledge(notice=notice, by=by, at=AT),
        STAFF, {S.SIGNED: S.ACKNOWLEDGED},
    ),
    "反馈": (
        lambda notice, by: answer(notice=notice, words="已补报。", by=by, at=AT),
        STAFF, {S.ACKNOWLEDGED: S.ANSWERED, S.ANSWERED: S.ANSWERED},
    ),
    "退回反馈": (
        lambda notice, by: send_back(notice=notice, reason="请逐项说明。", by=by, at=AT),
        SUPERVISOR, {S.ANSWERED: S.ACKNOWLEDGED},
    ),
    "办结": (
        lambda notice, by: close(notice=notice, words="属实，同意办结。", by=by, at=AT),
        SUPERVISOR, {S.SIGNED: S.CLOSED, S.ACKNOWLEDGED: S.CLOSED, S.ANSWERED: S.CLOSED},
    ),
    "作废": (
        lambda notice, by: void_notice(notice=notice, reason="主送有误。", by=by, at=AT),
        SUPERVISOR, {S.DRAFT: S.VOID, S.SIGNED: S.VOID, S.ACKNOWLEDGED: S.VOID},
    ),
}  # fmt: skip


def make_paper(unit, state):
    """A paper on an indicator that the unit owes and that was due five days ago."""
    part = make_responsibility(unit=unit)
    cycle = make_cycle(plan=part.indicator.plan, due_on="2024-01-10")
    notice = make_notice(unit=unit, cycle=cycle, state=state)
    make_notice_item(notice=notice, indicator=part.indicator)
    notice.refresh_from_db()
    return notice


def test_table_has_every_step():
    assert set(TABLE) == {step.act.label for step in STEPS}


@pytest.mark.parametrize("state", NoticeState)
@pytest.mark.parametrize("name", TABLE)
def test_step_is_open_as_the_table_says(name, state, unit):
    take, who, ways = TABLE[name]
    for role in MemberRole:
        notice = make_paper(unit, state)
        person = make_membership(unit=unit, role=role).user
        if role is MemberRole.SUPERVISOR:
            make_supervision(user=person, plan=notice.cycle.plan)
        if role in who and state in ways:
            take(notice, person)
            target = ways[state]
        else:
            with pytest.raises(Refused, match=r"只有|不能"):
                take(notice, person)
            target = state
        notice.refresh_from_db()
        assert (role, notice.state) == (role, target)
        notice.items.all().delete()
        notice.delete()


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row[1] is SUPERVISOR])
def test_supervisor_of_another_plan_may_take_no_step(name, unit):
    take, _, ways = TABLE[name]
    notice = make_paper(unit, next(iter(ways)))
    watcher = make_membership(role=MemberRole.SUPERVISOR).user
    make_supervision(user=watcher, plan=make_cycle().plan)
    with pytest.raises(Refused, match="不在您的督查分工内"):
        take(notice, watcher)


@pytest.mark.parametrize("name", ["签收", "反馈"])
def test_staff_of_another_unit_may_take_no_step(name, unit):
    take, _, ways = TABLE[name]
    notice = make_paper(unit, next(iter(ways)))
    with pytest.raises(Refused, match=f"只有{unit}的人员可以{name}"):
        take(notice, make_membership().user)


@pytest.mark.parametrize(
    ("take", "wanted", "state"),
    [
        (lambda n, by: answer(notice=n, words=" ", by=by, at=AT), "办理情况", S.ACKNOWLEDGED),
        (lambda n, by: send_back(notice=n, reason="", by=by, at=AT), "退回原因", S.ANSWERED),
        (lambda n, by: close(notice=n, words="", by=by, at=AT), "办结意见", S.ANSWERED),
        (lambda n, by: void_notice(notice=n, reason="", by=by, at=AT), "作废原因", S.DRAFT),
    ],
)
def test_step_asks_for_its_words(take, wanted, state, unit):
    person = make_user()
    make_membership(user=person, unit=unit)
    make_membership(user=person, unit=unit, role=MemberRole.SUPERVISOR)
    make_supervision(user=person)
    with pytest.raises(Refused, match=f"须写明{wanted}"):
        take(make_paper(unit, state), person)
