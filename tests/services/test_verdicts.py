"""核定结论 beside what was computed."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.standing import LIGHTS, statuses_of
from planapp.domain.terms import ItemKind, Light, Status
from planapp.models import AuditEvent, Verdict
from planapp.services.errors import Refused
from planapp.services.verdicts import record_verdict
from tests.factories import (
    AT,
    make_cycle,
    make_gap,
    make_goal,
    make_indicator,
    make_record,
    make_task,
    make_task_report,
)

pytestmark = pytest.mark.django_db

MAKE = {"indicator": make_indicator, "goal": make_goal, "task": make_task}


def decide(item, by, **changes):
    given = {
        "item": item,
        "cycle": item.plan.cycles.first() or make_cycle(plan=item.plan),
        "status": Status.BEHIND,
        "light": Light.YELLOW,
        "reason": " 现场核查数据偏高。 ",
        "basis": "核查记录",
        "by": by,
        "at": AT,
    }
    return record_verdict(**given | changes)


@pytest.mark.parametrize("kind", MAKE)
def test_verdict_is_kept_on_its_item_with_person_and_time(kind, supervisor):
    item = MAKE[kind]()
    decide(item, supervisor)
    verdict = Verdict.objects.get()
    assert (getattr(verdict, kind), verdict.status, verdict.light) == (item, "behind", "yellow")
    assert (verdict.reason, verdict.decided_by, verdict.decided_at) == (
        "现场核查数据偏高。",
        supervisor,
        AT,
    )


def test_verdict_leaves_what_was_computed(supervisor):
    gap = make_gap()
    decide(gap.indicator, supervisor, cycle=gap.cycle)
    gap.refresh_from_db()
    assert (gap.status, gap.light, gap.stale) == (Status.ON_TRACK, Light.GREEN, False)


def test_later_verdict_replaces_the_earlier_and_the_trail_keeps_both(supervisor):
    indicator = make_indicator()
    decide(indicator, supervisor)
    decide(indicator, supervisor, status=Status.ON_TRACK, light=Light.GREEN)
    assert Verdict.objects.get().status == Status.ON_TRACK
    latest = AuditEvent.objects.first().changes[0]["fields"]
    assert (latest["status"], latest["light"]) == (["behind", "on_track"], ["yellow", "green"])


@pytest.mark.parametrize("missing", ({"reason": " "}, {"basis": ""}))
def test_verdict_without_reason_or_basis_is_refused(supervisor, missing):
    with pytest.raises(Refused, match="理由和依据"):
        decide(make_indicator(), supervisor, **missing)


def test_verdict_in_a_cycle_of_another_plan_is_refused(supervisor):
    with pytest.raises(Refused, match="不属于该填报期"):
        decide(make_indicator(), supervisor, cycle=make_cycle())


@pytest.mark.parametrize("who", ("reporter", "auditor", "administrator"))
def test_verdict_by_anybody_but_a_supervisor_is_refused(who, request):
    with pytest.raises(Refused, match="只有督查人员"):
        decide(make_indicator(), request.getfixturevalue(who))
    assert Verdict.objects.count() == 0


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("light", Light)
def test_word_and_light_fit_the_item_and_one_another(supervisor, kind, status, light):
    item = MAKE[kind]()
    if status in statuses_of(ItemKind(kind)) and light in LIGHTS[status]:
        assert decide(item, supervisor, status=status, light=light).light == light
    else:
        with pytest.raises(Refused, match=r"不适用于|不能是"):
            decide(item, supervisor, status=status, light=light)


@pytest.mark.parametrize("kind", ("indicator", "task"))
def test_verdict_on_what_is_not_tracked_is_refused(supervisor, kind):
    with pytest.raises(Refused, match="未纳入跟踪"):
        decide(MAKE[kind](tracked=False), supervisor)


def test_verdict_before_the_round_begins_is_refused(supervisor):
    item = make_indicator()
    coming = make_cycle(plan=item.plan, as_of_on=date(2024, 12, 31))
    with pytest.raises(Refused, match="尚未开始"):
        decide(item, supervisor, cycle=coming)


def test_verdict_after_the_round_was_closed_is_kept(supervisor):
    item = make_indicator()
    closed = make_cycle(plan=item.plan, closed_on=date(2024, 1, 10))
    assert decide(item, supervisor, cycle=closed).cycle == closed


@pytest.mark.parametrize("part", ("recorded_by", "submitted_by"))
def test_verdict_on_ones_own_figures_is_refused(supervisor, part):
    indicator, task = make_indicator(), make_task()
    make_record(series=indicator.series, **{part: supervisor})
    make_task_report(task=task, **{part: supervisor})
    for item in (indicator, task):
        with pytest.raises(Refused, match="自己填报的事项"):
            decide(item, supervisor)
