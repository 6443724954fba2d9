"""A report with one line of each kind, to be varied."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planapp.domain.monitoring import Decided, IndicatorLine, Monitoring, RoundLine, TaskLine
from planapp.domain.terms import (
    Attribute,
    Comparator,
    Light,
    SelfAssessment,
    Status,
    Trend,
)

LINE = IndicatorLine(
    id=1, code="YN-1", plan_code="YN", plan="医药规划", name="产值", attribute=Attribute.EXPECTED,
    comparator=Comparator.GE, target=Decimal("1200"), target_max=None, target_year=2025,
    value_unit="亿元", series_unit="万元", base_year=2020, base_value=Decimal("3439000.50"),
    years=((2021, Decimal(1)), (2022, Decimal("2.5"))), pending=None, waiting="",
    status=Status.BEHIND, light=Light.RED, words="严重滞后", decided=None, actual=Decimal("670.9"),
    expected_value=Decimal("857.5"), completion=Decimal("0.382"), time_progress=Decimal("0.6"),
    due_progress=Decimal("0.6"), gap=Decimal("529.1"), lag=Decimal("186.6"), required=None,
    forecast=None, trend=Trend.UNLIKELY, met=False, problems="原料涨价", next_steps="扩产",
    leads=("省工信厅", "省药监局"), source="统计快报", quote="到2025年，产值超过1200亿元",
    document="医药规划", is_demo=False, rule="1",
)  # fmt: skip
TASK = TaskLine(
    id=1, code="YN-T1", plan_code="YN", plan="医药规划", number="1", title="建园区",
    units=("省发改委",), deadline="2024年底前", due_on=date(2024, 12, 31),
    self_assessment=SelfAssessment.ON_COURSE, percent=40, narrative="开工", problems="",
    next_steps="", is_pending=False, status=Status.ON_TRACK, light=Light.GREEN, decided=None,
    quote="建园区", is_demo=True,
)  # fmt: skip
ROUND = RoundLine(
    "YN", "医药规划", "2023年度", date(2023, 12, 31), date(2024, 1, 31), is_closed=True
)
DECIDED = Decided(Status.ON_TRACK, Light.GREEN, "达到序时进度", "会议认定")


def report(*lines: IndicatorLine, tasks: tuple[TaskLine, ...] = ()) -> Monitoring:
    return Monitoring(date(2024, 2, 10), (("年度", "2023年度"),), (ROUND,), lines, tasks)
