"""亮灯规则: what may be set, and what becomes stale."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from planapp.domain.gaps import LightPolicy as Thresholds
from planapp.domain.terms import LightMode
from planapp.models import AuditEvent, Gap, LightPolicy
from planapp.services.errors import Refused
from planapp.services.policies import set_light_policy
from tests.factories import AT, make_gap, make_light_policy

pytestmark = pytest.mark.django_db

STRICT = Thresholds(mode=LightMode.POINTS, red_points=Decimal(10), tolerance_points=Decimal(0))


def set_policy(plan, by, thresholds=STRICT, approx_tolerance=Decimal("0.05")):
    return set_light_policy(
        plan=plan, thresholds=thresholds, approx_tolerance=approx_tolerance, by=by, at=AT
    )


def test_policy_is_written_and_all_gaps_of_the_plan_become_stale(administrator):
    gap = make_gap()
    make_gap()
    policy = make_light_policy(plan=gap.indicator.plan)
    assert set_policy(policy.plan, administrator)
    policy.refresh_from_db()
    assert (policy.mode, policy.red_points) == (LightMode.POINTS, Decimal(10))
    assert list(Gap.objects.filter(stale=True)) == [gap]
    assert AuditEvent.objects.get().changes[0]["fields"]["red_points"] == ["20", "10"]


def test_same_policy_again_touches_nothing(administrator):
    policy = make_light_policy()
    assert not set_policy(policy.plan, administrator, Thresholds())
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"red_below": Decimal(0)}, "红灯线（完成比低于）”须在 0.001 至 1 之间"),
        ({"red_below": Decimal("1.1")}, "须在"),
        ({"tolerance_points": Decimal(-1)}, "达到序时的容差（百分点）”须在 0"),
        ({"nearly_from": Decimal("0.4")}, "基本完成线"),
        ({"red_points": Decimal(1), "tolerance_points": Decimal(2)}, "不能小于达到序时的容差"),
        ({"tolerance_points": Decimal("1.2345")}, "小数"),
    ],
)
def test_policy_that_makes_no_sense_is_refused(administrator, changes, words):
    policy = make_light_policy()
    with pytest.raises(Refused, match=words):
        set_policy(policy.plan, administrator, replace(Thresholds(), **changes))
    assert LightPolicy.objects.get().red_below == Decimal("0.8")


@pytest.mark.parametrize("who", ("reporter", "supervisor", "auditor"))
def test_policy_by_anybody_but_an_administrator_is_refused(request, who):
    with pytest.raises(Refused, match="只有管理员"):
        set_policy(make_light_policy().plan, request.getfixturevalue(who))
