"""`manage.py check_breakdowns`: what it prints and how it exits."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from planapp.models import Breakdown
from tests.factories import make_indicator, make_plan, make_region, make_series, shared_region

pytestmark = pytest.mark.django_db


def broken_down(*targets):
    whole = make_indicator(plan=make_plan(), name="装机容量", target=Decimal(120))
    for target in targets:
        series = make_series(region=make_region(parent=shared_region()))
        part = make_indicator(plan=whole.plan, series=series, target=Decimal(target))
        Breakdown.objects.create(whole=whole, part=part)
    return whole


def test_consistent_breakdown_prints_its_count_and_exits_well():
    broken_down(80, 40)
    out = StringIO()
    call_command("check_breakdowns", stdout=out)
    assert out.getvalue() == "核对 1 个已分解的指标，不一致 0 处。\n"


def test_finding_is_printed_and_the_exit_code_is_one():
    whole = broken_down(80, 38)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_breakdowns", whole.plan.code, stdout=out)
    sentence = "各部分目标合计 118 万千瓦，比总目标 120 万千瓦少 2 万千瓦。"
    assert ended.value.code == 1
    assert out.getvalue().splitlines()[0] == f"{whole.code} 装机容量：{sentence}"


def test_only_the_plan_that_is_named_is_checked():
    broken_down(80, 38)
    other = broken_down(120)
    call_command("check_breakdowns", other.plan.code, stdout=StringIO())


def test_unknown_plan_is_said_so():
    with pytest.raises(CommandError, match="没有编码为 X 的规划"):
        call_command("check_breakdowns", "X")
