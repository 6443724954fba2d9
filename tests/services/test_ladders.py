"""提醒规则: a ladder is set as a whole, checked as a whole, and put back."""

from __future__ import annotations

import pytest

from planapp.domain.reminders import DEFAULT_LADDER, Rule
from planapp.domain.terms import MemberRole, ReminderKind
from planapp.models import AuditEvent, ReminderRule
from planapp.queries.ladders import load_ladders, own_ladder
from planapp.services.errors import Refused
from planapp.services.ladders import set_ladder
from tests.factories import AT, make_plan
from tests.trail import trail_tells_all

pytestmark = pytest.mark.django_db
OWN = [
    Rule(ReminderKind.DUE_SOON, 5),
    Rule(ReminderKind.OVERDUE, -2, MemberRole.UNIT_ADMIN, every=3),
    Rule(ReminderKind.NOTICE, -8, MemberRole.UNIT_HEAD),
]


def test_installation_without_rows_stands_on_the_ladder_it_comes_with():
    assert load_ladders() == {None: list(DEFAULT_LADDER)}


def test_plan_gets_its_own_ladder_and_all_others_keep_theirs(system_admin):
    plan = make_plan()
    with trail_tells_all():
        assert set_ladder(plan=plan, rungs=OWN, by=system_admin, at=AT)
    assert load_ladders() == {None: list(DEFAULT_LADDER), plan.pk: OWN}
    event = AuditEvent.objects.get()
    assert (event.action, event.subject) == ("reminders.ladder_set", f"{plan}：3 条")


def test_ladder_set_again_changes_what_differs_alone(system_admin):
    plan = make_plan()
    set_ladder(plan=plan, rungs=OWN, by=system_admin, at=AT)
    kept = set(ReminderRule.objects.exclude(kind="notice").values_list("pk", flat=True))
    with trail_tells_all():
        set_ladder(plan=plan, rungs=[*OWN[:2], Rule(ReminderKind.DUE_SOON, 1)], by=system_admin,
                   at=AT)  # fmt: skip
    assert own_ladder(plan) == [OWN[0], Rule(ReminderKind.DUE_SOON, 1), OWN[1]]
    assert kept < set(ReminderRule.objects.values_list("pk", flat=True))
    assert not set_ladder(plan=plan, rungs=own_ladder(plan), by=system_admin, at=AT)


@pytest.mark.parametrize("of_plan", [True, False])
def test_ladder_is_put_back_to_the_one_before(of_plan, system_admin):
    plan = make_plan() if of_plan else None
    set_ladder(plan=plan, rungs=OWN, by=system_admin, at=AT)
    assert load_ladders()[plan.pk if plan else None] == OWN
    with trail_tells_all():
        set_ladder(plan=plan, rungs=[], by=system_admin, at=AT)
    assert load_ladders() == {None: list(DEFAULT_LADDER)}


def test_faulty_ladder_is_refused_and_nothing_is_kept(system_admin):
    with pytest.raises(Refused, match="督办须在逾期催办之后"):
        set_ladder(plan=None, rungs=[OWN[0], OWN[2]], by=system_admin, at=AT)
    assert not ReminderRule.objects.exists()


def test_nobody_but_the_keeper_of_the_system_sets_ladders(supervisor):
    with pytest.raises(Refused, match="只有系统管理员"):
        set_ladder(plan=None, rungs=OWN, by=supervisor, at=AT)
