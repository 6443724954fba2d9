"""What can be found by words."""

from __future__ import annotations

from planapp.domain.terms.term import Term


class SearchKind(Term):
    PLAN = "plan", "规划"
    INDICATOR = "indicator", "指标"
    TASK = "task", "任务"
    GOAL = "goal", "目标"
    UNIT = "unit", "单位"
    SERIES = "series", "数据序列"
