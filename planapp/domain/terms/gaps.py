"""The words of an assessment; docs/gaps.md gives the rules."""

from __future__ import annotations

from planapp.domain.terms.term import Term


class Status(Term):
    """What an assessment finds; docs/gaps.md gives the rule of each."""

    NOT_DUE = "not_due", "未到期"
    NO_DATA = "no_data", "未填报"
    UNASSESSABLE = "unassessable", "无法评估"
    BREACHED = "breached", "超出控制目标"
    EXCEEDED = "exceeded", "超额完成"
    ACHIEVED = "achieved", "完成"
    NEARLY = "nearly", "基本完成"
    MISSED = "missed", "未完成"
    REGRESSING = "regressing", "劣于基期"
    AHEAD = "ahead", "快于预期"
    ON_TRACK = "on_track", "达到序时进度"
    BEHIND = "behind", "滞后"


class Light(Term):
    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"
    GREY = "grey", "灰灯"


class Trend(Term):
    LIKELY = "likely", "预计可如期完成"
    AT_RISK = "at_risk", "有一定难度"
    UNLIKELY = "unlikely", "实现难度较大"


class AnnualStatus(Term):
    MET = "met", "达到年度目标"
    MISSED = "missed", "未达年度目标"


class Reason(Term):
    """Why an assessment could not be made."""

    QUALITATIVE = "qualitative", "定性目标，由人评定"
    MISSING_BASE = "missing_base", "缺基期值"
    MISSING_YEARS = "missing_years", "缺中间年份数据"
    UNDEFINED = "undefined", "算式无意义（对数或几何路径遇非正数）"


class Change(Term):
    """How an indicator stands beside its plan's round before."""

    BETTER = "better", "好转"
    WORSE = "worse", "转差"
    REPORTED = "reported", "新报数"
    SILENT = "silent", "转为未填报"


class LightMode(Term):
    RATIO = "ratio", "按完成比（增量进度÷应达进度）"
    POINTS = "points", "按百分点差"


class Comparability(Term):
    """Whether two commitments may be set side by side."""

    ALIKE = "alike", "可比"
    CHECK = "check", "待核对"
    UNLIKE = "unlike", "不可比"


class Timeliness(Term):
    """Whether what was owed was handed in by its day."""

    ON_TIME = "on_time", "按时"
    LATE = "late", "逾期报送"
    MISSING = "missing", "未报"
    PENDING = "pending", "未到期"


class Counted(Term):
    """What is counted of a round: its own indicators, parts of them, both by unit, and tasks."""

    INDICATOR = "indicator", "指标"
    PART = "part", "分解指标"
    LED = "led", "各单位的指标"
    TASK = "task", "任务"
    ANSWERED = "answered", "各单位的任务"
