"""An invented report, to try a layout out with: one line of each kind that a paper tells of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planapp.domain.monitoring import IndicatorLine, Monitoring, RoundLine, TaskLine
from planapp.domain.terms import Attribute, Comparator, Light, SelfAssessment, Status

_PLAN = "某省“十四五”示范产业发展规划"
_ROUND = RoundLine(
    "EXAMPLE", _PLAN, "2024年度", date(2024, 12, 31), date(2025, 2, 28), is_closed=True
)


def example_report() -> Monitoring:
    """Three indicators and two tasks; all figures are marked as invented."""
    return Monitoring(
        on=date(2025, 3, 10),
        chosen=(("规划", _PLAN), ("填报期", "2024年度")),
        rounds=(_ROUND,),
        indicators=(
            _indicator(1, "示范产业产值", completion=Decimal("0.82"), light=Light.GREEN),
            _indicator(2, "研发投入强度", completion=Decimal("0.55"), light=Light.RED),
            _indicator(3, "国家级创新平台数", completion=None, light=Light.GREY),
        ),
        tasks=(
            _task(1, "建设示范产业园", status=Status.ON_TRACK),
            _task(2, "出台人才引进办法", status=Status.BEHIND),
        ),
    )


def _indicator(
    number: int, name: str, *, completion: Decimal | None, light: Light
) -> IndicatorLine:
    status, words = {
        Light.GREEN: (Status.ON_TRACK, "达到序时进度"),
        Light.RED: (Status.BEHIND, "严重滞后"),
    }.get(light, (Status.NO_DATA, "未填报"))
    actual = None if completion is None else 100 + completion * 100
    lag = None if completion is None else (Decimal("0.8") - completion) * 100
    return IndicatorLine(
        id=number, code=f"EXAMPLE-{number}", plan_code="EXAMPLE", plan=_PLAN, name=name,
        attribute=Attribute.EXPECTED, comparator=Comparator.GE, target=Decimal(200),
        target_max=None, target_year=2025, value_unit="亿元", series_unit="亿元", base_year=2020,
        base_value=Decimal(100), years=(), pending=None, waiting="", status=status, light=light,
        words=words, decided=None, actual=actual, expected_value=Decimal(180),
        completion=completion, time_progress=Decimal("0.8"), due_progress=Decimal("0.8"),
        gap=None if actual is None else 200 - actual, lag=lag, required=None, forecast=None,
        trend=None, met=None, problems="（存在的问题）" if light is Light.RED else "",
        next_steps="（下一步措施）" if light is Light.RED else "", leads=(f"示例单位{number}",),
        source="示例", quote="（规划原文）", document=_PLAN, is_demo=True, rule="",
    )  # fmt: skip


def _task(number: int, title: str, *, status: Status) -> TaskLine:
    is_well = status is Status.ON_TRACK
    light = Light.GREEN if is_well else Light.YELLOW
    said = SelfAssessment.ON_COURSE if is_well else SelfAssessment.SLOW
    return TaskLine(
        id=number, code=f"EXAMPLE-T{number}", plan_code="EXAMPLE", plan=_PLAN, number=str(number),
        title=title, units=(f"示例单位{number}",), deadline="2025年底前",
        due_on=date(2025, 12, 31), self_assessment=said, percent=60, narrative="（进展情况）",
        problems="", next_steps="", is_pending=False, status=status, light=light, decided=None,
        quote="（规划原文）", is_demo=True,
    )  # fmt: skip
